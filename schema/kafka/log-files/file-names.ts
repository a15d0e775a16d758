// What Kafka calls the files and directories of a log: a directory a partition, and in it files named by the offset they begin with, in
// twenty digits so that they sort by it.
// Source: LogFileUtils, LocalLog.logDirName and LogManager of Kafka 4.3.

const OFFSET_DIGITS = 20

export type SegmentFileKind = 'log' | 'index' | 'timeindex' | 'txnindex' | 'snapshot'

export const LEADER_EPOCH_CHECKPOINT = 'leader-epoch-checkpoint'
export const PARTITION_METADATA = 'partition.metadata'
export const META_PROPERTIES = 'meta.properties'

/** The files beside the partitions' directories that hold an offset for each partition of a broker. */
export const OFFSET_CHECKPOINTS = {
  /** Flushed to here: recovery after a crash starts at it. */
  recoveryPoint: 'recovery-point-offset-checkpoint',
  highWatermark: 'replication-offset-checkpoint',
  logStart: 'log-start-offset-checkpoint',
  /** Compacted to here. */
  cleaner: 'cleaner-offset-checkpoint',
} as const

export function partitionDirectoryName(topic: string, partition: number): string {
  return `${topic}-${partition}`
}

/** A file of the segment with this base offset. A producer snapshot is named by the offset behind the last record it knows of. */
export function segmentFileName(offset: number, kind: SegmentFileKind): string {
  return `${String(offset).padStart(OFFSET_DIGITS, '0')}.${kind}`
}
