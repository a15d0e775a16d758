// Offsets that nobody needs any more expire, and a group that has neither members nor offsets goes with them, at the round of
// offsets.retention.check.interval.ms that finds them.
// Source: GroupCoordinatorShard.cleanupGroupMetadata, OffsetMetadataManager.cleanupExpiredOffsets and OffsetExpirationConditionImpl of Kafka 4.3;
// KIP-211.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextTickAfter } from '../controller/periodic.ts'
import { coordinates, isLed } from '../coordinator/leads.ts'
import { earliest } from '../earliest.ts'
import type { PartitionKey } from '../partition-key.ts'
import { isUnderMinIsr } from '../replication/high-watermark.ts'
import type { Step } from '../step.ts'
import { isEmptyGroup, isSubscribedTo, offsetAgesFromMs } from './any-group.ts'
import { groupOf } from './group-offsets.ts'
import type { CommittedOffset, GroupOffsets } from './group-offsets.ts'
import { ofGroup } from './group-place.ts'
import { groupTombstones, offsetTombstones } from './group-tombstones.ts'
import { groupIdsIn, knownGroup } from './known-group.ts'
import type { KnownGroup } from './known-group.ts'
import { writeTombstones } from './write-tombstones.ts'

/** The next round that finds something, milliseconds; null when none does, or nobody coordinates. */
export function nextOffsetExpirationMs(cluster: ClusterView, topic: TopicView, partition: PartitionView): number | null {
  if (!isAwake(cluster, topic, partition)) return null
  const { createdMs, effectiveBrokerConfigs } = cluster
  // What became old by a change, and not by itself, is found in the round after the change.
  const changedMs = Math.max(createdMs, partition.log.segments.at(-1)?.lastModifiedMs ?? 0)
  let dueMs: number | null = null
  for (const groupId of groupIdsIn(cluster, partition.partitionIndex)) {
    const group = knownGroup(cluster, partition.partitionIndex, groupId)
    dueMs = earliest(dueMs, group === null ? null : nextOfGroupMs(group, effectiveBrokerConfigs.offsetsRetentionMs))
  }
  if (dueMs === null) return null
  return nextTickAfter(createdMs, effectiveBrokerConfigs.offsetsRetentionCheckIntervalMs, Math.max(changedMs, dueMs - 1))
}

/** A coordinator whose log takes no records waits until it does: then it has nothing due before either. */
function isAwake(cluster: ClusterView, topic: TopicView, partition: PartitionView): boolean {
  const coordinator = cluster.groupCoordinators.get(partition.partitionIndex)
  return coordinator !== undefined && coordinates(partition, coordinator) && isLed(cluster, partition) && !isUnderMinIsr(topic, partition)
}

function nextOfGroupMs(group: KnownGroup, retentionMs: number): number | null {
  if (isAbandoned(group)) return 0
  let dueMs: number | null = null
  for (const offset of group.offsets?.committed ?? []) dueMs = earliest(dueMs, expiresMs(group, offset, retentionMs))
  return dueMs
}

/** Null while the offset is needed: its topic is read, or a transaction is about to replace it. */
function expiresMs({ membership, offsets }: KnownGroup, offset: CommittedOffset, retentionMs: number): number | null {
  const { topic, partitionIndex } = offset
  const isPending = (offsets?.pending ?? []).some((pending) => {
    return pending.offsets.some((one) => one.topic === topic && one.partitionIndex === partitionIndex)
  })
  const fromMs = isPending || isSubscribedTo(membership, topic) ? null : offsetAgesFromMs(membership, offset)
  return fromMs === null ? null : (offset.expireTimestampMs ?? fromMs + retentionMs)
}

function isAbandoned({ membership, offsets }: KnownGroup): boolean {
  return isEmptyGroup(membership) && (offsets === null || hasNothing(offsets))
}

function hasNothing({ committed, pending }: GroupOffsets): boolean {
  return committed.length === 0 && pending.every((one) => one.offsets.length === 0)
}

/** Tidies up one group; false when there is none to tidy. */
export function expireOffsets(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { cluster, nowMs } = step
  const dueMs = nextOffsetExpirationMs(cluster, topic, partition)
  if (dueMs === null || dueMs > nowMs) return false
  const retentionMs = cluster.effectiveBrokerConfigs.offsetsRetentionMs
  for (const groupId of groupIdsIn(cluster, partition.partitionIndex)) {
    const group = knownGroup(cluster, partition.partitionIndex, groupId)
    if (group === null) continue
    const isExpired = (offset: CommittedOffset): boolean => {
      const endMs = expiresMs(group, offset, retentionMs)
      return endMs !== null && endMs <= nowMs
    }
    const expired = (group.offsets?.committed ?? []).filter(isExpired)
    if (expired.length > 0 || isAbandoned(group)) return forget(step, { topic, partition, groupId }, group, expired, retentionMs)
  }
  return false
}

type Place = { readonly topic: TopicView; readonly partition: PartitionView; readonly groupId: string }

function forget(step: Step, place: Place, group: KnownGroup, expired: readonly CommittedOffset[], retentionMs: number): boolean {
  const { topic, partition, groupId } = place
  const partitions = expired.map(({ topic: name, partitionIndex }): PartitionKey => ({ topic: name, partitionIndex }))
  const left = groupOf(new Map(group.offsets === null ? [] : [[groupId, group.offsets]]), groupId)
  const committed = left.committed.filter((offset) => !expired.includes(offset))
  const isGone = isAbandoned({ ...group, offsets: { ...left, committed } })
  const ofOffsets = offsetTombstones(groupId, partitions)
  const keys = isGone ? [...ofOffsets, ...groupTombstones(groupId, group.membership)] : ofOffsets
  if (!writeTombstones(step, topic, partition, keys).ok) return false
  if (partitions.length > 0) {
    const { partitionIndex } = partition
    const isByCommit = expired.some(({ expireTimestampMs }) => expireTimestampMs !== undefined)
    const reason = isByCommit ? ({ code: 'offsetsOutlived' } as const) : ({ code: 'offsetsExpired', retentionMs } as const)
    step.records.push({ kind: 'offsets.deleted', topic: topic.name, partitionIndex, groupId, deletedTopics: [], partitions, reason })
  }
  if (isGone) step.records.push({ kind: 'group.removed', ...ofGroup(place) })
  return true
}
