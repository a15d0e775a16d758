// At rest the memory of a coordinator is what somebody else would read from its log: which members are in which generation, and what is committed.
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import { CONSUMER_OFFSETS } from '../../engine/coordinator/internal-topics.ts'
import { coordinates } from '../../engine/coordinator/leads.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { GroupOffsets } from '../../engine/group/group-offsets.ts'
import { loadGroups } from '../../engine/group/load-offsets.ts'
import type { GroupMembership } from '../../engine/group/membership.ts'
import { firstDifferentPath } from '../difference.ts'
import { must } from '../violation.ts'
import type { World } from '../world.ts'

type Membership = DeepReadonly<GroupMembership>

export function checkGroupMemory(world: World): void {
  for (const partition of world.cluster.topics.get(CONSUMER_OFFSETS)?.partitions ?? []) checkPartition(world, partition)
}

function checkPartition({ cluster, store, nowMs }: World, partition: PartitionView): void {
  const memory = cluster.groupCoordinators.get(partition.partitionIndex)
  if (memory === undefined || !coordinates(partition, memory)) return
  const loaded = loadGroups(partition.log, store, nowMs)
  const where = `the coordinator of ${CONSUMER_OFFSETS}-${partition.partitionIndex}`
  const memberships = firstDifferentPath(toldOf(memory.memberships, cluster), toldOf(new Map(loaded.memberships), cluster), where)
  must('group memory', memberships === null, () => `Memory and log differ about members: ${memberships}.`)
  const offsets = firstDifferentPath(offsetsOf(memory.groups), offsetsOf(new Map(loaded.groups)), where)
  must('group memory', offsets === null, () => `Memory and log differ about offsets: ${offsets}.`)
}

/** What the log tells of members. Of a group between two generations it tells of the one before. */
function toldOf(memberships: ReadonlyMap<string, Membership>, cluster: ClusterView): unknown {
  const told = [...memberships].flatMap(([groupId, group]) => {
    const isBetween = group.type === 'classic' && isUnsettled(cluster, groupId)
    return isBetween ? [] : [[groupId, group.type === 'classic' ? classicOf(group) : consumerOf(group)] as const]
  })
  return sorted(told)
}

function isUnsettled({ groupCoordinators }: ClusterView, groupId: string): boolean {
  return [...groupCoordinators.values()].some(({ memberships }) => {
    const group = memberships.get(groupId)
    return group?.type === 'classic' && group.state !== 'Stable' && group.state !== 'Empty'
  })
}

function classicOf({ state, generationId, protocolType, protocolName, leader, members }: Extract<Membership, { type: 'classic' }>): unknown {
  return {
    state,
    generationId,
    protocolType,
    protocolName,
    leader,
    members: members
      .map(({ memberId, groupInstanceId, clientId, assignment }) => ({ memberId, groupInstanceId, clientId, assignment }))
      .toSorted(byMemberId),
  }
}

function consumerOf({ groupEpoch, assignmentEpoch, metadataHash, members }: Extract<Membership, { type: 'consumer' }>): unknown {
  const soft = { seenMs: 0, revokingSinceMs: null }
  return { groupEpoch, assignmentEpoch, metadataHash, members: members.map((member) => ({ ...member, ...soft })).toSorted(byMemberId) }
}

function byMemberId(one: { readonly memberId: string }, other: { readonly memberId: string }): number {
  return one.memberId < other.memberId ? -1 : 1
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): unknown {
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Without groups that have none left. */
function offsetsOf(groups: ReadonlyMap<string, GroupOffsets>): unknown {
  const told = [...groups].flatMap(([groupId, { committed, pending }]) => {
    const offsets = committed.map(({ topic, partitionIndex, ...offset }) => [`${topic}/${partitionIndex}`, offset] as const)
    return offsets.length + pending.length === 0 ? [] : [[groupId, { committed: sorted(offsets), pending }] as const]
  })
  return sorted(told)
}
