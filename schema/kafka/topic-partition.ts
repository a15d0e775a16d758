// A partition by its topic's name and its number, and the two orders that Kafka's classes sort partitions in.
// Source: org.apache.kafka.common.TopicPartition and Utils.TopicPartitionComparator.

export type TopicPartition = { readonly topic: string; readonly partitionIndex: number }

/** One text for one partition: a topic's name has no slash in it. */
export function topicPartitionKey({ topic, partitionIndex }: TopicPartition): string {
  return `${topic}/${partitionIndex}`
}

/** The order of UTF-16 units, as String.compareTo of Java has it. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

export function compareTopicPartitions(left: TopicPartition, right: TopicPartition): number {
  return compareText(left.topic, right.topic) || left.partitionIndex - right.partitionIndex
}
