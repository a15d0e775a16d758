// AlterPartitionReassignments (API key 45, KIP-455; KIP-860 for allowReplicationFactorChange).
// Does: starts, changes and cancels the reassignment of each partition by itself. One that has nothing to copy, or whose copies are made at
//   once, is complete in the same step.
// Does not: throttle the copying (KIP-455 leaves that to the throttle configs, which are kept and have no effect).
// Source: ReplicationControlManager.alterPartitionReassignments of Kafka 4.3; the sentences are the controller's.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type {
  AlterPartitionReassignmentsRequest,
  ReassignablePartition,
  ReassignedPartitionResult,
} from '../../../schema/kafka/requests/alter-partition-reassignments.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { decideReassignment, decideReassignmentCancellation } from '../controller/reassignment.ts'
import type { RefusedReassignment, WantedReassignment } from '../controller/reassignment.ts'
import type { Decision } from '../decision.ts'
import { updatePartition } from '../replication/leadership.ts'
import type { Step } from '../step.ts'
import { isRepeated } from './repeated.ts'

export function decideAlterPartitionReassignments(
  step: Step,
  request: AlterPartitionReassignmentsRequest,
): Decision<'AlterPartitionReassignments'> {
  const seen = new Set<string>()
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => {
      const { partitionIndex } = wanted
      if (isRepeated(seen, name, partitionIndex)) return refused(partitionIndex, 'INVALID_REQUEST', TWICE)
      return reassign(step, request.allowReplicationFactorChange, name, wanted)
    }),
  }))
  return step.decision<'AlterPartitionReassignments'>({ error: 'NONE', errorMessage: null, responses })
}

const TWICE = 'Each partition must appear at most once.'

function reassign(step: Step, allowFactorChange: boolean, name: string, wanted: ReassignablePartition): ReassignedPartitionResult {
  const { partitionIndex, replicas } = wanted
  const topic = step.cluster.topics.get(name)
  if (topic === undefined) return refused(partitionIndex, 'UNKNOWN_TOPIC_OR_PARTITION', `Unable to find a topic named ${name}.`)
  const partition = topic.partitions[partitionIndex]
  if (partition === undefined) {
    return refused(partitionIndex, 'UNKNOWN_TOPIC_OR_PARTITION', `Unable to find partition ${name}:${partitionIndex}.`)
  }
  const decided =
    replicas === null ? cancellation(topic, partition) : decideReassignment(step.cluster, partition, replicas, allowFactorChange)
  if (!decided.ok) return refused(partitionIndex, decided.error, decided.message)
  const reason = { code: replicas === null ? 'reassignmentCancelled' : 'reassignment' } as const
  updatePartition(step, topic, partition, decided.wanted, reason)
  return { partitionIndex, error: 'NONE', errorMessage: null }
}

function cancellation({ name, effectiveConfigs }: TopicView, partition: PartitionView): WantedReassignment | RefusedReassignment {
  const uncleanLeaderElectionEnabled = effectiveConfigs.uncleanLeaderElectionEnable
  return decideReassignmentCancellation(partition, {
    topicName: name,
    partitionIndex: partition.partitionIndex,
    uncleanLeaderElectionEnabled,
  })
}

function refused(partitionIndex: number, error: KafkaErrorName, errorMessage: string): ReassignedPartitionResult {
  return { partitionIndex, error, errorMessage }
}
