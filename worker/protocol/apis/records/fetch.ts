// Fetch (API key 1): record batches from the leaders of their partitions, as they lie in the log.
// Does: topics by name and, from version 13 on, by id; both isolation levels; the bounds of bytes and of time.
// Does not: see notDone.
// Source: KafkaApis.handleFetchRequest of Kafka 4.3; KIP-98 for isolation, KIP-320 for epochs, KIP-516 for topic ids.
import { fetchMessages } from '../../../../schema/kafka/protocol/messages/fetch.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import type { FetchPartitionData } from '../../../../schema/kafka/requests/fetch.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { isolationLevelOf } from './isolation-level.ts'

const TOPIC_IDS_SINCE = 13

export const fetchApi = wireApi({
  ...fetchMessages,
  notDone: ['Every fetch is answered by the leader: there is no reading from followers (KIP-392).'],
  async serve({ maxBytes, maxWaitMs, minBytes, isolationLevel, topics }, { apiVersion, ask }) {
    const { responses } = await ask('Fetch', {
      maxBytes,
      maxWaitMs,
      minBytes,
      isolationLevel: isolationLevelOf(isolationLevel),
      topics: topics.map(({ topic, topicId, partitions }) => ({
        topic,
        topicId: apiVersion >= TOPIC_IDS_SINCE ? topicId : null,
        partitions,
      })),
    })
    return {
      throttleTimeMs: 0,
      errorCode: codeOf('NONE'),
      responses: responses.map(({ topic, topicId, partitions }) => ({
        topic,
        topicId: topicId === '' ? ZERO_UUID : topicId,
        partitions: partitions.map(partitionOf),
      })),
    }
  },
})

function partitionOf({ error, abortedTransactions = null, ...data }: FetchPartitionData) {
  return { ...data, errorCode: codeOf(error), abortedTransactions }
}
