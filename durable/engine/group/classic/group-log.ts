// A group of the classic protocol in __consumer_offsets: as it is written when a generation is assigned or the group is empty, and as whoever
// takes over reads it.
// Source: GroupCoordinatorRecordHelpers.newGroupMetadataRecord and GroupMetadataManager.replay of Kafka 4.3.
import type { GroupMetadataMember, GroupMetadataValue } from '../../../../schema/kafka/coordinator/group-metadata.ts'
import { bytesOfText, textOfBytes } from '../stored-bytes.ts'
import { emptyClassicGroup } from './classic-group.ts'
import type { ClassicGroup, ClassicGroupView, ClassicMember, ClassicMemberView } from './classic-group.ts'
import { metadataOf } from './protocol-vote.ts'

/** `assignments` are those that the record is written for: the memory has them once it is committed. */
export function groupMetadataOf(group: ClassicGroupView, assignments: ReadonlyMap<string, string>): GroupMetadataValue {
  const { protocolType, protocolName, generationId, leader, stateTimestampMs, members } = group
  return {
    protocolType: protocolType ?? '',
    generation: generationId,
    protocol: protocolName,
    leader,
    currentStateTimestampMs: stateTimestampMs,
    members: members.map((member) => storedMember(member, protocolName, assignments.get(member.memberId) ?? '')),
  }
}

function storedMember(member: ClassicMemberView, protocolName: string | null, assignment: string): GroupMetadataMember {
  const { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs } = member
  const subscription = bytesOfText(metadataOf(member, protocolName))
  const named = { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs }
  return { ...named, subscription, assignment: bytesOfText(assignment) }
}

/** Whoever is in the record is a member in good standing, and has all of its session before it. */
export function loadedGroup(value: GroupMetadataValue, nowMs: number): ClassicGroup {
  const { protocolType, generation: generationId, protocol: protocolName, leader, currentStateTimestampMs: stateTimestampMs } = value
  const members = value.members.map((member) => loadedMember(member, protocolName ?? '', nowMs))
  return {
    ...emptyClassicGroup(nowMs),
    generationId,
    protocolName,
    leader,
    stateTimestampMs,
    members,
    state: members.length === 0 ? 'Empty' : 'Stable',
    protocolType: protocolType === '' ? null : protocolType,
  }
}

function loadedMember(member: GroupMetadataMember, protocolName: string, nowMs: number): ClassicMember {
  const { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, subscription, assignment } = member
  return {
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs: rebalanceTimeoutMs === -1 ? sessionTimeoutMs : rebalanceTimeoutMs,
    protocols: [{ name: protocolName, metadata: textOfBytes(subscription) }],
    assignment: textOfBytes(assignment),
    seenMs: nowMs,
    newUntilMs: null,
    isAwaitingJoin: false,
    isAwaitingSync: false,
    isPendingSync: false,
  }
}
