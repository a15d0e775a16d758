// The log of one partition as the cluster remembers it: where it starts and ends, which segments it has, where their bytes are kept and who
// wrote to it. The bytes themselves stay with the shell; memory grows with segments, epochs and producers, never with records.
// Everything here is plain data that survives JSON.
import type { AbortedTransaction, CompletedTransaction, OngoingTransaction, ProducerSnapshot, ProducerStates } from './producer-state.ts'
import type { CleanerState } from './compact/cleaner-state.ts'
import { NEVER_CLEANED } from './compact/cleaner-state.ts'

/**
 * One log, kept by the replicas that hold it.
 * Offsets are Kafka's: logStartOffset <= highWatermark <= logEndOffset, and logEndOffset is the offset the next record will get.
 */
export type PartitionLog = {
  logStartOffset: number
  logEndOffset: number
  highWatermark: number
  /** Oldest first. The last one is the active segment. */
  segments: Segment[]
  /** Leader epoch -> first offset written in it: LeaderEpochFileCache. */
  leaderEpochs: LeaderEpoch[]
  /** Where the bytes are kept, oldest first. */
  extents: Extent[]
  /** By producer id: ProducerStateManager. */
  producers: ProducerStates
  /**
   * Not later than the last batch of any producer without an open transaction, and looked for again only when it matters: thousands of
   * producers may be known. Null without any, and absent in logs that were stored before there was such a bound.
   */
  oldestProducerMs?: number | null
  /** By first offset. */
  ongoingTransactions: OngoingTransaction[]
  /** Ended, but the marker is not below the high watermark yet. By first offset. */
  unreplicatedTransactions: CompletedTransaction[]
  /** The transaction indexes of all segments in one list, by the offset of the marker. */
  abortedTransactions: AbortedTransaction[]
  /** Oldest first, at most MAX_PRODUCER_SNAPSHOTS. */
  producerSnapshots: ProducerSnapshot[]
  cleaner: CleanerState
}

export type LeaderEpoch = { epoch: number; startOffset: number }

/**
 * A stretch of the log whose batches are stored under (extentId, offset - originOffset). It takes over at startOffset and holds up to where
 * the next extent takes over. Logs share extents: two replicas that diverged after a failover share what lies before, and what one of them
 * cut off may still belong to the other.
 */
export type Extent = {
  readonly extentId: number
  readonly startOffset: number
  /** What relative offsets count from. Later than a cut at its beginning, startOffset lies above it. */
  readonly originOffset: number
  /**
   * The extent takes no more batches, and what is stored in it from this offset on is not this log's: it was cut off, or another log wrote
   * it. Null while the log may append to it.
   */
  readonly endOffset: number | null
}

/** Kafka's LogSegment without its bytes: what its files would say. */
export type Segment = {
  baseOffset: number
  sizeBytes: number
  createdMs: number
  lastModifiedMs: number
  /** The largest timestamp of the first batch, from which segment.ms is counted; null while the segment is empty. */
  firstBatchTimestamp: number | null
  /** -1 while no batch had a timestamp. */
  maxTimestamp: number
  /** The last offset of the batch that holds maxTimestamp: as shallow as Kafka's own time index. */
  offsetOfMaxTimestamp: number
  /** Random part of segment.ms, so that segments of many partitions do not all roll at once. */
  rollJitterMs: number
  offsetIndexEntries: number
  timeIndexEntries: number
  lastTimeIndexTimestamp: number
  bytesSinceLastIndexEntry: number
}

export function emptySegment(baseOffset: number, nowMs: number, rollJitterMs: number): Segment {
  return {
    baseOffset,
    sizeBytes: 0,
    createdMs: nowMs,
    lastModifiedMs: nowMs,
    firstBatchTimestamp: null,
    maxTimestamp: -1,
    offsetOfMaxTimestamp: -1,
    rollJitterMs,
    offsetIndexEntries: 0,
    timeIndexEntries: 0,
    lastTimeIndexTimestamp: -1,
    bytesSinceLastIndexEntry: 0,
  }
}

export function emptyLog(nowMs: number): PartitionLog {
  return {
    logStartOffset: 0,
    logEndOffset: 0,
    highWatermark: 0,
    segments: [emptySegment(0, nowMs, 0)],
    leaderEpochs: [],
    extents: [],
    producers: {},
    oldestProducerMs: null,
    ongoingTransactions: [],
    unreplicatedTransactions: [],
    abortedTransactions: [],
    producerSnapshots: [],
    cleaner: NEVER_CLEANED,
  }
}

export function logSizeBytes({ segments }: { readonly segments: readonly { readonly sizeBytes: number }[] }): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

/** The offset at which a segment ends: where the next one begins, or the log end. */
export function segmentEndOffset(
  log: { readonly segments: readonly { readonly baseOffset: number }[]; readonly logEndOffset: number },
  index: number,
): number {
  return log.segments[index + 1]?.baseOffset ?? log.logEndOffset
}
