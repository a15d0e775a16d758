// What the coordinator of a group knows of its offsets: those that are committed, and those that transactions are about to commit. Plain data
// that survives JSON; entries are never changed in place.
// Source: OffsetMetadataManager of Kafka 4.3; KIP-98, KIP-447.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { GroupMembership } from './membership.ts'

/** Of one partition of __consumer_offsets, on the broker that leads it. */
export type GroupCoordinator = {
  brokerId: number
  coordinatorEpoch: number
  /** By group id: what each group has committed. */
  groups: Map<string, GroupOffsets>
  /** By group id: the groups that have, or had, members. */
  memberships: Map<string, GroupMembership>
  /** Topics that were deleted and that groups here still have offsets of. */
  goneTopics: string[]
}

export type GroupOffsets = {
  readonly committed: readonly CommittedOffset[]
  readonly pending: readonly PendingOffsets[]
}

export type CommittedOffset = {
  readonly topic: string
  readonly partitionIndex: number
  readonly offset: number
  /** -1 when the consumer did not know it. */
  readonly leaderEpoch: number
  readonly metadata: string
  readonly commitTimestampMs: number
  /** When it expires, where the commit itself said how long it is kept; absent where the brokers' config does. */
  readonly expireTimestampMs?: number
  /** Of its record in __consumer_offsets. Absent in what was stored before it counted: such a one is older than all others. */
  readonly recordOffset?: number
}

/** What an open transaction of a producer will have committed when it is. */
export type PendingOffsets = { readonly producerId: number; readonly offsets: readonly CommittedOffset[] }

export const NO_OFFSETS: GroupOffsets = { committed: [], pending: [] }

export function groupOf(groups: ReadonlyMap<string, GroupOffsets>, groupId: string): GroupOffsets {
  return groups.get(groupId) ?? NO_OFFSETS
}

/** `producerId` is that of the transaction that commits them, or null. */
export function withOffsets(group: GroupOffsets, producerId: number | null, offsets: readonly CommittedOffset[]): GroupOffsets {
  if (producerId === null) return { ...group, committed: replaced(group.committed, offsets) }
  const before = group.pending.find((pending) => pending.producerId === producerId)
  const pending = { producerId, offsets: replaced(before?.offsets ?? [], offsets) }
  return { ...group, pending: [...withoutProducer(group, producerId), pending] }
}

/** The offset of a partition was deleted, and so is what a transaction was about to commit there. */
export function withoutOffset(group: GroupOffsets, partition: PartitionKey): GroupOffsets {
  return kept(group, ({ topic, partitionIndex }) => topic !== partition.topic || partitionIndex !== partition.partitionIndex)
}

export function withoutTopics(group: GroupOffsets, topics: readonly string[]): GroupOffsets {
  return kept(group, ({ topic }) => !topics.includes(topic))
}

function kept({ committed, pending }: GroupOffsets, isKept: (offset: CommittedOffset) => boolean): GroupOffsets {
  const pendingKept = pending.map(({ producerId, offsets }) => ({ producerId, offsets: offsets.filter(isKept) }))
  return { committed: committed.filter(isKept), pending: pendingKept }
}

/** The partitions that the group has an offset of, or is about to. */
export function partitionsWithOffsets(group: DeepReadonly<GroupOffsets>): PartitionKey[] {
  const all = [...group.committed, ...group.pending.flatMap(({ offsets }) => offsets)]
  return [...new Map(all.map(({ topic, partitionIndex }) => [keyOf({ topic, partitionIndex }), { topic, partitionIndex }])).values()]
}

/** Those of them in these topics. */
export function partitionsIn(group: DeepReadonly<GroupOffsets>, topics: readonly string[]): PartitionKey[] {
  return partitionsWithOffsets(group).filter(({ topic }) => topics.includes(topic))
}

/** The transaction has ended: what was pending holds, or it never was. What was committed after it was written stays. */
export function withTransactionEnded(group: GroupOffsets, producerId: number, isCommitted: boolean): GroupOffsets {
  const ended = group.pending.find((pending) => pending.producerId === producerId)
  if (ended === undefined) return group
  const isOvertaken = (one: CommittedOffset): boolean => {
    return group.committed.some((other) => isSamePartition(one, other) && (other.recordOffset ?? -1) > (one.recordOffset ?? -1))
  }
  const taken = isCommitted ? ended.offsets.filter((one) => !isOvertaken(one)) : []
  const committed = replaced(group.committed, taken)
  return { committed, pending: withoutProducer(group, producerId) }
}

function withoutProducer({ pending }: GroupOffsets, producerId: number): PendingOffsets[] {
  return pending.filter((one) => one.producerId !== producerId)
}

/** Those of the same partition are replaced; the others stay where they are. Of a partition that is named twice the last offset holds. */
function replaced(before: readonly CommittedOffset[], after: readonly CommittedOffset[]): CommittedOffset[] {
  const latest = new Map<string, CommittedOffset>()
  for (const offset of after) {
    // What a map replaces keeps its place; here it is last, as in the log.
    latest.delete(keyOf(offset))
    latest.set(keyOf(offset), offset)
  }
  return [...before.filter((one) => !latest.has(keyOf(one))), ...latest.values()]
}

function keyOf({ topic, partitionIndex }: PartitionKey): string {
  return `${topic}/${partitionIndex}`
}

function isSamePartition(one: PartitionKey, other: PartitionKey): boolean {
  return one.topic === other.topic && one.partitionIndex === other.partitionIndex
}
