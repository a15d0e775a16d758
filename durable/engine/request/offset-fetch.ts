// OffsetFetch (API key 9), versions 1 to 10 by meaning, for one group a request.
// Does: the offsets that a group has committed, of the partitions asked for or of all. With requireStable a partition that an open transaction is
//   about to commit an offset of is UNSTABLE_OFFSET_COMMIT, so that a consumer does not read again what the transaction has worked on (KIP-447).
//   A member of a KIP-848 group is asked for its epoch. Topics may be named by their ids.
// Source: OffsetMetadataManager.fetchOffsets and fetchAllOffsets of Kafka 4.3.
import type {
  FetchedOffset,
  OffsetFetchRequest,
  OffsetFetchResponse,
  OffsetFetchTopic,
} from '../../../schema/kafka/requests/offset-fetch.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { viewKey } from '../cluster.ts'
import type { ClusterView } from '../cluster.ts'
import { topicById } from '../find-topic.ts'
import { refuseFetch } from '../group/any-group.ts'
import { groupOf } from '../group/group-offsets.ts'
import type { GroupOffsets } from '../group/group-offsets.ts'
import { knownGroup } from '../group/known-group.ts'
import { indexesByTopic } from '../partition-key.ts'
import type { PartitionKey } from '../partition-key.ts'

type Wanted = { readonly name: string; readonly topicId: string; readonly partitionIndexes: readonly number[] }

export function decideOffsetFetch(cluster: ClusterView, request: OffsetFetchRequest, brokerId: number | null): Decision<'OffsetFetch'> {
  const { groupId, requireStable } = request
  const place = coordinatorPlace(cluster, CONSUMER_OFFSETS, groupId, brokerId)
  if (!place.ok && !place.isTopicMissing) return answer<'OffsetFetch'>(failed(request, place.error))
  if (place.ok && !isLoaded(cluster, place)) return answer<'OffsetFetch'>(failed(request, 'COORDINATOR_LOAD_IN_PROGRESS'))
  // Nobody has ever joined a group or committed an offset while the topic is not there.
  const known = place.ok ? knownGroup(cluster, place.partition.partitionIndex, groupId) : null
  const refusal = refuseFetch(known, request.memberId, request.memberEpoch)
  if (refusal !== null) return answer<'OffsetFetch'>(failed(request, refusal))
  const group = known?.offsets ?? groupOf(new Map(), groupId)
  const wanted = request.topics === null ? committedPartitions(cluster, group) : namedPartitions(cluster, request.topics)
  const fetchOffset = offsetsOf(group, requireStable)
  return answer<'OffsetFetch'>({
    error: 'NONE',
    topics: wanted.map(({ name, topicId, partitionIndexes }) => ({
      name,
      topicId,
      partitions: partitionIndexes.map((partitionIndex) => fetchOffset({ topic: name, partitionIndex })),
    })),
  })
}

function committedPartitions({ topics }: ClusterView, { committed }: GroupOffsets): Wanted[] {
  return Array.from(indexesByTopic(committed), ([name, partitionIndexes]) => {
    return { name, topicId: topics.get(name)?.topicId ?? '', partitionIndexes }
  })
}

/** Each partition once: what one of them says may be a thousand times as long as its name. A topic that has no such id keeps its empty name. */
function namedPartitions(cluster: ClusterView, topics: readonly OffsetFetchTopic[]): Wanted[] {
  const seen = new Set<string>()
  return topics.map(({ name: byName, topicId: byId, partitionIndexes }) => {
    const topic = byId === undefined ? cluster.topics.get(byName) : topicById(cluster, byId)
    const topicId = byId ?? topic?.topicId ?? ''
    const name = byId === undefined ? byName : (topic?.name ?? '')
    const isNew = (partitionIndex: number): boolean => {
      const { size } = seen
      return seen.add(viewKey(byId ?? name, partitionIndex)).size > size
    }
    return { name, topicId, partitionIndexes: partitionIndexes.filter(isNew) }
  })
}

function offsetsOf({ committed, pending }: GroupOffsets, requireStable: boolean): (partition: PartitionKey) => FetchedOffset {
  const offsets = new Map(committed.map((offset) => [keyOf(offset), offset]))
  const unstable = new Set(requireStable ? pending.flatMap((ofProducer) => ofProducer.offsets.map(keyOf)) : [])
  return (partition) => {
    const { topic, partitionIndex } = partition
    if (topic === '') return noOffset(partitionIndex, 'UNKNOWN_TOPIC_ID')
    if (unstable.has(keyOf(partition))) return noOffset(partitionIndex, 'UNSTABLE_OFFSET_COMMIT')
    const found = offsets.get(keyOf(partition))
    if (found === undefined) return noOffset(partitionIndex, 'NONE')
    const { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata } = found
    return { partitionIndex, error: 'NONE', committedOffset, committedLeaderEpoch, metadata }
  }
}

function keyOf({ topic, partitionIndex }: PartitionKey): string {
  return viewKey(topic, partitionIndex)
}

function noOffset(partitionIndex: number, error: KafkaErrorName): FetchedOffset {
  return { partitionIndex, error, committedOffset: -1, committedLeaderEpoch: -1, metadata: '' }
}

function failed({ topics }: OffsetFetchRequest, error: KafkaErrorName): OffsetFetchResponse {
  const partitionsOf = ({ name, topicId = '', partitionIndexes }: OffsetFetchTopic) => {
    return { name, topicId, partitions: partitionIndexes.map((partitionIndex) => noOffset(partitionIndex, error)) }
  }
  return { error, topics: (topics ?? []).map(partitionsOf) }
}
