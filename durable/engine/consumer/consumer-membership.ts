// A member of the protocol `consumer` (KIP-848): one request, the heartbeat, says what it has and hears what it should have. It reconciles the two
// when it is polled: commits, gives up, takes, and tells the coordinator at once.
// Source: AbstractMembershipManager, ConsumerMembershipManager and ConsumerHeartbeatRequestManager of Kafka 4.3; KIP-848, KIP-1082.
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
  TopicIdPartitions,
} from '../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { grouped } from '../grouped.ts'
import { callbackOf } from './classic-membership.ts'
import { commitBeforeRevoke, isCommitting } from './commits.ts'
import { subscribedTopics } from './consumer.ts'
import type { Consumer, ConsumerMember } from './consumer.ts'
import { isOfCoordinator, loseCoordinator } from './coordinator.ts'
import { failed, loseMembership } from './membership.ts'
import { topicById, topicOf, wantMetadata } from './metadata.ts'
import { difference, namesOf, withPartitions } from './partitions.ts'

export const JOIN_EPOCH = 0
export const LEAVE_EPOCH = -1
/** A static member that will be back. */
export const LEAVE_FOR_A_WHILE_EPOCH = -2

function changeMember(state: Consumer, member: ConsumerMember, change: Partial<ConsumerMember>): Consumer {
  return { ...state, member: { ...member, ...change } }
}

export function pollConsumerMember(state: Consumer, member: ConsumerMember, nowMs: number): Consumer {
  if (state.callbacks.length > 0) return state
  switch (member.phase) {
    case 'unjoined':
      return state.subscription.kind === 'none' ? state : changeMember(state, member, { phase: 'joining' })
    case 'fenced':
    case 'stale': {
      const callback = callbackOf('lost', namesOf(state.partitions))
      return callback === null ? changeMember(state, member, { phase: 'joining' }) : { ...state, callbacks: [callback] }
    }
    case 'stable':
    case 'reconciling':
      return reconcile(state, member, nowMs)
    default:
      return state
  }
}

/** Towards what the coordinator wants. Topics that the metadata does not know yet are waited for. */
function reconcile(state: Consumer, member: ConsumerMember, nowMs: number): Consumer {
  const { target } = member
  if (target === null) return state
  if (target.some(({ topicId }) => topicById(state, topicId) === undefined)) return wantMetadata(state, nowMs)
  const wanted = target.flatMap(({ topicId, partitions }) => {
    const topic = topicById(state, topicId)?.name ?? ''
    return partitions.map((partitionIndex): TopicPartition => ({ topic, partitionIndex }))
  })
  const revoked = difference(namesOf(state.partitions), wanted)
  const added = difference(wanted, state.partitions)
  if (member.phase === 'stable' && revoked.length > 0) {
    const begun = changeMember(commitBeforeRevoke(state, 'rebalance', nowMs), member, { phase: 'reconciling' })
    if (isCommitting(begun, 'rebalance')) return begun
  }
  if (isCommitting(state, 'rebalance')) return state
  const isNothing = revoked.length === 0 && added.length === 0
  // The first assignment is told to the listener and acknowledged even when there is nothing in it.
  if (isNothing) return changeMember(state, member, { phase: member.toldPartitions === null ? 'acknowledging' : 'stable', target: null })
  const callback = callbackOf('revoked', revoked)
  const next = changeMember(state, member, { phase: 'reconciling', target: null })
  const callbacks = [...(callback === null ? [] : [callback]), { kind: 'assigned', partitions: added } as const]
  return { ...withPartitions(next, [...state.partitions, ...added]), callbacks }
}

/** After the callbacks: the coordinator is told at once, because others wait for what was given up. */
export function goOnConsumerMember(state: Consumer, member: ConsumerMember): Consumer {
  if (member.phase === 'reconciling') return changeMember(state, member, { phase: 'acknowledging' })
  const isToJoin = (member.phase === 'fenced' || member.phase === 'stale') && state.subscription.kind !== 'none'
  return isToJoin ? changeMember(state, member, { phase: 'joining' }) : state
}

/** When it wants to send a heartbeat. */
export function consumerMemberDueMs(state: Consumer, member: ConsumerMember): number | null {
  if (state.inFlight.some(({ api }) => api === 'ConsumerGroupHeartbeat')) return null
  switch (member.phase) {
    case 'joining':
    case 'acknowledging':
      return member.notBeforeMs
    case 'stable':
    case 'reconciling': {
      const isNews = member.toldTopics !== null && member.toldTopics !== topicsText(state)
      return isNews ? member.notBeforeMs : Math.max(member.lastHeartbeatMs + member.heartbeatIntervalMs, member.notBeforeMs)
    }
    default:
      return null
  }
}

function topicsText(state: Consumer): string {
  const { subscription } = state
  return subscription.kind === 'regex' ? `/${subscription.regex}` : subscribedTopics(state).join()
}

function ownedPartitions(state: Consumer): TopicIdPartitions[] {
  const topics = grouped(state.partitions, ({ topic }) => topic)
  return Array.from(topics, ([topic, partitions]) => {
    return { topicId: topicOf(state, topic)?.topicId ?? '', partitions: partitions.map(({ partitionIndex }) => partitionIndex) }
  })
}

/** What has not changed since it was told is left out. While partitions are given up or taken, what is owned is not told. */
export function heartbeatRequest(state: Consumer, member: ConsumerMember, groupId: string): ConsumerGroupHeartbeatRequest {
  const { settings, identity, subscription } = state
  const isFirst = member.phase === 'joining' || member.toldTopics === null
  const tellsTopics = isFirst || member.toldTopics !== topicsText(state)
  const owned = ownedPartitions(state)
  const tellsOwned = isFirst || (member.phase !== 'reconciling' && member.toldPartitions !== JSON.stringify(owned))
  return {
    apiVersion: 1,
    groupId,
    memberId: identity.memberUuid,
    memberEpoch: member.phase === 'joining' ? JOIN_EPOCH : member.memberEpoch,
    instanceId: settings.groupInstanceId,
    rackId: isFirst && settings.clientRack !== '' ? settings.clientRack : null,
    rebalanceTimeoutMs: isFirst ? settings.maxPollIntervalMs : -1,
    subscribedTopicNames: tellsTopics && subscription.kind !== 'regex' ? subscribedTopics(state) : null,
    subscribedTopicRegex: tellsTopics && subscription.kind === 'regex' ? subscription.regex : null,
    serverAssignor: isFirst ? settings.groupRemoteAssignor : null,
    topicPartitions: tellsOwned ? owned : null,
    clientId: settings.clientId,
    clientHost: identity.clientHost,
  }
}

/** What the coordinator knows once this heartbeat has come there. */
export function toldBy(state: Consumer, member: ConsumerMember, request: ConsumerGroupHeartbeatRequest, nowMs: number): ConsumerMember {
  const toldPartitions = request.topicPartitions === null ? member.toldPartitions : JSON.stringify(request.topicPartitions)
  const phase = member.phase === 'acknowledging' ? 'stable' : member.phase
  return { ...member, phase, lastHeartbeatMs: nowMs, toldTopics: topicsText(state), toldPartitions }
}

export function heardConsumerHeartbeat(
  state: Consumer,
  member: ConsumerMember,
  response: ConsumerGroupHeartbeatResponse | null,
  nowMs: number,
): Consumer {
  const { phase } = member
  if (phase === 'unjoined' || phase === 'fenced' || phase === 'stale') return state
  const error = response?.error ?? 'COORDINATOR_NOT_AVAILABLE'
  if (response !== null && error === 'NONE') {
    return changeMember(state, member, {
      phase: phase === 'joining' ? 'stable' : phase,
      memberEpoch: response.memberEpoch,
      heartbeatIntervalMs: response.heartbeatIntervalMs,
      notBeforeMs: 0,
      ...(response.assignment === null ? {} : { target: response.assignment }),
    })
  }
  // Nobody knows what of the heartbeat has come there: the next one tells all of it again.
  const again = { notBeforeMs: nowMs + state.settings.retryBackoffMs, toldTopics: null, toldPartitions: null }
  if (isOfCoordinator(error)) return loseCoordinator(changeMember(state, member, again), nowMs)
  if (error === 'FENCED_MEMBER_EPOCH' || error === 'UNKNOWN_MEMBER_ID') {
    return loseMembership(state, error, phase === 'joining' ? again.notBeforeMs : 0)
  }
  if (kafkaError(error).retriable) return changeMember(state, member, again)
  return failed(loseMembership(state, 'UNKNOWN_MEMBER_ID'), error, response?.errorMessage ?? undefined)
}
