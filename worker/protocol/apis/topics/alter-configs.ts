// AlterConfigs (API key 33): gives a resource exactly these configs. Deprecated since KIP-339, and still sent by kafkajs and old tools.
// Does: topics, the broker of this connection, and all brokers; what is set and not named goes back to its default.
// Does not: see notDone.
// Source: KafkaApis.handleAlterConfigsRequest and ConfigAdminManager of Kafka 4.3; KIP-133.
import { alterConfigsMessages } from '../../../../schema/kafka/protocol/messages/alter-configs.ts'
import { wireApi } from '../../wire-api.ts'
import { alteredResource, inOrder, knownResources, refuseType } from './config-resources.ts'

export const alterConfigsApi = wireApi({
  ...alterConfigsMessages,
  notDone: ['Loggers and client metrics have no configs: INVALID_REQUEST. Of groups only the configs of consumer groups are known.'],
  async serve({ resources, validateOnly }, { ask }) {
    const { responses } = await ask('AlterConfigs', { resources: knownResources(resources, refuseType), validateOnly })
    return { throttleTimeMs: 0, responses: inOrder(resources, refuseType, responses, alteredResource) }
  },
})
