// The right lane: groups, their members, what each of them reads, and how far behind it is.
import type { AnyApp, ClusterState, ConsumerApp, GroupState, PartitionState } from '../../data/shapes.ts'
import { isConsumerApp } from '../../data/shapes.ts'

export type PartitionLag = {
  readonly topic: string
  readonly partition: number
  readonly committedOffset: number | null
  /** Up to here its group may read: the last stable offset for read_committed, else the high watermark. Null when the partition is not there. */
  readonly endOffset: number | null
  readonly lag: number | null
  /** What an open transaction will have committed. */
  readonly pendingOffset: number | null
}

export type MemberCard = {
  readonly memberId: string
  /** The name of its application where it is a simulated one, else its client.id. */
  readonly name: string
  readonly app: ConsumerApp | null
  readonly instanceId: string | null
  readonly isLeader: boolean
  /** Null where nobody can tell. */
  readonly partitions: readonly PartitionLag[] | null
}

export type GroupCard = {
  readonly group: GroupState
  readonly isReadCommitted: boolean
  readonly members: readonly MemberCard[]
  /** Applications of this group that are no member now: stopped, killed, or not yet joined. */
  readonly outside: readonly ConsumerApp[]
  /** Partitions with committed offsets that nobody reads now. */
  readonly unread: readonly PartitionLag[]
  readonly totalLag: number
  readonly maxLag: number
}

export function groupCardsOf(state: ClusterState, apps: readonly AnyApp[]): readonly GroupCard[] {
  return state.groups.map((group) => cardOf(group, state, apps.filter(isConsumerApp)))
}

/** Applications that read and whose group does not exist (yet, or any more). */
export function looseConsumersOf(state: ClusterState, apps: readonly AnyApp[]): readonly ConsumerApp[] {
  const groupIds = new Set(state.groups.map((group) => group.group_id))
  return apps.filter(isConsumerApp).filter((app) => !groupIds.has(app.configs['group.id'] ?? ''))
}

function cardOf(group: GroupState, state: ClusterState, apps: readonly ConsumerApp[]): GroupCard {
  const ofGroup = apps.filter((app) => app.configs['group.id'] === group.group_id)
  const isReadCommitted = ofGroup.some((app) => app.configs['isolation.level'] === 'read_committed')
  const lagOf = (topic: string, partition: number): PartitionLag => partitionLagOf(group, state, topic, partition, isReadCommitted)
  const members = group.members.map((member): MemberCard => {
    const app = ofGroup.find((one) => one.consumer?.member_id === member.member_id) ?? null
    return {
      memberId: member.member_id,
      name: app?.name ?? member.client_id,
      app,
      instanceId: member.group_instance_id,
      isLeader: group.leader === member.member_id,
      partitions: member.assignment?.map(({ topic, partition_index }) => lagOf(topic, partition_index)) ?? null,
    }
  })
  const read = new Set(members.flatMap((member) => (member.partitions ?? []).map(placeOf)))
  const unread = group.committed
    .map(({ topic, partition_index }) => lagOf(topic, partition_index))
    .filter((partition) => !read.has(placeOf(partition)))
  const lags = [...members.flatMap((member) => member.partitions ?? []), ...unread].map(({ lag }) => lag ?? 0)
  return {
    group,
    isReadCommitted,
    members,
    outside: ofGroup.filter((app) => !members.some((member) => member.app === app)),
    unread,
    totalLag: lags.reduce((sum, lag) => sum + lag, 0),
    maxLag: Math.max(0, ...lags),
  }
}

function placeOf({ topic, partition }: PartitionLag): string {
  return `${topic}-${partition}`
}

function partitionLagOf(group: GroupState, state: ClusterState, topic: string, index: number, isReadCommitted: boolean): PartitionLag {
  const isThere = (offset: GroupState['committed'][number]): boolean => offset.topic === topic && offset.partition_index === index
  const committedOffset = group.committed.find(isThere)?.offset ?? null
  const partition = state.topics.find((one) => one.name === topic)?.partitions.find((one) => one.partition_index === index)
  const endOffset = partition === undefined ? null : readableEnd(partition, isReadCommitted)
  return {
    topic,
    partition: index,
    committedOffset,
    endOffset,
    lag: endOffset === null || committedOffset === null ? null : Math.max(0, endOffset - committedOffset),
    pendingOffset: group.pending.find(isThere)?.offset ?? null,
  }
}

/** What the leader would answer to ListOffsets; without a leader, what any replica knows. */
function readableEnd(partition: PartitionState, isReadCommitted: boolean): number | null {
  const log = partition.logs.find((one) => one.broker_id === partition.leader) ?? partition.logs[0]
  if (log === undefined) return null
  return isReadCommitted ? log.last_stable_offset : log.high_watermark
}
