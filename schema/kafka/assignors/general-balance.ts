// The last step of the general sticky assignment: partitions move from members with more to members with less, until no move helps. When
// the moves have not made it better after all, everything stays as it was.
// Source: AbstractStickyAssignor.GeneralAssignmentBuilder.balance of Kafka 4.3. Kafka also looks for a member in the rack of the partition
// first, but gives the partition to the member with the least in either case; so we do not look.

import type { TopicPartition } from '../topic-partition.ts'
import type { GeneralState } from './general-state.ts'
import { PartitionMovements } from './partition-movements.ts'
import type { PreviousOwners } from './previous-owners.ts'

/** Kafka has no bound. It takes a handful of passes, but a partition that moves in another's place may undo a step of the balance. */
const MAX_PASSES = 100

type Former = PreviousOwners['former']

type Situation = {
  /** What nobody had when the assignment began. */
  readonly unassigned: readonly TopicPartition[]
  readonly hasRevoked: boolean
  readonly startsAnew: boolean
}

export function balance(state: GeneralState, former: Former, { unassigned, hasRevoked, startsAnew }: Situation): void {
  const memberIds = [...state.assignment.keys()].filter((memberId) => state.canChange(memberId))
  const before = state.snapshot()
  const imbalanceBefore = imbalance(state, memberIds)
  const balancer = new Balancer(state, former, memberIds)
  // As long as nothing is taken from anybody, moving what is new may be enough.
  if (!hasRevoked) balancer.move(unassigned)
  const hasMoved = balancer.move(state.partitions)
  if (!startsAnew && hasMoved && imbalance(state, memberIds) >= imbalanceBefore) state.restore(before)
}

/** The differences between all pairs of members, summed up. */
function imbalance(state: GeneralState, memberIds: readonly string[]): number {
  let sum = 0
  for (const [index, memberId] of memberIds.entries()) {
    for (const other of memberIds.slice(index + 1)) sum += Math.abs(state.sizeOf(memberId) - state.sizeOf(other))
  }
  return sum
}

class Balancer {
  readonly #state: GeneralState
  readonly #former: Former
  readonly #memberIds: readonly string[]
  readonly #movements = new PartitionMovements()

  constructor(state: GeneralState, former: Former, memberIds: readonly string[]) {
    this.#state = state
    this.#former = former
    this.#memberIds = memberIds
  }

  /** Whether anything has moved. */
  move(partitions: readonly TopicPartition[]): boolean {
    const movable = partitions.filter((partition) => this.#state.canMove(partition))
    let pass = 0
    while (pass < MAX_PASSES && this.#moveOnce(movable)) pass++
    return pass > 0
  }

  #moveOnce(partitions: readonly TopicPartition[]): boolean {
    let hasMoved = false
    for (const partition of partitions) {
      if (this.#isBalanced()) return hasMoved
      const destination = this.#betterOwner(partition)
      if (destination === null) continue
      this.#reassign(partition, destination)
      hasMoved = true
    }
    return hasMoved
  }

  /** No member has two more than another that could have one of its partitions. */
  #isBalanced(): boolean {
    const sizes = this.#memberIds.map((memberId) => this.#state.sizeOf(memberId))
    if (Math.min(...sizes) >= Math.max(...sizes) - 1) return true
    return !this.#state.partitions.some((partition) => this.#hasReaderWithLess(partition, this.#state.ownerOf.get(partition) ?? ''))
  }

  #hasReaderWithLess(partition: TopicPartition, owner: string): boolean {
    return this.#state.readersOf(partition).some((memberId) => this.#hasLess(memberId, owner))
  }

  #hasLess(memberId: string, owner: string): boolean {
    return this.#state.sizeOf(owner) > this.#state.sizeOf(memberId) + 1
  }

  /**
   * Its owner before, and else whoever has the least. Null when the partition is where it should be. Kafka does not ask whether the owner
   * before still reads the topic; a consumer that is given a topic it does not subscribe to fails.
   */
  #betterOwner(partition: TopicPartition): string | null {
    const owner = this.#state.ownerOf.get(partition) ?? ''
    const formerOwner = this.#former.get(partition)?.memberId
    const readers = this.#state.readersOf(partition)
    if (formerOwner !== undefined && readers.includes(formerOwner) && this.#hasLess(formerOwner, owner)) return formerOwner
    return this.#hasReaderWithLess(partition, owner) ? this.#state.leastLoaded(partition, () => true) : null
  }

  #reassign(partition: TopicPartition, destination: string): void {
    const state = this.#state
    const moving = this.#movements.partitionToMove(partition, state.ownerOf.get(partition) ?? '', destination)
    const owner = state.ownerOf.get(moving) ?? ''
    this.#movements.moved(moving, owner, destination)
    state.take(moving, owner)
    state.give(moving, destination)
  }
}
