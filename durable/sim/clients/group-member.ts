// One life of a member of a consumer group: it joins, reads what it is given, works on it, and says so. What it delivers is looked at right then.
import { partitionKey } from '../anomalies/client-history.ts'
import type { ClientPartition } from '../anomalies/client-history.ts'
import { coordinatedGroup } from '../coordinated-group.ts'
import type { CoordinatedGroup } from '../coordinated-group.ts'
import type { GroupHistory, MemberIdentity } from '../group-history.ts'
import { checkDelivery, checkOwnership } from '../invariants/group-ownership.ts'
import type { ClientContext } from './client-context.ts'
import { ClassicMembership } from './group/classic-membership.ts'
import { ConsumerMembership } from './group/consumer-membership.ts'
import { COOPERATIVE } from './group/cooperative.ts'
import { CoordinatorLink } from './group/coordinator-link.ts'
import { ManualCommits } from './group/manual-commits.ts'
import type { Assignee, Membership, MembershipOptions } from './group/membership.ts'
import { Positions } from './group/positions.ts'
import type { Polled } from './group/positions.ts'
import { ROUND_ROBIN } from './group/round-robin.ts'
import { Transformer } from './group/transformer.ts'
import type { Worker } from './group/worker.ts'

/** The older protocol in its two ways, and the newer one. */
export type MemberProtocol = 'eager' | 'cooperative' | 'consumer'

export type MemberOptions = MembershipOptions & {
  readonly protocol: MemberProtocol
  /** Of a member that transforms; null for one that commits by hand. */
  readonly transactionalId: string | null
}

export class GroupMember implements Assignee {
  readonly #context: ClientContext
  readonly #process: string
  readonly #history: GroupHistory
  readonly #membership: Membership
  readonly #positions: Positions
  readonly #worker: Worker

  constructor(context: ClientContext, options: MemberOptions) {
    const { protocol, transactionalId, groupId } = options
    const link = new CoordinatorLink(context, groupId)
    const isolationLevel = transactionalId === null ? 'read_uncommitted' : 'read_committed'
    this.#context = context
    this.#process = options.process
    this.#history = context.audit.groups.of(groupId)
    this.#membership = this.#membershipOf(options, link)
    const reading = { ...options, isolationLevel, saysEpoch: protocol === 'consumer' } as const
    this.#positions = new Positions(context, reading, link, (polled) => this.#take(polled))
    this.#worker =
      transactionalId === null
        ? new ManualCommits(context, options, link, this.#membership)
        : new Transformer(context, { ...options, transactionalId }, this.#membership, () => this.#positions.forget())
  }

  #membershipOf(options: MemberOptions, link: CoordinatorLink): Membership {
    switch (options.protocol) {
      case 'eager':
        return new ClassicMembership(this.#context, { ...options, strategy: ROUND_ROBIN }, link, this)
      case 'cooperative':
        return new ClassicMembership(this.#context, { ...options, strategy: COOPERATIVE }, link, this)
      case 'consumer':
        return new ConsumerMembership(this.#context, options, link, this)
    }
  }

  /** Another process has its place, or it has died. */
  get isOver(): boolean {
    return this.#membership.isFenced
  }

  turn(): string {
    const isWorkFirst = this.#context.chance.isPercent(50)
    const { identity } = this.#membership
    const worked = isWorkFirst ? this.#worker.turn(identity) : null
    const did = worked ?? this.#membership.turn() ?? (isWorkFirst ? null : this.#worker.turn(identity))
    if (did !== null) return did
    return identity === null ? 'waits' : this.#positions.turn(identity, this.#membership)
  }

  own(identity: MemberIdentity, partitions: readonly ClientPartition[]): void {
    this.#worker.keep(partitions, identity)
    this.#positions.assign(partitions)
    const belief = this.#history.believe(this.#process, identity, partitions)
    checkOwnership(this.#history, this.#process, belief, this.#coordinated)
  }

  lose(identity: MemberIdentity): void {
    this.#history.giveUp(this.#process)
    this.#positions.assign([])
    this.#worker.lose(identity)
  }

  leave(): void {
    this.#membership.leave()
    this.die()
  }

  die(): void {
    this.#history.giveUp(this.#process)
    this.#positions.hangUp()
    this.#worker.die()
  }

  /** Null while nobody knows, and where nothing is promised. */
  get #coordinated(): CoordinatedGroup | null {
    const { audit, world } = this.#context
    return audit.history.promisesRecords ? coordinatedGroup(world.cluster, this.#history.groupId) : null
  }

  #take(polled: Polled): boolean {
    const { identity } = this.#membership
    if (identity === null || !this.#worker.take(polled, identity)) return false
    checkDelivery(this.#history, { process: this.#process, identity, key: partitionKey(polled.partition) }, this.#coordinated)
    this.#history.process(polled.partition, polled.untilOffset, polled.records)
    return true
  }
}
