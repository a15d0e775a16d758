// What a coordinator does about a group of the KIP-848 protocol because time has passed: a member that was not heard of, that does not give up
// what it was asked for, or (in the classic protocol) that does not join or sync when it has to, is a member no more.
// Source: GroupMetadataManager.scheduleConsumerGroupSessionTimeout, scheduleConsumerGroupRebalanceTimeout, scheduleConsumerGroupJoinTimeoutIfAbsent
// and scheduleConsumerGroupSyncTimeout of Kafka 4.3.
import type { ClusterView } from '../../cluster.ts'
import { CONSUMER_OFFSETS } from '../../coordinator/internal-topics.ts'
import { partitionFor } from '../../coordinator/partition-for.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { earliest } from '../../earliest.ts'
import type { Reason } from '../../reason.ts'
import { isUnderMinIsr } from '../../replication/high-watermark.ts'
import type { Step } from '../../step.ts'
import type { GroupPlace } from '../group-place.ts'
import { sessionEndMs } from '../sessions.ts'
import type { HeardOf } from '../sessions.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'
import { sessionOf } from './member-sessions.ts'
import { takeOut } from './take-out.ts'

export function nextConsumerGroupMs(cluster: ClusterView, groupId: string, group: DeepReadonly<ConsumerGroup>): number | null {
  if (!canWrite(cluster, groupId)) return null
  const heard = cluster.sessions.get(groupId)
  let dueMs: number | null = null
  for (const member of group.members) {
    const ofSession = sessionEndMs(heard, sessionOf(cluster, groupId, member))
    dueMs = earliest(dueMs, earliest(ofSession, earliest(revocationEndMs(member), member.awaited?.dueMs ?? null)))
  }
  return dueMs
}

/** One that cannot write anybody off does so when it can again. */
function canWrite({ topics }: ClusterView, groupId: string): boolean {
  const topic = topics.get(CONSUMER_OFFSETS)
  const partition = topic?.partitions[partitionFor(groupId, topic.partitions.length)]
  return topic !== undefined && partition !== undefined && !isUnderMinIsr(topic, partition)
}

/** A member of the classic protocol gives up by joining again: it has its own deadline for that. */
function revocationEndMs({ revokingSinceMs, rebalanceTimeoutMs, classicMember }: ConsumerGroupMember): number | null {
  return revokingSinceMs === null || classicMember !== null ? null : revokingSinceMs + rebalanceTimeoutMs
}

export function fireConsumerGroupTimers(step: Step, place: GroupPlace, group: DeepReadonly<ConsumerGroup>): boolean {
  if (!canWrite(step.cluster, place.groupId)) return false
  const heard = step.cluster.sessions.get(place.groupId)
  for (const member of group.members) {
    const reason = whyGone(step, place, heard, member)
    if (reason === null) continue
    return takeOut(step, place, group, [member.memberId], reason).ok
  }
  return false
}

/** Null for a member that stays. */
function whyGone({ cluster, nowMs }: Step, { groupId }: GroupPlace, heard: HeardOf, member: ConsumerGroupMember): Reason | null {
  const { memberId, rebalanceTimeoutMs } = member
  const session = sessionOf(cluster, groupId, member)
  if (sessionEndMs(heard, session) <= nowMs) {
    return { code: 'memberSessionExpired', memberId, sessionTimeoutMs: session.sessionTimeoutMs }
  }
  const { awaited } = member
  if (awaited !== null && awaited.dueMs <= nowMs) {
    return { code: awaited.api === 'JoinGroup' ? 'joinTimedOut' : 'syncTimedOut', rebalanceTimeoutMs }
  }
  const endMs = revocationEndMs(member)
  return endMs === null || endMs > nowMs ? null : { code: 'revocationTimedOut', memberId, rebalanceTimeoutMs }
}
