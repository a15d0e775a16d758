// Topic configs as typed fields, for the engine that acts on them. LONGs become numbers: 2^63-1, which stands for "never" or "no limit",
// becomes Number.MAX_SAFE_INTEGER, so that sums with a clock stay exact enough to compare.

import { isList } from './config-definition.ts'
import type { ConfigValue } from './config-definition.ts'

export type CleanupPolicy = 'compact' | 'delete'
export type CompressionTypeConfig = 'uncompressed' | 'zstd' | 'lz4' | 'snappy' | 'gzip' | 'producer'

export type TopicConfigs = {
  readonly segmentBytes: number
  readonly segmentMs: number
  readonly segmentJitterMs: number
  readonly segmentIndexBytes: number
  readonly flushMessages: number
  readonly flushMs: number
  /** Below 0: no limit. */
  readonly retentionBytes: number
  /** -1: no limit. */
  readonly retentionMs: number
  readonly maxMessageBytes: number
  readonly indexIntervalBytes: number
  readonly deleteRetentionMs: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  readonly fileDeleteDelayMs: number
  readonly minCleanableDirtyRatio: number
  /** Empty: nothing is ever deleted or compacted (KIP-1161). */
  readonly cleanupPolicy: readonly CleanupPolicy[]
  readonly uncleanLeaderElectionEnable: boolean
  readonly minInsyncReplicas: number
  readonly compressionType: CompressionTypeConfig
  readonly compressionGzipLevel: number
  readonly compressionLz4Level: number
  readonly compressionZstdLevel: number
  readonly preallocate: boolean
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime'
  readonly messageTimestampBeforeMaxMs: number
  readonly messageTimestampAfterMaxMs: number
  /** Elements "partition:broker", or one "*". */
  readonly leaderReplicationThrottledReplicas: readonly string[]
  readonly followerReplicationThrottledReplicas: readonly string[]
  readonly remoteStorageEnable: boolean
  /** -2: as retentionMs; -1: no limit. */
  readonly localRetentionMs: number
  readonly localRetentionBytes: number
  readonly remoteLogCopyDisable: boolean
  readonly remoteLogDeleteOnDisable: boolean
  /** Overrides segmentBytes without its minimum, when it is set. */
  readonly internalSegmentBytes: number | null
}

/** The typed fields of parsed and checked configs, all of which are there. */
export function typedTopicConfigs(values: ReadonlyMap<string, ConfigValue>): TopicConfigs {
  const number = (name: string) => numberOf(values, name)
  const flag = (name: string) => values.get(name) === true
  return {
    segmentBytes: number('segment.bytes'),
    segmentMs: number('segment.ms'),
    segmentJitterMs: number('segment.jitter.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
    retentionBytes: number('retention.bytes'),
    retentionMs: number('retention.ms'),
    maxMessageBytes: number('max.message.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    deleteRetentionMs: number('delete.retention.ms'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    fileDeleteDelayMs: number('file.delete.delay.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    cleanupPolicy: listOf(values, 'cleanup.policy').map((policy) => (policy === 'compact' ? 'compact' : 'delete')),
    uncleanLeaderElectionEnable: flag('unclean.leader.election.enable'),
    minInsyncReplicas: number('min.insync.replicas'),
    compressionType: compressionTypeOf(values),
    compressionGzipLevel: number('compression.gzip.level'),
    compressionLz4Level: number('compression.lz4.level'),
    compressionZstdLevel: number('compression.zstd.level'),
    preallocate: flag('preallocate'),
    messageTimestampType: values.get('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
    messageTimestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    messageTimestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    leaderReplicationThrottledReplicas: listOf(values, 'leader.replication.throttled.replicas'),
    followerReplicationThrottledReplicas: listOf(values, 'follower.replication.throttled.replicas'),
    remoteStorageEnable: flag('remote.storage.enable'),
    localRetentionMs: number('local.retention.ms'),
    localRetentionBytes: number('local.retention.bytes'),
    remoteLogCopyDisable: flag('remote.log.copy.disable'),
    remoteLogDeleteOnDisable: flag('remote.log.delete.on.disable'),
    internalSegmentBytes: values.get('internal.segment.bytes') === null ? null : number('internal.segment.bytes'),
  }
}

function numberOf(values: ReadonlyMap<string, ConfigValue>, name: string): number {
  const value = values.get(name)
  if (typeof value === 'number') return value
  if (typeof value !== 'bigint') throw new Error(`${name} is not a parsed number`)
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)))
}

function listOf(values: ReadonlyMap<string, ConfigValue>, name: string): readonly string[] {
  const value = values.get(name)
  if (!isList(value)) throw new Error(`${name} is not a parsed list`)
  return value
}

function compressionTypeOf(values: ReadonlyMap<string, ConfigValue>): CompressionTypeConfig {
  const value = values.get('compression.type')
  switch (value) {
    case 'uncompressed':
    case 'zstd':
    case 'lz4':
    case 'snappy':
    case 'gzip':
    case 'producer':
      return value
    default:
      throw new Error('compression.type is not a checked codec')
  }
}
