// A part of a segment's .log file, by its position in the file. Batches are stored by offset, so the batch that holds the position is looked
// for along the headers: from the beginning of the segment, or from a batch that the piece before ended with.
import { batchSizeBytes, decodeBatchHeader, lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import { present } from '../../engine/assert.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import { extentsFrom } from '../../engine/log/extents.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { segmentEndOffset } from '../../engine/log/partition-log.ts'
import type { PartitionLog } from '../../engine/log/partition-log.ts'
import { readLog } from '../../engine/log/read.ts'
import { headersOf } from '../../engine/log/walk.ts'
import type { DiskPiece, FilePlace, FileRange } from './disk.ts'

const NOTHING = new Uint8Array(0)

export function readSegment(log: DeepReadonly<PartitionLog>, reader: LogReader, segmentIndex: number, range: FileRange): DiskPiece {
  const { baseOffset, sizeBytes: fileSizeBytes, lastModifiedMs: modifiedMs } = present(log.segments[segmentIndex], 'the segment')
  const endOffset = segmentEndOffset(log, segmentIndex)
  const edition = editionOf(log, baseOffset, endOffset)
  const start = startOf(range, { offset: baseOffset, position: 0, edition })
  const found = batchAt(log, reader, start, endOffset, range.fromByte)
  if (found === null) return { bytes: NOTHING, fileSizeBytes, modifiedMs, edition, next: null }
  const skipped = range.fromByte - found.position
  const batches = readLog(log, reader, found.offset, endOffset, skipped + range.maxBytes, true)
  const bytes = batches.slice(skipped, skipped + range.maxBytes)
  return { bytes, fileSizeBytes, modifiedMs, edition, next: placeAt(batches, found, skipped + bytes.length) }
}

/** Where the bytes of the segment are stored. Appending to it keeps this as it is; compaction and cutting off do not. */
function editionOf(log: DeepReadonly<PartitionLog>, baseOffset: number, endOffset: number): string {
  const extents = extentsFrom(log, baseOffset).filter(({ extent }) => extent.startOffset < endOffset)
  return extents.map(({ extent }) => `${extent.extentId}:${extent.endOffset ?? ''}`).join(' ')
}

/** The place that came with the piece before, if it still holds and is not behind what is wanted. */
function startOf({ near, fromByte }: FileRange, beginning: FilePlace): FilePlace {
  return near !== null && near.edition === beginning.edition && near.position <= fromByte && near.offset >= beginning.offset
    ? near
    : beginning
}

/** The batch that holds a position of the file; null when the file ends before it. */
function batchAt(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  start: FilePlace,
  endOffset: number,
  wanted: number,
): FilePlace | null {
  let { position } = start
  for (const { header, sizeBytes } of headersOf(log, reader, start.offset, endOffset)) {
    if (position + sizeBytes > wanted) return { ...start, offset: header.baseOffset, position }
    position += sizeBytes
  }
  return null
}

/** The batch that holds the byte after those that were taken, or begins with it. */
function placeAt(batches: Uint8Array, { edition, ...first }: FilePlace, taken: number): FilePlace {
  let { offset } = first
  let position = 0
  while (position + batchSizeBytes(batches, position) <= taken) {
    offset = lastOffsetOf(decodeBatchHeader(batches, position)) + 1
    position += batchSizeBytes(batches, position)
    if (position === batches.length) break
    offset = decodeBatchHeader(batches, position).baseOffset
  }
  return { offset, position: first.position + position, edition }
}
