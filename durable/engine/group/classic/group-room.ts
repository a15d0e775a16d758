// How much the members of a group may say: all of it is in every checkpoint, and in one record of __consumer_offsets.
import { MAX_GROUP_BYTES } from '../../../../schema/limits.ts'
import { lengthOfText } from '../stored-bytes.ts'
import type { MemberFacts } from './classic-change.ts'
import type { ClassicGroupView } from './classic-group.ts'

/** Whether this member may say so much beside the others. */
export function hasRoomFor({ members, pendingMembers }: ClassicGroupView, added: MemberFacts): boolean {
  let bytes = bytesOfMember(added)
  for (const member of members) if (member.memberId !== added.memberId) bytes += bytesOfMember(member)
  for (const { memberId } of pendingMembers) bytes += memberId.length
  return bytes <= MAX_GROUP_BYTES
}

/** Whether the leader may assign so much. */
export function hasRoomForAssignments(assignments: readonly (readonly [memberId: string, assignment: string])[]): boolean {
  return assignments.reduce((bytes, [, assignment]) => bytes + lengthOfText(assignment), 0) <= MAX_GROUP_BYTES
}

function bytesOfMember({ memberId, groupInstanceId, clientId, clientHost, protocols }: Omit<MemberFacts, 'rebalanceTimeoutMs'>): number {
  const ofNames = memberId.length + (groupInstanceId?.length ?? 0) + clientId.length + clientHost.length
  return protocols.reduce((bytes, { name, metadata }) => bytes + name.length + lengthOfText(metadata), ofNames)
}
