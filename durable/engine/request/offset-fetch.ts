// OffsetFetch (API key 9), versions 7 and newer by meaning, for one group a request.
// Does: the offsets that a group has committed, of the partitions asked for or of all. With requireStable a partition that an open transaction is
//   about to commit an offset of is UNSTABLE_OFFSET_COMMIT, so that a consumer does not read again what the transaction has worked on (KIP-447).
//   A member of a KIP-848 group is asked for its epoch.
// Source: OffsetMetadataManager.fetchOffsets and fetchAllOffsets of Kafka 4.3.
import type { FetchedOffset, OffsetFetchRequest, OffsetFetchResponse } from '../../../schema/kafka/requests/offset-fetch.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { ClusterView } from '../cluster.ts'
import { refuseFetch } from '../group/any-group.ts'
import { groupOf } from '../group/group-offsets.ts'
import type { GroupOffsets } from '../group/group-offsets.ts'
import { knownGroup } from '../group/known-group.ts'
import { indexesByTopic } from '../partition-key.ts'

type Wanted = { readonly name: string; readonly partitionIndexes: readonly number[] }

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
  const topics = request.topics ?? committedPartitions(group)
  return answer<'OffsetFetch'>({
    error: 'NONE',
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => fetchOffset(group, name, partitionIndex, requireStable)),
    })),
  })
}

function committedPartitions({ committed }: GroupOffsets): Wanted[] {
  return Array.from(indexesByTopic(committed), ([name, partitionIndexes]) => ({ name, partitionIndexes }))
}

function fetchOffset(group: GroupOffsets, name: string, partitionIndex: number, requireStable: boolean): FetchedOffset {
  const isWanted = (one: { topic: string; partitionIndex: number }) => one.topic === name && one.partitionIndex === partitionIndex
  if (requireStable && group.pending.some(({ offsets }) => offsets.some(isWanted)))
    return noOffset(partitionIndex, 'UNSTABLE_OFFSET_COMMIT')
  const found = group.committed.find(isWanted)
  if (found === undefined) return { ...noOffset(partitionIndex, 'NONE'), metadata: '' }
  const { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata } = found
  return { partitionIndex, error: 'NONE', committedOffset, committedLeaderEpoch, metadata }
}

function noOffset(partitionIndex: number, error: KafkaErrorName): FetchedOffset {
  return { partitionIndex, error, committedOffset: -1, committedLeaderEpoch: -1, metadata: null }
}

function failed({ topics }: OffsetFetchRequest, error: KafkaErrorName): OffsetFetchResponse {
  const partitionsOf = ({ name, partitionIndexes }: Wanted) => {
    return { name, partitions: partitionIndexes.map((partitionIndex) => noOffset(partitionIndex, error)) }
  }
  return { error, topics: (topics ?? []).map(partitionsOf) }
}
