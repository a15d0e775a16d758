// ListOffsets inside one log: the special timestamps and the search by time.
// Source: UnifiedLog.fetchOffsetByTimestamp, LogSegment.findOffsetByTimestamp and FileRecords.searchForTimestamp of Kafka 4.3.
import { decodeBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import {
  EARLIEST_LOCAL_TIMESTAMP,
  EARLIEST_PENDING_UPLOAD_TIMESTAMP,
  EARLIEST_TIMESTAMP,
  LATEST_TIERED_TIMESTAMP,
  LATEST_TIMESTAMP,
  MAX_TIMESTAMP,
} from '../../../schema/kafka/requests/list-offsets.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { extentsFrom } from './extents.ts'
import type { LogReader } from './log-reader.ts'
import type { PartitionLog, Segment } from './partition-log.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'

/** The answer to one timestamp: timestamp -1 for the special places, leaderEpoch -1 where no epoch is known. */
export type FoundOffset = { readonly offset: number; readonly timestamp: number; readonly leaderEpoch: number }

const NO_TIERED_OFFSET: FoundOffset = { offset: -1, timestamp: -1, leaderEpoch: -1 }

/** Null when no record answers. `latest` is the log end here; the request handler narrows it to what the reader may see. */
export function findOffset(log: DeepReadonly<PartitionLog>, reader: LogReader, timestamp: number): FoundOffset | null {
  switch (timestamp) {
    case LATEST_TIMESTAMP:
      return { offset: log.logEndOffset, timestamp: -1, leaderEpoch: log.leaderEpochs.at(-1)?.epoch ?? -1 }
    case EARLIEST_TIMESTAMP:
    case EARLIEST_LOCAL_TIMESTAMP:
      return { offset: log.logStartOffset, timestamp: -1, leaderEpoch: epochAt(log, log.logStartOffset) }
    case LATEST_TIERED_TIMESTAMP:
    case EARLIEST_PENDING_UPLOAD_TIMESTAMP:
      return NO_TIERED_OFFSET
    case MAX_TIMESTAMP:
      return findMaxTimestamp(log, reader)
    default:
      return findTimestamp(log, reader, timestamp, log.logStartOffset)
  }
}

/** The epoch in which the record at this offset was written; -1 before the first known epoch. */
export function epochAt(log: DeepReadonly<PartitionLog>, offset: number): number {
  return log.leaderEpochs.findLast((entry) => entry.startOffset <= offset)?.epoch ?? -1
}

/**
 * The first record in offset order, at or after fromOffset, whose timestamp is at least the target; timestamps need not be sorted. Kafka looks
 * only into the first segment that reaches the target, so a segment whose fitting records all lie below the log start answers nothing.
 */
function findTimestamp(log: DeepReadonly<PartitionLog>, reader: LogReader, timestampMs: number, fromOffset: number): FoundOffset | null {
  const index = log.segments.findIndex((candidate) => candidate.maxTimestamp >= timestampMs)
  const segment = log.segments[index]
  if (segment === undefined) return null
  const untilOffset = log.segments[index + 1]?.baseOffset ?? log.logEndOffset
  return searchBatches(log, reader, timestampMs, Math.max(fromOffset, segment.baseOffset), untilOffset)
}

function searchBatches(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  timestampMs: number,
  fromOffset: number,
  untilOffset: number,
): FoundOffset | null {
  for (const { extent, endOffset } of extentsFrom(log, fromOffset)) {
    const until = Math.min(endOffset, untilOffset)
    let position = Math.max(fromOffset, extent.startOffset)
    while (position < until) {
      const batch = reader.firstReaching(extent.extentId, position - extent.originOffset, until - extent.originOffset, timestampMs)
      if (batch === null) break
      const found = firstRecordReaching(batch, timestampMs, fromOffset)
      if (found !== null) return found
      const header = decodeBatchHeader(batch)
      position = header.baseOffset + header.lastOffsetDelta + 1
    }
  }
  return null
}

function firstRecordReaching(batch: Uint8Array, timestampMs: number, fromOffset: number): FoundOffset | null {
  const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(decoded.ok, 'a stored batch can be read')
  const record = decoded.records.find((candidate) => candidate.timestamp >= timestampMs && candidate.offset >= fromOffset)
  if (record === undefined) return null
  return { offset: record.offset, timestamp: record.timestamp, leaderEpoch: decodeBatchHeader(batch).partitionLeaderEpoch }
}

/** KIP-734: the first record with the largest timestamp of the log; on a tie of segments the oldest one counts. */
function findMaxTimestamp(log: DeepReadonly<PartitionLog>, reader: LogReader): FoundOffset | null {
  let latest: DeepReadonly<Segment> | undefined
  for (const segment of log.segments) if (latest === undefined || segment.maxTimestamp > latest.maxTimestamp) latest = segment
  if (latest === undefined || latest.maxTimestamp < 0) return null
  // Kafka does not look at the log start here, so the answer can lie below it until the segment is removed.
  return searchBatches(log, reader, latest.maxTimestamp, latest.baseOffset, log.logEndOffset)
}
