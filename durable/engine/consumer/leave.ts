// How a consumer leaves its group: by unsubscribe and close, after a last callback, or because nobody has polled for max.poll.interval.ms.
// Static members of the classic protocol do not say that they go: their partitions wait for them until the session ends (KIP-345).
// Source: AbstractCoordinator.maybeLeaveGroup, HeartbeatThread, ConsumerCoordinator.onLeavePrepare and ConsumerMembershipManager.leaveGroup of Kafka
// 4.3; KIP-62.
import type { RequestOf } from '../../../schema/kafka/requests/apis.ts'
import { callbackOf } from './classic-membership.ts'
import { LEAVE_EPOCH, LEAVE_FOR_A_WHILE_EPOCH } from './consumer-membership.ts'
import type { Consumer } from './consumer.ts'
import { generationOf, memberIdOf, newMember } from './membership.ts'
import { namesOf } from './partitions.ts'

export type LeaveRequest = RequestOf<'LeaveGroup'> | RequestOf<'ConsumerGroupHeartbeat'>

/** What it has is revoked, or lost already; when the host has heard of it the member goes. */
export function beginToLeave(state: Consumer): Consumer {
  const { member } = state
  if (member.protocol === 'none') return { ...state, partitions: [], fetched: [] }
  const kind = generationOf(state) === null ? 'lost' : 'revoked'
  const callback = callbackOf(kind, namesOf(state.partitions))
  const callbacks = callback === null ? [] : [callback]
  const next = member.protocol === 'classic' ? { ...member, phase: 'leaving' as const } : { ...member, phase: 'leaving' as const }
  return { ...state, callbacks, member: next }
}

/** Whether the member can say goodbye now: its callbacks have run, and its commits have come to an end. */
export function isReadyToGo({ member, callbacks, commits }: Consumer): boolean {
  return member.protocol !== 'none' && member.phase === 'leaving' && callbacks.length === 0 && commits.length === 0
}

/** When the member is put out for want of polls; null while it is no member. */
export function pollsByMs(state: Consumer): number | null {
  const { member, settings, lastPollMs } = state
  if (member.protocol === 'none' || member.phase === 'unjoined' || member.phase === 'leaving') return null
  if (member.phase === 'fenced' || member.phase === 'stale') return null
  return lastPollMs + settings.maxPollIntervalMs
}

/** Nobody polls: it leaves, and the next poll hears that its partitions are lost. */
export function goStale(state: Consumer): Consumer {
  const { member } = state
  if (member.protocol === 'none') return state
  const fresh = newMember(state.settings)
  if (fresh.protocol === 'consumer') return { ...state, member: { ...fresh, phase: 'stale' } }
  return { ...state, member: fresh }
}

/** Null where there is nothing to say, or nobody who could be told. */
export function leaveRequest(state: Consumer, groupId: string, reason: string): LeaveRequest | null {
  const { member, settings, coordinator, identity } = state
  const memberId = memberIdOf(state)
  if (coordinator.brokerId === null || memberId === '') return null
  const { groupInstanceId, clientId } = settings
  if (member.protocol === 'classic') {
    return groupInstanceId === null ? { api: 'LeaveGroup', request: { groupId, members: [{ memberId, groupInstanceId, reason }] } } : null
  }
  if (generationOf(state) === null) return null
  const memberEpoch = groupInstanceId === null ? LEAVE_EPOCH : LEAVE_FOR_A_WHILE_EPOCH
  const nothing = { rackId: null, rebalanceTimeoutMs: -1, subscribedTopicNames: null, subscribedTopicRegex: null, serverAssignor: null }
  const named = { apiVersion: 1, groupId, memberId, memberEpoch, instanceId: groupInstanceId, clientId, clientHost: identity.clientHost }
  return { api: 'ConsumerGroupHeartbeat', request: { ...named, ...nothing, topicPartitions: null } }
}
