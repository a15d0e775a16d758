// The changes of a group of the classic protocol, carried out. Part of apply.ts.
// Source: ClassicGroup of Kafka 4.3.
import { assert, present, unreachable } from '../../assert.ts'
import { findMember, putMember } from '../member-list.ts'
import type { GroupMembership } from '../membership.ts'
import type { ClassicChange } from './classic-change.ts'
import { emptyClassicGroup } from './classic-group.ts'
import type { ClassicGroup, ClassicMember } from './classic-group.ts'
import { isValidTransition } from './classic-state.ts'
import type { ClassicGroupState } from './classic-state.ts'

type Change<Kind extends ClassicChange['kind']> = Extract<ClassicChange, { kind: Kind }>

/** The group after one change. */
export function withClassicChange(before: GroupMembership | undefined, change: ClassicChange, nowMs: number): ClassicGroup {
  if (change.kind === 'created') return emptyClassicGroup(nowMs)
  if (change.kind === 'downgraded') return change.group
  assert(before?.type === 'classic', 'the group is of the classic protocol')
  return changed(before, change, nowMs)
}

function changed(group: ClassicGroup, change: Exclude<ClassicChange, { kind: 'created' | 'downgraded' }>, nowMs: number): ClassicGroup {
  switch (change.kind) {
    case 'member.announced': {
      const { memberId, expiresMs } = change
      return { ...group, pendingMembers: [...group.pendingMembers, { memberId, expiresMs }] }
    }
    case 'member.joined':
      return joined(group, change, nowMs)
    case 'member.rejoined':
      return withMember(group, change.memberId, (member) => rejoined(member, change))
    case 'member.replaced':
      return replaced(group, change, nowMs)
    case 'members.removed':
      return removed(group, new Set(change.memberIds))
    case 'rebalance.started':
      return { ...prepared(group, nowMs), joinTimer: change.joinTimer }
    case 'rebalance.extended':
      return { ...group, joinTimer: change.joinTimer }
    case 'generation.started':
      return generationStarted(group, change, nowMs)
    case 'emptied': {
      const { generationId } = group
      return { ...moved(group, 'Empty', nowMs), generationId: generationId + 1, protocolName: null, joinTimer: null, syncDueMs: null }
    }
    case 'member.synced':
      return withoutSyncTimer(
        withMember(group, change.memberId, (member) => {
          return { ...member, isPendingSync: false, isAwaitingSync: group.state === 'CompletingRebalance' }
        }),
      )
    case 'assignment.written': {
      const { kind: _kind, ...storing } = change
      return { ...group, storing }
    }
    case 'assignment.committed':
      return assigned(group, nowMs)
    default:
      return unreachable(change)
  }
}

export function withClassicSeen(group: ClassicGroup, seenMs: ReadonlyMap<string, number>): ClassicGroup {
  const members = group.members.map((member) => ({ ...member, seenMs: seenMs.get(member.memberId) ?? member.seenMs }))
  return { ...group, members }
}

function moved(group: ClassicGroup, state: ClassicGroupState, nowMs: number): ClassicGroup {
  assert(isValidTransition(group.state, state), `a group may go from ${group.state} to ${state}`)
  return { ...group, state, previousState: group.state, stateTimestampMs: nowMs }
}

function joined(group: ClassicGroup, { member, protocolType, newUntilMs }: Change<'member.joined'>, nowMs: number): ClassicGroup {
  const { members, pendingMembers, joinTimer } = group
  const added: ClassicMember = {
    ...member,
    assignment: '',
    seenMs: nowMs,
    newUntilMs,
    isAwaitingJoin: true,
    isAwaitingSync: false,
    isPendingSync: false,
  }
  return {
    ...group,
    protocolType: members.length === 0 ? protocolType : group.protocolType,
    leader: group.leader ?? member.memberId,
    members: putMember(members, added.memberId, added),
    pendingMembers: pendingMembers.filter(({ memberId }) => memberId !== member.memberId),
    joinTimer: joinTimer?.kind === 'initial' ? { ...joinTimer, isNewMemberAdded: true } : joinTimer,
  }
}

function rejoined(member: ClassicMember, { protocols, rebalanceTimeoutMs, sessionTimeoutMs }: Change<'member.rejoined'>): ClassicMember {
  return { ...member, protocols, rebalanceTimeoutMs, sessionTimeoutMs, isAwaitingJoin: true }
}

function replaced(group: ClassicGroup, { memberId, member, isAwaitingJoin }: Change<'member.replaced'>, nowMs: number): ClassicGroup {
  const leader = group.leader === memberId ? member.memberId : group.leader
  const after = { ...member, seenMs: nowMs, newUntilMs: null, isAwaitingJoin, isAwaitingSync: false }
  return withMember({ ...group, leader }, memberId, (before) => ({ ...before, ...after }))
}

/** The first of those that are left leads when the leader is gone. */
function removed(group: ClassicGroup, memberIds: ReadonlySet<string>): ClassicGroup {
  const isLeft = ({ memberId }: { readonly memberId: string }): boolean => !memberIds.has(memberId)
  const members = group.members.filter(isLeft)
  const isLeaderGone = group.leader !== null && memberIds.has(group.leader)
  const leader = isLeaderGone ? (members[0]?.memberId ?? null) : group.leader
  return withoutSyncTimer({ ...group, members, leader, pendingMembers: group.pendingMembers.filter(isLeft) })
}

/** Who waited for an assignment is told that there is none, and has its session anew. */
function prepared(group: ClassicGroup, nowMs: number): ClassicGroup {
  const isAssigning = group.state === 'CompletingRebalance'
  const members = group.members.map((member) => ({
    ...member,
    assignment: isAssigning ? '' : member.assignment,
    seenMs: member.isAwaitingSync ? nowMs : member.seenMs,
    isAwaitingSync: false,
    isPendingSync: false,
  }))
  return { ...moved(group, 'PreparingRebalance', nowMs), members, syncDueMs: null, storing: null }
}

/** All members are waited for, also static ones that did not join again; each begins its session when it is told of the generation. */
function generationStarted(group: ClassicGroup, change: Change<'generation.started'>, nowMs: number): ClassicGroup {
  const { protocolName, leader, syncDueMs } = change
  const members = group.members.map((member) => {
    return { ...member, seenMs: nowMs, newUntilMs: null, isAwaitingJoin: false, isPendingSync: true }
  })
  const generationId = group.generationId + 1
  return { ...moved(group, 'CompletingRebalance', nowMs), generationId, protocolName, leader, members, joinTimer: null, syncDueMs }
}

function assigned(group: ClassicGroup, nowMs: number): ClassicGroup {
  const assignments = new Map(present(group.storing, 'the assignment').assignments)
  const members = group.members.map((member) => ({
    ...member,
    assignment: assignments.get(member.memberId) ?? '',
    seenMs: member.isAwaitingSync ? nowMs : member.seenMs,
    isAwaitingSync: false,
  }))
  return { ...moved(group, 'Stable', nowMs), members, storing: null }
}

function withMember(group: ClassicGroup, memberId: string, changeOf: (member: ClassicMember) => ClassicMember): ClassicGroup {
  const member = findMember(group.members, memberId)
  assert(member !== undefined, `${memberId} is a member of the group`)
  return { ...group, members: putMember(group.members, memberId, changeOf(member)) }
}

function withoutSyncTimer(group: ClassicGroup): ClassicGroup {
  const isSomebodyPending = group.members.some(({ isPendingSync }) => isPendingSync)
  return isSomebodyPending ? group : { ...group, syncDueMs: null }
}
