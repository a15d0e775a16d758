// DescribeTopicPartitions (API key 75): topics with their partitions in pages, and with their eligible leader replicas.
// Does: topics by name or all, a cursor, the limit of partitions, authorized operations.
// Does not: anything else.
// Source: DescribeTopicPartitionsRequestHandler of Kafka 4.3; KIP-966.
import type { DescribedTopic } from '../../../../schema/kafka/requests/describe-topic-partitions.ts'
import { describeTopicPartitionsMessages } from '../../../../schema/kafka/protocol/messages/describe-topic-partitions.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { topicOperations } from '../../authorized-operations.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const describeTopicPartitionsApi = wireApi({
  ...describeTopicPartitionsMessages,
  notDone: [],
  async serve({ topics, responsePartitionLimit, cursor }, { client, ask }) {
    const { topics: described, nextCursor } = await ask('DescribeTopicPartitions', { topics, responsePartitionLimit, cursor })
    const shown = described.map((topic) => ({
      ...topicOf(topic),
      topicAuthorizedOperations: topicOperations(client.principal, topic.name),
    }))
    return { throttleTimeMs: 0, topics: shown, nextCursor }
  },
})

function topicOf({ error, name, topicId, isInternal, partitions }: DescribedTopic) {
  return {
    errorCode: codeOf(error),
    name,
    topicId: topicId === '' ? ZERO_UUID : topicId,
    isInternal,
    partitions: partitions.map(({ error: ofPartition, ...partition }) => ({ errorCode: codeOf(ofPartition), ...partition })),
  }
}
