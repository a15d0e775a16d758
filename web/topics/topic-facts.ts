// What the topics pages say of a topic, worked out from the state of the cluster.
import type { ClusterState, PartitionState, ReplicaState, TopicState } from '../data/shapes.ts'

export type GroupLag = {
  readonly groupId: string
  readonly state: string
  /** Null where the group has committed nothing yet, so that nobody can say. */
  readonly lag: number | null
  readonly partitions: readonly PartitionLag[]
}

export type PartitionLag = {
  readonly partition: number
  readonly memberId: string | null
  readonly committed: number | null
  readonly highWatermark: number
  readonly lag: number | null
}

/** The leader's log; while there is no leader, that of the replica that has the most. */
export function leadingLog({ leader, logs }: PartitionState): ReplicaState | null {
  const led = logs.find(({ broker_id: brokerId }) => brokerId === leader)
  return led ?? logs.toSorted((one, other) => other.log_end_offset - one.log_end_offset)[0] ?? null
}

export function isInternal({ name }: Pick<TopicState, 'name'>): boolean {
  return name.startsWith('__')
}

/** Where all partitions end, together. */
export function totalEnd({ partitions }: TopicState): number {
  return partitions.reduce((sum, partition) => sum + (leadingLog(partition)?.log_end_offset ?? 0), 0)
}

export function sizeBytes({ partitions }: TopicState): number {
  return partitions.reduce((sum, partition) => sum + (leadingLog(partition)?.size_bytes ?? 0), 0)
}

/** The same for all partitions, as topics are made; the largest where somebody reassigned one. */
export function replicationFactor({ partitions }: TopicState): number {
  return Math.max(0, ...partitions.map(({ replicas }) => replicas.length))
}

export type Health = { readonly underReplicated: number; readonly underMinIsr: number; readonly offline: number }

export function healthOf({ partitions }: TopicState): Health {
  return {
    underReplicated: partitions.filter(({ is_under_replicated: is }) => is).length,
    underMinIsr: partitions.filter(({ is_under_min_isr: is }) => is).length,
    offline: partitions.filter(({ is_offline: is }) => is).length,
  }
}

/** Transactions that are open and have written to the topic. */
export function openTransactions(state: ClusterState, topic: string): string[] {
  return state.transactions
    .filter(({ partitions, start_timestamp_ms: startMs }) => startMs !== null && partitions.some((one) => one.topic === topic))
    .map(({ transactional_id: transactionalId }) => transactionalId)
}

/** The groups that read the topic: they have committed offsets of it, or members to which its partitions are assigned. */
export function groupsOf(state: ClusterState, topic: TopicState): GroupLag[] {
  return state.groups.flatMap((group) => {
    const partitions = topic.partitions.map((partition) => partitionLag(group, topic.name, partition))
    if (partitions.every(({ memberId, committed }) => memberId === null && committed === null)) return []
    const known = partitions.filter(({ lag }) => lag !== null)
    const lag = known.length === 0 ? null : known.reduce((sum, one) => sum + (one.lag ?? 0), 0)
    return [{ groupId: group.group_id, state: group.state, lag, partitions }]
  })
}

function partitionLag(group: ClusterState['groups'][number], topic: string, partition: PartitionState): PartitionLag {
  const { partition_index: index } = partition
  const isIt = (one: { readonly topic: string; readonly partition_index: number }): boolean =>
    one.topic === topic && one.partition_index === index
  const committed = group.committed.find(isIt)?.offset ?? null
  const highWatermark = leadingLog(partition)?.high_watermark ?? 0
  return {
    partition: index,
    memberId: group.members.find(({ assignment }) => assignment?.some(isIt) === true)?.member_id ?? null,
    committed,
    highWatermark,
    lag: committed === null ? null : Math.max(0, highWatermark - committed),
  }
}
