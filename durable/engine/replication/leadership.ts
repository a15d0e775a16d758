// Changing a partition's registration with all that follows for its logs: when another broker becomes the leader, the partition's log becomes
// that broker's log, and whoever has more than it keeps a log of its own until it is cut back.
import type { PartitionView, TopicView } from '../cluster.ts'
import { isActive } from '../controller/is-active.ts'
import type { ElectionType, PartitionCircumstances } from '../controller/leader-election.ts'
import { changePartition } from '../controller/partition-change.ts'
import type { PartitionChange, PartitionTargets } from '../controller/partition-change.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { copyLogUntil } from '../log/truncate.ts'
import type { Reason } from '../reason.ts'
import type { Step } from '../step.ts'
import { cutAtHighWatermark } from './cut-at-high-watermark.ts'
import { minIsrOf } from './high-watermark.ts'
import { newReplica, replicaOf, replicaOffsets, sharesLog, startedWith } from './replica.ts'
import type { LogOffsets } from './replica.ts'

/** What somebody wants of a partition, and, when it is not what the topic's configs say, by which kind of election. */
export type Wanted = PartitionTargets & {
  readonly election?: ElectionType
  /** Passed over as a leader although it is alive: it is about to go. */
  readonly leaving?: number
}

/** Changes the partition as the controller would, and says whether anything changed. */
export function updatePartition(step: Step, topic: TopicView, partition: PartitionView, wanted: Wanted, reason: Reason): boolean {
  const { leaving, ...targets } = wanted
  const circumstances = circumstancesOf(step, topic, partition)
  const change = changePartition(partition, {
    election: topic.effectiveConfigs.uncleanLeaderElectionEnable ? 'UNCLEAN' : 'ONLINE',
    ...targets,
    ...circumstances,
    isAcceptableLeader: (brokerId) => brokerId !== leaving && circumstances.isAcceptableLeader(brokerId),
  })
  if (change !== null) recordChange(step, topic, partition, change, reason)
  return change !== null
}

export function circumstancesOf(step: Step, topic: TopicView, partition: PartitionView): PartitionCircumstances {
  return {
    isAcceptableLeader: (brokerId) => isActive(step.cluster, brokerId),
    minIsr: minIsrOf(topic, partition),
    eligibleLeaderReplicasEnabled: step.cluster.effectiveBrokerConfigs.eligibleLeaderReplicasEnabled,
  }
}

/** Writes down a change of the registration, and first whatever it means for the logs. */
export function recordChange(step: Step, topic: TopicView, partition: PartitionView, change: PartitionChange, reason: Reason): void {
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex }
  const { leader = -1 } = change
  const replica = leader === -1 ? undefined : replicaOf(partition, leader)
  const startOffset = replica === undefined ? 0 : replicaOffsets(partition, replica).logEndOffset
  if (leader !== -1) {
    for (const follower of partition.replicaStates) if (follower.brokerId !== leader) cutAtHighWatermark(step, topic, partition, follower)
  }
  const owner = ownerAfter(partition, change)
  if (owner !== partition.logBrokerId) moveLog(step, name, partition, owner)
  step.records.push({ kind: 'partition.changed', ...name, change, reason })
  if (leader !== -1) startEpoch(step, name, partition.leaderEpoch + 1, startOffset)
}

/** Whose log the partition's log is afterwards: the leader's, or of those that stay the one's that has most. */
function ownerAfter({ logBrokerId, replicas, replicaStates, ...partition }: PartitionView, change: PartitionChange): number {
  const leader = change.leader ?? partition.leader
  const stays = change.replicas ?? replicas
  if (leader !== -1) return leader
  if (stays.includes(logBrokerId)) return logBrokerId
  let owner = stays[0] ?? -1
  let most = -1
  for (const { brokerId, ownLog, offsets } of replicaStates) {
    const { logEndOffset } = ownLog ?? offsets
    if (stays.includes(brokerId) && logEndOffset > most) [owner, most] = [brokerId, logEndOffset]
  }
  return owner
}

type Name = { readonly topic: string; readonly partitionIndex: number }

function moveLog(step: Step, name: Name, partition: PartitionView, leader: number): void {
  // A reassignment may make a broker the leader that has had nothing of the partition so far, where nobody else is left.
  const next = replicaOf(partition, leader) ?? newReplica(leader, step.nowMs)
  const end = next.ownLog === null ? replicaOffsets(partition, next).logEndOffset : -1
  for (const replica of partition.replicaStates) {
    const { brokerId, offsets } = replica
    if (brokerId === leader || !sharesLog(partition, replica) || offsets.logEndOffset <= end) continue
    step.records.push({ kind: 'replica.forked', ...name, brokerId, log: logOf(step, partition, offsets) })
  }
  const isShorter = next.ownLog === null && end < partition.log.logEndOffset
  step.records.push({ kind: 'log.handed', ...name, brokerId: leader, log: isShorter ? logOf(step, partition, next.offsets) : null })
}

/** The beginning of the partition's log as a replica has it. */
export function logOf(step: Step, partition: PartitionView, offsets: DeepReadonly<LogOffsets>): PartitionLog {
  return { ...copyLogUntil(partition.log, step.reader, offsets.logEndOffset), ...startedWith(partition.log, offsets) }
}

/** A leader notes where its epoch starts, even before anybody writes (KIP-101), and writes to an extent of its own. */
function startEpoch(step: Step, name: Name, epoch: number, startOffset: number): void {
  step.records.push({ kind: 'log.changed', ...name, change: { kind: 'epoch.started', epoch, startOffset } })
  const opened = { kind: 'extent.opened', extentId: step.nextExtentId(), startOffset } as const
  step.records.push({ kind: 'log.changed', ...name, change: opened })
}
