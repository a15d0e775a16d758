// The log of one partition as the cluster remembers it: where it starts and ends, which segments it has and where their bytes are kept.
// The bytes themselves stay with the shell; memory grows with segments and epochs, never with records.

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
}

export type LeaderEpoch = { epoch: number; startOffset: number }

/**
 * A stretch of the log written under one leader epoch. Batches are stored under (extentId, offset - startOffset), so two replicas that
 * diverged after a failover write to different extents and share what lies before.
 */
export type Extent = { extentId: number; startOffset: number }

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
  }
}

export function logSizeBytes({ segments }: { readonly segments: readonly { readonly sizeBytes: number }[] }): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}
