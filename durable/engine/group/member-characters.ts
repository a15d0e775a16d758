// How much the members of groups take in a checkpoint: their names, what they say of themselves and what they are given. Each change of a group
// asks for it, so it is counted along and not measured.
import { MEMBER_CHARACTERS, MEMBER_ENTRY_CHARACTERS } from '../../../schema/limits.ts'
import type { ClassicGroup, ClassicMember, MemberProtocol } from './classic/classic-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer/consumer-group.ts'
import type { GroupMembership } from './membership.ts'

/** Groups are never changed in place: what one takes is worked out once. */
const known = new WeakMap<GroupMembership, number>()

/** Nothing for a group that nobody has ever joined. */
export function memberCharacters(membership: GroupMembership | null | undefined): number {
  if (membership === null || membership === undefined) return 0
  const before = known.get(membership)
  if (before !== undefined) return before
  const characters = membership.type === 'classic' ? charactersOfClassic(membership) : charactersOfConsumer(membership)
  known.set(membership, characters)
  return characters
}

export function memberCharactersOfAll(memberships: ReadonlyMap<string, GroupMembership> | undefined): number {
  let characters = 0
  for (const membership of memberships?.values() ?? []) characters += memberCharacters(membership)
  return characters
}

function charactersOfClassic({ protocolType, members, pendingMembers, storing }: ClassicGroup): number {
  let characters = protocolType?.length ?? 0
  for (const member of members) characters += charactersOfClassicMember(member)
  for (const { memberId } of pendingMembers) characters += MEMBER_ENTRY_CHARACTERS + memberId.length
  return characters + charactersOfAssignments(storing?.assignments ?? [])
}

type SaidByClassic = Pick<ClassicMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'clientHost' | 'protocols'>

/** Of a member that has not been assigned anything. */
export function charactersOfSaid({ memberId, groupInstanceId, clientId, clientHost, protocols }: SaidByClassic): number {
  const ofNames = memberId.length + (groupInstanceId?.length ?? 0) + clientId.length + clientHost.length
  return MEMBER_CHARACTERS + ofNames + charactersOfProtocols(protocols)
}

function charactersOfClassicMember(member: ClassicMember): number {
  return charactersOfSaid(member) + member.assignment.length
}

function charactersOfProtocols(protocols: readonly MemberProtocol[]): number {
  let characters = 0
  for (const { name, metadata } of protocols) characters += MEMBER_ENTRY_CHARACTERS + name.length + metadata.length
  return characters
}

/** Until the log has them they stand beside those of the generation before. */
export function charactersOfAssignments(assignments: readonly (readonly [memberId: string, assignment: string])[]): number {
  let characters = 0
  for (const [memberId, assignment] of assignments) characters += MEMBER_ENTRY_CHARACTERS + memberId.length + assignment.length
  return characters
}

function charactersOfConsumer({ members, regularExpressions }: ConsumerGroup): number {
  let characters = 0
  for (const member of members) characters += charactersOfConsumerMember(member)
  for (const { regularExpression, topics } of regularExpressions) characters += charactersOfNames([regularExpression, ...topics])
  return characters
}

function charactersOfConsumerMember(member: ConsumerGroupMember): number {
  const { memberId, instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, classicMember } = member
  const ofNames = memberId.length + (instanceId?.length ?? 0) + (rackId?.length ?? 0) + clientId.length + clientHost.length
  const ofSubscription = charactersOfNames(subscribedTopicNames) + (subscribedTopicRegex?.length ?? 0)
  const { assignedPartitions, partitionsPendingRevocation, targetPartitions } = member
  let characters = MEMBER_CHARACTERS + ofNames + ofSubscription + charactersOfProtocols(classicMember?.supportedProtocols ?? [])
  for (const topics of [assignedPartitions, partitionsPendingRevocation, targetPartitions]) {
    for (const { topicId, partitions } of topics)
      characters += MEMBER_ENTRY_CHARACTERS + topicId.length + PARTITION_CHARACTERS * partitions.length
  }
  return characters
}

/** Its index, and the epoch in which the member got it. */
const PARTITION_CHARACTERS = 12

function charactersOfNames(names: readonly string[]): number {
  let characters = 0
  for (const name of names) characters += MEMBER_ENTRY_CHARACTERS + name.length
  return characters
}
