// The sticky assignment of members that all subscribe to the same topics. Each ends with the same number of partitions, the quota, or one
// more while there are some over. Members keep what they own up to that, and what is left is dealt out by name, racks first.
// Source: AbstractStickyAssignor.ConstrainedAssignmentBuilder of Kafka 4.3; KIP-881 for the racks.

import { compareText } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { Assignment } from './assignor.ts'
import type { PartitionSpace } from './partition-space.ts'
import type { PreviousOwners } from './previous-owners.ts'
import type { Racks } from './racks.ts'
import type { StickyAssignment } from './sticky-assignment.ts'

export function constrainedAssignment(space: PartitionSpace, racks: Racks, previous: PreviousOwners): StickyAssignment {
  return new Dealer(racks, previous, space.all.length).deal(space)
}

class Dealer {
  readonly #racks: Racks
  readonly #previous: PreviousOwners
  readonly #minQuota: number
  readonly #maxQuota: number
  /** How many members may have more than the lower quota. */
  readonly #maxAbove: number
  #above = 0
  readonly #assignment: Assignment
  /** Partitions that a member owned and did not keep at once; it may still get them back. */
  readonly #lostBy = new Map<TopicPartition, string>()
  readonly #transferred = new Map<TopicPartition, string>()
  #belowMinQuota: string[] = []
  /** Those that may get one more. */
  #atMinQuota: string[] = []

  constructor(racks: Racks, previous: PreviousOwners, partitionCount: number) {
    const memberCount = previous.owned.size
    this.#racks = racks
    this.#previous = previous
    this.#minQuota = Math.floor(partitionCount / memberCount)
    this.#maxQuota = Math.ceil(partitionCount / memberCount)
    this.#maxAbove = partitionCount % memberCount
    this.#assignment = new Map(Array.from(previous.owned.keys(), (memberId) => [memberId, []]))
  }

  deal(space: PartitionSpace): StickyAssignment {
    for (const [memberId, owned] of this.#previous.owned) this.#keepOwned(memberId, owned)
    this.#belowMinQuota.sort(compareText)
    this.#atMinQuota.sort(compareText)
    const kept = new Set([...this.#assignment.values()].flat())
    const unassigned = space.all.filter((partition) => !kept.has(partition))
    this.#dealAnywhere(this.#racks.areUseful ? this.#dealInRacks(unassigned) : unassigned)
    return { assignment: this.#assignment, transferred: this.#transferred }
  }

  /** Partitions of all topics with a low number are kept before those with a high one. */
  #keepOwned(memberId: string, owned: readonly TopicPartition[]): void {
    const keepable = owned
      .filter((partition) => !this.#previous.contested.has(partition))
      .filter((partition) => !this.#racks.areUseful || this.#racks.match(memberId, partition))
      .sort((left, right) => left.partitionIndex - right.partitionIndex || compareText(left.topic, right.topic))
    const kept = keepable.slice(0, this.#quotaToKeep(memberId, keepable.length))
    for (const partition of owned) if (!kept.includes(partition)) this.#lostBy.set(partition, memberId)
    this.#assignment.get(memberId)?.push(...kept)
  }

  #quotaToKeep(memberId: string, ownedCount: number): number {
    if (ownedCount < this.#minQuota) {
      this.#belowMinQuota.push(memberId)
      return ownedCount
    }
    if (ownedCount >= this.#maxQuota && this.#above < this.#maxAbove) {
      this.#countAbove()
      return this.#maxQuota
    }
    if (this.#above < this.#maxAbove) this.#atMinQuota.push(memberId)
    return this.#minQuota
  }

  /** Once enough members have one more, those at the lower quota have all they can get. */
  #countAbove(): void {
    this.#above++
    if (this.#above === this.#maxAbove) this.#atMinQuota = []
  }

  /** Partitions that few members are near to come first. Gives back those that no member near by has room for. */
  #dealInRacks(unassigned: readonly TopicPartition[]): TopicPartition[] {
    const left: TopicPartition[] = []
    let next = 0
    const nearby = unassigned.map((partition) => ({ partition, count: this.#racks.countInRacks(partition) }))
    for (const { partition } of nearby.sort((one, other) => one.count - other.count)) {
      const index = this.#indexInRack(partition, this.#belowMinQuota, next)
      if (index >= 0) next = this.#fillFromRack(partition, index)
      else if (!this.#topUpFromRack(partition)) left.push(partition)
    }
    return left
  }

  /** The first of the members in a rack of the partition, from `start` on and around. */
  #indexInRack(partition: TopicPartition, memberIds: readonly string[], start: number): number {
    for (let step = 0; step < memberIds.length; step++) {
      const index = (start + step) % memberIds.length
      if (this.#racks.isInRack(memberIds[index] ?? '', partition)) return index
    }
    return -1
  }

  /** Gives the index that the search for the next partition begins at. */
  #fillFromRack(partition: TopicPartition, index: number): number {
    const memberId = this.#belowMinQuota[index] ?? ''
    const count = this.#give(partition, memberId)
    if (count < this.#minQuota) return (index + 1) % this.#belowMinQuota.length
    this.#belowMinQuota.splice(index, 1)
    if (count < this.#maxQuota && this.#above < this.#maxAbove) this.#atMinQuota.push(memberId)
    return this.#belowMinQuota.length === 0 ? 0 : index % this.#belowMinQuota.length
  }

  #topUpFromRack(partition: TopicPartition): boolean {
    const index = this.#indexInRack(partition, this.#atMinQuota, 0)
    const memberId = this.#atMinQuota[index]
    if (memberId === undefined) return false
    this.#atMinQuota.splice(index, 1)
    this.#give(partition, memberId)
    this.#countAbove()
    return true
  }

  /** In a circle among the members below the lower quota, and when there are none, one each to those that may get one more. */
  #dealAnywhere(unassigned: readonly TopicPartition[]): void {
    let next = 0
    for (const partition of unassigned) {
      if (next >= this.#belowMinQuota.length) next = 0
      const memberId = this.#belowMinQuota[next]
      if (memberId === undefined) this.#topUp(partition)
      else if (this.#give(partition, memberId) < this.#minQuota) next++
      else {
        this.#belowMinQuota.splice(next, 1)
        this.#atMinQuota.push(memberId)
      }
    }
  }

  #topUp(partition: TopicPartition): void {
    const memberId = this.#atMinQuota.shift()
    if (memberId === undefined) throw new Error('the quotas of all members are as many partitions as there are')
    this.#give(partition, memberId)
  }

  /** Gives how many the member has then. */
  #give(partition: TopicPartition, memberId: string): number {
    const partitions = this.#assignment.get(memberId) ?? []
    const lostBy = this.#lostBy.get(partition)
    if (this.#previous.contested.has(partition) || (lostBy !== undefined && lostBy !== memberId)) {
      this.#transferred.set(partition, memberId)
    }
    return partitions.push(partition)
  }
}
