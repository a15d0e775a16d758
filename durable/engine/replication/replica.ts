// One replica of a partition: the log on one broker's disk, how its fetching stands, and what the leader knows of it.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionLog } from '../log/partition-log.ts'

/** How far a log reaches: the offsets of Kafka's UnifiedLog. */
export type LogOffsets = { logStartOffset: number; logEndOffset: number; highWatermark: number }

export type Replica = {
  brokerId: number
  /**
   * Null: this log is the beginning of the partition's log, as far as `offsets` say (or it is that log itself, when the broker is the
   * partition's logBrokerId). Not null: it diverged, and this is the log that it has. A healthy follower so costs three numbers.
   */
  ownLog: PartitionLog | null
  /** Used only while the log is the beginning of the partition's: replicaOffsets() knows where to look. */
  offsets: LogOffsets
  /** Up to here the disk has it for certain. What comes later may still be in the page cache: see recoveryPointOf(). */
  flushedOffset: number
  /** When it was last forced to the disk, milliseconds. */
  flushedMs: number
  /** Null while its fetch waits at the leader or can go there at once. */
  fetcher: Fetcher | null
  /** Kafka's ReplicaState, on the leader. */
  known: KnownReplica
}

/** Where a follower's fetch is when it is not at rest. */
export type Fetcher =
  /** A fault keeps it from fetching; it tries again when that is over, not by polling. */
  | { readonly phase: 'blocked'; readonly sinceMs: number }
  /** The request is on its way to the leader. */
  | { readonly phase: 'request'; readonly dueMs: number; readonly fetchOffset: number }
  /** The leader has answered; the answer is on its way, or being written to a slow disk. */
  | {
      readonly phase: 'response'
      readonly dueMs: number
      readonly leaderEpoch: number
      readonly untilOffset: number
      readonly highWatermark: number
      readonly logStartOffset: number
    }
  /** Something got lost on the way: it tries again at this time. */
  | { readonly phase: 'backoff'; readonly dueMs: number }

export type KnownReplica = {
  /** Where it last fetched: all before it is on its disk. -1 before its first fetch from this leader. */
  logEndOffset: number
  logStartOffset: number
  lastFetchMs: number
  /** The leader's own log end when it last fetched. */
  lastFetchLeaderLogEndOffset: number
  /** When it last had everything that the leader had. */
  lastCaughtUpMs: number
}

/**
 * The offsets of a follower that goes on with a copy of the log it shared. What the log no longer has before its start, the copy has not
 * either, though the follower may not have heard of that.
 */
export function startedWith(log: DeepReadonly<LogOffsets>, offsets: DeepReadonly<LogOffsets>): LogOffsets {
  const logStartOffset = Math.max(offsets.logStartOffset, Math.min(log.logStartOffset, offsets.logEndOffset))
  return { logStartOffset, logEndOffset: offsets.logEndOffset, highWatermark: Math.max(offsets.highWatermark, logStartOffset) }
}

export type ReplicaView = DeepReadonly<Replica>

/** An empty log that nobody has fetched into. A member of the ISR of a new partition counts as in sync at `nowMs`. */
export function newReplica(brokerId: number, nowMs: number): Replica {
  const offsets = { logStartOffset: 0, logEndOffset: 0, highWatermark: 0 }
  return { brokerId, ownLog: null, offsets, flushedOffset: 0, flushedMs: nowMs, fetcher: null, known: unknownReplica(nowMs) }
}

/** What a new leader knows of a follower: nothing but, for a member of the ISR, that it was in sync a moment ago. */
export function unknownReplica(lastCaughtUpMs: number): KnownReplica {
  return { logEndOffset: -1, logStartOffset: -1, lastFetchMs: 0, lastFetchLeaderLogEndOffset: 0, lastCaughtUpMs }
}

type WithReplicas = { readonly log: PartitionLog; readonly logBrokerId: number; readonly replicaStates: readonly Replica[] }

export function replicaOf<Of extends DeepReadonly<WithReplicas>>(partition: Of, brokerId: number): Of['replicaStates'][number] | undefined {
  return partition.replicaStates.find((replica) => replica.brokerId === brokerId)
}

/** The log a replica has, where that is known by itself; a follower that shares has the partition's log only up to its own offsets. */
export function replicaLog(partition: DeepReadonly<WithReplicas>, replica: ReplicaView): DeepReadonly<PartitionLog> {
  return replica.ownLog ?? partition.log
}

export function replicaOffsets(partition: DeepReadonly<WithReplicas>, replica: ReplicaView): DeepReadonly<LogOffsets> {
  if (replica.ownLog !== null) return replica.ownLog
  return replica.brokerId === partition.logBrokerId ? partition.log : replica.offsets
}

/** Whether this log is the beginning of the partition's log and not that log itself. */
export function sharesLog(partition: DeepReadonly<WithReplicas>, replica: ReplicaView): boolean {
  return replica.ownLog === null && replica.brokerId !== partition.logBrokerId
}

/**
 * What survives a crash of the machine: what was flushed. Kafka flushes a segment when it rolls, so everything before the active segment is
 * safe; the rest of it only after flush.messages, flush.ms or a shutdown in order.
 */
export function recoveryPointOf(partition: DeepReadonly<WithReplicas>, replica: ReplicaView): number {
  const { logEndOffset } = replicaOffsets(partition, replica)
  const active = replicaLog(partition, replica).segments.findLast(({ baseOffset }) => baseOffset <= logEndOffset)
  return Math.min(logEndOffset, Math.max(replica.flushedOffset, active?.baseOffset ?? 0))
}
