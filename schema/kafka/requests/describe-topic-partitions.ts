// DescribeTopicPartitions (API key 75) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type TopicPartitionCursor = { readonly topicName: string; readonly partitionIndex: number }

export type DescribeTopicPartitionsRequest = {
  /** Empty asks for all topics. */
  readonly topics: readonly { readonly name: string }[]
  readonly responsePartitionLimit: number
  /** Where an earlier answer stopped. */
  readonly cursor: TopicPartitionCursor | null
}

export type DescribeTopicPartitionsResponse = {
  readonly topics: readonly DescribedTopic[]
  /** Where to go on; null when this was all. */
  readonly nextCursor: TopicPartitionCursor | null
}

export type DescribedTopic = {
  readonly error: KafkaErrorName
  readonly name: string
  readonly topicId: string
  readonly isInternal: boolean
  readonly partitions: readonly DescribedPartition[]
}

export type DescribedPartition = {
  readonly error: KafkaErrorName
  readonly partitionIndex: number
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly replicaNodes: readonly number[]
  readonly isrNodes: readonly number[]
  readonly eligibleLeaderReplicas: readonly number[]
  readonly lastKnownElr: readonly number[]
  readonly offlineReplicas: readonly number[]
}
