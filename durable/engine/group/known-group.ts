// What a coordinator knows of a group by its id: its members, and its offsets. A group that only commits offsets has no membership, and is an
// empty group of the classic protocol to everybody who asks: what Kafka calls a simple group.
import type { ClusterView } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { GroupOffsets } from './group-offsets.ts'
import type { GroupMembership } from './membership.ts'

export type KnownGroup = {
  readonly membership: DeepReadonly<GroupMembership> | null
  readonly offsets: GroupOffsets | null
}

/** Null for a group that nobody has joined or committed an offset of. `partitionIndex` is of __consumer_offsets. */
export function knownGroup({ groupCoordinators }: ClusterView, partitionIndex: number, groupId: string): KnownGroup | null {
  const coordinator = groupCoordinators.get(partitionIndex)
  const membership = coordinator?.memberships.get(groupId) ?? null
  const offsets = coordinator?.groups.get(groupId) ?? null
  return membership === null && offsets === null ? null : { membership, offsets }
}

/** Its id, and those of the other groups of the partition. */
export function groupIdsIn({ groupCoordinators }: ClusterView, partitionIndex: number): ReadonlySet<string> {
  const coordinator = groupCoordinators.get(partitionIndex)
  return new Set([...(coordinator?.memberships.keys() ?? []), ...(coordinator?.groups.keys() ?? [])])
}
