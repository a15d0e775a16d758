// DescribeTransactions and ListTransactions for one transactional id: what the coordinator has in memory, pending transitions left out.
// Source: TransactionCoordinator.handleDescribeTransactions and TransactionStateManager.listTransactionStates of Kafka 4.3; KIP-664.
import type { PartitionKey } from '../partition-key.ts'
import { refused } from './transaction-decision.ts'
import type { Refused } from './transaction-decision.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'
import type { TransactionState } from './transaction-state.ts'

export type DescribedTransaction = {
  readonly kind: 'answered'
  readonly producerId: number
  readonly producerEpoch: number
  readonly state: TransactionState
  readonly transactionTimeoutMs: number
  readonly startTimestampMs: number
  readonly partitions: readonly PartitionKey[]
}

export function describeTransaction(metadata: TransactionMetadata | null): Refused | DescribedTransaction {
  if (metadata === null || metadata.state === 'Dead') return refused('TRANSACTIONAL_ID_NOT_FOUND')
  const { producerId, producerEpoch, state, transactionTimeoutMs, startTimestampMs, partitions } = metadata
  return { kind: 'answered', producerId, producerEpoch, state, transactionTimeoutMs, startTimestampMs, partitions }
}

/** What a listing is about; an empty list of ids or states, and a negative duration, leave nothing out. */
export type TransactionFilter = {
  readonly producerIds: readonly number[]
  readonly states: readonly TransactionState[]
  /** Only transactions that began longer ago. */
  readonly durationMs: number
}

export function isListed(metadata: TransactionMetadata, { producerIds, states, durationMs }: TransactionFilter, nowMs: number): boolean {
  if (metadata.state === 'Dead') return false
  if (producerIds.length > 0 && !producerIds.includes(metadata.producerId)) return false
  if (states.length > 0 && !states.includes(metadata.state)) return false
  return durationMs < 0 || nowMs - metadata.startTimestampMs > durationMs
}
