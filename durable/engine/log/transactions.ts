// What transactions mean for readers: how far committed data reaches, and which transactions below that were aborted.
// Source: ProducerStateManager.firstUnstableOffset, UnifiedLog.fetchLastStableOffset, TransactionIndex.collectAbortedTxns of Kafka 4.3.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionLog } from './partition-log.ts'
import type { AbortedTransaction } from './producer-state.ts'

type TransactionPart = DeepReadonly<
  Pick<PartitionLog, 'ongoingTransactions' | 'unreplicatedTransactions' | 'logStartOffset' | 'highWatermark'>
>

/**
 * The first offset of a transaction whose outcome is open, or known but not replicated yet; null when there is none. What was deleted from
 * the beginning of the log does not count.
 */
export function firstUnstableOffset(log: TransactionPart): number | null {
  const ongoing = log.ongoingTransactions[0]?.firstOffset ?? Infinity
  const unreplicated = log.unreplicatedTransactions[0]?.firstOffset ?? Infinity
  const first = Math.min(ongoing, unreplicated)
  return first === Infinity ? null : Math.max(first, log.logStartOffset)
}

/** A consumer with isolation.level=read_committed reads up to here. */
export function lastStableOffset(log: TransactionPart): number {
  return Math.min(firstUnstableOffset(log) ?? Infinity, log.highWatermark)
}

/** Up to where a log is read under an isolation level. */
export function readableUntil(log: TransactionPart, isolationLevel: IsolationLevel): number {
  return isolationLevel === 'read_committed' ? lastStableOffset(log) : log.highWatermark
}

export type CollectedTransactions = {
  readonly transactions: readonly AbortedTransaction[]
  /** Nothing behind the last entry that was looked at can matter. */
  readonly complete: boolean
}

/** The aborted transactions that touch offsets from fetchOffset to below upperBoundOffset. */
export function collectAbortedTransactions(
  index: DeepReadonly<readonly AbortedTransaction[]>,
  fetchOffset: number,
  upperBoundOffset: number,
): CollectedTransactions {
  const transactions: AbortedTransaction[] = []
  for (const transaction of index) {
    if (transaction.lastOffset >= fetchOffset && transaction.firstOffset < upperBoundOffset) transactions.push(transaction)
    if (transaction.lastStableOffset >= upperBoundOffset) return { transactions, complete: true }
  }
  return { transactions, complete: false }
}
