// ConsumerGroupHeartbeat (API key 68): all that a member of a KIP-848 group says, and all that it is told.
// Does: both versions. In 0 the coordinator may name a member; from 1 on it names itself, and may subscribe by a regular expression.
// Does not: see notDone.
// Source: KafkaApis.handleConsumerGroupHeartbeat of Kafka 4.3; KIP-848, KIP-1082.
import { consumerGroupHeartbeatMessages } from '../../../../schema/kafka/protocol/messages/consumer-group-heartbeat.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const consumerGroupHeartbeatApi = wireApi({
  ...consumerGroupHeartbeatMessages,
  notDone: [
    'A regular expression that could take long is INVALID_REGULAR_EXPRESSION, also when RE2/J would take it.',
    'A replica that moves to another rack begins no rebalance.',
  ],
  async serve(said, { apiVersion, clientId, client, ask }) {
    const { error, assignment, ...told } = await ask('ConsumerGroupHeartbeat', {
      ...said,
      apiVersion,
      clientId,
      clientHost: client.clientHost,
    })
    return {
      throttleTimeMs: 0,
      errorCode: codeOf(error),
      ...told,
      assignment: assignment === null ? null : { topicPartitions: assignment },
    }
  },
})
