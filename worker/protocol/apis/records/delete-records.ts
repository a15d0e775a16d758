// DeleteRecords (API key 21): moves the start of a partition's log up.
// Does: every version, and the timeout that the followers have for moving theirs.
// Source: KafkaApis.handleDeleteRecordsRequest of Kafka 4.3; KIP-107.
import { deleteRecordsMessages } from '../../../../schema/kafka/protocol/messages/delete-records.ts'
import type { DeleteRecordsPartitionResult } from '../../../../schema/kafka/requests/delete-records.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const deleteRecordsApi = wireApi({
  ...deleteRecordsMessages,
  notDone: [],
  async serve({ topics, timeoutMs }, { ask }) {
    const answer = await ask('DeleteRecords', { topics, timeoutMs })
    return {
      throttleTimeMs: 0,
      topics: answer.topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(partitionOf) })),
    }
  },
})

function partitionOf({ error, ...result }: DeleteRecordsPartitionResult) {
  return { ...result, errorCode: codeOf(error) }
}
