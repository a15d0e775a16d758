// IncrementalAlterConfigs (API key 44): sets, deletes, appends and subtracts configs.
// Does: topics, the broker of this connection, and all brokers; each resource by itself.
// Does not: see notDone.
// Source: KafkaApis.handleIncrementalAlterConfigsRequest and ConfigAdminManager of Kafka 4.3; KIP-339.
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { incrementalAlterConfigsMessages } from '../../../../schema/kafka/protocol/messages/incremental-alter-configs.ts'
import { wireApi } from '../../wire-api.ts'
import { configOperationOf } from './config-codes.ts'
import { alteredResource, inOrder, knownResources, refuseType } from './config-resources.ts'
import type { ResourceError } from './config-resources.ts'

type Resource = MessageOf<(typeof incrementalAlterConfigsMessages)['request']>['resources'][number]

export const incrementalAlterConfigsApi = wireApi({
  ...incrementalAlterConfigsMessages,
  notDone: ['Loggers and client metrics have no configs: INVALID_REQUEST. Of groups only the configs of consumer groups are known.'],
  async serve({ resources, validateOnly }, { ask }) {
    const known = knownResources(resources, refuse).map(({ resourceType, resourceName, configs }) => {
      return { resourceType, resourceName, configs: configs.map(alterationOf) }
    })
    const { responses } = await ask('IncrementalAlterConfigs', { resources: known, validateOnly })
    return { throttleTimeMs: 0, responses: inOrder(resources, refuse, responses, alteredResource) }
  },
})

function alterationOf({ name, configOperation, value }: Resource['configs'][number]) {
  return { name, value, configOperation: configOperationOf(configOperation) ?? ('SET' as const) }
}

function refuse(resource: Resource): ResourceError | null {
  const unknown = resource.configs.find(({ configOperation }) => configOperationOf(configOperation) === null)
  if (unknown === undefined) return refuseType(resource)
  return { error: 'INVALID_REQUEST', errorMessage: `Unknown operations type ${unknown.configOperation}` }
}
