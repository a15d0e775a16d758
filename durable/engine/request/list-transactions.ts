// ListTransactions (API key 66).
// Does: the transactional ids that a broker coordinates, or all of them for a client that names no broker, by state, producer id, age and a
//   regular expression over the id.
// Does not: every regular expression, see safe-pattern.ts.
// Source: TransactionStateManager.listTransactionStates of Kafka 4.3; KIP-664, KIP-994, KIP-1152.
import { MAX_TRANSACTIONAL_ID_CHARACTERS } from '../../../schema/limits.ts'
import type { ListTransactionsResponse } from '../../../schema/kafka/requests/list-transactions.ts'
import type { ClusterView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import { matcherOf } from '../safe-pattern.ts'
import { isListed } from '../transaction/describe.ts'
import { isTransactionState } from '../transaction/transaction-state.ts'

type Listed = ListTransactionsResponse['transactionStates'][number]

export function decideListTransactions(cluster: ClusterView, { request, brokerId, nowMs }: InputOf<'ListTransactions'>): Decision {
  const { stateFilters, producerIdFilters: producerIds, durationFilterMs: durationMs, transactionalIdPattern } = request
  const isMatch = isEveryId(transactionalIdPattern) ? () => true : matcherOf(transactionalIdPattern, MAX_TRANSACTIONAL_ID_CHARACTERS)
  if (isMatch === null) return failed('INVALID_REGULAR_EXPRESSION')
  const states = stateFilters.filter(isTransactionState)
  const unknownStateFilters = stateFilters.filter((state) => !isTransactionState(state))
  // Only unknown states: nothing can be in one of them.
  if (states.length === 0 && unknownStateFilters.length > 0) return listed(unknownStateFilters, [])
  const transactionStates: Listed[] = []
  for (const coordinator of cluster.transactionCoordinators.values()) {
    if (brokerId !== null && coordinator.brokerId !== brokerId) continue
    for (const { metadata } of coordinator.transactions.values()) {
      const { transactionalId, producerId, state: transactionState } = metadata
      if (!isMatch(transactionalId) || !isListed(metadata, { producerIds, states, durationMs }, nowMs)) continue
      transactionStates.push({ transactionalId, producerId, transactionState })
    }
  }
  return listed(unknownStateFilters, transactionStates)
}

function listed(unknownStateFilters: readonly string[], transactionStates: readonly Listed[]): Decision<'ListTransactions'> {
  return answer<'ListTransactions'>({ error: 'NONE', unknownStateFilters, transactionStates })
}

function failed(error: ListTransactionsResponse['error']): Decision<'ListTransactions'> {
  return answer<'ListTransactions'>({ error, unknownStateFilters: [], transactionStates: [] })
}

function isEveryId(pattern: string | null): pattern is null | '' {
  return pattern === null || pattern === ''
}
