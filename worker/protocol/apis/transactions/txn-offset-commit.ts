// TxnOffsetCommit (API key 28): offsets of a group inside a transaction.
// Does: from version 3 on in the name of a member and its generation (KIP-447).
// Source: KafkaApis.handleTxnOffsetCommitRequest of Kafka 4.3; KIP-98, KIP-447, KIP-890.
import { txnOffsetCommitMessages } from '../../../../schema/kafka/protocol/messages/txn-offset-commit.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const txnOffsetCommitApi = wireApi({
  ...txnOffsetCommitMessages,
  notDone: [],
  async serve(message, { apiVersion, ask }) {
    const { topics } = await ask('TxnOffsetCommit', { apiVersion, ...message })
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, error }) => ({ partitionIndex, errorCode: codeOf(error) })),
      })),
    }
  },
})
