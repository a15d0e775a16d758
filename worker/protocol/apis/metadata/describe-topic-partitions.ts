// DescribeTopicPartitions (API key 75): topics with their partitions in pages, and with their eligible leader replicas.
// Does: topics by name or all, a cursor, the limit of partitions. What the client may do with them its guard adds.
// Does not: anything else.
// Source: DescribeTopicPartitionsRequestHandler of Kafka 4.3; KIP-966.
import type { DescribedTopic } from '../../../../schema/kafka/requests/describe-topic-partitions.ts'
import { describeTopicPartitionsMessages } from '../../../../schema/kafka/protocol/messages/describe-topic-partitions.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { coded, codeOf, wireApi } from '../../wire-api.ts'

export const describeTopicPartitionsApi = wireApi({
  ...describeTopicPartitionsMessages,
  notDone: [],
  async serve({ topics, responsePartitionLimit, cursor }, { ask }) {
    const { topics: described, nextCursor } = await ask('DescribeTopicPartitions', { topics, responsePartitionLimit, cursor })
    return { throttleTimeMs: 0, topics: described.map(topicOf), nextCursor }
  },
})

function topicOf({ error, name, topicId, isInternal, partitions }: DescribedTopic) {
  return {
    errorCode: codeOf(error),
    name,
    topicId: topicId === '' ? ZERO_UUID : topicId,
    isInternal,
    partitions: partitions.map(coded),
  }
}
