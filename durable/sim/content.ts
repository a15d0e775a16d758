// What is in a log, without reading it: which place of the store holds which offset. A place is written once, so two logs with the same place at
// an offset have the same bytes there. Compaction moves records to other places; topics that are compacted are compared by their records.
import { extentsFrom } from '../engine/log/extents.ts'
import { batchesOf } from '../engine/log/walk.ts'
import type { LogReader } from '../engine/log/log-reader.ts'
import type { PartitionLog } from '../engine/log/partition-log.ts'
import type { PartitionView } from '../engine/cluster.ts'
import type { DeepReadonly } from '../engine/deep-readonly.ts'
import { replicaLog, replicaOffsets } from '../engine/replication/replica.ts'
import type { ReplicaView } from '../engine/replication/replica.ts'
import { decodeRecords } from '../../schema/kafka/record-cursor.ts'
import { must } from './violation.ts'

/** Offsets from `fromOffset` to below `untilOffset` lie in one extent. */
type Piece = { readonly fromOffset: number; readonly untilOffset: number; readonly extentId: number; readonly originOffset: number }

export type Content = {
  readonly logStartOffset: number
  readonly logEndOffset: number
  readonly highWatermark: number
  readonly pieces: readonly Piece[]
}

export function contentOf(partition: PartitionView, replica: ReplicaView): Content {
  const { logStartOffset, logEndOffset, highWatermark } = replicaOffsets(partition, replica)
  return { logStartOffset, logEndOffset, highWatermark, pieces: piecesOf(replicaLog(partition, replica), logStartOffset, logEndOffset) }
}

function piecesOf(log: DeepReadonly<PartitionLog>, fromOffset: number, untilOffset: number): Piece[] {
  const pieces: Piece[] = []
  for (const { extent, endOffset } of extentsFrom(log, fromOffset)) {
    const { extentId, originOffset } = extent
    const from = Math.max(fromOffset, extent.startOffset)
    const until = Math.min(untilOffset, endOffset)
    if (from < until) pieces.push({ fromOffset: from, untilOffset: until, extentId, originOffset })
  }
  return pieces
}

/** The first offset of the range at which the two hold different places, or one of them none; null when they agree. */
export function firstDifference(one: Content, other: Content, fromOffset: number, untilOffset: number): number | null {
  let offset = fromOffset
  while (offset < untilOffset) {
    const left = one.pieces.find((piece) => piece.untilOffset > offset)
    const right = other.pieces.find((piece) => piece.untilOffset > offset)
    if (left === undefined || right === undefined) return left === right ? null : offset
    if (left.fromOffset > offset || right.fromOffset > offset) {
      if (Math.min(left.fromOffset, right.fromOffset) <= offset) return offset
      offset = Math.min(left.fromOffset, right.fromOffset)
      continue
    }
    if (left.extentId !== right.extentId || left.originOffset !== right.originOffset) return offset
    offset = Math.min(left.untilOffset, right.untilOffset)
  }
  return null
}

const MAX_UNPACKED_BYTES = 1_000_000

/** The values of the records of a range, by offset. */
export function valuesOf(log: DeepReadonly<PartitionLog>, reader: LogReader, fromOffset: number, untilOffset: number): Map<number, string> {
  const values = new Map<number, string>()
  for (const batch of batchesOf(log, reader, fromOffset, untilOffset)) {
    for (const [offset, value] of recordsIn(batch)) if (offset >= fromOffset && offset < untilOffset) values.set(offset, value)
  }
  return values
}

export function recordsIn(batch: Uint8Array): [offset: number, value: string][] {
  const decoded = decodeRecords(batch, MAX_UNPACKED_BYTES)
  must('reads', decoded.ok, () => `A stored batch cannot be decoded: ${decoded.ok ? '' : decoded.message}`)
  return decoded.records.map(({ offset, value }) => [offset, value === null ? '' : textOf(value)])
}

/** Without the spaces that make records longer. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes).trimEnd()
}
