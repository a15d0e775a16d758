// DescribeTopicPartitions (API key 75, KIP-966).
// Does: topics with leader, replicas, ISR, eligible leader replicas and the last known ones; in pages, sorted by topic.
// Does not: authorized operations.
// Source: DescribeTopicPartitionsRequestHandler and KRaftMetadataCache.describeTopicResponse of Kafka 4.3.
import type {
  DescribedPartition,
  DescribedTopic,
  DescribeTopicPartitionsRequest,
  TopicPartitionCursor,
} from '../../../schema/kafka/requests/describe-topic-partitions.ts'
import { checkTopicName } from '../../../schema/kafka/topic-name.ts'
import type { ClusterView, PartitionView } from '../cluster.ts'
import { answer } from '../decision.ts'
import { isInternalTopic } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'

/** max.request.partition.size.limit by default. */
const MAX_PARTITIONS_PER_ANSWER = 2_000

export function decideDescribeTopicPartitions(
  cluster: ClusterView,
  request: DescribeTopicPartitionsRequest,
): Decision<'DescribeTopicPartitions'> {
  const { cursor } = request
  if (cursor !== null && !isPossible(cursor, request)) {
    const topics = request.topics.map(({ name }) => failed(name, 'INVALID_REQUEST'))
    return answer<'DescribeTopicPartitions'>({ topics, nextCursor: null })
  }
  const wanted = request.topics.length === 0 ? [...cluster.topics.keys()] : request.topics.map(({ name }) => name)
  const names = [...new Set(wanted)].filter((name) => cursor === null || name >= cursor.topicName).sort()
  const limit = Math.max(1, Math.min(MAX_PARTITIONS_PER_ANSWER, request.responsePartitionLimit))
  return answer<'DescribeTopicPartitions'>(page(cluster, names, cursor, limit))
}

/** Whoever names topics names the one where to go on among them. */
function isPossible({ topicName, partitionIndex }: TopicPartitionCursor, { topics }: DescribeTopicPartitionsRequest): boolean {
  return partitionIndex >= 0 && (topics.length === 0 || topics.some(({ name }) => name === topicName))
}

type Page = { readonly topics: readonly DescribedTopic[]; readonly nextCursor: TopicPartitionCursor | null }

function page(cluster: ClusterView, names: readonly string[], cursor: TopicPartitionCursor | null, limit: number): Page {
  const topics: DescribedTopic[] = []
  let left = limit
  for (const name of names) {
    const first = name === cursor?.topicName ? cursor.partitionIndex : 0
    if (left === 0) return { topics, nextCursor: { topicName: name, partitionIndex: first } }
    const topic = cluster.topics.get(name)
    if (topic === undefined) {
      topics.push(failed(name, checkTopicName(name).ok ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION'))
      continue
    }
    const shown = topic.partitions.slice(first, first + left)
    const partitions = shown.map((partition) => describe(cluster, partition))
    topics.push({ error: 'NONE', name, topicId: topic.topicId, isInternal: isInternalTopic(name), partitions })
    left -= shown.length
    const next = first + shown.length
    if (next < topic.partitions.length) return { topics, nextCursor: { topicName: name, partitionIndex: next } }
  }
  return { topics, nextCursor: null }
}

function describe({ brokers }: ClusterView, partition: PartitionView): DescribedPartition {
  const { partitionIndex, leader: leaderId, leaderEpoch, replicas, isr, elr, lastKnownElr } = partition
  return {
    // Unlike Metadata, this API says what there is and leaves it to the client what a missing leader means.
    error: 'NONE',
    partitionIndex,
    leaderId,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: isr,
    eligibleLeaderReplicas: elr,
    lastKnownElr,
    offlineReplicas: replicas.filter((brokerId) => brokers.get(brokerId)?.fenced ?? true),
  }
}

function failed(name: string, error: DescribedTopic['error']): DescribedTopic {
  return { error, name, topicId: '', isInternal: false, partitions: [] }
}
