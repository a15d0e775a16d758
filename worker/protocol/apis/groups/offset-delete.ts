// OffsetDelete (API key 47): offsets of a group go, of topics that none of its members reads.
// Does: its one version.
// Does not: see notDone.
// Source: KafkaApis.handleOffsetDeleteRequest of Kafka 4.3; KIP-496.
import { offsetDeleteMessages } from '../../../../schema/kafka/protocol/messages/offset-delete.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const offsetDeleteApi = wireApi({
  ...offsetDeleteMessages,
  notDone: [],
  async serve({ groupId, topics }, { ask }) {
    const wanted = topics.map(({ name, partitions }) => ({
      name,
      partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex),
    }))
    const { error, topics: deleted } = await ask('OffsetDelete', { groupId, topics: wanted })
    return {
      errorCode: codeOf(error),
      throttleTimeMs: 0,
      topics: deleted.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, error: ofPartition }) => ({ partitionIndex, errorCode: codeOf(ofPartition) })),
      })),
    }
  },
})
