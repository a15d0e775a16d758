// The stories of Kafka clients, told by @platformatic/kafka on the real server.
import { platformaticAdapter } from '../clients/adapters/platformatic.ts'
import { serverSetting } from '../clients/stories/server-setting.ts'
import { tellClientStories } from '../clients/stories/tell-client-stories.ts'

tellClientStories(platformaticAdapter, serverSetting)
