// Segments that shrank are joined again while they fit into one, and a segment that is too large for one step of the cleaner is cut.
// Source: Cleaner.groupSegmentsBySize and lastOffsetForFirstSegment of Kafka 4.3. The cut is ours: Kafka's cleaner has a thread of its own and
// may take as long as it likes.
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { LogReader } from '../log-reader.ts'
import type { PartitionLog, Segment } from '../partition-log.ts'
import { closeSegment, segmentOf } from '../segment-facts.ts'
import { headersOf } from '../walk.ts'
import type { WalkedHeader } from '../walk.ts'

const OFFSET_INDEX_ENTRY_BYTES = 8
const TIME_INDEX_ENTRY_BYTES = 12
const MAX_RELATIVE_OFFSET = 2 ** 31 - 1

export type SegmentGroup = readonly DeepReadonly<Segment>[]

/** Neighbours that together stay within the size of a segment, of its indexes and of its relative offsets. */
export function groupSegments(
  segments: readonly DeepReadonly<Segment>[],
  maxBytes: number,
  maxIndexBytes: number,
  uncleanableOffset: number,
): SegmentGroup[] {
  const groups: DeepReadonly<Segment>[][] = []
  for (const [index, segment] of segments.entries()) {
    const group = groups.at(-1)
    const lastOffset = (segments[index + 1]?.baseOffset ?? uncleanableOffset) - 1
    if (group !== undefined && fits(group, segment, lastOffset, maxBytes, maxIndexBytes)) group.push(segment)
    else groups.push([segment])
  }
  return groups
}

function fits(group: SegmentGroup, segment: DeepReadonly<Segment>, lastOffset: number, maxBytes: number, maxIndexBytes: number): boolean {
  const all = [...group, segment]
  const sum = (amount: (of: DeepReadonly<Segment>) => number) => all.reduce((total, each) => total + amount(each), 0)
  return (
    sum(({ sizeBytes }) => sizeBytes) <= maxBytes &&
    sum(({ offsetIndexEntries }) => offsetIndexEntries) * OFFSET_INDEX_ENTRY_BYTES <= maxIndexBytes &&
    sum(({ timeIndexEntries }) => timeIndexEntries) * TIME_INDEX_ENTRY_BYTES <= maxIndexBytes &&
    (segment.sizeBytes === 0 || lastOffset - (group[0]?.baseOffset ?? 0) <= MAX_RELATIVE_OFFSET)
  )
}

/** The facts of the pieces that one segment is cut into; a piece is larger than maxBytes only when one batch is. */
export function splitSegment(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  segment: DeepReadonly<Segment>,
  endOffset: number,
  maxBytes: number,
  indexIntervalBytes: number,
): Segment[] {
  const pieces: WalkedHeader[][] = []
  let pieceBytes = Infinity
  for (const batch of headersOf(log, reader, segment.baseOffset, endOffset)) {
    if (pieceBytes + batch.sizeBytes > maxBytes) {
      pieces.push([])
      pieceBytes = 0
    }
    pieces.at(-1)?.push(batch)
    pieceBytes += batch.sizeBytes
  }
  return pieces.map((batches, index) => {
    const baseOffset = index === 0 ? segment.baseOffset : (batches[0]?.header.baseOffset ?? segment.baseOffset)
    const piece = segmentOf({ ...segment, baseOffset }, batches, indexIntervalBytes)
    closeSegment(piece)
    return piece
  })
}
