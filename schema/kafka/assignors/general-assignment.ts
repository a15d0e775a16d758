// The sticky assignment of members with different subscriptions: members keep what they still may have, what nobody has goes to whoever
// has the least of those that may have it, and then partitions move one by one until no move makes the assignment more balanced.
// Source: AbstractStickyAssignor.GeneralAssignmentBuilder of Kafka 4.3.

import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, Assignment } from './assignor.ts'
import { balance } from './general-balance.ts'
import { GeneralState } from './general-state.ts'
import type { PartitionSpace } from './partition-space.ts'
import type { PreviousOwners } from './previous-owners.ts'
import type { Racks } from './racks.ts'

export function generalAssignment(
  space: PartitionSpace,
  racks: Racks,
  previous: PreviousOwners,
  members: readonly AssignorMember[],
): Assignment {
  const state = new GeneralState(space, members)
  const hasRevoked = keepOwned(state, racks, previous)
  const startsAnew = state.ownerOf.size === 0
  const unassigned = state.partitions.filter((partition) => !state.ownerOf.has(partition))
  assignUnassigned(state, racks, unassigned)
  balance(state, previous.former, { unassigned, hasRevoked, startsAnew })
  return state.assignment
}

/** Whether a member owned something that it may not keep: its subscription changed, or a member in a better rack should have it. */
function keepOwned(state: GeneralState, racks: Racks, { owned }: PreviousOwners): boolean {
  let hasRevoked = false
  for (const [memberId, partitions] of owned) {
    for (const partition of partitions) {
      const isKept = state.readersOf(partition).includes(memberId) && (!racks.areUseful || racks.match(memberId, partition))
      if (isKept) state.give(partition, memberId)
      else hasRevoked = true
    }
  }
  return hasRevoked
}

/** First what can stay in the rack of its reader, and then the rest. */
function assignUnassigned(state: GeneralState, racks: Racks, unassigned: readonly TopicPartition[]): void {
  if (racks.areUseful) assignWhere(state, unassigned, (memberId, partition) => racks.match(memberId, partition))
  const left = unassigned.filter((partition) => !state.ownerOf.has(partition))
  assignWhere(state, left, () => true)
}

function assignWhere(
  state: GeneralState,
  partitions: readonly TopicPartition[],
  suits: (memberId: string, partition: TopicPartition) => boolean,
): void {
  for (const partition of partitions) {
    const memberId = state.leastLoaded(partition, (candidate) => suits(candidate, partition))
    if (memberId !== null) state.give(partition, memberId)
  }
}
