// A machine goes down with its page cache: each log on it ends where it was last forced to the disk.
import { truncateFullyAndStartAt, truncateLog } from '../log/truncate.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { logOf } from '../replication/leadership.ts'
import { recoveryPointOf, replicaOf, replicaOffsets, sharesLog } from '../replication/replica.ts'
import type { ReplicaView } from '../replication/replica.ts'
import type { Step } from '../step.ts'

export function loseUnflushed(step: Step, brokerId: number): void {
  for (const topic of step.cluster.topics.values()) {
    for (const partition of topic.partitions) {
      const replica = replicaOf(partition, brokerId)
      if (replica !== undefined) loseTail(step, topic, partition, replica)
    }
  }
}

function loseTail(step: Step, topic: TopicView, partition: PartitionView, replica: ReplicaView): void {
  const { brokerId } = replica
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex }
  const { logEndOffset, logStartOffset } = replicaOffsets(partition, replica)
  // A log that would end before its checkpointed start begins anew there (LogLoader).
  const recoveryPoint = Math.max(recoveryPointOf(partition, replica), logStartOffset)
  if (recoveryPoint >= logEndOffset) return
  const reason = { code: 'unflushed', recoveryPoint } as const
  if (sharesLog(partition, replica)) {
    step.records.push({ kind: 'replica.truncated', ...name, brokerId, logEndOffset: recoveryPoint, logStartOffset, reason })
    return
  }
  const ofPartition = replica.ownLog === null
  if (ofPartition) leaveLogToOthers(step, name, partition, recoveryPoint, brokerId)
  const heir = ofPartition ? heirOf(partition, recoveryPoint) : null
  const log = replica.ownLog ?? partition.log
  // Once somebody else has the partition's log, this broker's is one of its own.
  const own = ofPartition && heir === null ? {} : { brokerId }
  const isEmpty = recoveryPoint === logStartOffset
  const changes = isEmpty ? truncateFullyAndStartAt(log, logStartOffset) : truncateLog(log, step.reader, recoveryPoint)
  for (const change of changes) step.records.push({ kind: 'log.changed', ...name, ...own, change, reason })
}

/** The follower that has most of the partition's log, when that is more than what the crash leaves. */
function heirOf(partition: PartitionView, recoveryPoint: number): ReplicaView | null {
  let heir: ReplicaView | null = null
  for (const replica of partition.replicaStates) {
    if (!sharesLog(partition, replica) || replica.offsets.logEndOffset <= recoveryPoint) continue
    if (heir === null || replica.offsets.logEndOffset > heir.offsets.logEndOffset) heir = replica
  }
  return heir
}

/** Followers share the beginning of this very log, so it must be handed on whole to the one that has most of it before it is cut. */
function leaveLogToOthers(
  step: Step,
  name: { readonly topic: string; readonly partitionIndex: number },
  partition: PartitionView,
  recoveryPoint: number,
  brokerId: number,
): void {
  const heir = heirOf(partition, recoveryPoint)
  if (heir === null) return
  const { logEndOffset } = heir.offsets
  // An epoch in which nothing was written yet is known to its leader alone.
  const hasUnknownEpoch = partition.log.leaderEpochs.some(({ startOffset }) => startOffset >= logEndOffset)
  const isShorter = logEndOffset < partition.log.logEndOffset || hasUnknownEpoch
  const log = isShorter ? logOf(step, partition, heir.offsets) : null
  step.records.push({ kind: 'log.handed', ...name, brokerId: heir.brokerId, log })
  // Handed on whole, the log would be shared; it has to be this broker's own to be cut.
  if (!isShorter) step.records.push({ kind: 'replica.forked', ...name, brokerId, log: partition.log })
}
