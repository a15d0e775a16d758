// Whether it is worth looking at racks, and who stands in the rack of whom. Members of a rack should read from replicas in it, but only
// when that can be had: some member's rack has replicas, and not every rack has all partitions.
// Source: AbstractPartitionAssignor.useRackAwareAssignment and RackInfo of AbstractStickyAssignor of Kafka 4.3; KIP-881.

import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, AssignorTopic } from './assignor.ts'

export class Racks {
  readonly #rackOfMember: ReadonlyMap<string, string>
  readonly #racksOfPartition: ReadonlyMap<TopicPartition, ReadonlySet<string>>
  /** Whether the racks should have a say in the assignment. */
  readonly areUseful: boolean

  constructor(
    partitions: readonly TopicPartition[],
    topicOf: (name: string) => AssignorTopic | undefined,
    members: readonly AssignorMember[],
  ) {
    this.#rackOfMember = new Map(
      members.flatMap(({ memberId, rackId }) => (rackId === null || rackId === '' ? [] : [[memberId, rackId] as const])),
    )
    this.#racksOfPartition = new Map(
      partitions.map((partition) => [partition, new Set(topicOf(partition.topic)?.replicaRacks?.[partition.partitionIndex])]),
    )
    this.areUseful = areRacksUseful(new Set(this.#rackOfMember.values()), [...this.#racksOfPartition.values()])
  }

  /** A member that says no rack matches everywhere. */
  match(memberId: string, partition: TopicPartition): boolean {
    return !this.#rackOfMember.has(memberId) || this.isInRack(memberId, partition)
  }

  /** The member says its rack, and the partition has a replica there. */
  isInRack(memberId: string, partition: TopicPartition): boolean {
    const rack = this.#rackOfMember.get(memberId)
    return rack !== undefined && this.#racksOfPartition.get(partition)?.has(rack) === true
  }

  rackOf(memberId: string): string | null {
    return this.#rackOfMember.get(memberId) ?? null
  }

  /** How many of the members stand in a rack with a replica of the partition. */
  countInRacks(partition: TopicPartition): number {
    const racks = this.#racksOfPartition.get(partition)
    return [...this.#rackOfMember.values()].filter((rack) => racks?.has(rack)).length
  }
}

function areRacksUseful(memberRacks: ReadonlySet<string>, partitionRacks: readonly ReadonlySet<string>[]): boolean {
  const allPartitionRacks = new Set(partitionRacks.flatMap((racks) => [...racks]))
  if (![...memberRacks].some((rack) => allPartitionRacks.has(rack))) return false
  return partitionRacks.some((racks) => racks.size < allPartitionRacks.size)
}
