// The uniform assignment of members with different subscriptions: each keeps of its target what it still subscribes to, what nobody has
// goes to the subscribers with the least, and then topic after topic is balanced among its subscribers until nothing moves any more.
// Source: UniformHeterogeneousAssignmentBuilder of Kafka 4.3.

import { compareUuids } from '../../message/uuid.ts'
import { LoadOrder } from './load-order.ts'
import { inHashOrder } from './server-assignor.ts'
import type { PartitionCounts, ServerAssignorMember, TargetAssignment } from './server-assignor.ts'

/** Kafka's. Subscriptions that overlap may go on being balanced for long, and each round roughly halves what is left to do. */
const MAX_ROUNDS = 16

const NOBODY = -1

export function assignHeterogeneous(members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts): TargetAssignment {
  const builder = new Builder(inHashOrder(members), partitionCounts)
  builder.assignUnowned()
  builder.balance()
  return builder.targets()
}

type Topic = {
  readonly topicId: string
  /** Members, by their index. */
  readonly subscribers: readonly number[]
  /** By partition, the index of the member that has it. */
  readonly owners: number[]
}

class Builder {
  readonly #members: readonly ServerAssignorMember[]
  /** By member, how many partitions it has. */
  readonly #sizes: number[]
  /** Those with many partitions a subscriber first, because they weigh most. */
  readonly #topics: readonly Topic[]

  constructor(members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts) {
    this.#members = members
    this.#topics = topicsOf(members, partitionCounts).sort(compareTopics)
    this.#sizes = members.map(() => 0)
    for (const { owners } of this.#topics) for (const owner of owners) this.#count(owner, 1)
  }

  assignUnowned(): void {
    for (const { owners, subscribers } of this.#topics) {
      const order = new LoadOrder(subscribers, this.#sizes)
      for (const [partitionIndex, owner] of owners.entries()) {
        if (owner === NOBODY) this.#give(owners, partitionIndex, order.nextLeastLoaded())
      }
    }
  }

  /** Ends when every topic has had its turn since the last one in which something moved. */
  balance(): void {
    const shared = this.#topics.filter(({ subscribers }) => subscribers.length >= 2)
    let quietTopics = 0
    for (let turn = 0; turn < MAX_ROUNDS * shared.length && quietTopics < shared.length; turn++) {
      const topic = shared[turn % shared.length]
      if (topic === undefined) return
      quietTopics = this.#balanceTopic(topic) ? 1 : quietTopics + 1
    }
  }

  /** Whether anything moved. */
  #balanceTopic({ owners, subscribers }: Topic): boolean {
    const order = new LoadOrder(subscribers, this.#sizes)
    if (order.imbalance <= 1) return false
    const partitionsOf = partitionsByOwner(owners)
    let hasMoved = false
    while (true) {
      const partitionIndex = nextToMove(order, partitionsOf)
      if (partitionIndex === null) return hasMoved
      const destination = order.nextLeastLoaded()
      if (order.isBalanced()) return hasMoved
      this.#give(owners, partitionIndex, destination)
      hasMoved = true
    }
  }

  #give(owners: number[], partitionIndex: number, member: number): void {
    this.#count(owners[partitionIndex] ?? NOBODY, -1)
    owners[partitionIndex] = member
    this.#count(member, 1)
  }

  #count(member: number, change: number): void {
    if (member !== NOBODY) this.#sizes[member] = (this.#sizes[member] ?? 0) + change
  }

  targets(): TargetAssignment {
    return new Map(this.#members.map(({ memberId }, member) => [memberId, this.#partitionsOf(member)]))
  }

  #partitionsOf(member: number): Map<string, number[]> {
    const partitions = new Map<string, number[]>()
    for (const { topicId, owners } of this.#topics) {
      const own = [...owners.keys()].filter((partitionIndex) => owners[partitionIndex] === member)
      if (own.length > 0) partitions.set(topicId, own)
    }
    return partitions
  }
}

function partitionsByOwner(owners: readonly number[]): Map<number, number[]> {
  const partitionsOf = new Map<number, number[]>()
  for (const [partitionIndex, owner] of owners.entries()) {
    const partitions = partitionsOf.get(owner)
    if (partitions === undefined) partitionsOf.set(owner, [partitionIndex])
    else partitions.push(partitionIndex)
  }
  return partitionsOf
}

/** The last partition of whoever has the most and anything of this topic at all. */
function nextToMove(order: LoadOrder, partitionsOf: ReadonlyMap<number, number[]>): number | null {
  for (let member = order.nextMostLoaded(); member !== null; member = order.nextMostLoaded()) {
    const partitionIndex = partitionsOf.get(member)?.pop()
    if (partitionIndex !== undefined) return partitionIndex
    order.excludeMostLoaded()
  }
  return null
}

function topicsOf(members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts): Topic[] {
  return Array.from(partitionCounts, ([topicId, partitionCount]) => {
    const subscribers = [...members.keys()].filter((member) => members[member]?.subscribedTopicIds.includes(topicId))
    const owners = Array.from({ length: partitionCount }, () => NOBODY)
    for (const member of subscribers) {
      for (const partitionIndex of members[member]?.target.get(topicId) ?? []) {
        if (partitionIndex < partitionCount) owners[partitionIndex] = member
      }
    }
    return { topicId, subscribers, owners }
  }).filter(({ subscribers }) => subscribers.length > 0)
}

function compareTopics(left: Topic, right: Topic): number {
  const leftLoad = left.owners.length / left.subscribers.length
  const rightLoad = right.owners.length / right.subscribers.length
  return rightLoad - leftLoad || left.subscribers.length - right.subscribers.length || compareUuids(left.topicId, right.topicId)
}
