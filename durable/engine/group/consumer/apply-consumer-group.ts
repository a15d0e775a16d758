// The changes of a group of the KIP-848 protocol, carried out. Part of apply.ts, of the draft that a decision works on, and of loading a group
// from its log: there is one meaning of each record. A record about a member makes it where it is missing, because compaction may have taken the
// record that came first; one without a value makes nothing.
// Source: GroupMetadataManager.replay of Kafka 4.3.
import { unreachable } from '../../assert.ts'
import { putMember } from '../member-list.ts'
import type { GroupMembership } from '../membership.ts'
import { LEAVING_EPOCH, memberOf, NEW_CONSUMER_GROUP, newMember } from './consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'
import type { ConsumerGroupChange, CurrentAssignment } from './consumer-group-change.ts'

/** The group after one change; null when there is nothing left of it. What a classic group was before does not count. */
export function withConsumerGroupChange(
  before: GroupMembership | undefined,
  change: ConsumerGroupChange,
  nowMs: number,
): ConsumerGroup | null {
  const known = before?.type === 'consumer' ? before : undefined
  if (known === undefined && change.value === null) return null
  const group = known ?? NEW_CONSUMER_GROUP
  switch (change.kind) {
    case 'ConsumerGroupMetadata':
      if (change.value === null) return null
      return { ...group, groupEpoch: change.value.epoch, metadataHash: change.value.metadataHash }
    case 'ConsumerGroupTargetAssignmentMetadata':
      return change.value === null ? group : { ...group, ...change.value }
    case 'ConsumerGroupRegularExpression':
      return withRegularExpression(group, change)
    case 'ConsumerGroupMemberMetadata':
      if (change.value === null) return { ...group, members: group.members.filter(({ memberId }) => memberId !== change.memberId) }
      return withMember(group, { ...memberOrNew(group, change.memberId, nowMs), ...change.value })
    case 'ConsumerGroupTargetAssignmentMember':
      return withTarget(group, change, nowMs)
    case 'ConsumerGroupCurrentMemberAssignment':
      return withCurrentAssignment(group, change.memberId, change.value ?? HAS_LEFT, change.value === null, nowMs)
    case 'ClassicMemberAwaited': {
      const member = memberOf(group, change.memberId)
      return member === undefined ? group : withMember(group, { ...member, awaited: change.value })
    }
    default:
      return unreachable(change)
  }
}

const HAS_LEFT: CurrentAssignment = {
  memberEpoch: LEAVING_EPOCH,
  previousMemberEpoch: LEAVING_EPOCH,
  state: 'STABLE',
  assignedPartitions: [],
  partitionsPendingRevocation: [],
}

export function withConsumerGroupSeen(group: ConsumerGroup, seenMs: ReadonlyMap<string, number>): ConsumerGroup {
  const members = group.members.map((member) => ({ ...member, seenMs: seenMs.get(member.memberId) ?? member.seenMs }))
  return { ...group, members }
}

type ChangeOf<Kind extends ConsumerGroupChange['kind']> = Extract<ConsumerGroupChange, { kind: Kind }>

function withRegularExpression(group: ConsumerGroup, change: ChangeOf<'ConsumerGroupRegularExpression'>): ConsumerGroup {
  const { regularExpression, value } = change
  const others = group.regularExpressions.filter((one) => one.regularExpression !== regularExpression)
  return { ...group, regularExpressions: value === null ? others : [...others, { regularExpression, ...value }] }
}

function withTarget(group: ConsumerGroup, change: ChangeOf<'ConsumerGroupTargetAssignmentMember'>, nowMs: number): ConsumerGroup {
  const { memberId, value } = change
  if (value === null && memberOf(group, memberId) === undefined) return group
  return withMember(group, { ...memberOrNew(group, memberId, nowMs), targetPartitions: value?.topicPartitions ?? [] })
}

/** The time to give partitions up begins with every record that asks for it. */
function withCurrentAssignment(
  group: ConsumerGroup,
  memberId: string,
  current: CurrentAssignment,
  isTombstone: boolean,
  nowMs: number,
): ConsumerGroup {
  if (isTombstone && memberOf(group, memberId) === undefined) return group
  const revokingSinceMs = current.state === 'UNREVOKED_PARTITIONS' ? nowMs : null
  return withMember(group, { ...memberOrNew(group, memberId, nowMs), ...current, revokingSinceMs })
}

function memberOrNew(group: ConsumerGroup, memberId: string, nowMs: number): ConsumerGroupMember {
  return memberOf(group, memberId) ?? newMember(memberId, nowMs)
}

function withMember(group: ConsumerGroup, member: ConsumerGroupMember): ConsumerGroup {
  return { ...group, members: putMember(group.members, member.memberId, member) }
}
