// What happens to a group of the classic protocol, one thing at a time.
import type { ClassicGroup, ClassicMember, JoinTimer, MemberProtocol, StoringAssignment } from './classic-group.ts'

/** A member as it introduces itself. */
export type MemberFacts = Pick<
  ClassicMember,
  'memberId' | 'groupInstanceId' | 'clientId' | 'clientHost' | 'rebalanceTimeoutMs' | 'sessionTimeoutMs' | 'protocols'
>

export type ClassicChange =
  | { readonly kind: 'created' }
  /** The last member of the KIP-848 protocol is gone, and the others speak the classic one: what the group goes on as. */
  | { readonly kind: 'downgraded'; readonly group: ClassicGroup }
  /** Was told its member id and to come back with it. */
  | { readonly kind: 'member.announced'; readonly memberId: string; readonly expiresMs: number }
  | { readonly kind: 'member.joined'; readonly member: MemberFacts; readonly protocolType: string; readonly newUntilMs: number }
  | {
      readonly kind: 'member.rejoined'
      readonly memberId: string
      readonly protocols: readonly MemberProtocol[]
      readonly rebalanceTimeoutMs: number
      readonly sessionTimeoutMs: number
    }
  /** A static member came back without the id that it had, and has another one from here on. */
  | {
      readonly kind: 'member.replaced'
      readonly memberId: string
      readonly member: MemberFacts
      readonly isAwaitingJoin: boolean
    }
  /** Members, and those that were about to become members. */
  | { readonly kind: 'members.removed'; readonly memberIds: readonly string[] }
  | { readonly kind: 'rebalance.started'; readonly joinTimer: JoinTimer | null }
  | { readonly kind: 'rebalance.extended'; readonly joinTimer: JoinTimer }
  /** All have joined: a new generation, whose leader has to assign. */
  | { readonly kind: 'generation.started'; readonly protocolName: string; readonly leader: string; readonly syncDueMs: number }
  /** The generation in which there is nobody. */
  | { readonly kind: 'emptied' }
  | { readonly kind: 'member.synced'; readonly memberId: string }
  | ({ readonly kind: 'assignment.written' } & StoringAssignment)
  | { readonly kind: 'assignment.committed' }
