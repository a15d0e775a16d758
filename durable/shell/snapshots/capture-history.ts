// From the history of a sandbox to what its snapshot is made of: as much of the past as fits, and of the bytes those that some moment of it needs.
import { MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_HISTORY_BYTES } from '../../../schema/snapshot-limits.ts'
import { decodeCluster, encodeCluster } from '../../engine/snapshot.ts'
import type { Base } from '../history.ts'
import type { Journal } from '../journal.ts'
import type { HistoryRow } from '../history-row.ts'
import { laterPlaces } from '../later-places.ts'
import type { ClusterPlan } from '../sandbox-row.ts'
import { BatchRows } from './batch-rows.ts'
import { capture } from './captured.ts'
import type { Captured } from './captured.ts'
import { tooLarge } from './write-snapshot.ts'

export type HistorySource = {
  readonly sql: SqlStorage
  readonly journal: Journal
  readonly sandboxId: string
  readonly plan: ClusterPlan
  /** Throws when the history that is captured is no longer the sandbox's. */
  readonly checkKept: () => void
}

/** `stepEnd` is a moment that is kept, at the end of a step. Throws SnapshotRefused when even the shortest past is too much. */
export function captureHistory({ sql, journal, sandboxId, plan, checkKept }: HistorySource, stepEnd: number): Captured {
  const { history, garbage } = journal
  const { cluster, timeMs } = history.at(stepEnd)
  cluster.clusterId = sandboxId
  const stateCharacters = encodeCluster(cluster).length
  const later = laterPlaces(cluster)
  const allRows = [...history.rows(history.base(), stepEnd)]
  for (const { sequence, number } of history.moments) {
    if (sequence > stepEnd) break
    const rows = allRows.filter((row) => row.number > number)
    const base = history.base(sequence)
    const historyCharacters = rows.reduce((sum, { text }) => sum + text.length, base.text.length + stateCharacters)
    const batches = new BatchRows(sql, [...later, ...garbage.rangesBefore(sequence)], checkKept)
    const fits = historyCharacters <= MAX_SNAPSHOT_HISTORY_BYTES && historyCharacters + batches.sizeBytes() <= MAX_SNAPSHOT_BYTES
    if (fits) return capture({ cluster, timeMs, plan, base: named(base, sandboxId), rows: rows.map(plain), batches })
  }
  throw tooLarge()
}

/** The past of a fork still goes by another name; in the fork's own snapshot it is its own past. */
function named(base: Base, sandboxId: string): Base {
  const cluster = decodeCluster(base.text)
  cluster.clusterId = sandboxId
  return { ...base, text: encodeCluster(cluster) }
}

function plain({ firstSequence, text }: HistoryRow): { firstSequence: number; text: string } {
  return { firstSequence, text }
}
