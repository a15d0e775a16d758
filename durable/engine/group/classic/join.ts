// A member joins a group of the classic protocol: for the first time, with the id it was given, or once more.
// Source: GroupMetadataManager.classicGroupJoinToClassicGroup and what it calls of Kafka 4.3; KIP-62, KIP-345, KIP-389 (group.max.size),
// KIP-394, KIP-814 (a static leader skips its assignment).
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../../../schema/kafka/requests/join-group.ts'
import { MAX_GROUP_MEMBERS } from '../../../../schema/limits.ts'
import { assert } from '../../assert.ts'
import { randomJavaUuid } from '../../uuid.ts'
import { bytesOfText, textOfBytes } from '../stored-bytes.ts'
import { checkMember } from './check-member.ts'
import type { MemberFacts } from './classic-change.ts'
import type { ClassicDraft } from './classic-draft.ts'
import { isPendingMember, memberOf, staticMemberOf } from './classic-group.ts'
import type { ClassicGroupView, ClassicMemberView } from './classic-group.ts'
import { hasRoomFor } from './group-room.ts'
import { metadataOf, selectProtocol, supportsProtocols } from './protocol-vote.ts'
import { completeJoinIfAllJoined, prepareRebalance, rebalanceOrCompleteJoin } from './rebalance.ts'

export type JoinOutcome =
  | { readonly kind: 'refused'; readonly error: KafkaErrorName; readonly memberId: string }
  /** Until the others have joined. */
  | { readonly kind: 'joining'; readonly memberId: string }
  /** As soon as what was written is committed, if anything was. */
  | { readonly kind: 'answered'; readonly response: JoinGroupResponse }

const NO_MEMBER_ID = ''
/** Since this version of JoinGroup a member is told its id before it joins (KIP-394). */
const REQUIRES_MEMBER_ID_SINCE = 4
/** Since this version a leader can be told that there is nothing to assign (KIP-814). */
const SKIPS_ASSIGNMENT_SINCE = 9
/** How long a member that is new waits for its first generation: it cannot send heartbeats while it joins, and may be gone. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000

export function joinClassicGroup(draft: ClassicDraft, request: JoinGroupRequest): JoinOutcome {
  const { memberId, protocolType, protocols } = request
  if (!isAccepted(draft, memberId)) {
    // One that was about to become a member has come in vain.
    if (isPendingMember(draft.group, memberId)) draft.change({ kind: 'members.removed', memberIds: [memberId] })
    return refused('GROUP_MAX_SIZE_REACHED', NO_MEMBER_ID)
  }
  if (!supportsProtocols(draft.group, protocolType, protocols)) return refused('INCONSISTENT_GROUP_PROTOCOL', memberId)
  const facts = factsOf(request, memberId)
  if (!hasRoomFor(draft.step.cluster, draft.group, facts, protocolType)) return refused('POLICY_VIOLATION', memberId)
  return memberId === NO_MEMBER_ID ? joinNew(draft, request) : joinKnown(draft, request)
}

/** While a group gathers, those count that have joined, so that the last ones find no place when group.max.size was made smaller. */
function isAccepted({ group, step }: ClassicDraft, memberId: string): boolean {
  const maxSize = Math.min(step.cluster.effectiveBrokerConfigs.groupMaxSize, MAX_GROUP_MEMBERS)
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return true
    case 'PreparingRebalance':
      return memberOf(group, memberId)?.isAwaitingJoin === true || group.members.filter((member) => member.isAwaitingJoin).length < maxSize
    case 'CompletingRebalance':
    case 'Stable':
      return memberOf(group, memberId) !== undefined || group.members.length < maxSize
  }
}

function joinNew(draft: ClassicDraft, request: JoinGroupRequest): JoinOutcome {
  const { apiVersion, clientId, groupInstanceId, sessionTimeoutMs } = request
  const memberId = `${groupInstanceId ?? clientId}-${randomJavaUuid(draft.step.random)}`
  const before = groupInstanceId === null ? undefined : staticMemberOf(draft.group, groupInstanceId)
  if (before !== undefined) return replaceStaticMember(draft, request, before, memberId)
  // A group is written down when it begins, so that it is known to whoever coordinates it next.
  if (!draft.isCreated && draft.write() !== null) return refused('COORDINATOR_NOT_AVAILABLE', NO_MEMBER_ID)
  if (groupInstanceId !== null || apiVersion < REQUIRES_MEMBER_ID_SINCE) return addMember(draft, request, memberId)
  if (draft.group.pendingMembers.length >= MAX_GROUP_MEMBERS) return refused('POLICY_VIOLATION', NO_MEMBER_ID)
  draft.change({ kind: 'member.announced', memberId, expiresMs: draft.step.nowMs + sessionTimeoutMs })
  return refused('MEMBER_ID_REQUIRED', memberId)
}

function joinKnown(draft: ClassicDraft, request: JoinGroupRequest): JoinOutcome {
  const { memberId, groupInstanceId } = request
  if (isPendingMember(draft.group, memberId)) {
    // Static members are never pending, and Kafka's coordinator fails over one that says it is.
    return groupInstanceId === null ? addMember(draft, request, memberId) : refused('UNKNOWN_SERVER_ERROR', NO_MEMBER_ID)
  }
  const wrong = checkMember(draft.group, memberId, groupInstanceId)
  const member = memberOf(draft.group, memberId)
  if (wrong !== null || member === undefined) return refused(wrong ?? 'UNKNOWN_MEMBER_ID', memberId)
  draft.step.hear(draft.place.groupId, memberId)
  return isNothingNew(draft.group, member, request) ? currentGeneration(draft.group, memberId) : rejoin(draft, request)
}

/** Whether the member only missed the answer, or a follower asks without having changed. A leader that asks wants to assign anew. */
function isNothingNew({ state, leader }: ClassicGroupView, member: ClassicMemberView, request: JoinGroupRequest): boolean {
  if (state !== 'CompletingRebalance' && (state !== 'Stable' || leader === member.memberId)) return false
  const before = member.protocols
  return (
    before.length === request.protocols.length &&
    request.protocols.every(({ name, metadata }, index) => {
      return before[index]?.name === name && before[index].metadata === textOfBytes(metadata)
    })
  )
}

function rejoin(draft: ClassicDraft, request: JoinGroupRequest): JoinOutcome {
  const { memberId } = request
  const { protocols, rebalanceTimeoutMs, sessionTimeoutMs } = factsOf(request, memberId)
  draft.change({ kind: 'member.rejoined', memberId, protocols, rebalanceTimeoutMs, sessionTimeoutMs })
  rebalanceOrCompleteJoin(draft, { code: 'memberRejoined', memberId, ...wordsOf(request) })
  return { kind: 'joining', memberId }
}

function addMember(draft: ClassicDraft, request: JoinGroupRequest, memberId: string): JoinOutcome {
  const { protocolType } = request
  const newUntilMs = draft.step.nowMs + NEW_MEMBER_JOIN_TIMEOUT_MS
  draft.change({ kind: 'member.joined', member: factsOf(request, memberId), protocolType, newUntilMs })
  draft.step.hear(draft.place.groupId, memberId)
  rebalanceOrCompleteJoin(draft, { code: 'memberJoined', memberId, ...wordsOf(request) })
  return { kind: 'joining', memberId }
}

/** It came back within its session: it gets what it had, and nobody else notices, unless the vote for the protocol would come out differently. */
function replaceStaticMember(draft: ClassicDraft, request: JoinGroupRequest, before: ClassicMemberView, memberId: string): JoinOutcome {
  const { leader: leaderBefore, state } = draft.group
  const changed = { kind: 'member.replaced', memberId: before.memberId, member: factsOf(request, memberId) } as const
  const reason = { code: 'staticMemberReplaced', memberId, groupInstanceId: before.groupInstanceId ?? '' } as const
  draft.step.hear(draft.place.groupId, memberId)
  if (state === 'Stable' && isVoteTheSame(draft.group, before, changed.member)) {
    draft.change({ ...changed, isAwaitingJoin: false }, reason)
    const { group } = draft
    if (draft.write(assignmentsOf(group)) !== null) return refused('COORDINATOR_NOT_AVAILABLE', NO_MEMBER_ID)
    if (request.apiVersion >= SKIPS_ASSIGNMENT_SINCE) return currentGeneration(group, memberId, group.leader === memberId)
    // Clients that cannot skip must not find out that they lead, or they would assign.
    const generation = generationOf(group, memberId)
    return { kind: 'answered', response: { ...generation, leader: leaderBefore ?? '', members: [] } }
  }
  draft.change({ ...changed, isAwaitingJoin: true }, reason)
  assert(state !== 'Empty' && state !== 'Dead', 'a group with a static member is not empty')
  // The leader may be assigning to the id of before right now.
  if (state === 'PreparingRebalance') completeJoinIfAllJoined(draft)
  else prepareRebalance(draft, reason)
  return { kind: 'joining', memberId }
}

function isVoteTheSame(group: ClassicGroupView, before: ClassicMemberView, member: MemberFacts): boolean {
  const members = group.members.map((one) => (one === before ? { ...one, protocols: member.protocols } : one))
  return selectProtocol({ ...group, members }) === group.protocolName
}

function assignmentsOf({ members }: ClassicGroupView): ReadonlyMap<string, string> {
  return new Map(members.map(({ memberId, assignment }) => [memberId, assignment]))
}

function currentGeneration(group: ClassicGroupView, memberId: string, skipAssignment = false): JoinOutcome {
  return { kind: 'answered', response: { ...generationOf(group, memberId), skipAssignment } }
}

/** What a member is told of the generation that it is in; the leader also who else is. */
export function generationOf(group: ClassicGroupView, memberId: string): JoinGroupResponse {
  const { generationId, protocolType, protocolName, leader, members } = group
  return {
    error: 'NONE',
    generationId,
    protocolType,
    protocolName,
    memberId,
    leader: leader ?? '',
    skipAssignment: false,
    members:
      leader !== memberId
        ? []
        : members.map((member) => {
            const { groupInstanceId } = member
            return { memberId: member.memberId, groupInstanceId, metadata: bytesOfText(metadataOf(member, protocolName)) }
          }),
  }
}

function factsOf(request: JoinGroupRequest, memberId: string): MemberFacts {
  const { groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs } = request
  const protocols = request.protocols.map(({ name, metadata }) => ({ name, metadata: textOfBytes(metadata) }))
  return { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, protocols }
}

/** Why it says that it comes, if it does. */
export function wordsOf({ reason }: { readonly reason: string | null }): { readonly words?: string } {
  return reason === null || reason === '' ? {} : { words: reason }
}

function refused(error: KafkaErrorName, memberId: string): JoinOutcome {
  return { kind: 'refused', error, memberId }
}
