// The assignors that a coordinator has, by the names that members ask for them by.
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { addPartition, ownedPartitions, topicIdPartitions } from './owned-partitions.ts'
import type { PartitionEpochs } from './owned-partitions.ts'

export type AssignedMember = {
  readonly memberId: string
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly subscribedTopicIds: ReadonlySet<string>
  readonly target: readonly TopicIdPartitions[]
}

/** From the members and the number of partitions of each topic, by its id, to the new target of each member. */
export type ServerAssignor = (
  members: readonly AssignedMember[],
  partitionCounts: ReadonlyMap<string, number>,
) => ReadonlyMap<string, readonly TopicIdPartitions[]>

/** Members keep what they have up to their share, and the rest is dealt out. */
function balanced(members: readonly AssignedMember[], partitionCounts: ReadonlyMap<string, number>) {
  const total = [...partitionCounts.values()].reduce((sum, count) => sum + count, 0)
  const quota = Math.ceil(total / Math.max(members.length, 1))
  const targets = new Map<string, PartitionEpochs>(members.map(({ memberId }) => [memberId, new Map()]))
  const counts = new Map<string, number>(members.map(({ memberId }) => [memberId, 0]))
  const free = new Map(Array.from(partitionCounts, ([topicId, count]) => [topicId, new Set(Array.from({ length: count }, (_, i) => i))]))
  const give = (memberId: string, topicId: string, partition: number) => {
    addPartition(targets.get(memberId) as PartitionEpochs, topicId, partition, 0)
    counts.set(memberId, (counts.get(memberId) ?? 0) + 1)
    free.get(topicId)?.delete(partition)
  }
  for (const { memberId, subscribedTopicIds, target } of members) {
    for (const { topicId, partitions } of target) {
      for (const partition of partitions) {
        const isWanted = subscribedTopicIds.has(topicId) && free.get(topicId)?.has(partition) === true
        if (isWanted && (counts.get(memberId) ?? 0) < quota) give(memberId, topicId, partition)
      }
    }
  }
  for (const [topicId, partitions] of free) {
    for (const partition of [...partitions]) {
      const takers = members.filter(({ subscribedTopicIds }) => subscribedTopicIds.has(topicId))
      const least = takers.toSorted((left, right) => (counts.get(left.memberId) ?? 0) - (counts.get(right.memberId) ?? 0))[0]
      if (least !== undefined) give(least.memberId, topicId, partition)
    }
  }
  return new Map(Array.from(targets, ([memberId, epochs]) => [memberId, topicIdPartitions(ownedPartitions(epochs))]))
}

export const SERVER_ASSIGNORS: ReadonlyMap<string, ServerAssignor> = new Map([
  ['uniform', balanced],
  ['range', balanced],
])
