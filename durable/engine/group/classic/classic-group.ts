// A group of the classic protocol, as its coordinator has it in memory. Plain data that survives JSON; entries are never changed in place.
// Source: ClassicGroup and ClassicGroupMember of Kafka 4.3; KIP-345 (static members), KIP-394 (member ids first).
import type { DeepReadonly } from '../../deep-readonly.ts'
import { findMember } from '../member-list.ts'
import type { WaitingPartition } from '../../purgatory/waiting.ts'
import type { ClassicGroupState } from './classic-state.ts'

export type ClassicGroup = {
  readonly type: 'classic'
  readonly state: ClassicGroupState
  /** The one before. A rebalance that began with nobody gives others time to join. */
  readonly previousState: ClassicGroupState
  /** When it came into its state, milliseconds; -1 when a record of an old version did not say. */
  readonly stateTimestampMs: number
  readonly generationId: number
  /** What kind of protocols the members speak ('consumer'); null until somebody joined. */
  readonly protocolType: string | null
  /** The one that they voted for. */
  readonly protocolName: string | null
  readonly leader: string | null
  /** In the order they joined. */
  readonly members: readonly ClassicMember[]
  readonly pendingMembers: readonly PendingMember[]
  readonly joinTimer: JoinTimer | null
  /** When members that have not synced are removed, milliseconds; null when all have. */
  readonly syncDueMs: number | null
  /** What the leader has assigned and the log has not committed yet. */
  readonly storing: StoringAssignment | null
}

export type ClassicMember = {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  readonly protocols: readonly MemberProtocol[]
  /** Bytes as text, as `metadata` is: see stored-bytes.ts. */
  readonly assignment: string
  /** See sessions.ts. */
  readonly seenMs: number
  /** Until when a member that no generation has counted yet is waited for; null from its first generation on. */
  readonly newUntilMs: number | null
  readonly isAwaitingJoin: boolean
  readonly isAwaitingSync: boolean
  /** Whether the generation began and nothing was heard from it since. */
  readonly isPendingSync: boolean
}

/** In the order that the member prefers them. */
export type MemberProtocol = { readonly name: string; readonly metadata: string }

/** Was given a member id (MEMBER_ID_REQUIRED) and has to come back with it. */
export type PendingMember = { readonly memberId: string; readonly expiresMs: number }

export type JoinTimer =
  /** The delay of the first rebalance, which is extended, up to remainingMs in all, when others have joined meanwhile. */
  | {
      readonly kind: 'initial'
      readonly dueMs: number
      readonly delayMs: number
      readonly remainingMs: number
      readonly isNewMemberAdded: boolean
    }
  /** The rebalance timeout: who has not joined by then is removed. */
  | { readonly kind: 'rebalance'; readonly dueMs: number }

export type StoringAssignment = {
  readonly assignments: readonly (readonly [memberId: string, assignment: string])[]
  readonly waiting: WaitingPartition
  /** When the log has had its time, milliseconds. */
  readonly deadlineMs: number
}

export type ClassicGroupView = DeepReadonly<ClassicGroup>
export type ClassicMemberView = DeepReadonly<ClassicMember>

export function emptyClassicGroup(nowMs: number): ClassicGroup {
  return {
    type: 'classic',
    state: 'Empty',
    previousState: 'Empty',
    stateTimestampMs: nowMs,
    generationId: 0,
    protocolType: null,
    protocolName: null,
    leader: null,
    members: [],
    pendingMembers: [],
    joinTimer: null,
    syncDueMs: null,
    storing: null,
  }
}

export function memberOf({ members }: ClassicGroupView, memberId: string): ClassicMemberView | undefined {
  return findMember(members, memberId)
}

/** The member that has this group.instance.id now. */
export function staticMemberOf({ members }: ClassicGroupView, groupInstanceId: string): ClassicMemberView | undefined {
  return members.find((member) => member.groupInstanceId === groupInstanceId)
}

export function isPendingMember({ pendingMembers }: ClassicGroupView, memberId: string): boolean {
  return pendingMembers.some((pending) => pending.memberId === memberId)
}

export function haveAllJoined({ members, pendingMembers }: ClassicGroupView): boolean {
  return pendingMembers.length === 0 && members.every(({ isAwaitingJoin }) => isAwaitingJoin)
}

/** The longest that a member asks for. */
export function rebalanceTimeoutMsOf({ members }: ClassicGroupView): number {
  return members.reduce((longestMs, { rebalanceTimeoutMs }) => Math.max(longestMs, rebalanceTimeoutMs), 0)
}
