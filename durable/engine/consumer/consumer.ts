// Kafka's consumer client without its I/O: what a KafkaConsumer has in memory, as plain data, and pure functions over it. A host carries its
// requests, runs its callbacks and tells it the time; REST instances, sockets and simulated applications are hosts.
//
//   newConsumer(settings, identity, nowMs)      a consumer; settings come from checkConsumerConfigs (consumer-config.ts)
//   subscribe, assign, unsubscribe,             what a user calls (user-calls.ts): a new state, or a refusal with a sentence
//   seek, seekToTime, pause, resume, close
//   commit(state, offsets | null, mode, nowMs)  positions or these offsets (commits.ts): { state, commitId }
//   poll(state, nowMs, maxRecords?)             { state, records, callbacks, error } (poll.ts); it never waits: the host polls again
//   callbacksDone(state)                        after the host has run what poll gave it, and committed in it if it wants to. Only then is a
//                                               revoke completed. Until then every poll gives the same callbacks, and no records
//   nextRequests(state, nowMs)                  { state, requests } (next-requests.ts): what it sends now. Each has an id and a target:
//                                               a broker, or null for any
//   heard(state, requestId, answer, nowMs)      an answer, or null for a connection that ended without one (heard.ts)
//   nextDueMs(state)                            when nextRequests will have something to do though nothing was heard (next-requests.ts)
//   takeEvents(state)                           { state, events }: commits that came to an end
//   withoutFetched(state)                       the same without the records that were fetched and not polled. They are the only bytes in it: a
//                                               host that stores the state stores this, and they are fetched again
//
// A host's loop: poll; run callbacks, callbacksDone; send nextRequests; tell it what it heard; and again when something was heard or due.
// Does not: commit by itself what is committed already, which Kafka's client does every auto.commit.interval.ms while nothing happens;
//   validate positions after a change of leader by OffsetForLeaderEpoch (fetches carry the leader epoch instead), fetch from followers,
//   fetch sessions.
// Source: ClassicKafkaConsumer, ConsumerCoordinator, AbstractCoordinator, SubscriptionState, Fetcher, OffsetFetcher, AsyncKafkaConsumer and
// ConsumerMembershipManager of Kafka 4.3.
import type { ConsumerProtocolSubscription } from '../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { RecordHeader } from '../../../schema/kafka/record-cursor.ts'
import type { TimestampType } from '../../../schema/kafka/record-batch.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import type { ConsumerSettings } from './consumer-config.ts'

export type Consumer = {
  readonly settings: ConsumerSettings
  readonly identity: ConsumerIdentity
  readonly phase: 'open' | 'closing' | 'closed'
  readonly subscription: Subscription
  /** What the consumer was given or gave itself, in the order of topics and partitions. */
  readonly partitions: readonly AssignedPartition[]
  /** What the host has to run before the membership goes on, oldest first. */
  readonly callbacks: readonly Callback[]
  readonly member: Member
  readonly metadata: ConsumerMetadata
  readonly coordinator: Coordinator
  /** Commits that have not come to an end, oldest first. */
  readonly commits: readonly Commit[]
  readonly nextCommitId: number
  readonly nextAutoCommitMs: number
  readonly fetched: readonly Fetched[]
  /** Set by poll, so that records are fetched only for those who want some. */
  readonly wantsRecords: boolean
  readonly inFlight: readonly SentRequest[]
  readonly nextRequestId: number
  /** Brokers that refused or lost a connection. */
  readonly backoffs: readonly { readonly brokerId: number; readonly failures: number; readonly untilMs: number }[]
  readonly lastPollMs: number
  /** When close stops waiting for brokers; null while it is not closing. */
  readonly closesByMs: number | null
  readonly events: readonly ConsumerEvent[]
  /** What the next poll throws. Until then the consumer does nothing new. */
  readonly error: ConsumerError | null
}

export type ConsumerIdentity = {
  /** A uuid that its host has drawn: the member id in the protocol `consumer`, where the client makes it (KIP-1082). */
  readonly memberUuid: string
  /** Of its connection, as DescribeGroups shows it: `/127.0.0.1`. */
  readonly clientHost: string
}

export type Subscription =
  | { readonly kind: 'none' }
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  /** Matched by the client (java.util.regex.Pattern): `topics` are those that match in the metadata it has. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly topics: readonly string[] }
  /** SubscriptionPattern: matched by the broker, in the protocol `consumer` only. */
  | { readonly kind: 'regex'; readonly regex: string }
  /** By hand, without a group's coordination. */
  | { readonly kind: 'partitions' }

export type AssignedPartition = TopicPartition & {
  /** The offset of the next record that poll gives; null until it is known. */
  readonly position: number | null
  /** Of the last record that poll gave, or as it was committed; -1 when unknown. */
  readonly offsetEpoch: number
  /** How the position is found: the committed offset, or what ListOffsets says for this timestamp. Null when it is known. */
  readonly lookup: 'committed' | number | null
  readonly isPaused: boolean
  /** What the coordinator has, as far as this consumer knows; null when it has none or nobody has asked. */
  readonly committedOffset: number | null
  /** After an error nothing is asked about it before then. */
  readonly notBeforeMs: number
  /** As the last fetch told; -1 before. */
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
}

export type Callback = { readonly kind: 'assigned' | 'revoked' | 'lost'; readonly partitions: readonly TopicPartition[] }

/** `none` belongs to no group: it has no group.id, or its partitions by hand. */
export type Member = { readonly protocol: 'none' } | ClassicMember | ConsumerMember

export type ClassicMember = {
  readonly protocol: 'classic'
  /**
   * `preparing` commits and revokes before it joins, `assigning` is the leader that wants to know topics first, `leaving` has its callbacks to
   * run before it says so.
   */
  readonly phase: 'unjoined' | 'preparing' | 'joining' | 'assigning' | 'syncing' | 'stable' | 'leaving'
  readonly memberId: string
  /** -1 while it is in none. */
  readonly generationId: number
  readonly protocolName: string | null
  /** Why it has to join again at the next poll; null when it has not. */
  readonly rejoinReason: string | null
  /** The topics that it last joined with. */
  readonly joinedTopics: readonly string[]
  readonly lastHeartbeatMs: number
  readonly notBeforeMs: number
  /** What the members told their leader, until it has assigned. */
  readonly groupMembers: readonly GroupMember[]
  /** What the leader gives them, until it has said so. */
  readonly assignments: readonly { readonly memberId: string; readonly partitions: readonly TopicPartition[] }[]
  /** Of the leader: how many partitions the topics of the group had when it assigned. Another number is a reason to join again. */
  readonly assignedCounts: readonly (readonly [topic: string, partitionCount: number])[] | null
  /** What it had when it last was stable, for sticky assignors; null before it was. */
  readonly previousPartitions: readonly TopicPartition[] | null
  readonly previousGenerationId: number
}

/** `userData` is a list of numbers, so that it is stored like everything else. */
export type GroupMember = Omit<ConsumerProtocolSubscription, 'userData'> & {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly userData: readonly number[] | null
}

export type ConsumerMember = {
  readonly protocol: 'consumer'
  /**
   * `fenced` has lost its partitions and joins again once that was told; `stale` has left because nobody polled; `acknowledging` tells the
   * coordinator at once what it has given up or taken.
   */
  readonly phase: 'unjoined' | 'joining' | 'stable' | 'reconciling' | 'acknowledging' | 'fenced' | 'stale' | 'leaving'
  readonly memberEpoch: number
  /** 0 before the coordinator has said it. */
  readonly heartbeatIntervalMs: number
  readonly lastHeartbeatMs: number
  readonly notBeforeMs: number
  /** What the coordinator wants it to have; null before it was told. */
  readonly target: readonly { readonly topicId: string; readonly partitions: readonly number[] }[] | null
  /** What the coordinator was last told, so that only news are sent again. */
  readonly toldTopics: string | null
  readonly toldPartitions: string | null
}

export type ConsumerMetadata = {
  readonly topics: readonly ConsumerTopic[]
  readonly brokers: readonly { readonly brokerId: number; readonly rack: string | null }[]
  readonly updatedMs: number | null
  readonly isWanted: boolean
  /** Since the last answer that helped. */
  readonly attempts: number
  readonly notBeforeMs: number
}

export type ConsumerTopic = {
  readonly name: string
  readonly topicId: string
  readonly error: KafkaErrorName
  readonly isInternal: boolean
  readonly partitions: readonly { readonly leaderId: number; readonly leaderEpoch: number; readonly replicas: readonly number[] }[]
}

export type Coordinator = { readonly brokerId: number | null; readonly notBeforeMs: number }

export type CommittedOffset = TopicPartition & { readonly offset: number; readonly leaderEpoch: number; readonly metadata: string }

/** `sync` is tried again until default.api.timeout.ms, `async` never; `auto` is the client's own, and `rebalance` is auto before a revoke. */
export type CommitMode = 'sync' | 'async' | 'auto' | 'rebalance'

export type Commit = {
  readonly commitId: number
  readonly mode: CommitMode
  readonly offsets: readonly CommittedOffset[]
  readonly deadlineMs: number
  readonly notBeforeMs: number
}

export type ConsumerEvent =
  | { readonly kind: 'committed'; readonly commitId: number; readonly mode: CommitMode; readonly offsets: readonly CommittedOffset[] }
  | {
      readonly kind: 'commitFailed'
      readonly commitId: number
      readonly mode: CommitMode
      readonly offsets: readonly CommittedOffset[]
      readonly error: KafkaErrorName
    }

export type ConsumerError = { readonly error: KafkaErrorName; readonly message: string }

export type ConsumerRecord = TopicPartition & {
  readonly offset: number
  readonly leaderEpoch: number
  readonly timestamp: number
  readonly timestampType: TimestampType
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
}

/** What a fetch brought of one partition, as far as poll has not given it away. */
export type Fetched = TopicPartition & {
  readonly records: readonly ConsumerRecord[]
  /** The position behind all of it: markers and what was aborted have no records. */
  readonly nextOffset: number
  /** Of keys and values, when it came. */
  readonly sizeBytes: number
}

export type ConsumerApi =
  | 'Metadata'
  | 'FindCoordinator'
  | 'JoinGroup'
  | 'SyncGroup'
  | 'Heartbeat'
  | 'LeaveGroup'
  | 'ConsumerGroupHeartbeat'
  | 'OffsetCommit'
  | 'OffsetFetch'
  | 'ListOffsets'
  | 'Fetch'

export type ConsumerRequest = {
  readonly requestId: number
  /** Null for any broker. */
  readonly brokerId: number | null
} & { [Api in ConsumerApi]: { readonly api: Api; readonly request: KafkaApis[Api]['request'] } }[ConsumerApi]

export type ConsumerAnswer = { [Api in ConsumerApi]: { readonly api: Api; readonly response: KafkaApis[Api]['response'] } }[ConsumerApi]

/** What has to be remembered of a request until it is answered. */
export type SentRequest = {
  readonly requestId: number
  readonly brokerId: number | null
  readonly api: ConsumerApi
  readonly sentMs: number
  readonly timeoutMs: number
  /** Of OffsetCommit. */
  readonly commitId: number | null
  /** In which generation or epoch it was sent; an answer of another one means nothing any more. */
  readonly generationId: number
  /** Of Fetch, ListOffsets and OffsetFetch: the partitions with what was asked for. A seek in between makes the answer worthless. */
  readonly asked: readonly (TopicPartition & { readonly offset: number })[]
}

export function newConsumer(settings: ConsumerSettings, identity: ConsumerIdentity, nowMs: number): Consumer {
  return {
    settings,
    identity,
    phase: 'open',
    subscription: { kind: 'none' },
    partitions: [],
    callbacks: [],
    member: { protocol: 'none' },
    metadata: { topics: [], brokers: [], updatedMs: null, isWanted: false, attempts: 0, notBeforeMs: nowMs },
    coordinator: { brokerId: null, notBeforeMs: nowMs },
    commits: [],
    nextCommitId: 1,
    nextAutoCommitMs: nowMs + settings.autoCommitIntervalMs,
    fetched: [],
    wantsRecords: false,
    inFlight: [],
    nextRequestId: 1,
    backoffs: [],
    lastPollMs: nowMs,
    closesByMs: null,
    events: [],
    error: null,
  }
}

export function takeEvents(state: Consumer): { state: Consumer; events: readonly ConsumerEvent[] } {
  return { state: state.events.length === 0 ? state : { ...state, events: [] }, events: state.events }
}

/** Positions are those of records that were polled, so that nothing is lost with what is dropped here. */
export function withoutFetched(state: Consumer): Consumer {
  return state.fetched.length === 0 ? state : { ...state, fetched: [] }
}

/** The topics that the consumer has subscribed to by name or by a pattern of its own. */
export function subscribedTopics({ subscription }: Consumer): readonly string[] {
  return subscription.kind === 'topics' || subscription.kind === 'pattern' ? subscription.topics : []
}

export function isPartition({ topic, partitionIndex }: TopicPartition): (other: TopicPartition) => boolean {
  return (other) => other.partitionIndex === partitionIndex && other.topic === topic
}
