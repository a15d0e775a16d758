// The stories of Kafka clients, told by kafkajs through `samsa connect`.
import { kafkaJsAdapter } from '../clients/adapters/kafkajs.ts'
import { bridgeSetting } from '../clients/stories/bridge-setting.ts'
import { tellClientStories } from '../clients/stories/tell-client-stories.ts'

tellClientStories(kafkaJsAdapter, bridgeSetting)
