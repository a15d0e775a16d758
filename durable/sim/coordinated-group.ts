// What a coordinator has in its memory about a group, in words that fit both protocols.
import { decodeConsumerProtocolAssignment } from '../../schema/kafka/consumer-protocol.ts'
import type { ClusterView, PartitionView } from '../engine/cluster.ts'
import { CONSUMER_OFFSETS } from '../engine/coordinator/internal-topics.ts'
import { coordinates } from '../engine/coordinator/leads.ts'
import { partitionFor } from '../engine/coordinator/partition-for.ts'
import type { DeepReadonly } from '../engine/deep-readonly.ts'
import type { ClassicGroup } from '../engine/group/classic/classic-group.ts'
import type { ConsumerGroup } from '../engine/group/consumer/consumer-group.ts'
import type { OwnedPartitions } from '../engine/group/consumer/owned-partitions.ts'
import type { GroupCoordinator } from '../engine/group/group-offsets.ts'
import { bytesOfText } from '../engine/group/stored-bytes.ts'

export type CoordinatedMember = {
  /** Of a member of the newer protocol: its epoch. */
  readonly generation: number
  /** By partitionKey, since which generation; null between the generations of the older protocol, when nobody has been assigned anything yet. */
  readonly owned: ReadonlyMap<string, number> | null
}

export type CoordinatedGroup = {
  readonly type: 'classic' | 'consumer'
  readonly members: ReadonlyMap<string, CoordinatedMember>
}

/** The partition of __consumer_offsets that the group belongs to. */
export function placeOf(cluster: ClusterView, groupId: string): PartitionView | null {
  const partitions = cluster.topics.get(CONSUMER_OFFSETS)?.partitions ?? []
  return partitions.length === 0 ? null : (partitions[partitionFor(groupId, partitions.length)] ?? null)
}

/** Null while nobody coordinates. */
export function coordinatorOf(cluster: ClusterView, groupId: string): number | null {
  const leader = placeOf(cluster, groupId)?.leader ?? -1
  return leader === -1 ? null : leader
}

/** The memory of whoever coordinates the group now; null when it has not read its log yet. */
export function memoryOf(cluster: ClusterView, groupId: string): DeepReadonly<GroupCoordinator> | null {
  const place = placeOf(cluster, groupId)
  const memory = place === null ? undefined : cluster.groupCoordinators.get(place.partitionIndex)
  return place !== null && memory !== undefined && coordinates(place, memory) ? memory : null
}

/** The ids of the members of every group that has any, as far as somebody coordinates it. */
export function membersByGroup({ groupCoordinators }: ClusterView): (readonly [groupId: string, memberIds: readonly string[]])[] {
  return [...groupCoordinators.values()].flatMap(({ memberships }) => {
    return [...memberships].flatMap(([groupId, { members }]) => {
      return members.length === 0 ? [] : [[groupId, members.map(({ memberId }) => memberId)] as const]
    })
  })
}

/** Null when the group is not known, or nobody knows. */
export function coordinatedGroup(cluster: ClusterView, groupId: string): CoordinatedGroup | null {
  const group = memoryOf(cluster, groupId)?.memberships.get(groupId)
  switch (group?.type) {
    case undefined:
      return null
    case 'classic':
      return { type: 'classic', members: classicMembers(cluster, group) }
    case 'consumer':
      return { type: 'consumer', members: consumerMembers(group) }
  }
}

/** What they have of topics that were deleted nobody owns. */
function classicMembers({ topics }: ClusterView, group: DeepReadonly<ClassicGroup>): Map<string, CoordinatedMember> {
  const { generationId: generation, state, members } = group
  const ownedOf = (assignment: string): ReadonlyMap<string, number> => {
    const assigned = decodeConsumerProtocolAssignment(bytesOfText(assignment))?.assignedPartitions ?? []
    return new Map(
      assigned.flatMap(({ topic, partitionIndex }) => {
        const topicId = topics.get(topic)?.topicId
        return topicId === undefined ? [] : [[`${topicId}/${partitionIndex}`, generation] as const]
      }),
    )
  }
  return new Map(
    members.map(({ memberId, assignment }) => [memberId, { generation, owned: state === 'Stable' ? ownedOf(assignment) : null }]),
  )
}

function consumerMembers({ members }: DeepReadonly<ConsumerGroup>): Map<string, CoordinatedMember> {
  return new Map(
    members.map(({ memberId, memberEpoch: generation, assignedPartitions, partitionsPendingRevocation }) => {
      return [memberId, { generation, owned: new Map([...ownedIn(assignedPartitions), ...ownedIn(partitionsPendingRevocation)]) }]
    }),
  )
}

function* ownedIn(owned: DeepReadonly<OwnedPartitions>): Generator<[key: string, since: number], void, undefined> {
  for (const { topicId, partitions, assignmentEpochs } of owned) {
    for (const [index, partition] of partitions.entries()) yield [`${topicId}/${partition}`, assignmentEpochs[index] ?? 0]
  }
}
