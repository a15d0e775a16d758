// What a consumer knows of topics and leaders, when it asks again, and what news mean for its group: a leader that sees another number of
// partitions, and whoever subscribes by a pattern and finds other topics, join again.
// Source: ConsumerMetadata, ConsumerCoordinator.maybeUpdateSubscriptionMetadata and rejoinNeededOrPending of Kafka 4.3.
import type { MetadataRequest, MetadataResponse } from '../../../schema/kafka/requests/metadata.ts'
import { compareText } from '../../../schema/kafka/topic-partition.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { backoffMs } from '../backoff.ts'
import { MAX_SUBSCRIBED_REGEX_CHARACTERS } from '../../../schema/limits.ts'
import { matcherOf } from '../safe-pattern.ts'
import { subscribedTopics } from './consumer.ts'
import type { Consumer, ConsumerMetadata, ConsumerTopic } from './consumer.ts'

export function topicOf({ metadata }: Consumer, name: string): ConsumerTopic | undefined {
  return metadata.topics.find((topic) => topic.name === name)
}

export function topicById({ metadata }: Consumer, topicId: string): ConsumerTopic | undefined {
  return metadata.topics.find((topic) => topic.topicId === topicId)
}

/** Null where the client knows of none. */
export function leaderOf(state: Consumer, { topic, partitionIndex }: TopicPartition): { leaderId: number; leaderEpoch: number } | null {
  const found = topicOf(state, topic)?.partitions[partitionIndex]
  return found === undefined || found.leaderId === -1 ? null : found
}

/** Marks what is known as old. It is not asked for more often than every retry.backoff.ms. */
export function wantMetadata(state: Consumer, nowMs: number): Consumer {
  const { metadata, settings } = state
  if (metadata.isWanted) return state
  const { updatedMs, attempts } = metadata
  const pauseMs = backoffMs(settings.retryBackoffMs, settings.retryBackoffMaxMs, Math.max(0, attempts - 1))
  const notBeforeMs = updatedMs === null ? Math.max(nowMs, metadata.notBeforeMs) : Math.max(nowMs, updatedMs + pauseMs)
  return { ...state, metadata: { ...metadata, isWanted: true, notBeforeMs } }
}

/** When it is asked for next, as far as nobody has asked yet; null while nothing needs it. */
export function metadataDueMs({ metadata, settings, subscription }: Consumer): number | null {
  if (metadata.isWanted) return metadata.notBeforeMs
  if (subscription.kind === 'none' || metadata.updatedMs === null) return null
  return metadata.updatedMs + settings.metadataMaxAgeMs
}

export function metadataRequest(state: Consumer): MetadataRequest {
  const { kind } = state.subscription
  if (kind === 'pattern' || kind === 'regex') return { topics: null, allowAutoTopicCreation: false }
  const ofGroup = state.member.protocol === 'classic' ? state.member.groupMembers.flatMap(({ topics }) => topics) : []
  const names = new Set([...subscribedTopics(state), ...ofGroup, ...state.partitions.map(({ topic }) => topic)])
  return { topics: [...names].sort(compareText), allowAutoTopicCreation: state.settings.allowAutoCreateTopics }
}

export function learnMetadata(state: Consumer, response: MetadataResponse, nowMs: number): Consumer {
  const topics = response.topics.map(({ name, topicId, error, isInternal, partitions }): ConsumerTopic => {
    const known = partitions.map(({ leaderId, leaderEpoch, replicaNodes }) => ({ leaderId, leaderEpoch, replicas: replicaNodes }))
    return { name, topicId, error, isInternal, partitions: known }
  })
  const helps = topics.every(({ error, partitions }) => error === 'NONE' && partitions.every(({ leaderId }) => leaderId !== -1))
  const metadata: ConsumerMetadata = {
    topics,
    brokers: response.brokers.map(({ nodeId: brokerId, rack }) => ({ brokerId, rack })),
    updatedMs: nowMs,
    isWanted: false,
    attempts: helps ? 0 : state.metadata.attempts + 1,
    notBeforeMs: nowMs,
  }
  const learned = rejoinForNews(matchPattern(refuseTopics({ ...state, metadata })))
  return helps ? learned : wantMetadata(learned, nowMs)
}

/** The next poll throws what will not get better by itself. */
function refuseTopics(state: Consumer): Consumer {
  const refused = state.metadata.topics.find(({ error }) => error === 'INVALID_TOPIC_EXCEPTION' || error === 'TOPIC_AUTHORIZATION_FAILED')
  if (refused === undefined) return state
  return { ...state, error: state.error ?? { error: refused.error, message: `Topic ${refused.name} cannot be read: ${refused.error}.` } }
}

function matchPattern(state: Consumer): Consumer {
  const { subscription, settings, metadata } = state
  if (subscription.kind !== 'pattern') return state
  const matches = matcherOf(subscription.pattern, MAX_SUBSCRIBED_REGEX_CHARACTERS) ?? (() => false)
  const isWanted = ({ name, isInternal }: ConsumerTopic): boolean => matches(name) && !(settings.excludeInternalTopics && isInternal)
  const topics = metadata.topics.filter(isWanted).map(({ name }) => name)
  return { ...state, subscription: { ...subscription, topics: topics.sort(compareText) } }
}

function rejoinForNews(state: Consumer): Consumer {
  const { member } = state
  if (member.protocol !== 'classic' || member.phase !== 'stable' || member.rejoinReason !== null) return state
  const { assignedCounts, joinedTopics } = member
  const isOther = assignedCounts?.some(([name, count]) => (topicOf(state, name)?.partitions.length ?? 0) !== count) ?? false
  if (isOther) return { ...state, member: { ...member, rejoinReason: 'cached metadata has changed at the beginning of the rebalance' } }
  if (subscribedTopics(state).join() === joinedTopics.join()) return state
  return { ...state, member: { ...member, rejoinReason: 'the topics that match have changed' } }
}
