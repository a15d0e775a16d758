// The general sticky assignment while it is made: who may read what, and who has what so far.
// Source: AbstractStickyAssignor.GeneralAssignmentBuilder of Kafka 4.3.

import { compareText } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, Assignment } from './assignor.ts'
import type { PartitionSpace } from './partition-space.ts'

export class GeneralState {
  readonly assignment: Assignment
  readonly ownerOf: Map<TopicPartition, string>
  /** By topic, the members that subscribe to it. */
  readonly #readersOf: ReadonlyMap<string, readonly string[]>
  /** By member id, how many partitions its topics have. */
  readonly #mostPartitionsOf: ReadonlyMap<string, number>
  /** Those of topics that few members read first, because there is the least choice. */
  readonly partitions: readonly TopicPartition[]

  constructor(space: PartitionSpace, members: readonly AssignorMember[]) {
    this.assignment = new Map(members.map(({ memberId }) => [memberId, []]))
    this.ownerOf = new Map()
    const subscriptions = members.map(
      ({ memberId, topics }) => [memberId, [...new Set(topics)].filter((topic) => space.has(topic))] as const,
    )
    const readersOf = new Map<string, string[]>()
    for (const [memberId, topics] of subscriptions) {
      for (const topic of topics) readersOf.set(topic, [...(readersOf.get(topic) ?? []), memberId])
    }
    this.#readersOf = readersOf
    this.#mostPartitionsOf = new Map(
      subscriptions.map(([memberId, topics]) => [memberId, topics.reduce((sum, topic) => sum + space.partitionsOf(topic).length, 0)]),
    )
    const byChoice = Array.from(readersOf, ([topic, readers]) => ({ topic, choice: readers.length })).sort(
      (left, right) => left.choice - right.choice || compareText(left.topic, right.topic),
    )
    this.partitions = byChoice.flatMap(({ topic }) => space.partitionsOf(topic))
  }

  /** Another state to go back to; what is common to both is shared. */
  snapshot(): { readonly assignment: Assignment; readonly ownerOf: ReadonlyMap<TopicPartition, string> } {
    return {
      assignment: new Map(Array.from(this.assignment, ([memberId, partitions]) => [memberId, [...partitions]])),
      ownerOf: new Map(this.ownerOf),
    }
  }

  restore({ assignment, ownerOf }: ReturnType<GeneralState['snapshot']>): void {
    for (const [memberId, partitions] of assignment) this.assignment.set(memberId, partitions)
    for (const [partition, owner] of ownerOf) this.ownerOf.set(partition, owner)
  }

  readersOf(partition: TopicPartition): readonly string[] {
    return this.#readersOf.get(partition.topic) ?? []
  }

  sizeOf(memberId: string): number {
    return this.assignment.get(memberId)?.length ?? 0
  }

  /** The reader that has the least, and of several the first by its id, among those that suit. */
  leastLoaded(partition: TopicPartition, suits: (memberId: string) => boolean): string | null {
    let least: string | null = null
    for (const memberId of this.readersOf(partition)) {
      if (suits(memberId) && (least === null || this.#isBefore(memberId, least))) least = memberId
    }
    return least
  }

  #isBefore(memberId: string, other: string): boolean {
    return (this.sizeOf(memberId) - this.sizeOf(other) || compareText(memberId, other)) < 0
  }

  give(partition: TopicPartition, memberId: string): void {
    this.assignment.get(memberId)?.push(partition)
    this.ownerOf.set(partition, memberId)
  }

  take(partition: TopicPartition, memberId: string): void {
    const partitions = this.assignment.get(memberId) ?? []
    partitions.splice(partitions.indexOf(partition), 1)
  }

  /** A partition that only one member may read stays with it. */
  canMove(partition: TopicPartition): boolean {
    return this.readersOf(partition).length >= 2
  }

  /** A member that could have more, or that has something another could have. */
  canChange(memberId: string): boolean {
    if (this.sizeOf(memberId) < (this.#mostPartitionsOf.get(memberId) ?? 0)) return true
    return (this.assignment.get(memberId) ?? []).some((partition) => this.canMove(partition))
  }
}
