// What members of the classic protocol ask of a group of the new one once they have joined: their assignment, whether to join again, and to leave.
// Source: GroupMetadataManager.classicGroupSyncToConsumerGroup, classicGroupHeartbeatToConsumerGroup and classicGroupLeaveToConsumerGroup of
// Kafka 4.3.
import { CONSUMER_PROTOCOL_TYPE } from '../../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { HeartbeatRequest } from '../../../../schema/kafka/requests/heartbeat.ts'
import type { LeavingMember } from '../../../../schema/kafka/requests/leave-group.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../../schema/kafka/requests/sync-group.ts'
import type { BrokerAppend } from '../../coordinator/append-as-broker.ts'
import type { Step } from '../../step.ts'
import { memberOf, staticMemberOf } from '../consumer/consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from '../consumer/consumer-group.ts'
import { knownMember } from '../consumer/epoch-checks.ts'
import { hearMember } from '../consumer/member-sessions.ts'
import { epochsOf } from '../consumer/owned-partitions.ts'
import { ownedByAnother } from '../consumer/partition-owners.ts'
import { takeOut } from '../consumer/take-out.ts'
import { noteGroup } from '../consumer/write-group.ts'
import type { GroupPlace } from '../group-place.ts'
import { assignmentBytes } from './classic-assignment.ts'

type Asking = { readonly memberId: string; readonly groupInstanceId: string | null; readonly generationId: number }

/** The member, when it is one of the classic protocol and in its generation. */
function classicMember(
  { rules }: Step,
  group: ConsumerGroup,
  { memberId, groupInstanceId, generationId }: Asking,
): ConsumerGroupMember | KafkaErrorName {
  const member = knownMember(group, { memberId, instanceId: groupInstanceId })
  if ('error' in member) return member.error
  if (member.classicMember === null) return 'UNKNOWN_MEMBER_ID'
  return rules.isOfGeneration({ generationId }, { generationId: member.memberEpoch }) ? member : 'ILLEGAL_GENERATION'
}

export function syncConsumerGroup(
  step: Step,
  place: GroupPlace,
  group: ConsumerGroup,
  request: SyncGroupRequest,
): SyncGroupResponse | KafkaErrorName {
  const member = classicMember(step, group, request)
  if (typeof member === 'string') return member
  const { memberId } = member
  const protocolName = member.classicMember?.supportedProtocols[0]?.name ?? null
  if (isOther(request.protocolType, CONSUMER_PROTOCOL_TYPE) || isOther(request.protocolName, protocolName))
    return 'INCONSISTENT_GROUP_PROTOCOL'
  // One that has to give something up has joined for that, and syncs first.
  if (group.groupEpoch > member.memberEpoch && member.state !== 'UNREVOKED_PARTITIONS') {
    awaitJoin(step, place, member)
    return 'REBALANCE_IN_PROGRESS'
  }
  if (member.awaited?.api === 'SyncGroup') noteGroup(step, place, [{ kind: 'ClassicMemberAwaited', memberId, value: null }])
  hearMember(step, place, group, memberId)
  const assignment = assignmentBytes(step.cluster, member, member.assignedPartitions)
  return { error: 'NONE', protocolType: CONSUMER_PROTOCOL_TYPE, protocolName, assignment }
}

/** Before version 5 nothing is compared. */
function isOther(asked: string | null, known: string | null): boolean {
  return asked !== null && asked !== known
}

export function beatInConsumerGroup(step: Step, place: GroupPlace, group: ConsumerGroup, request: HeartbeatRequest): KafkaErrorName {
  const member = classicMember(step, group, request)
  if (typeof member === 'string') return member
  hearMember(step, place, group, member.memberId)
  if (!hasToJoin(group, member)) return 'NONE'
  awaitJoin(step, place, member)
  return 'REBALANCE_IN_PROGRESS'
}

/** The group has moved on, there is something to give up, or what the member waits for is free. */
function hasToJoin(group: ConsumerGroup, member: ConsumerGroupMember): boolean {
  if (member.memberEpoch < group.groupEpoch || member.state === 'UNREVOKED_PARTITIONS') return true
  return member.state === 'UNRELEASED_PARTITIONS' && !isWaiting(group, member)
}

function isWaiting(group: ConsumerGroup, { memberId, targetPartitions, assignedPartitions }: ConsumerGroupMember): boolean {
  const isOwnedByAnother = ownedByAnother(group, memberId)
  const owned = epochsOf(assignedPartitions)
  return targetPartitions.some(({ topicId, partitions }) => {
    return partitions.some((partition) => owned.get(topicId)?.has(partition) !== true && isOwnedByAnother(topicId, partition))
  })
}

/** Noted the first time that the member is told. */
function awaitJoin(step: Step, place: GroupPlace, { memberId, rebalanceTimeoutMs, awaited }: ConsumerGroupMember): void {
  if (awaited?.api === 'JoinGroup') return
  const value = { api: 'JoinGroup', dueMs: step.nowMs + rebalanceTimeoutMs } as const
  noteGroup(step, place, [{ kind: 'ClassicMemberAwaited', memberId, value }])
}

export type Left = {
  /** Of each member that was to leave, in their order. */
  readonly errors: readonly KafkaErrorName[]
  /** Null when nobody was there that could leave. */
  readonly appended: BrokerAppend | null
}

export function leaveConsumerGroup(step: Step, place: GroupPlace, group: ConsumerGroup, leaving: readonly LeavingMember[]): Left {
  const found = leaving.map((one) => leavingMember(group, one))
  const memberIds = [...new Set(found.flatMap((member) => (typeof member === 'string' ? [] : [member.memberId])))]
  const errors = found.map((member) => (typeof member === 'string' ? member : 'NONE'))
  const [memberId] = memberIds
  const appended = memberId === undefined ? null : takeOut(step, place, group, memberIds, { code: 'memberLeft', memberId })
  return { errors, appended }
}

/** A static member may be named by its instance id alone, and be of either protocol: so an administrator removes it. */
function leavingMember(group: ConsumerGroup, { memberId, groupInstanceId }: LeavingMember): ConsumerGroupMember | KafkaErrorName {
  if (groupInstanceId === null) {
    const member = memberOf(group, memberId)
    return member === undefined || member.classicMember === null ? 'UNKNOWN_MEMBER_ID' : member
  }
  const member = staticMemberOf(group, groupInstanceId)
  if (member === undefined) return 'UNKNOWN_MEMBER_ID'
  return memberId === '' || memberId === member.memberId ? member : 'FENCED_INSTANCE_ID'
}
