// A group of the KIP-848 protocol, as its coordinator has it in memory. Plain data that survives JSON; entries are never changed in place.
// Source: ConsumerGroup and ConsumerGroupMember of Kafka 4.3.
import { DEFAULT_SERVER_ASSIGNOR } from '../../../../schema/kafka/assignors/server/server-assignors.ts'
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { MemberProtocol } from '../classic/classic-group.ts'
import { findMember } from '../member-list.ts'
import type { OwnedPartitions } from './owned-partitions.ts'

/** A member that joins has none yet; one that has left for good, and a static one that will come back, say so with these. */
export const JOINING_EPOCH = 0
export const LEAVING_EPOCH = -1
export const STATIC_LEAVING_EPOCH = -2

/** Where a member stands on its way to its target. */
export type MemberState = 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS'

export type ConsumerGroup = {
  readonly type: 'consumer'
  /** Rises with every change of members, subscriptions or topics. */
  readonly groupEpoch: number
  /** Of the topics that the group subscribes to, as they were at that epoch. */
  readonly metadataHash: number
  /** The group epoch that the targets of the members were worked out for, and when that was. */
  readonly assignmentEpoch: number
  readonly assignmentTimestampMs: number
  readonly regularExpressions: readonly ResolvedRegularExpression[]
  /** In the order they joined. */
  readonly members: readonly ConsumerGroupMember[]
}

export type ResolvedRegularExpression = {
  readonly regularExpression: string
  readonly topics: readonly string[]
  /** The end of the metadata log when it was resolved. */
  readonly version: number
  readonly timestampMs: number
}

export type ConsumerGroupMember = MemberMetadata & {
  readonly memberId: string
  readonly memberEpoch: number
  /** A member that comes with this one has missed an answer. */
  readonly previousMemberEpoch: number
  readonly state: MemberState
  /** What is the member's, and what it still has to give up. A partition is in one of the two of one member at most. */
  readonly assignedPartitions: OwnedPartitions
  readonly partitionsPendingRevocation: OwnedPartitions
  /** What it is to have. */
  readonly targetPartitions: readonly TopicIdPartitions[]
  /** Since when it has been asked to give up partitions; null while it has none to give up. */
  readonly revokingSinceMs: number | null
  /** When the coordinator last wrote down that it heard of the member. */
  readonly seenMs: number
  /** What a member that speaks the classic protocol has to do next, and until when; null while it has to do nothing. */
  readonly awaited: AwaitedRequest | null
}

export type AwaitedRequest = { readonly api: 'JoinGroup' | 'SyncGroup'; readonly dueMs: number }

/** What a member says of itself. */
export type MemberMetadata = {
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly clientId: string
  readonly clientHost: string
  /** Sorted. */
  readonly subscribedTopicNames: readonly string[]
  readonly subscribedTopicRegex: string | null
  /** -1 until the member has said it. */
  readonly rebalanceTimeoutMs: number
  readonly serverAssignor: string | null
  /** Of a member that speaks the classic protocol while its group has moved on; null for the others. */
  readonly classicMember: ClassicMemberMetadata | null
}

export type ClassicMemberMetadata = {
  readonly sessionTimeoutMs: number
  /** Bytes as text: see stored-bytes.ts. */
  readonly supportedProtocols: readonly MemberProtocol[]
}

/** Epoch 1 stands for the empty assignment, so that a member that waits for the first one already has an epoch. */
export const NEW_CONSUMER_GROUP: ConsumerGroup = {
  type: 'consumer',
  groupEpoch: 1,
  metadataHash: 0,
  assignmentEpoch: 1,
  assignmentTimestampMs: 0,
  regularExpressions: [],
  members: [],
}

export const NO_METADATA: MemberMetadata = {
  instanceId: null,
  rackId: null,
  clientId: '',
  clientHost: '',
  subscribedTopicNames: [],
  subscribedTopicRegex: null,
  rebalanceTimeoutMs: -1,
  serverAssignor: null,
  classicMember: null,
}

export function newMember(memberId: string, seenMs: number): ConsumerGroupMember {
  return {
    ...NO_METADATA,
    memberId,
    memberEpoch: JOINING_EPOCH,
    previousMemberEpoch: JOINING_EPOCH,
    state: 'STABLE',
    assignedPartitions: [],
    partitionsPendingRevocation: [],
    targetPartitions: [],
    revokingSinceMs: null,
    seenMs,
    awaited: null,
  }
}

export function memberOf({ members }: ConsumerGroup, memberId: string): ConsumerGroupMember | undefined {
  return findMember(members, memberId)
}

export function staticMemberOf({ members }: ConsumerGroup, instanceId: string): ConsumerGroupMember | undefined {
  return members.find((member) => member.instanceId === instanceId)
}

/** The assignor that most members ask for; while nobody asks for one, the first that the brokers have (group.consumer.assignors). */
export function assignorOf({ members }: ConsumerGroup, [byDefault = DEFAULT_SERVER_ASSIGNOR.name]: readonly string[]): string {
  const votes = new Map<string, number>()
  for (const { serverAssignor } of members) {
    if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1)
  }
  const most = Math.max(...votes.values())
  for (const [assignor, count] of votes) if (count === most) return assignor
  return byDefault
}
