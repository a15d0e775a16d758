// ListPartitionReassignments (API key 46, KIP-455).
// Does: the reassignments that are under way, of the partitions named or of all. What does not exist or does not move is left out.
// Does not: anything else.
// Source: ReplicationControlManager.listPartitionReassignments of Kafka 4.3.
import type {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
  OngoingReassignment,
} from '../../../schema/kafka/requests/list-partition-reassignments.ts'
import type { ClusterView, PartitionView } from '../cluster.ts'
import { isReassignmentInProgress } from '../controller/partition-registration.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'

type TopicReassignments = ListPartitionReassignmentsResponse['topics'][number]

export function decideListPartitionReassignments(
  cluster: ClusterView,
  { topics }: ListPartitionReassignmentsRequest,
): Decision<'ListPartitionReassignments'> {
  const found =
    topics === null
      ? [...cluster.topics.values()].map(({ name, partitions }) => ongoing(name, partitions))
      : topics.map(({ name, partitionIndexes }) => ongoing(name, partitionsAt(cluster, name, partitionIndexes)))
  const moving = found.filter(({ partitions }) => partitions.length > 0)
  return answer<'ListPartitionReassignments'>({ error: 'NONE', errorMessage: null, topics: moving })
}

function partitionsAt(cluster: ClusterView, name: string, indexes: readonly number[]): PartitionView[] {
  const partitions = cluster.topics.get(name)?.partitions ?? []
  return indexes.map((index) => partitions[index]).filter((partition) => partition !== undefined)
}

function ongoing(name: string, partitions: readonly PartitionView[]): TopicReassignments {
  return { name, partitions: partitions.filter(isReassignmentInProgress).map(shown) }
}

function shown({ partitionIndex, replicas, addingReplicas, removingReplicas }: PartitionView): OngoingReassignment {
  return { partitionIndex, replicas, addingReplicas, removingReplicas }
}
