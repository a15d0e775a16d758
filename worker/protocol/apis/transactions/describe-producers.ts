// DescribeProducers (API key 61): what the logs of this broker know of their producers.
// Source: KafkaApis.handleDescribeProducersRequest of Kafka 4.3; KIP-664.
import { describeProducersMessages } from '../../../../schema/kafka/protocol/messages/describe-producers.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const describeProducersApi = wireApi({
  ...describeProducersMessages,
  notDone: [],
  async serve(message, { ask }) {
    const { topics } = await ask('DescribeProducers', message)
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ error, ...partition }) => ({ errorCode: codeOf(error), ...partition })),
      })),
    }
  },
})
