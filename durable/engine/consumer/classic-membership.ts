// A member of the classic protocol, step by step: it prepares (commits, gives up what it has to), joins, lets the leader assign, and takes what it
// was given. What it sends for that is in classic-requests.ts, what it hears in classic-answers.ts.
// Eager members give up everything before they join; cooperative ones give up only what moves, after the assignment, and join again (KIP-429).
// Source: AbstractCoordinator (ensureActiveGroup, joinGroupIfNeeded) and ConsumerCoordinator (onJoinPrepare, onJoinComplete, onLeavePrepare) of
// Kafka 4.3; KIP-62, KIP-345, KIP-394, KIP-429.
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { isCooperative } from './client-assignors.ts'
import { commitBeforeRevoke, isCommitting } from './commits.ts'
import { subscribedTopics } from './consumer.ts'
import type { Callback, ClassicMember, Consumer } from './consumer.ts'
import { NO_GENERATION } from './membership.ts'
import { difference, namesOf, withPartitions } from './partitions.ts'

export function changeClassic(state: Consumer, member: ClassicMember, change: Partial<ClassicMember>): Consumer {
  return { ...state, member: { ...member, ...change } }
}

/** Only a poll begins a rebalance: whoever does not poll keeps what it has until the coordinator loses patience. */
export function pollClassic(state: Consumer, member: ClassicMember, nowMs: number): Consumer {
  if (state.callbacks.length > 0) return state
  switch (member.phase) {
    case 'unjoined':
      return canJoin(state) ? prepare(state, member, nowMs) : state
    case 'stable':
      return member.rejoinReason === null ? state : prepare(state, member, nowMs)
    case 'preparing':
      return giveUp(state, member)
    default:
      return state
  }
}

/** A pattern stands for no topics before there is metadata to match. */
function canJoin({ subscription, metadata }: Consumer): boolean {
  return subscription.kind === 'topics' || (subscription.kind === 'pattern' && metadata.updatedMs !== null)
}

function prepare(state: Consumer, member: ClassicMember, nowMs: number): Consumer {
  const isMember = member.generationId !== NO_GENERATION && member.memberId !== ''
  const prepared = isMember ? commitBeforeRevoke(state, 'rebalance', nowMs) : state
  return giveUp(prepared, { ...member, phase: 'preparing' })
}

function giveUp(state: Consumer, member: ClassicMember): Consumer {
  // While it waits nothing changes, and the state says so: a host looks again for as long as it is another one.
  const next = state.member === member ? state : changeClassic(state, member, {})
  if (isCommitting(state, 'rebalance')) return next
  const callback = firstCallback(next, member)
  return callback === null ? join(next, member) : { ...next, callbacks: [callback] }
}

/** What has to go before the member joins; null when nothing has to. */
function firstCallback(state: Consumer, { memberId, generationId }: ClassicMember): Callback | null {
  const owned = namesOf(state.partitions)
  if (memberId === '' || generationId === NO_GENERATION) return callbackOf('lost', owned)
  if (!isCooperative(state.settings.partitionAssignmentStrategy)) return callbackOf('revoked', owned)
  const topics = subscribedTopics(state)
  const unwanted = owned.filter(({ topic }) => !topics.includes(topic))
  return callbackOf('revoked', unwanted)
}

export function callbackOf(kind: Callback['kind'], partitions: readonly TopicPartition[]): Callback | null {
  return partitions.length === 0 ? null : { kind, partitions }
}

function join(state: Consumer, member: ClassicMember): Consumer {
  return changeClassic(state, member, { phase: 'joining' })
}

/** After the callbacks: what was revoked or lost has gone already. */
export function goOnClassic(state: Consumer, member: ClassicMember): Consumer {
  return member.phase === 'preparing' ? join(state, member) : state
}

/** SyncGroup has told what it gets. What it has to give up for that it gives up first, and then joins again. */
export function takeAssignment(state: Consumer, member: ClassicMember, assigned: readonly TopicPartition[], nowMs: number): Consumer {
  const owned = namesOf(state.partitions)
  const revoked = difference(owned, assigned)
  const added = difference(assigned, owned)
  const changed = subscribedTopics(state).join() !== member.joinedTopics.join() ? 'the subscription has changed' : null
  const next = changeClassic(state, member, {
    phase: 'stable',
    rejoinReason: revoked.length > 0 ? 'need to revoke partitions and re-join' : changed,
    previousPartitions: assigned,
    previousGenerationId: member.generationId,
    groupMembers: [],
    assignments: [],
    notBeforeMs: 0,
  })
  const callback = callbackOf('revoked', revoked)
  return {
    ...withPartitions(next, [...owned, ...added]),
    // Also without partitions: the listener hears that the member has been given none.
    callbacks: [...(callback === null ? [] : [callback]), { kind: 'assigned', partitions: added }],
    nextAutoCommitMs: nowMs + state.settings.autoCommitIntervalMs,
  }
}
