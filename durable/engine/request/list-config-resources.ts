// ListConfigResources (API key 74, KIP-1142).
// Does: names everything that has configs, by type: all topics and brokers, and the groups for which something is set.
// Does not: client metrics, which have no configs here.
// Source: KafkaApis.handleListConfigResources of Kafka 4.3.
import type { ListConfigResourcesRequest } from '../../../schema/kafka/requests/list-config-resources.ts'
import type { ConfigResourceType } from '../../../schema/kafka/requests/describe-configs.ts'
import type { ClusterView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'

export function decideListConfigResources(
  cluster: ClusterView,
  { resourceTypes }: ListConfigResourcesRequest,
): Decision<'ListConfigResources'> {
  const configResources = [...new Set(resourceTypes)].flatMap((resourceType) => {
    return namesOf(cluster, resourceType).map((resourceName) => ({ resourceName, resourceType }))
  })
  return answer<'ListConfigResources'>({ error: 'NONE', configResources })
}

function namesOf({ topics, brokers, groupConfigs }: ClusterView, resourceType: ConfigResourceType): string[] {
  switch (resourceType) {
    case 'TOPIC':
      return [...topics.keys()]
    case 'BROKER':
      return Array.from(brokers.keys(), String)
    case 'GROUP':
      return [...groupConfigs.keys()]
  }
}
