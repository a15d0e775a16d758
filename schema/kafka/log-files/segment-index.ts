// The two indexes beside a segment, as entries and as bytes. Both are sparse: an entry comes with the first batch after more than
// index.interval.bytes. The time index holds the largest timestamp so far and only ever grows, and a segment that is rolled or closed
// gets a last entry for its largest timestamp.
//
//   .index      relative offset int32 · position int32: the last offset of the batch that begins at this position
//   .timeindex  timestamp int64 · relative offset int32: no record up to this offset is newer
//
// A running broker keeps the active segment's index files at segment.index.bytes, filled up with zeros; these are the trimmed ones that a
// clean shutdown leaves.
// Source: LogSegment.append and onBecomeInactiveSegment, OffsetIndex, TimeIndex of Kafka 4.3.

import { writeInt32, writeInt64 } from '../int64.ts'
import { decodeBatchHeader, lastOffsetOf } from '../record-batch.ts'

const OFFSET_ENTRY_BYTES = 8
const TIME_ENTRY_BYTES = 12
/** A relative offset is a non-negative int32; a segment rolls before one would not fit. */
const MAX_RELATIVE_OFFSET = 0x7fffffff

export type OffsetIndexEntry = { readonly offset: number; readonly position: number }
export type TimeIndexEntry = { readonly timestamp: number; readonly offset: number }
export type SegmentIndex = { readonly offsetEntries: readonly OffsetIndexEntry[]; readonly timeEntries: readonly TimeIndexEntry[] }

/** The entries that Kafka would have made while these batches, one after another, were appended to a new segment. */
export function indexBatches(batches: readonly Uint8Array[], indexIntervalBytes: number): SegmentIndex {
  const offsetEntries: OffsetIndexEntry[] = []
  const timeEntries: TimeIndexEntry[] = []
  let newest: TimeIndexEntry = { timestamp: -1, offset: -1 }
  let position = 0
  let bytesSinceLastEntry = 0
  for (const batch of batches) {
    const header = decodeBatchHeader(batch)
    const offset = lastOffsetOf(header)
    if (header.maxTimestamp > newest.timestamp) newest = { timestamp: header.maxTimestamp, offset }
    if (bytesSinceLastEntry > indexIntervalBytes) {
      offsetEntries.push({ offset, position })
      appendTime(timeEntries, newest)
      bytesSinceLastEntry = 0
    }
    position += batch.length
    bytesSinceLastEntry += batch.length
  }
  appendTime(timeEntries, newest)
  return { offsetEntries, timeEntries }
}

/** Only a larger timestamp makes an entry; without any timestamps there is none. */
function appendTime(entries: TimeIndexEntry[], newest: TimeIndexEntry): void {
  if (newest.timestamp > (entries.at(-1)?.timestamp ?? -1)) entries.push(newest)
}

/** The bytes of a .index file. */
export function offsetIndexFile(baseOffset: number, entries: readonly OffsetIndexEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * OFFSET_ENTRY_BYTES)
  for (const [index, { offset, position }] of entries.entries()) {
    writeInt32(bytes, index * OFFSET_ENTRY_BYTES, relativeOffset(baseOffset, offset))
    writeInt32(bytes, index * OFFSET_ENTRY_BYTES + 4, position)
  }
  return bytes
}

/** The bytes of a .timeindex file. */
export function timeIndexFile(baseOffset: number, entries: readonly TimeIndexEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * TIME_ENTRY_BYTES)
  for (const [index, { timestamp, offset }] of entries.entries()) {
    writeInt64(bytes, index * TIME_ENTRY_BYTES, timestamp)
    writeInt32(bytes, index * TIME_ENTRY_BYTES + 8, relativeOffset(baseOffset, offset))
  }
  return bytes
}

function relativeOffset(baseOffset: number, offset: number): number {
  const relative = offset - baseOffset
  if (relative >= 0 && relative <= MAX_RELATIVE_OFFSET) return relative
  throw new Error(`The offset ${offset} cannot stand in the index of a segment that begins at ${baseOffset}.`)
}
