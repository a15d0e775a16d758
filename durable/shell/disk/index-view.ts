// The sparse indexes of a segment as facts, and how a lookup uses them: which entry it takes and where it begins to scan.
// Source: LogSegment.translateOffset and findOffsetByTimestamp, OffsetIndex.lookup and TimeIndex.lookup of Kafka 4.3.
import { MAX_LISTED_INDEX_ENTRIES } from '../../../schema/limits.ts'
import { lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import { present } from '../../engine/assert.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import { indexEntries } from '../../engine/log/indexes.ts'
import type { IndexEntries, OffsetIndexEntry, TimeIndexEntry } from '../../engine/log/indexes.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { segmentEndOffset } from '../../engine/log/partition-log.ts'
import type { PartitionLog } from '../../engine/log/partition-log.ts'
import { headersOf } from '../../engine/log/walk.ts'
import { diskLogNamed } from './disk-log.ts'

export type IndexQuery = {
  /** The base offset of the segment; null takes the one that the lookup leads to, else the active one. */
  readonly segment: number | null
  readonly offset: number | null
  readonly timestamp: number | null
  /** Entries from this one on, of both indexes. */
  readonly fromEntry: number
}

export type IndexLookup = {
  /** The entry of the time index that is taken; null begins with the segment, and for a lookup by offset it is not asked. */
  readonly timeEntry: TimeIndexEntry | null
  /** The entry of the offset index that is taken; null begins at position 0. */
  readonly offsetEntry: OffsetIndexEntry | null
  readonly scanFromPosition: number
  /** Batches that the scan looks at, the one it finds among them. */
  readonly scannedBatches: number
  readonly found: { readonly baseOffset: number; readonly lastOffset: number; readonly position: number } | null
}

export type IndexView = {
  readonly indexIntervalBytes: number
  readonly baseOffset: number
  readonly endOffset: number
  readonly sizeBytes: number
  readonly offsetIndex: readonly OffsetIndexEntry[]
  readonly timeIndex: readonly TimeIndexEntry[]
  readonly offsetIndexEntries: number
  readonly timeIndexEntries: number
  readonly lookup: IndexLookup | null
}

/** Null when the node has no such log, or the log no such segment. */
export function viewIndexes(
  cluster: ClusterView,
  reader: LogReader,
  nodeId: number,
  directory: string,
  query: IndexQuery,
): IndexView | null {
  const disk = diskLogNamed(cluster, nodeId, directory)?.open(reader)
  if (disk === undefined) return null
  const { log, indexIntervalBytes } = disk
  const index = segmentFor(log, query)
  const segment = log.segments[index]
  if (segment === undefined) return null
  const entries = indexEntries(log, reader, index, indexIntervalBytes)
  const until = query.fromEntry + MAX_LISTED_INDEX_ENTRIES
  return {
    indexIntervalBytes,
    baseOffset: segment.baseOffset,
    endOffset: segmentEndOffset(log, index),
    sizeBytes: segment.sizeBytes,
    offsetIndex: entries.offsetIndex.slice(query.fromEntry, until),
    timeIndex: entries.timeIndex.slice(query.fromEntry, until),
    offsetIndexEntries: entries.offsetIndex.length,
    timeIndexEntries: entries.timeIndex.length,
    lookup: query.offset === null && query.timestamp === null ? null : lookUp(log, reader, index, entries, query),
  }
}

/** By time it is the first segment that reaches the time, as for ListOffsets. */
function segmentFor({ segments }: DeepReadonly<PartitionLog>, { segment, offset, timestamp }: IndexQuery): number {
  const last = segments.length - 1
  if (segment !== null) return segments.findIndex(({ baseOffset }) => baseOffset === segment)
  if (offset !== null)
    return Math.max(
      segments.findLastIndex(({ baseOffset }) => baseOffset <= offset),
      0,
    )
  if (timestamp === null) return last
  const reaching = segments.findIndex(({ maxTimestamp }) => maxTimestamp >= timestamp)
  return reaching === -1 ? last : reaching
}

function lookUp(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  segmentIndex: number,
  { offsetIndex, timeIndex }: IndexEntries,
  { offset, timestamp }: IndexQuery,
): IndexLookup {
  const { baseOffset } = present(log.segments[segmentIndex], 'the segment')
  const timeEntry = offset !== null || timestamp === null ? null : (timeIndex.findLast((entry) => entry.timestamp <= timestamp) ?? null)
  const relativeOffset = offset === null ? (timeEntry?.relativeOffset ?? 0) : offset - baseOffset
  const offsetEntry = offsetIndex.findLast((entry) => entry.relativeOffset <= relativeOffset) ?? null
  const scanFromPosition = offsetEntry?.position ?? 0
  let position = 0
  let scannedBatches = 0
  for (const { header, sizeBytes } of headersOf(log, reader, baseOffset, segmentEndOffset(log, segmentIndex))) {
    const lastOffset = lastOffsetOf(header)
    if (position >= scanFromPosition) {
      scannedBatches++
      const isFound = offset === null ? header.maxTimestamp >= (timestamp ?? 0) : lastOffset >= offset
      const found = { baseOffset: header.baseOffset, lastOffset, position }
      if (isFound) return { timeEntry, offsetEntry, scanFromPosition, scannedBatches, found }
    }
    position += sizeBytes
  }
  return { timeEntry, offsetEntry, scanFromPosition, scannedBatches, found: null }
}
