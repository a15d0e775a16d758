// DescribeCluster (API key 60): the cluster's id and its brokers.
// Does: addresses as this client reaches the brokers; racks; from version 2 on fenced brokers, when they are asked for. What the client may do
//   its guard adds.
// Does not: see notDone.
// Source: KafkaApis.handleDescribeCluster and AuthHelper.computeDescribeClusterResponse of Kafka 4.3.
import { describeClusterMessages } from '../../../../schema/kafka/protocol/messages/describe-cluster.ts'
import type { DescribedNode } from '../../../../schema/kafka/requests/describe-cluster.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import type { WireClient } from '../../wire-client.ts'

const BROKERS = 1
const CONTROLLERS = 2

export const describeClusterApi = wireApi({
  ...describeClusterMessages,
  notDone: ['Controllers have no addresses for clients, so nobody answers with the endpoints of controllers.'],
  async serve({ endpointType, includeFencedBrokers }, { client, ask }) {
    if (endpointType !== BROKERS && endpointType !== CONTROLLERS) return unsupportedEndpoint(endpointType)
    const type = endpointType === BROKERS ? 'BROKERS' : 'CONTROLLERS'
    const { error, errorMessage, clusterId, controllerId, brokers } = await ask('DescribeCluster', {
      endpointType: type,
      includeFencedBrokers,
    })
    return {
      throttleTimeMs: 0,
      errorCode: codeOf(error),
      errorMessage,
      clusterId,
      controllerId,
      brokers: brokers.map((broker) => brokerOf(broker, client)),
    }
  },
})

function brokerOf({ brokerId, rack, isFenced, ...own }: DescribedNode, client: WireClient) {
  return { brokerId, rack, isFenced, ...client.addressOf(brokerId, own) }
}

function unsupportedEndpoint(endpointType: number) {
  const errorMessage = `Unsupported endpoint type ${endpointType}`
  return { throttleTimeMs: 0, errorCode: codeOf('UNSUPPORTED_ENDPOINT_TYPE'), errorMessage, clusterId: '', brokers: [] }
}
