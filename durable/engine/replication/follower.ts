// A follower and what it follows.
import type { PartitionView, TopicView } from '../cluster.ts'
import type { ReplicaView } from './replica.ts'

export type Follower = { readonly topic: TopicView; readonly partition: PartitionView; readonly replica: ReplicaView }

/** The fields by which every record about a replica says which one it means. */
export function nameOf({ topic, partition, replica }: Follower): { topic: string; partitionIndex: number; brokerId: number } {
  return { topic: topic.name, partitionIndex: partition.partitionIndex, brokerId: replica.brokerId }
}
