// A partition by its topic's name and its number, and in the forms and the order that Kafka's classes have it in.
// Source: org.apache.kafka.common.TopicPartition, Utils.TopicPartitionComparator and CollectionUtils.groupPartitionsByTopic.

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

/** The partitions of each topic, as messages have them; topics and partitions stay in the order in which they come. */
export function groupByTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: readonly number[] }[] {
  const topics = new Map<string, number[]>()
  for (const { topic, partitionIndex } of partitions) {
    const indexes = topics.get(topic)
    if (indexes === undefined) topics.set(topic, [partitionIndex])
    else indexes.push(partitionIndex)
  }
  return Array.from(topics, ([topic, indexes]) => ({ topic, partitions: indexes }))
}

export function flattenTopics(topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partitionIndex) => ({ topic, partitionIndex })))
}
