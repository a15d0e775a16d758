// Who owned what before a sticky assignment, worked out from what the members say of themselves. Of two that claim the same partition the
// one of the later generation is right; of the same generation neither is.
// Source: AbstractStickyAssignor.allSubscriptionsEqual and prepopulateCurrentAssignments of Kafka 4.3.

import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember } from './assignor.ts'
import type { PartitionSpace } from './partition-space.ts'
import type { PreviouslyOwned } from './sticky-user-data.ts'

type Claim = { readonly memberId: string; readonly generationId: number }

export type PreviousOwners = {
  /** By member id, what each rightly claims. */
  readonly owned: Map<string, TopicPartition[]>
  /** Claimed by several members of the same generation. */
  readonly contested: ReadonlySet<TopicPartition>
  /** Who had a partition in a generation before the latest one. */
  readonly former: ReadonlyMap<TopicPartition, Claim>
}

export function previousOwners(
  space: PartitionSpace,
  members: readonly AssignorMember[],
  previouslyOwned: (member: AssignorMember) => PreviouslyOwned,
): PreviousOwners {
  const claims = members.map((member) => {
    const { partitions, generationId } = previouslyOwned(member)
    // A partition that does not exist any more is nobody's.
    return { member, generationId, partitions: partitions.flatMap((partition) => space.find(partition) ?? []) }
  })
  const owned = new Map<string, TopicPartition[]>(members.map(({ memberId }) => [memberId, []]))
  const contested = new Set<TopicPartition>()
  const latestClaim = new Map<TopicPartition, Claim>()
  for (const { member, generationId, partitions } of claims) {
    for (const partition of partitions) {
      const other = latestClaim.get(partition)
      if (other !== undefined && other.generationId > generationId) continue
      if (other !== undefined) remove(owned.get(other.memberId), partition)
      if (other?.generationId === generationId) contested.add(partition)
      else owned.get(member.memberId)?.push(partition)
      // Kafka compares later claims with the generation of the subscription, also where the user data says another.
      latestClaim.set(partition, { memberId: member.memberId, generationId: member.generationId })
    }
  }
  return { owned, contested, former: formerOwners(claims) }
}

function formerOwners(
  claims: readonly { readonly member: AssignorMember; readonly generationId: number; readonly partitions: readonly TopicPartition[] }[],
): Map<TopicPartition, Claim> {
  const latestGeneration = Math.max(...claims.map(({ generationId }) => generationId))
  const former = new Map<TopicPartition, Claim>()
  for (const { member, generationId, partitions } of claims) {
    if (generationId === latestGeneration) continue
    for (const partition of partitions) {
      const known = former.get(partition)
      if (known === undefined || generationId > known.generationId) former.set(partition, { memberId: member.memberId, generationId })
    }
  }
  return former
}

function remove(partitions: TopicPartition[] | undefined, partition: TopicPartition): void {
  const index = partitions?.indexOf(partition) ?? -1
  if (index >= 0) partitions?.splice(index, 1)
}
