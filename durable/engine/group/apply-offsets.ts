// What happens in the memory of group coordinators. Part of apply.ts.
import { present } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { groupOf, partitionsIn, withOffsets, withoutOffset, withoutTopics, withTransactionEnded } from './group-offsets.ts'
import type { GroupCoordinator, GroupOffsets } from './group-offsets.ts'
import { memberCharactersOfAll } from './member-characters.ts'
import type { GroupMembership } from './membership.ts'
import { offsetCharacters, offsetCharactersOfAll } from './offset-characters.ts'

type OffsetsRecord = RecordOf<'offsets.loaded' | 'offsets.unloaded' | 'offsets.appended' | 'offsets.deleted' | 'offsets.settled'>

export function applyOffsets(cluster: Cluster, record: OffsetsRecord): void {
  const { partitionIndex } = record
  switch (record.kind) {
    case 'offsets.loaded':
      return load(cluster, record)
    case 'offsets.unloaded':
      return unloadOffsets(cluster, partitionIndex)
    case 'offsets.appended':
      return append(cluster, record)
    case 'offsets.deleted':
      return forget(cluster, coordinatorOf(cluster, partitionIndex), record)
    case 'offsets.settled':
      return settle(cluster, coordinatorOf(cluster, partitionIndex), record)
  }
}

/** The coordinator has no memory of them any more. */
export function unloadOffsets(cluster: Cluster, partitionIndex: number): void {
  const { groupCoordinators } = cluster
  const { groups, memberships } = groupCoordinators.get(partitionIndex) ?? {}
  cluster.offsetCharacters -= offsetCharactersOfAll(groups)
  cluster.memberCharacters -= memberCharactersOfAll(memberships)
  groupCoordinators.delete(partitionIndex)
}

/** Null forgets the group. */
export function setOffsets(cluster: Cluster, { groups }: GroupCoordinator, groupId: string, group: GroupOffsets | null): void {
  cluster.offsetCharacters += offsetCharacters(group ?? undefined) - offsetCharacters(groups.get(groupId))
  if (group === null) groups.delete(groupId)
  else groups.set(groupId, group)
}

function coordinatorOf({ groupCoordinators }: Cluster, partitionIndex: number): GroupCoordinator {
  return present(groupCoordinators.get(partitionIndex), `the coordinator of __consumer_offsets-${partitionIndex}`)
}

/** Topics may have gone while nobody coordinated. */
function load(cluster: Cluster, record: RecordOf<'offsets.loaded'>): void {
  const { groupCoordinators, topics } = cluster
  const { partitionIndex, brokerId, coordinatorEpoch } = record
  const groups = new Map(record.groups)
  const goneTopics = new Set<string>()
  for (const { committed, pending } of groups.values()) {
    for (const { topic } of [...committed, ...pending.flatMap(({ offsets }) => offsets)]) if (!topics.has(topic)) goneTopics.add(topic)
  }
  const memberships = new Map(record.memberships as [string, GroupMembership][] | undefined)
  unloadOffsets(cluster, partitionIndex)
  cluster.offsetCharacters += offsetCharactersOfAll(groups)
  cluster.memberCharacters += memberCharactersOfAll(memberships)
  groupCoordinators.set(partitionIndex, { brokerId, coordinatorEpoch, groups, memberships, goneTopics: [...goneTopics] })
}

function append(cluster: Cluster, record: RecordOf<'offsets.appended'>): void {
  const { groupId, producerId, offsets } = record
  const coordinator = coordinatorOrNew(cluster, record)
  setOffsets(cluster, coordinator, groupId, withOffsets(groupOf(coordinator.groups, groupId), producerId, offsets))
}

type OfCoordinator = { readonly partitionIndex: number; readonly brokerId: number; readonly coordinatorEpoch: number }

/** A partition that held nothing had nothing to be loaded: its coordinator begins with the first that it writes. */
export function coordinatorOrNew(
  { groupCoordinators }: Cluster,
  { partitionIndex, brokerId, coordinatorEpoch }: OfCoordinator,
): GroupCoordinator {
  const known = groupCoordinators.get(partitionIndex)
  if (known !== undefined) return known
  const coordinator = { brokerId, coordinatorEpoch, groups: new Map(), memberships: new Map(), goneTopics: [] }
  groupCoordinators.set(partitionIndex, coordinator)
  return coordinator
}

function settle(cluster: Cluster, coordinator: GroupCoordinator, { producerId, isCommitted }: RecordOf<'offsets.settled'>): void {
  for (const [groupId, group] of coordinator.groups) {
    const ended = withTransactionEnded(group, producerId, isCommitted)
    if (ended !== group) setOffsets(cluster, coordinator, groupId, ended)
  }
}

function forget(cluster: Cluster, coordinator: GroupCoordinator, record: RecordOf<'offsets.deleted'>): void {
  const { groupId, deletedTopics, partitions = [] } = record
  const left = withoutTopics(groupOf(coordinator.groups, groupId), deletedTopics)
  setOffsets(cluster, coordinator, groupId, partitions.reduce(withoutOffset, left))
  coordinator.goneTopics = coordinator.goneTopics.filter((topic) => isMentioned(coordinator, topic))
}

/** Part of the deletion of a topic: its coordinators have to write down that the offsets are gone. */
export function noteGoneTopic({ groupCoordinators }: Cluster, topic: string): void {
  for (const coordinator of groupCoordinators.values()) if (isMentioned(coordinator, topic)) coordinator.goneTopics.push(topic)
}

function isMentioned({ groups }: GroupCoordinator, topic: string): boolean {
  for (const group of groups.values()) if (partitionsIn(group, [topic]).length > 0) return true
  return false
}
