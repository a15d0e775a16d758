// The rows of the grid: topics, and under those that are unfolded their partitions, with one cell for each broker.
import type { BrokerState, ClusterState, PartitionState, ReplicaState, TopicState } from '../../data/shapes.ts'
import type { Detail } from './detail.ts'
import { isInternal, isUnfoldedAtFirst } from './detail.ts'
import { stripOf, windowOf } from './strip.ts'
import type { Strip } from './strip.ts'
import type { Truncations } from './truncations.ts'

/** By what the controller says, whatever the broker itself does at the moment. */
export type Standing = 'leader' | 'follower' | 'outOfSync'

export type ReplicaCell = {
  readonly brokerId: number
  readonly standing: Standing
  readonly log: ReplicaState
  readonly isPreferredLeader: boolean
  readonly reassignment: 'adding' | 'removing' | null
  /** Null where records are not drawn. */
  readonly strip: Strip | null
}

export type PartitionRow = {
  readonly kind: 'partition'
  readonly key: string
  readonly topic: string
  readonly partition: PartitionState
  /** One for each broker; null where it has no replica. */
  readonly cells: readonly (ReplicaCell | null)[]
}

/** What one broker has of a topic: a small square for each partition. */
export type TopicCell = {
  readonly brokerId: number
  readonly squares: readonly { readonly partition: number; readonly standing: Standing }[]
  readonly leaderCount: number
  readonly followerCount: number
  readonly outOfSyncCount: number
}

export type TopicRow = {
  readonly kind: 'topic'
  readonly key: string
  readonly topic: string
  readonly isInternal: boolean
  readonly isUnfolded: boolean
  readonly partitionCount: number
  readonly underReplicatedCount: number
  readonly offlineCount: number
  readonly cells: readonly TopicCell[]
}

export type GridRow = TopicRow | PartitionRow

export type GridOptions = {
  readonly detail: Detail
  readonly showsInternal: boolean
  /** How many offsets fit into a cell. */
  readonly cellCount: number
  /** Topics that somebody folded or unfolded by hand. */
  readonly folding: ReadonlyMap<string, boolean>
  readonly truncations: Truncations
  readonly nowMs: number
}

export function rowsOf(state: ClusterState, options: GridOptions): readonly GridRow[] {
  const topics = options.showsInternal ? state.topics : state.topics.filter((topic) => !isInternal(topic.name))
  const rows: GridRow[] = []
  for (const topic of inOrder(topics)) {
    const isUnfolded = options.folding.get(topic.name) ?? (options.detail !== 'topics' && isUnfoldedAtFirst(topic))
    rows.push(topicRowOf(topic, state.brokers, isUnfolded))
    if (!isUnfolded) continue
    for (const partition of topic.partitions) rows.push(partitionRowOf(topic, partition, state.brokers, options))
  }
  return rows
}

/** By name, Kafka's own topics at the end. */
export function inOrder(topics: readonly TopicState[]): readonly TopicState[] {
  return topics.toSorted(
    (one, other) => Number(isInternal(one.name)) - Number(isInternal(other.name)) || one.name.localeCompare(other.name, 'en'),
  )
}

function topicRowOf(topic: TopicState, brokers: readonly BrokerState[], isUnfolded: boolean): TopicRow {
  return {
    kind: 'topic',
    key: `topic:${topic.name}`,
    topic: topic.name,
    isInternal: isInternal(topic.name),
    isUnfolded,
    partitionCount: topic.partitions.length,
    underReplicatedCount: topic.partitions.filter((partition) => partition.is_under_replicated).length,
    offlineCount: topic.partitions.filter((partition) => partition.is_offline).length,
    cells: brokers.map(({ broker_id }) => topicCellOf(topic, broker_id)),
  }
}

function topicCellOf(topic: TopicState, brokerId: number): TopicCell {
  const squares = topic.partitions
    .filter((partition) => partition.replicas.includes(brokerId))
    .map((partition) => ({ partition: partition.partition_index, standing: standingOf(partition, brokerId) }))
  const countOf = (standing: Standing): number => squares.filter((square) => square.standing === standing).length
  return {
    brokerId,
    squares,
    leaderCount: countOf('leader'),
    followerCount: countOf('follower'),
    outOfSyncCount: countOf('outOfSync'),
  }
}

export function standingOf(partition: PartitionState, brokerId: number): Standing {
  if (partition.leader === brokerId) return 'leader'
  return partition.isr.includes(brokerId) ? 'follower' : 'outOfSync'
}

export function replicaKey(topic: string, partition: number, brokerId: number): string {
  return `replica:${topic}:${partition}:${brokerId}`
}

function partitionRowOf(topic: TopicState, partition: PartitionState, brokers: readonly BrokerState[], options: GridOptions): PartitionRow {
  const { partition_index } = partition
  const cutOf = (brokerId: number) => options.truncations.of(replicaKey(topic.name, partition_index, brokerId), options.nowMs)
  const cutEnd = Math.max(0, ...partition.logs.map((log) => cutOf(log.broker_id)?.toOffset ?? 0))
  const window = options.detail === 'records' ? windowOf(partition, options.cellCount, cutEnd) : null
  const cells = brokers.map(({ broker_id }): ReplicaCell | null => {
    const log = partition.logs.find((one) => one.broker_id === broker_id)
    if (log === undefined) return null
    return {
      brokerId: broker_id,
      standing: standingOf(partition, broker_id),
      log,
      isPreferredLeader: partition.replicas[0] === broker_id,
      reassignment: reassignmentOf(partition, broker_id),
      strip: window === null ? null : stripOf(log, window, cutOf(broker_id)),
    }
  })
  return { kind: 'partition', key: `partition:${topic.name}:${partition_index}`, topic: topic.name, partition, cells }
}

function reassignmentOf(partition: PartitionState, brokerId: number): 'adding' | 'removing' | null {
  if (partition.adding_replicas.includes(brokerId)) return 'adding'
  return partition.removing_replicas.includes(brokerId) ? 'removing' : null
}
