// A member of the classic protocol joins a group of the new one. It does not wait for anybody: its generation is its epoch, and what it may have it
// is told when it syncs. Then it joins again whenever it has to give something up, or may have more.
// Source: GroupMetadataManager.classicGroupJoinToConsumerGroup and ConsumerGroup.supportsClassicProtocols of Kafka 4.3.
import { CONSUMER_PROTOCOL_TYPE, decodeConsumerProtocolSubscription } from '../../../../schema/kafka/consumer-protocol.ts'
import type { ConsumerProtocolSubscription } from '../../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../../../schema/kafka/requests/join-group.ts'
import { MAX_GROUP_MEMBERS, REQUEST_TIMEOUT_MS } from '../../../../schema/limits.ts'
import type { ClusterView } from '../../cluster.ts'
import type { Decision } from '../../decision.ts'
import type { Reason } from '../../reason.ts'
import type { Step } from '../../step.ts'
import { errorOfAppend } from '../../transaction/append-errors.ts'
import { randomUuid } from '../../uuid.ts'
import { advanceMember } from '../consumer/advance-member.ts'
import { memberOf, newMember } from '../consumer/consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember, MemberMetadata } from '../consumer/consumer-group.ts'
import { knownMember } from '../consumer/epoch-checks.ts'
import { GroupDraft } from '../consumer/group-draft.ts'
import { joiningMember } from '../consumer/join-member.ts'
import { hearMember } from '../consumer/member-sessions.ts'
import { namesInOrder } from '../consumer/member-metadata.ts'
import { addPartition, ownedPartitions, topicIdPartitions } from '../consumer/owned-partitions.ts'
import type { PartitionEpochs } from '../consumer/owned-partitions.ts'
import { writeGroup } from '../consumer/write-group.ts'
import type { GroupPlace } from '../group-place.ts'
import { memberCharacters } from '../member-characters.ts'
import { hasRoomForMembers } from '../member-room.ts'
import { textOfBytes } from '../stored-bytes.ts'
import { canDowngrade, downgradeGroup } from './downgrade.ts'

type Refused = { readonly error: KafkaErrorName; readonly memberId: string }

/** Since this version of JoinGroup a member is told its id before it joins (KIP-394). */
const REQUIRES_MEMBER_ID_SINCE = 4

export function joinConsumerGroup(step: Step, place: GroupPlace, group: ConsumerGroup, request: JoinGroupRequest): Decision {
  const isUnknown = request.memberId === ''
  const memberId = isUnknown ? randomUuid(step.random) : request.memberId
  const subscription = subscriptionOf(request)
  const refused = refuseJoin(step.cluster, group, { ...request, memberId }, subscription)
  if (refused !== null || subscription === null) return refuse(step, refused ?? 'INCONSISTENT_GROUP_PROTOCOL', request.memberId)
  if (isUnknown && request.groupInstanceId === null && request.apiVersion >= REQUIRES_MEMBER_ID_SINCE) {
    return refuse(step, 'MEMBER_ID_REQUIRED', memberId)
  }
  const draft = new GroupDraft(place, group, step)
  const before = whoJoins(draft, memberId, request.groupInstanceId, isUnknown)
  if ('error' in before) return refuse(step, before.error, memberId)
  const metadata = metadataAfter(before, request, subscription)
  const member = advanceMember(draft, step.cluster, { before, metadata, named: namedIn(step.cluster, subscription) })
  const added = memberCharacters(draft.group) - memberCharacters(group)
  if (!hasRoomForMembers(step.cluster, added)) return refuse(step, 'POLICY_VIOLATION', memberId)
  draft.write({ kind: 'ClassicMemberAwaited', memberId, value: { api: 'SyncGroup', dueMs: step.nowMs + request.rebalanceTimeoutMs } })
  hearMember(step, place, group, memberId)
  return answerOnceWritten(step, place, group, { draft, member, isNew: memberOf(group, memberId) === undefined })
}

/** All protocols of a member say the same. */
function subscriptionOf({ protocols: [first] }: JoinGroupRequest): ConsumerProtocolSubscription | null {
  return first === undefined ? null : decodeConsumerProtocolSubscription(first.metadata)
}

function refuseJoin(
  { effectiveBrokerConfigs }: ClusterView,
  group: ConsumerGroup,
  { memberId, protocolType, protocols }: JoinGroupRequest,
  subscription: ConsumerProtocolSubscription | null,
): KafkaErrorName | null {
  const maxSize = Math.min(effectiveBrokerConfigs.groupConsumerMaxSize, MAX_GROUP_MEMBERS)
  if (group.members.length >= maxSize && memberOf(group, memberId) === undefined) return 'GROUP_MAX_SIZE_REACHED'
  const spoken = group.members.flatMap(({ classicMember }) => (classicMember === null ? [] : [classicMember.supportedProtocols]))
  const isShared = protocols.some(({ name }) => spoken.every((supported) => supported.some((one) => one.name === name)))
  return protocolType === CONSUMER_PROTOCOL_TYPE && isShared && subscription !== null ? null : 'INCONSISTENT_GROUP_PROTOCOL'
}

/** One that names no id may take the place of the static member that it was; one that names an id is that member, or a new one. */
function whoJoins(
  draft: GroupDraft,
  memberId: string,
  instanceId: string | null,
  isUnknown: boolean,
): ConsumerGroupMember | { readonly error: KafkaErrorName } {
  if (instanceId === null) return memberOf(draft.group, memberId) ?? newMember(memberId, draft.nowMs)
  return isUnknown ? joiningMember(draft, { memberId, instanceId }) : knownMember(draft.group, { memberId, instanceId })
}

function metadataAfter(
  before: ConsumerGroupMember,
  request: JoinGroupRequest,
  { topics, rackId }: ConsumerProtocolSubscription,
): MemberMetadata {
  const { groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, protocols } = request
  const supportedProtocols = protocols.map(({ name, metadata }) => ({ name, metadata: textOfBytes(metadata) }))
  return {
    instanceId: groupInstanceId ?? before.instanceId,
    rackId: rackId ?? before.rackId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    subscribedTopicNames: namesInOrder(topics),
    subscribedTopicRegex: before.subscribedTopicRegex,
    serverAssignor: before.serverAssignor,
    classicMember: { sessionTimeoutMs, supportedProtocols },
  }
}

/** What it says that it owns: a member with an eager assignor has given up everything before it joins. */
function namedIn({ topics }: ClusterView, { ownedPartitions: partitions }: ConsumerProtocolSubscription) {
  const named: PartitionEpochs = new Map()
  for (const { topic, partitionIndex } of partitions) {
    const topicId = topics.get(topic)?.topicId
    if (topicId !== undefined) addPartition(named, topicId, partitionIndex, 0)
  }
  return topicIdPartitions(ownedPartitions(named))
}

type Joined = { readonly draft: GroupDraft; readonly member: ConsumerGroupMember; readonly isNew: boolean }

/** A static member that comes back in the classic protocol may have been the last of the new one. */
function answerOnceWritten(step: Step, place: GroupPlace, group: ConsumerGroup, { draft, member, isNew }: Joined): Decision {
  const { memberId } = member
  const reason: Reason = { code: isNew ? 'memberJoined' : 'memberRejoined', memberId }
  const appended = canDowngrade(step.cluster, group, draft.group)
    ? downgradeGroup(step, place, group, { after: draft.group, reason, hasJoined: true })
    : writeGroup(step, place, { changes: draft.changes, reason })
  if (!appended.ok) return refuse(step, errorOfAppend(appended.error), memberId)
  const response: JoinGroupResponse = {
    error: 'NONE',
    generationId: member.memberEpoch,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    protocolName: member.classicMember?.supportedProtocols[0]?.name ?? null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  }
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'JoinGroup'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}

function refuse(step: Step, error: Refused['error'], memberId: string): Decision {
  const nobody = { generationId: -1, protocolType: null, protocolName: null, leader: '', skipAssignment: false, members: [] }
  return step.decision<'JoinGroup'>({ error, ...nobody, memberId })
}
