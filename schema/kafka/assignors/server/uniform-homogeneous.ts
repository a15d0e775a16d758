// The uniform assignment of members that all subscribe to the same topics: each keeps of its target as much as its quota allows, and gets
// what is missing from what nobody has.
// Source: UniformHomogeneousAssignmentBuilder of Kafka 4.3.

import { inHashOrder, topicsInHashOrder } from './server-assignor.ts'
import type { PartitionCounts, ServerAssignorMember, TargetAssignment } from './server-assignor.ts'

type Partition = { readonly topicId: string; readonly partitionIndex: number }

export function assignHomogeneous(members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts): TargetAssignment {
  const subscribed = new Set(members[0]?.subscribedTopicIds)
  const all = topicsInHashOrder(subscribed).flatMap((topicId) =>
    Array.from({ length: partitionCounts.get(topicId) ?? 0 }, (_, partitionIndex) => ({ topicId, partitionIndex })),
  )
  const quotas = new Quotas(all.length, members.length)
  const kept = new Map<string, Partition[]>()
  const missing: { memberId: string; count: number }[] = []
  const revoked: Partition[] = []
  for (const member of inHashOrder(members)) {
    const had = partitionsOf(member, partitionCounts).filter(({ topicId }) => subscribed.has(topicId))
    const keeps = Math.min(had.length, quotas.most())
    kept.set(member.memberId, had.slice(0, keeps))
    revoked.push(...had.slice(keeps))
    missing.push({ memberId: member.memberId, count: quotas.take(keeps) })
  }
  const unassigned = [...withoutOwner(all, members), ...revoked]
  for (const { memberId, count } of missing) kept.get(memberId)?.push(...unassigned.splice(0, count))
  return new Map(Array.from(kept, ([memberId, partitions]) => [memberId, byTopic(partitions)]))
}

/** Everybody gets as many partitions, and as many members as there are partitions over get one more: those that have it, if they can. */
class Quotas {
  readonly #least: number
  #extraPartitions: number
  #membersLeft: number

  constructor(partitionCount: number, memberCount: number) {
    this.#least = Math.floor(partitionCount / memberCount)
    this.#extraPartitions = partitionCount % memberCount
    this.#membersLeft = memberCount
  }

  /** What the next member may have at most. */
  most(): number {
    return this.#least + (this.#extraPartitions > 0 ? 1 : 0)
  }

  /** How many the next member is to get beyond those that it keeps. It leaves the extra one to others while there are enough of them. */
  take(keeps: number): number {
    const canLeave = this.#membersLeft > this.#extraPartitions
    const quota = keeps < this.most() && canLeave ? this.#least : this.most()
    if (quota > this.#least) this.#extraPartitions--
    this.#membersLeft--
    return quota - keeps
  }
}

/** Partitions that do not exist any more are left out. */
function partitionsOf({ target }: ServerAssignorMember, partitionCounts: PartitionCounts): Partition[] {
  return topicsInHashOrder(target.keys()).flatMap((topicId) =>
    (target.get(topicId) ?? [])
      .filter((partitionIndex) => partitionIndex < (partitionCounts.get(topicId) ?? 0))
      .map((partitionIndex) => ({ topicId, partitionIndex })),
  )
}

function withoutOwner(partitions: readonly Partition[], members: readonly ServerAssignorMember[]): Partition[] {
  const owned = new Map<string, Set<number>>()
  for (const [topicId, indexes] of members.flatMap(({ target }) => [...target])) {
    const ofTopic = owned.get(topicId) ?? new Set()
    owned.set(topicId, ofTopic)
    for (const partitionIndex of indexes) ofTopic.add(partitionIndex)
  }
  return partitions.filter(({ topicId, partitionIndex }) => owned.get(topicId)?.has(partitionIndex) !== true)
}

function byTopic(partitions: readonly Partition[]): Map<string, number[]> {
  const topics = new Map<string, number[]>()
  for (const { topicId, partitionIndex } of partitions) {
    const indexes = topics.get(topicId) ?? []
    topics.set(topicId, indexes)
    indexes.push(partitionIndex)
  }
  for (const indexes of topics.values()) indexes.sort((left, right) => left - right)
  return topics
}
