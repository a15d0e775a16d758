// OffsetForLeaderEpoch (API key 23): where an epoch ended in the leader's log, for a consumer that wants to know whether what it has read is
// still there.
// Does: every version that Kafka still offers.
// Source: KafkaApis.handleOffsetForLeaderEpochRequest of Kafka 4.3; KIP-101, KIP-320.
import { offsetForLeaderEpochMessages } from '../../../../schema/kafka/protocol/messages/offset-for-leader-epoch.ts'
import type { EpochEndOffsetResult } from '../../../../schema/kafka/requests/offset-for-leader-epoch.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const offsetForLeaderEpochApi = wireApi({
  ...offsetForLeaderEpochMessages,
  notDone: [],
  async serve({ topics }, { ask }) {
    const answer = await ask('OffsetForLeaderEpoch', { topics })
    return {
      throttleTimeMs: 0,
      topics: answer.topics.map(({ topic, partitions }) => ({ topic, partitions: partitions.map(partitionOf) })),
    }
  },
})

function partitionOf({ error, ...end }: EpochEndOffsetResult) {
  return { errorCode: codeOf(error), ...end }
}
