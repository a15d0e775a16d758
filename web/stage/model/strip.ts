// The strip of a replica: the newest offsets of its log as cells, and where LEO, HW and LSO stand between them. All replicas of a partition
// share one window, so that the same offset stands at the same place in every column.
import type { PartitionState, ReplicaState } from '../../data/shapes.ts'

/** `committed` is below the high watermark, `open` below it and above the last stable offset, `uncommitted` above the high watermark;
 * `missing` is in the partition and not (yet) in this replica; `cut` was in this replica until a moment ago. */
export type CellKind = 'committed' | 'open' | 'uncommitted' | 'missing' | 'cut'

export type Cell = { readonly offset: number; readonly kind: CellKind }

export type MarkName = 'LEO' | 'HW' | 'LSO'

/** Marks at the same offset are one mark with several names. `at` counts cells from the left edge of the strip, and may be a half cell out. */
export type Mark = { readonly offset: number; readonly names: readonly MarkName[]; readonly at: number }

export type Strip = {
  /** The first offset that has a cell. */
  readonly firstOffset: number
  /** Offsets of the log that are older than the first cell. */
  readonly olderCount: number
  readonly cells: readonly Cell[]
  readonly marks: readonly Mark[]
}

/** Offsets from `firstOffset` up to and without `endOffset`. */
export type Window = { readonly firstOffset: number; readonly endOffset: number }

/** What a replica lost a moment ago. */
export type Cut = { readonly fromOffset: number; readonly toOffset: number }

/** The newest offsets that any replica of the partition has: an end that only a deposed leader has is worth seeing. */
export function windowOf(partition: PartitionState, cellCount: number, cutEnd = 0): Window {
  const endOffset = Math.max(cutEnd, ...partition.logs.map((log) => log.log_end_offset))
  const startOffset = Math.min(endOffset, ...partition.logs.map((log) => log.log_start_offset))
  return { firstOffset: Math.max(startOffset, endOffset - cellCount), endOffset }
}

export function stripOf(replica: ReplicaState, window: Window, cut: Cut | null = null): Strip {
  const cells: Cell[] = []
  for (let offset = window.firstOffset; offset < window.endOffset; offset++) cells.push({ offset, kind: kindOf(replica, offset, cut) })
  return {
    firstOffset: window.firstOffset,
    olderCount: Math.max(0, Math.min(window.firstOffset, replica.log_end_offset) - replica.log_start_offset),
    cells,
    marks: marksOf(replica, window),
  }
}

function kindOf(replica: ReplicaState, offset: number, cut: Cut | null): CellKind {
  if (offset < replica.log_start_offset) return 'missing'
  if (offset >= replica.log_end_offset) return cut !== null && offset >= cut.fromOffset && offset < cut.toOffset ? 'cut' : 'missing'
  if (offset >= replica.high_watermark) return 'uncommitted'
  return offset >= replica.last_stable_offset ? 'open' : 'committed'
}

/** A mark that is older than the window stands at its left edge. */
export function marksOf(replica: ReplicaState, window: Window): readonly Mark[] {
  const offsets: readonly (readonly [MarkName, number])[] = [
    ['LSO', replica.last_stable_offset],
    ['HW', replica.high_watermark],
    ['LEO', replica.log_end_offset],
  ]
  const marks = new Map<number, Mark>()
  for (const [name, offset] of offsets) {
    const at = Math.max(0, Math.min(offset, window.endOffset) - window.firstOffset)
    marks.set(offset, { offset, at, names: [...(marks.get(offset)?.names ?? []), name] })
  }
  return [...marks.values()].toSorted((one, other) => one.offset - other.offset)
}
