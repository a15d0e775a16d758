// ListTransactions (API key 66): the transactional ids that this broker coordinates.
// Does: filters by state and producer id, from version 1 on by age (KIP-994), from 2 on by a pattern (KIP-1152).
// Does not: see notDone.
// Source: KafkaApis.handleListTransactionsRequest of Kafka 4.3; KIP-664.
import { listTransactionsMessages } from '../../../../schema/kafka/protocol/messages/list-transactions.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const listTransactionsApi = wireApi({
  ...listTransactionsMessages,
  notDone: ['A pattern that could take long is INVALID_REGULAR_EXPRESSION.'],
  async serve({ durationFilter, ...filters }, { ask }) {
    const { error, ...listed } = await ask('ListTransactions', { ...filters, durationFilterMs: durationFilter })
    return { throttleTimeMs: 0, errorCode: codeOf(error), ...listed }
  },
})
