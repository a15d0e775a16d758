// DescribeCluster (API key 60, KIP-700, KIP-919, KIP-1073).
// Does: the cluster's id, its brokers, and the fenced ones when asked.
// Does not: authorized operations; controllers, which a broker does not tell of: who asks for them is sent away, as by Kafka.
// Source: KafkaApis.handleDescribeCluster and AuthHelper.computeDescribeClusterResponse of Kafka 4.3.
import type { DescribeClusterRequest } from '../../../schema/kafka/requests/describe-cluster.ts'
import type { ClusterView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { anyBroker } from './any-broker.ts'

const WRONG_ENDPOINT = 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER'

export function decideDescribeCluster(cluster: ClusterView, request: DescribeClusterRequest): Decision<'DescribeCluster'> {
  const { clusterId } = cluster
  const { endpointType, includeFencedBrokers } = request
  if (endpointType !== 'BROKERS') {
    const nobody = { endpointType, clusterId: '', controllerId: -1, brokers: [] }
    return answer<'DescribeCluster'>({ error: 'MISMATCHED_ENDPOINT_TYPE', errorMessage: WRONG_ENDPOINT, ...nobody })
  }
  const brokers = [...cluster.brokers.values()]
    .filter(({ fenced }) => includeFencedBrokers || !fenced)
    .map(({ brokerId, rack, fenced }) => ({
      brokerId,
      host: brokerHost(brokerId),
      port: brokerPort(brokerId),
      rack,
      isFenced: fenced,
    }))
  return answer<'DescribeCluster'>({
    error: 'NONE',
    errorMessage: null,
    endpointType,
    clusterId,
    controllerId: anyBroker(cluster),
    brokers,
  })
}
