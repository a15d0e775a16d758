// Where a group is coordinated: what every decision about it needs to write it down.
import type { PartitionView, TopicView } from '../cluster.ts'

export type GroupPlace = {
  /** __consumer_offsets, and its partition that the group belongs to. */
  readonly topic: TopicView
  readonly partition: PartitionView
  readonly groupId: string
}

/** The part of a record about a group that says where it is. */
export function ofGroup({ topic, partition, groupId }: GroupPlace) {
  const { partitionIndex, leader: brokerId, leaderEpoch: coordinatorEpoch } = partition
  return { topic: topic.name, partitionIndex, brokerId, coordinatorEpoch, groupId }
}
