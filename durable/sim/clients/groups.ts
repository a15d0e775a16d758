// The consumer groups of a simulation. When a group acts, its members run for a while, since nothing happens in a group within one moment: they take
// turns, fall asleep without leaving, crash and come back as somebody else, leave; and now and then the broker that coordinates them is killed.
import type { ClientContext } from './client-context.ts'
import { coordinatorOf } from '../coordinated-group.ts'
import { GroupMember } from './group-member.ts'
import type { MemberProtocol } from './group-member.ts'
import { isCaughtUp } from '../invariants/processed-records.ts'
import { must } from '../violation.ts'

export type GroupPlan = {
  readonly groupId: string
  /** Of a group of both each life of a member has its own: whole groups go over from one to the other, and back. */
  readonly protocol: 'classic' | 'consumer' | 'both'
  readonly isTransactional: boolean
  readonly size: number
  /** How many of them are static (KIP-345). */
  readonly statics: number
}

const KILL_COORDINATOR_PERCENT = 4
const MOST_ROUNDS = 24
const MOST_ROUND_MS = 900
/** Of a hundred turns. */
const LIFE = { work: 955, sleep: 25, crash: 12, leave: 8 }
/** Short of a session timeout, and longer than every one. */
const SLEEPS_MS = [4000, 15_000, 25_000, 70_000]
const SESSION_TIMEOUTS_MS = [6000, 10_000, 45_000]
/** Far more than a group needs to read to the end of everything. */
const FINISH_ROUNDS = 2000
const FINISH_ROUND_MS = 400

type Slot = {
  readonly name: string
  readonly groupInstanceId: string | null
  lives: number
  member: GroupMember | null
  asleepUntilMs: number
}

export class Group {
  readonly #context: ClientContext
  readonly #plan: GroupPlan
  readonly #slots: readonly Slot[]
  /** All members of the older protocol have the same. */
  readonly #classicProtocol: MemberProtocol
  #hasActed = false

  constructor(context: ClientContext, plan: GroupPlan) {
    this.#context = context
    this.#plan = plan
    this.#classicProtocol = context.chance.oneOf(['eager', 'cooperative'])
    this.#slots = Array.from({ length: plan.size }, (_, index) => {
      const name = `${plan.groupId}.${index + 1}`
      return { name, groupInstanceId: index < plan.statics ? name : null, lives: 0, member: null, asleepUntilMs: 0 }
    })
  }

  get groupId(): string {
    return this.#plan.groupId
  }

  get isTransactional(): boolean {
    return this.#plan.isTransactional
  }

  get hasActed(): boolean {
    return this.#hasActed
  }

  act(): string {
    const { chance, world } = this.#context
    this.#hasActed = true
    if (chance.isPercent(KILL_COORDINATOR_PERCENT)) return this.#killCoordinator()
    const told: string[] = []
    for (let rounds = chance.between(1, MOST_ROUNDS); rounds > 0; rounds--) {
      for (const slot of this.#slots) told.push(this.#live(slot))
      world.pass(chance.below(MOST_ROUND_MS))
    }
    return told.filter((did) => did !== '').join('; ')
  }

  #live(slot: Slot): string {
    const { chance, world } = this.#context
    if (world.nowMs < slot.asleepUntilMs) return ''
    const { member } = slot
    if (member === null || member.isOver) return chance.isPercent(30) ? this.#start(slot) : ''
    const kind = chance.weighted(LIFE)
    switch (kind) {
      case 'work':
        return `${slot.name} ${member.turn()}`
      case 'sleep':
        slot.asleepUntilMs = world.nowMs + chance.oneOf(SLEEPS_MS)
        return `${slot.name} falls asleep`
      case 'crash':
        member.die()
        slot.member = null
        return `${slot.name} crashes`
      case 'leave':
        member.leave()
        slot.member = null
        return `${slot.name} leaves`
    }
  }

  #start(slot: Slot): string {
    const { groupId, isTransactional } = this.#plan
    slot.member?.die()
    slot.lives += 1
    const process = `${slot.name}.${slot.lives}`
    const transactionalId = isTransactional ? slot.name : null
    const sessionTimeoutMs = this.#context.chance.oneOf(SESSION_TIMEOUTS_MS)
    const { groupInstanceId } = slot
    slot.member = new GroupMember(this.#context, {
      process,
      groupId,
      groupInstanceId,
      sessionTimeoutMs,
      protocol: this.#protocol,
      transactionalId,
    })
    return `${process} starts`
  }

  get #protocol(): MemberProtocol {
    switch (this.#plan.protocol) {
      case 'classic':
        return this.#classicProtocol
      case 'consumer':
        return 'consumer'
      case 'both':
        return this.#context.chance.isPercent(50) ? this.#classicProtocol : 'consumer'
    }
  }

  #killCoordinator(): string {
    const nodeId = coordinatorOf(this.#context.world.cluster, this.groupId)
    if (nodeId === null) return 'nobody coordinates'
    const { ok } = this.#context.world.act({ kind: 'node', nodeId, action: 'kill' })
    return `kill coordinator ${nodeId} of ${this.groupId}${ok ? '' : ' (refused)'}`
  }

  /** Nothing goes wrong any more: the group reads to the end of everything, and its members leave or are gone. */
  finish(): void {
    for (let round = 0; round < FINISH_ROUNDS && !this.#isDone; round++) {
      for (const slot of this.#slots) {
        slot.asleepUntilMs = 0
        if (slot.member === null || slot.member.isOver) this.#start(slot)
        slot.member?.turn()
      }
      this.#context.world.pass(FINISH_ROUND_MS)
    }
    must('processed records', this.#isDone, () => `All is mended, and ${this.groupId} does not come to the end of what it reads.`)
    for (const { member } of this.#slots) {
      if (this.#context.chance.isPercent(50)) member?.leave()
      else member?.die()
    }
  }

  get #isDone(): boolean {
    return isCaughtUp(this.#context, this.groupId, this.isTransactional)
  }
}
