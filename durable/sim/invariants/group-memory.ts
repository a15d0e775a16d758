// At rest the memory of a coordinator is what somebody else would read from its log: which members are in which generation, and what is committed.
import type { PartitionView } from '../../engine/cluster.ts'
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
  const memberships = new Map(loaded.memberships)
  for (const groupId of new Set([...memory.memberships.keys(), ...memberships.keys()])) {
    const difference = differenceOf(memory.memberships.get(groupId), memberships.get(groupId), groupId)
    must('group memory', difference === null, () => `The memory of ${where} and its log differ about members: ${difference}.`)
  }
  const offsets = firstDifferentPath(offsetsOf(memory.groups), offsetsOf(new Map(loaded.groups)), 'offsets')
  must('group memory', offsets === null, () => `The memory of ${where} and its log differ about offsets: ${offsets}.`)
}

function differenceOf(kept: Membership | undefined, read: Membership | undefined, groupId: string): string | null {
  if (kept?.type === 'classic' && (read === undefined || read.type === 'classic') && isAhead(kept, read)) return null
  return firstDifferentPath(toldOf(kept), toldOf(read), groupId)
}

type Classic = Extract<Membership, { type: 'classic' }>

/**
 * A generation is written when its members get their assignments, and until then the log has the one before. That nobody is left is written too,
 * and not again where that fails, since whoever reads the older generation finds out in time that nobody is there.
 */
function isAhead(kept: Classic, read: Classic | undefined): boolean {
  if (kept.state === 'PreparingRebalance' || kept.state === 'CompletingRebalance') return true
  return kept.state === 'Empty' && kept.generationId > (read?.generationId ?? -1)
}

/** What the log tells of a group. */
function toldOf(group: Membership | undefined): unknown {
  if (group === undefined) return null
  return group.type === 'classic' ? classicOf(group) : consumerOf(group)
}

function classicOf({ state, generationId, protocolType, protocolName, leader, members }: Classic): unknown {
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
  const soft = { seenMs: 0, revokingSinceMs: null, awaited: null }
  return { groupEpoch, assignmentEpoch, metadataHash, members: members.map((member) => ({ ...member, ...soft })).toSorted(byMemberId) }
}

function byMemberId(one: { readonly memberId: string }, other: { readonly memberId: string }): number {
  return one.memberId < other.memberId ? -1 : 1
}

function sorted(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Without groups that have none left: those of a transaction may be gone with their topics. */
function offsetsOf(groups: ReadonlyMap<string, GroupOffsets>): unknown {
  const told = [...groups].flatMap(([groupId, { committed, pending }]) => {
    const offsets = committed.map(({ topic, partitionIndex, ...offset }) => [`${topic}/${partitionIndex}`, offset] as const)
    return offsets.length === 0 && pending.every((each) => each.offsets.length === 0)
      ? []
      : [[groupId, { committed: sorted(offsets), pending }] as const]
  })
  return sorted(told)
}
