// One topic while the assignor 'range' deals it out: what is left of it, and how much each member may still get. Everybody gets as many
// partitions, and while some are over the first members get one more.
// Source: RangeAssignor.TopicAssignmentState of Kafka 4.3.

import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, AssignorTopic, Assignment } from './assignor.ts'
import { Racks } from './racks.ts'

export class TopicRanges {
  readonly memberIds: readonly string[]
  readonly partitions: readonly TopicPartition[]
  readonly racks: Racks
  readonly #assignment: Assignment
  readonly #quota: number
  readonly #assignedCounts = new Map<string, number>()
  #extraPartitions: number
  #unassigned: ReadonlySet<TopicPartition>

  /** The members are those that subscribe to the topic, in their order: there is at least one. */
  constructor(
    description: AssignorTopic,
    partitions: readonly TopicPartition[],
    members: readonly AssignorMember[],
    assignment: Assignment,
  ) {
    this.memberIds = members.map(({ memberId }) => memberId)
    this.partitions = partitions
    this.racks = new Racks(partitions, () => description, members)
    this.#assignment = assignment
    this.#quota = Math.floor(this.partitions.length / members.length)
    this.#extraPartitions = this.partitions.length % members.length
    this.#unassigned = new Set(this.partitions)
  }

  maxAssignable(memberId: string): number {
    const quota = this.#quota + (this.#extraPartitions > 0 ? 1 : 0)
    return Math.max(0, quota - (this.#assignedCounts.get(memberId) ?? 0))
  }

  /** The member may still get something, and the partition matches its rack. */
  suits(memberId: string, partitionIndex: number): boolean {
    const partition = this.partitions[partitionIndex]
    return partition !== undefined && this.racks.match(memberId, partition) && this.maxAssignable(memberId) > 0
  }

  give(memberId: string, partitions: readonly TopicPartition[]): void {
    const count = (this.#assignedCounts.get(memberId) ?? 0) + partitions.length
    this.#assignedCounts.set(memberId, count)
    if (count > this.#quota) this.#extraPartitions--
    this.#unassigned = new Set([...this.#unassigned].filter((partition) => !partitions.includes(partition)))
    this.#assignment.get(memberId)?.push(...partitions)
  }

  /** Gives each member what it may still get of what is left and suits it, from the lowest number on. */
  assign(suits: (memberId: string, partition: TopicPartition) => boolean): void {
    for (const memberId of this.memberIds) {
      const suitable = [...this.#unassigned].filter((partition) => suits(memberId, partition)).slice(0, this.maxAssignable(memberId))
      if (suitable.length > 0) this.give(memberId, suitable)
    }
  }
}
