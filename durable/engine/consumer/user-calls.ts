// What a user of a consumer calls besides poll and commit.
// Source: ClassicKafkaConsumer and SubscriptionState of Kafka 4.3.
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../../schema/kafka/requests/list-offsets.ts'
import { compareText } from '../../../schema/kafka/topic-partition.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { CLOSE_TIMEOUT_MS, MAX_SUBSCRIBED_REGEX_CHARACTERS } from '../../../schema/limits.ts'
import { matcherOf } from '../safe-pattern.ts'
import { commitBeforeRevoke } from './commits.ts'
import { isPartition, subscribedTopics } from './consumer.ts'
import type { AssignedPartition, Consumer, Subscription } from './consumer.ts'
import { beginToLeave } from './leave.ts'
import { newMember } from './membership.ts'
import { wantMetadata } from './metadata.ts'
import { changePartitions, movePartitions, withPartitions } from './partitions.ts'

export type UserCall = { readonly ok: true; readonly state: Consumer } | { readonly ok: false; readonly message: string }

export type Wanted =
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'regex'; readonly regex: string }

/** Takes the place of an earlier subscription. No topics at all are unsubscribe. */
export function subscribe(state: Consumer, wanted: Wanted, nowMs: number): UserCall {
  const refusal = refuseSubscription(state, wanted)
  if (refusal !== null) return { ok: false, message: refusal }
  if (wanted.kind === 'topics' && wanted.topics.length === 0) return { ok: true, state: unsubscribe(state) }
  const subscription = subscriptionOf(wanted)
  const member = state.member.protocol === 'none' ? newMember(state.settings) : state.member
  const isOther = member.protocol === 'classic' && member.phase === 'stable' && isOtherSubscription(state, subscription)
  const next = isOther ? { ...member, rejoinReason: 'the subscription has changed' } : member
  return { ok: true, state: wantMetadata({ ...state, subscription, member: next }, nowMs) }
}

function refuseSubscription({ settings, subscription, phase }: Consumer, wanted: Wanted): string | null {
  if (phase !== 'open') return 'This consumer has already been closed.'
  if (settings.groupId === null) return 'To subscribe, a consumer needs a group.id.'
  if (subscription.kind === 'partitions') return 'Subscription to topics, partitions and pattern are mutually exclusive.'
  if (wanted.kind === 'pattern' && matcherOf(wanted.pattern, MAX_SUBSCRIBED_REGEX_CHARACTERS) === null)
    return 'The pattern is none, or one that could take long.'
  if (wanted.kind === 'regex' && settings.groupProtocol === 'classic') return 'A pattern for the broker needs group.protocol=consumer.'
  return null
}

function subscriptionOf(wanted: Wanted): Subscription {
  switch (wanted.kind) {
    case 'topics':
      return { kind: 'topics', topics: [...new Set(wanted.topics)].sort(compareText) }
    case 'pattern':
      return { kind: 'pattern', pattern: wanted.pattern, topics: [] }
    case 'regex':
      return wanted
  }
}

/** The topics of a pattern are found when there is new metadata, and a change is noticed there. */
function isOtherSubscription(state: Consumer, subscription: Subscription): boolean {
  return subscription.kind === 'topics' && subscription.topics.join() !== subscribedTopics(state).join()
}

/** Partitions by hand. There is no group to tell; what was consumed of others is committed when commits are automatic. */
export function assign(state: Consumer, partitions: readonly TopicPartition[], nowMs: number): UserCall {
  const { kind } = state.subscription
  if (state.phase !== 'open') return { ok: false, message: 'This consumer has already been closed.' }
  if (kind !== 'none' && kind !== 'partitions') {
    return { ok: false, message: 'Subscription to topics, partitions and pattern are mutually exclusive.' }
  }
  const distinct = partitions.filter((one, index) => partitions.findIndex(isPartition(one)) === index)
  const committed = commitBeforeRevoke(state, 'auto', nowMs)
  const assigned = withPartitions({ ...committed, subscription: { kind: distinct.length === 0 ? 'none' : 'partitions' } }, distinct)
  return { ok: true, state: wantMetadata(assigned, nowMs) }
}

export function unsubscribe(state: Consumer): Consumer {
  if (state.subscription.kind === 'none') return state
  return beginToLeave({ ...state, subscription: { kind: 'none' }, wantsRecords: false })
}

/** Commits when commits are automatic, revokes, and leaves; it is closed when that is done, or after close's timeout. */
export function close(state: Consumer, nowMs: number): Consumer {
  if (state.phase !== 'open') return state
  const committed = commitBeforeRevoke(state, 'sync', nowMs)
  const closing = { ...committed, phase: 'closing', wantsRecords: false, closesByMs: nowMs + CLOSE_TIMEOUT_MS } as const
  return beginToLeave(closing)
}

export function seek(state: Consumer, partition: TopicPartition, offset: number, leaderEpoch = -1): UserCall {
  if (offset < 0) return { ok: false, message: 'seek offset must not be a negative number' }
  return move(state, [partition], { position: offset, offsetEpoch: leaderEpoch, lookup: null })
}

export function seekToBeginning(state: Consumer, partitions: readonly TopicPartition[]): UserCall {
  return seekToTime(state, partitions, EARLIEST_TIMESTAMP)
}

export function seekToEnd(state: Consumer, partitions: readonly TopicPartition[]): UserCall {
  return seekToTime(state, partitions, LATEST_TIMESTAMP)
}

/** To the first record of that time or later; to the end when there is none. No partitions are all. */
export function seekToTime(state: Consumer, partitions: readonly TopicPartition[], timestamp: number): UserCall {
  const moved = partitions.length === 0 ? state.partitions : partitions
  return move(state, moved, { position: null, offsetEpoch: -1, lookup: timestamp })
}

function move(
  state: Consumer,
  partitions: readonly TopicPartition[],
  place: Pick<AssignedPartition, 'position' | 'offsetEpoch' | 'lookup'>,
): UserCall {
  const refusal = refuseUnassigned(state, partitions)
  return refusal === null ? { ok: true, state: movePartitions(state, partitions, place) } : { ok: false, message: refusal }
}

export function pause(state: Consumer, partitions: readonly TopicPartition[]): UserCall {
  return setPaused(state, partitions, true)
}

export function resume(state: Consumer, partitions: readonly TopicPartition[]): UserCall {
  return setPaused(state, partitions, false)
}

function setPaused(state: Consumer, partitions: readonly TopicPartition[], isPaused: boolean): UserCall {
  const refusal = refuseUnassigned(state, partitions)
  if (refusal !== null) return { ok: false, message: refusal }
  const isMeant = (one: TopicPartition): boolean => partitions.some(isPartition(one))
  return { ok: true, state: changePartitions(state, isMeant, (partition) => ({ ...partition, isPaused })) }
}

function refuseUnassigned(state: Consumer, partitions: readonly TopicPartition[]): string | null {
  const foreign = partitions.find((one) => !state.partitions.some(isPartition(one)))
  return foreign === undefined ? null : `No current assignment for partition ${foreign.topic}-${foreign.partitionIndex}`
}
