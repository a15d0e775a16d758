// What is worth knowing of a transactional id at a glance, and which transactions hold a last stable offset back.
import type { ClusterState, TransactionState } from '../data/shapes.ts'

const OPEN_STATES = new Set(['Ongoing', 'PrepareCommit', 'PrepareAbort', 'PrepareEpochFence'])

export function isOpen({ state }: TransactionState): boolean {
  return OPEN_STATES.has(state)
}

/** By the cluster's clock; null while none is open. */
export function ageMs(transaction: TransactionState, nowMs: number): number | null {
  const { start_timestamp_ms: startMs } = transaction
  return startMs === null || !isOpen(transaction) ? null : Math.max(0, nowMs - startMs)
}

/** Open beyond its timeout: its coordinator should have aborted it, and cannot. */
export function isHung(transaction: TransactionState, nowMs: number): boolean {
  const age = ageMs(transaction, nowMs)
  return age !== null && age > transaction.transaction_timeout_ms
}

/** How many partitions have their marker; null before the outcome is decided. */
export function markerProgress({ partitions }: TransactionState): { readonly written: number; readonly all: number } | null {
  const decided = partitions.filter(({ marker }) => marker !== null)
  if (decided.length === 0) return null
  return { written: decided.filter(({ marker }) => marker === 'written').length, all: partitions.length }
}

export type HeldBack = {
  readonly topic: string
  readonly partition: number
  readonly lastStableOffset: number
  readonly highWatermark: number
  /** Empty where no coordinator knows of a transaction here: it hangs. */
  readonly holders: readonly string[]
}

/** Partitions in which records are committed to all replicas, and yet readers of committed records may not have them. */
export function heldBackPartitions(state: ClusterState): readonly HeldBack[] {
  return state.topics.flatMap(({ name: topic, partitions }) => {
    return partitions.flatMap(({ partition_index: partition, logs }) => {
      const log = logs.find(({ role }) => role === 'leader')
      if (log === undefined || log.last_stable_offset >= log.high_watermark) return []
      const holders = holdersOf(state.transactions, topic, partition)
      return [{ topic, partition, lastStableOffset: log.last_stable_offset, highWatermark: log.high_watermark, holders }]
    })
  })
}

function holdersOf(transactions: readonly TransactionState[], topic: string, partition: number): readonly string[] {
  const inIt = transactions.filter(({ partitions }) => partitions.some((one) => one.topic === topic && one.partition_index === partition))
  return inIt.filter(isOpen).map(({ transactional_id: id }) => id)
}
