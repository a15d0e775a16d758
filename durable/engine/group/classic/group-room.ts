// How much the members of a group may say: all of it is in every checkpoint, and in one record of __consumer_offsets.
import { MAX_GROUP_BYTES } from '../../../../schema/limits.ts'
import type { ClusterView } from '../../cluster.ts'
import { charactersOfAssignments, charactersOfSaid } from '../member-characters.ts'
import { hasRoomForMembers } from '../member-room.ts'
import { lengthOfText } from '../stored-bytes.ts'
import type { MemberFacts } from './classic-change.ts'
import { memberOf, staticMemberOf } from './classic-group.ts'
import type { ClassicGroupView } from './classic-group.ts'

/** Whether this member may say so much beside the others. */
export function hasRoomFor(cluster: ClusterView, group: ClassicGroupView, added: MemberFacts, protocolType: string): boolean {
  return bytesWith(group, added) <= MAX_GROUP_BYTES && hasRoomForMembers(cluster, addedCharacters(group, added, protocolType))
}

/** The first member says of which kind the group is. */
function addedCharacters(group: ClassicGroupView, added: MemberFacts, protocolType: string): number {
  const { memberId, groupInstanceId } = added
  const before = memberOf(group, memberId) ?? (groupInstanceId === null ? undefined : staticMemberOf(group, groupInstanceId))
  const ofType = group.members.length === 0 ? protocolType.length - (group.protocolType?.length ?? 0) : 0
  return ofType + charactersOfSaid(added) - (before === undefined ? 0 : charactersOfSaid(before))
}

function bytesWith({ members, pendingMembers }: ClassicGroupView, added: MemberFacts): number {
  let bytes = bytesOfMember(added)
  for (const member of members) if (member.memberId !== added.memberId) bytes += bytesOfMember(member)
  for (const { memberId } of pendingMembers) bytes += memberId.length
  return bytes
}

/** Whether the leader may assign so much. */
export function hasRoomForAssignments(
  cluster: ClusterView,
  assignments: readonly (readonly [memberId: string, assignment: string])[],
): boolean {
  const bytes = assignments.reduce((sum, [, assignment]) => sum + lengthOfText(assignment), 0)
  return bytes <= MAX_GROUP_BYTES && hasRoomForMembers(cluster, charactersOfAssignments(assignments))
}

function bytesOfMember({ memberId, groupInstanceId, clientId, clientHost, protocols }: Omit<MemberFacts, 'rebalanceTimeoutMs'>): number {
  const ofNames = memberId.length + (groupInstanceId?.length ?? 0) + clientId.length + clientHost.length
  return protocols.reduce((bytes, { name, metadata }) => bytes + name.length + lengthOfText(metadata), ofNames)
}
