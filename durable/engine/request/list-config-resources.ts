// ListConfigResources (API key 74, KIP-1142).
// Does: names everything that has configs, by type.
// Does not: groups and client metrics, which have no configs here.
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

function namesOf({ topics, brokers }: ClusterView, resourceType: ConfigResourceType): string[] {
  return resourceType === 'TOPIC' ? [...topics.keys()] : Array.from(brokers.keys(), String)
}
