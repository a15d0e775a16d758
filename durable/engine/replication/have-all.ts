// What old storage leaves out: before there were replicas, every follower had all that the leader had.
import type { PartitionLog } from '../log/partition-log.ts'
import type { Replica } from './replica.ts'

/** Brings the replicas that share a log to its end, as of when it was last written. */
export function haveAll(replicaStates: readonly Replica[], log: PartitionLog, createdMs: number): void {
  const { logStartOffset, logEndOffset, highWatermark } = log
  const nowMs = log.segments.at(-1)?.lastModifiedMs ?? createdMs
  for (const replica of replicaStates) {
    replica.offsets = { logStartOffset, logEndOffset, highWatermark }
    replica.known = { logEndOffset, logStartOffset, lastFetchLeaderLogEndOffset: logEndOffset, lastFetchMs: nowMs, lastCaughtUpMs: nowMs }
  }
}
