// What appending and rolling do to the facts of a segment: its size, its timestamps, how full its sparse indexes are.
// Source: LogSegment.append, LogSegment.onBecomeInactiveSegment, TimeIndex.maybeAppend of Kafka 4.3.
import { lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { emptySegment } from './partition-log.ts'
import type { Segment } from './partition-log.ts'
import type { WalkedHeader } from './walk.ts'

export type SegmentBatch = {
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly sizeBytes: number
  readonly nowMs: number
  /** The batch starts an entry of the sparse indexes (index.interval.bytes were written since the last one). */
  readonly indexed?: true
}

/** Adds a batch to a segment. Also run on a draft while a produce request is decided. */
export function addBatch(segment: Segment, batch: SegmentBatch): void {
  segment.firstBatchTimestamp ??= batch.maxTimestamp
  if (batch.maxTimestamp > segment.maxTimestamp) {
    segment.maxTimestamp = batch.maxTimestamp
    segment.offsetOfMaxTimestamp = batch.lastOffset
  }
  if (batch.indexed === true) addIndexEntry(segment)
  segment.sizeBytes += batch.sizeBytes
  segment.bytesSinceLastIndexEntry += batch.sizeBytes
  segment.lastModifiedMs = batch.nowMs
}

function addIndexEntry(segment: Segment): void {
  segment.offsetIndexEntries++
  addTimeIndexEntry(segment)
  segment.bytesSinceLastIndexEntry = 0
}

/** Timestamps in the time index only rise, so a batch that is not later than the last entry leaves no entry. */
function addTimeIndexEntry(segment: Segment): void {
  if (segment.maxTimestamp <= segment.lastTimeIndexTimestamp) return
  segment.timeIndexEntries++
  segment.lastTimeIndexTimestamp = segment.maxTimestamp
}

/** A segment that becomes inactive ends its time index with its largest timestamp, so that retention can trust the index. */
export function closeSegment(segment: Segment): void {
  addTimeIndexEntry(segment)
}

/** The facts of a segment that keeps only these batches. What it does not take from them stays as it was. */
export function segmentOf(segment: DeepReadonly<Segment>, batches: Iterable<WalkedHeader>, indexIntervalBytes: number): Segment {
  const { baseOffset, createdMs, lastModifiedMs, rollJitterMs } = segment
  const rebuilt = emptySegment(baseOffset, createdMs, rollJitterMs)
  for (const { header, sizeBytes } of batches) {
    const indexed = rebuilt.bytesSinceLastIndexEntry > indexIntervalBytes
    const facts = { lastOffset: lastOffsetOf(header), maxTimestamp: header.maxTimestamp, sizeBytes, nowMs: lastModifiedMs }
    addBatch(rebuilt, { ...facts, ...(indexed ? { indexed } : {}) })
  }
  return { ...rebuilt, lastModifiedMs }
}

/** The largest timestamp of a segment's records; of a segment without any, when it was last written. */
export function largestTimestamp({ maxTimestamp, lastModifiedMs }: DeepReadonly<Segment>): number {
  return maxTimestamp >= 0 ? maxTimestamp : lastModifiedMs
}
