// AddOffsetsToTxn (API key 25): the partition of __consumer_offsets that a group belongs to comes into a transaction.
// Does: what a client of the classic protocol asks for before TxnOffsetCommit; those of transactions v2 do without it.
// Source: KafkaApis.handleAddOffsetsToTxnRequest of Kafka 4.3; KIP-98.
import { addOffsetsToTxnMessages } from '../../../../schema/kafka/protocol/messages/add-offsets-to-txn.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const addOffsetsToTxnApi = wireApi({
  ...addOffsetsToTxnMessages,
  notDone: [],
  async serve(message, { apiVersion, ask }) {
    const { error } = await ask('AddOffsetsToTxn', { apiVersion, ...message })
    return { throttleTimeMs: 0, errorCode: codeOf(error) }
  },
})
