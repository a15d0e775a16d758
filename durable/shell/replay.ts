// Carrying a journal out again: a state and the rows behind it give the state at their end, the same bytes each time.
import { apply } from '../engine/apply.ts'
import { assert } from '../engine/assert.ts'
import type { Cluster } from '../engine/cluster.ts'
import type { BatchRemoval } from '../engine/decision.ts'
import type { JournalEntry } from '../engine/event.ts'
import { decodeCluster, encodeCluster } from '../engine/snapshot.ts'
import { usedExtents, withoutUsed } from '../engine/unused-extents.ts'
import type { HistoryRow } from './history-row.ts'
import { decodeEntries } from './journal-text.ts'

/** Told of every stretch of bytes that no log needs since the record with this sequence. */
export type OnDiscard = (removal: BatchRemoval, sequence: number) => void

/** The text of a state after rows that begin right behind it. */
export function replayText(text: string, rows: Iterable<HistoryRow>): string {
  const cluster = decodeCluster(text)
  for (const row of rows) replayEntries(cluster, entriesBehind(cluster, row))
  return encodeCluster(cluster)
}

/** The entries of a row that begins right behind the cluster's last record. */
export function entriesBehind(cluster: Cluster, row: HistoryRow): JournalEntry[] {
  assert(row.firstSequence === cluster.recordSequence + 1, 'the journal has no gap')
  return decodeEntries(row.text)
}

/** Applies entries up to a sequence, and answers the time of the last step that had a part in it; null when none had. */
export function replayEntries(
  cluster: Cluster,
  entries: readonly JournalEntry[],
  { untilSequence = Number.POSITIVE_INFINITY, onDiscard }: { readonly untilSequence?: number; readonly onDiscard?: OnDiscard } = {},
): number | null {
  let timeMs: number | null = null
  for (const { records, nowMs } of entries) {
    for (const record of records) {
      if (cluster.recordSequence >= untilSequence) return timeMs
      timeMs = nowMs
      const before = onDiscard === undefined ? null : usedExtents(cluster, record)
      apply(cluster, record, nowMs)
      if (before !== null) for (const removal of withoutUsed(cluster, record, before)) onDiscard?.(removal, cluster.recordSequence)
    }
  }
  return timeMs
}
