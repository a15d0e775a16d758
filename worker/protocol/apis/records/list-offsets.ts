// ListOffsets (API key 2): where a partition begins and ends, and which record is the first of a time.
// Does: every special timestamp from the version that knows it, both isolation levels, leader epochs.
// Does not: see notDone.
// Source: KafkaApis.handleListOffsetRequest of Kafka 4.3; KIP-79, KIP-207, KIP-320, KIP-734, KIP-1005, KIP-1023.
import { listOffsetsMessages } from '../../../../schema/kafka/protocol/messages/list-offsets.ts'
import type { ListOffsetsPartitionResponse } from '../../../../schema/kafka/requests/list-offsets.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { isolationLevelOf } from './isolation-level.ts'

const NO_EPOCH = -1
const LEADER_EPOCH_SINCE = 4

export const listOffsetsApi = wireApi({
  ...listOffsetsMessages,
  notDone: [
    'Whoever asks as a replica is answered as a consumer is.',
    'Nothing is looked for in tiered storage, so there is no waiting for it.',
  ],
  async serve({ isolationLevel, topics }, { apiVersion, ask }) {
    const answer = await ask('ListOffsets', { apiVersion, isolationLevel: isolationLevelOf(isolationLevel), topics })
    return {
      throttleTimeMs: 0,
      topics: answer.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((partition) => partitionOf(partition, apiVersion)),
      })),
    }
  },
})

function partitionOf({ error, leaderEpoch, ...found }: ListOffsetsPartitionResponse, apiVersion: number) {
  return { ...found, errorCode: codeOf(error), leaderEpoch: apiVersion < LEADER_EPOCH_SINCE ? NO_EPOCH : leaderEpoch }
}
