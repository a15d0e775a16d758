// What transactions mean for readers: how far committed data reaches, and which transactions below that were aborted.
// Source: ProducerStateManager.firstUnstableOffset, UnifiedLog.fetchLastStableOffset, TransactionIndex.collectAbortedTxns of Kafka 4.3.
import type { DeepReadonly } from '../deep-readonly.ts'
import { indexEntries } from './indexes.ts'
import type { LogReader } from './log-reader.ts'
import { segmentEndOffset } from './partition-log.ts'
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

/**
 * The abortedTransactions of a fetch answer that begins at fetchOffset and carries sizeBytes. Kafka does not look where the answer ends: it
 * takes the next entry of the offset index, else the end of the segment, as its upper bound, so the list may name more than is needed.
 */
export function abortedTransactionsOf(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  fetchOffset: number,
  sizeBytes: number,
  indexIntervalBytes: number,
): readonly AbortedTransaction[] {
  if (log.abortedTransactions.length === 0) return []
  const upperBound = fetchUpperBound(log, reader, fetchOffset, sizeBytes, indexIntervalBytes)
  return collectAbortedTransactions(log.abortedTransactions, fetchOffset, upperBound).transactions
}

function fetchUpperBound(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  fetchOffset: number,
  sizeBytes: number,
  indexIntervalBytes: number,
): number {
  const index = Math.max(
    log.segments.findLastIndex(({ baseOffset }) => baseOffset <= fetchOffset),
    0,
  )
  const { offsetIndex, positionOf } = indexEntries(log, reader, index, indexIntervalBytes)
  const endPosition = positionOf(fetchOffset) + sizeBytes
  const entry = offsetIndex.find(({ position }) => position >= endPosition)
  const baseOffset = log.segments[index]?.baseOffset ?? 0
  return entry === undefined ? segmentEndOffset(log, index) : baseOffset + entry.relativeOffset
}
