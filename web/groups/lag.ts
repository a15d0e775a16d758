// How far a group is behind, partition by partition, worked out from the state: up to the last stable offset, which is what readers of
// committed records get, and up to the end of the log.
import type { ClusterState, GroupState, PartitionState, ReplicaState } from '../data/shapes.ts'

export type PartitionLag = {
  readonly topic: string
  readonly partition: number
  /** Null while it is assigned to nobody. */
  readonly memberId: string | null
  /** Null while the group has committed nothing here. */
  readonly committed: number | null
  /** What an open transaction will have committed when it is. */
  readonly pending: number | null
  readonly logStartOffset: number
  readonly lastStableOffset: number
  readonly highWatermark: number
  readonly logEndOffset: number
  /** To the last stable offset. Null where nothing is committed. Below zero never: who is ahead is not behind. */
  readonly lag: number | null
  /** To the end of the log, transactions and unreplicated records included. */
  readonly openLag: number | null
}

type Place = { readonly topic: string; readonly partition_index: number }

export function partitionLags(group: GroupState, topics: ClusterState['topics']): readonly PartitionLag[] {
  const places = new Map<string, Place>()
  const assigned = group.members.flatMap(({ assignment }) => assignment ?? [])
  for (const place of [...group.committed, ...group.pending, ...assigned]) places.set(keyOf(place), place)
  const owners = new Map(
    group.members.flatMap(({ member_id: id, assignment }) => (assignment ?? []).map((place) => [keyOf(place), id] as const)),
  )
  const rows = Array.from(places.values(), (place) => lagOf(group, place, owners.get(keyOf(place)) ?? null, topics))
  return rows.flatMap((row) => (row === null ? [] : [row])).toSorted(comparePlaces)
}

/** Null for a topic that is not there, or not shown. */
function lagOf(group: GroupState, place: Place, memberId: string | null, topics: ClusterState['topics']): PartitionLag | null {
  const { topic, partition_index: partition } = place
  const state = topics.find(({ name }) => name === topic)?.partitions[partition]
  const log = state === undefined ? undefined : bestLogOf(state)
  if (log === undefined) return null
  const committed = offsetIn(group.committed, place)
  return {
    topic,
    partition,
    memberId,
    committed,
    pending: offsetIn(group.pending, place),
    logStartOffset: log.log_start_offset,
    lastStableOffset: log.last_stable_offset,
    highWatermark: log.high_watermark,
    logEndOffset: log.log_end_offset,
    lag: committed === null ? null : Math.max(0, log.last_stable_offset - committed),
    openLag: committed === null ? null : Math.max(0, log.log_end_offset - committed),
  }
}

/** The leader's; while there is none, the one with the most in it. */
function bestLogOf({ logs }: PartitionState): ReplicaState | undefined {
  const leader = logs.find(({ role }) => role === 'leader')
  return leader ?? logs.toSorted((one, other) => other.log_end_offset - one.log_end_offset)[0]
}

function offsetIn(offsets: readonly (Place & { readonly offset: number })[], place: Place): number | null {
  return offsets.find((one) => keyOf(one) === keyOf(place))?.offset ?? null
}

export function totalLag(rows: readonly PartitionLag[]): number {
  return rows.reduce((sum, { lag }) => sum + (lag ?? 0), 0)
}

/** How wide the two parts of a bar are, in percent of the widest bar of the group: what can be read, and what is still held back. */
export function lagBar(row: PartitionLag, rows: readonly PartitionLag[]): { readonly readable: number; readonly heldBack: number } {
  const widest = Math.max(1, ...rows.map(({ openLag }) => openLag ?? 0))
  const readable = ((row.lag ?? 0) / widest) * 100
  return { readable, heldBack: ((row.openLag ?? 0) / widest) * 100 - readable }
}

export function keyOf({ topic, partition_index: partition }: Place): string {
  return `${topic}-${partition}`
}

export function comparePlaces(one: { topic: string; partition: number }, other: { topic: string; partition: number }): number {
  return one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1
}
