// EndTxn (API key 26): commits a transaction or aborts it.
// Does: from version 5 on the answer names the epoch that the producer goes on with (KIP-890).
// Source: KafkaApis.handleEndTxnRequest of Kafka 4.3; KIP-98, KIP-588, KIP-890.
import { endTxnMessages } from '../../../../schema/kafka/protocol/messages/end-txn.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const endTxnApi = wireApi({
  ...endTxnMessages,
  notDone: [],
  async serve(message, { apiVersion, ask }) {
    const { error, ...producer } = await ask('EndTxn', { apiVersion, ...message })
    return { throttleTimeMs: 0, errorCode: codeOf(error), ...producer }
  },
})
