// The stories of Kafka clients, told by kafkajs on the real server.
import { kafkaJsAdapter } from '../clients/adapters/kafkajs.ts'
import { serverSetting } from '../clients/stories/server-setting.ts'
import { tellClientStories } from '../clients/stories/tell-client-stories.ts'

tellClientStories(kafkaJsAdapter, serverSetting)
