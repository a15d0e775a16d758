// What happens in the memory of group coordinators. Part of apply.ts.
import { present } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { groupOf, partitionsIn, withOffsets, withoutOffset, withoutTopics, withTransactionEnded } from './group-offsets.ts'
import type { GroupCoordinator } from './group-offsets.ts'
import type { GroupMembership } from './membership.ts'

type OffsetsRecord = RecordOf<'offsets.loaded' | 'offsets.unloaded' | 'offsets.appended' | 'offsets.deleted' | 'offsets.settled'>

export function applyOffsets(cluster: Cluster, record: OffsetsRecord): void {
  const { partitionIndex } = record
  switch (record.kind) {
    case 'offsets.loaded':
      return load(cluster, record)
    case 'offsets.unloaded':
      cluster.groupCoordinators.delete(partitionIndex)
      return
    case 'offsets.appended':
      return append(cluster, record)
    case 'offsets.deleted':
      return forget(coordinatorOf(cluster, partitionIndex), record)
    case 'offsets.settled':
      return settle(coordinatorOf(cluster, partitionIndex), record)
  }
}

function coordinatorOf({ groupCoordinators }: Cluster, partitionIndex: number): GroupCoordinator {
  return present(groupCoordinators.get(partitionIndex), `the coordinator of __consumer_offsets-${partitionIndex}`)
}

/** Topics may have gone while nobody coordinated. */
function load({ groupCoordinators, topics }: Cluster, record: RecordOf<'offsets.loaded'>): void {
  const { partitionIndex, brokerId, coordinatorEpoch } = record
  const groups = new Map(record.groups)
  const goneTopics = new Set<string>()
  for (const { committed, pending } of groups.values()) {
    for (const { topic } of [...committed, ...pending.flatMap(({ offsets }) => offsets)]) if (!topics.has(topic)) goneTopics.add(topic)
  }
  const memberships = new Map(record.memberships as [string, GroupMembership][] | undefined)
  groupCoordinators.set(partitionIndex, { brokerId, coordinatorEpoch, groups, memberships, goneTopics: [...goneTopics] })
}

function append(cluster: Cluster, record: RecordOf<'offsets.appended'>): void {
  const { groupId, producerId, offsets } = record
  const coordinator = coordinatorOrNew(cluster, record)
  coordinator.groups.set(groupId, withOffsets(groupOf(coordinator.groups, groupId), producerId, offsets))
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

function settle({ groups }: GroupCoordinator, { producerId, isCommitted }: RecordOf<'offsets.settled'>): void {
  for (const [groupId, group] of groups) groups.set(groupId, withTransactionEnded(group, producerId, isCommitted))
}

function forget(coordinator: GroupCoordinator, { groupId, deletedTopics, partitions = [] }: RecordOf<'offsets.deleted'>): void {
  const { groups } = coordinator
  groups.set(groupId, partitions.reduce(withoutOffset, withoutTopics(groupOf(groups, groupId), deletedTopics)))
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
