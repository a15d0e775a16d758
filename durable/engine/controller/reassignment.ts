// Moving a partition to other brokers (KIP-455): what AlterPartitionReassignments wants of it, or why that is refused. A reassignment first
// adds the new replicas beside the old ones; changePartition completes it once they are in sync, at once where nothing has to be copied.
// Source: ReplicationControlManager.changePartitionReassignment and cancelPartitionReassignment, PartitionReassignmentReplicas and
// PartitionReassignmentRevert of Kafka 4.3; the sentences are the controller's.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { assert, present } from '../assert.ts'
import type { ClusterView } from '../cluster.ts'
import type { ElectionType } from './leader-election.ts'
import { checkManualAssignments } from './manual-assignment.ts'
import type { PartitionTargets } from './partition-change.ts'
import { isReassignmentInProgress } from './partition-registration.ts'
import type { PartitionRegistrationView } from './partition-registration.ts'

/** To be spread into what changePartition takes. The change itself may still come out as null: already there. */
export type WantedReassignment = { readonly ok: true; readonly wanted: PartitionTargets & { readonly election: ElectionType } }
export type RefusedReassignment = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

/** Which partition a sentence is about, and whether its topic has unclean.leader.election.enable. */
export type ReassignedPartition = {
  readonly topicName: string
  readonly partitionIndex: number
  readonly uncleanLeaderElectionEnabled: boolean
}

/** The replicas while a reassignment runs: the target in its order, then what is removed. Added and removed ones are in ascending order. */
export type ReassignmentReplicas = {
  readonly replicas: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
}

/** `allowReplicationFactorChange` is the request's word (KIP-860). */
export function decideReassignment(
  cluster: ClusterView,
  registration: PartitionRegistrationView,
  target: readonly number[],
  allowReplicationFactorChange: boolean,
): WantedReassignment | RefusedReassignment {
  const invalid = checkManualAssignments(cluster, [target], null)
  if (invalid !== null) return { ok: false, error: 'INVALID_REPLICA_ASSIGNMENT', message: invalid }
  const factor = replicationFactor(registration)
  if (!allowReplicationFactorChange && factor !== target.length) {
    const message = `The replication factor is changed from ${factor} to ${target.length}`
    return { ok: false, error: 'INVALID_REPLICATION_FACTOR', message }
  }
  const { replicas, adding, removing } = reassignmentReplicas(registration.replicas, target)
  // Empty lists are left out, as in Kafka: a target that adds and removes nothing leaves those of a running reassignment in force.
  const wanted = {
    election: 'ONLINE' as const,
    targetReplicas: replicas,
    ...(removing.length === 0 ? {} : { targetRemoving: removing }),
    ...(adding.length === 0 ? {} : { targetAdding: adding }),
  }
  return { ok: true, wanted }
}

/**
 * Takes the added replicas away again and keeps those that were to be removed. Where only added ones are in sync, the first of the old
 * replicas would have to lead without what it misses, so that needs the topic's consent to unclean elections.
 */
export function decideReassignmentCancellation(
  registration: PartitionRegistrationView,
  partition: ReassignedPartition,
): WantedReassignment | RefusedReassignment {
  if (!isReassignmentInProgress(registration)) {
    const { name, message } = kafkaError('NO_REASSIGNMENT_IN_PROGRESS')
    return { ok: false, error: name, message }
  }
  const isOriginal = (brokerId: number): boolean => !registration.addingReplicas.includes(brokerId)
  const replicas = registration.replicas.filter(isOriginal)
  assert(replicas.length > 0, 'a reassignment started from at least one replica')
  const isr = registration.isr.filter(isOriginal)
  if (isr.length === 0 && !partition.uncleanLeaderElectionEnabled) return refuseUncleanRevert(partition)
  return {
    ok: true,
    wanted: {
      election: partition.uncleanLeaderElectionEnabled ? 'UNCLEAN' : 'ONLINE',
      targetIsr: isr.length > 0 ? isr : [present(replicas[0], 'the first replica')],
      targetReplicas: replicas,
      targetRemoving: [],
      targetAdding: [],
    },
  }
}

export function reassignmentReplicas(current: readonly number[], target: readonly number[]): ReassignmentReplicas {
  const removing = ascendingDifference(current, target)
  return { replicas: [...target, ...removing], adding: ascendingDifference(target, current), removing }
}

/** How many replicas the partition has, or will have when the running reassignment is complete. */
function replicationFactor({ replicas, removingReplicas }: PartitionRegistrationView): number {
  return replicas.filter((brokerId) => !removingReplicas.includes(brokerId)).length
}

function refuseUncleanRevert({ topicName, partitionIndex }: ReassignedPartition): RefusedReassignment {
  const place = `${topicName}:${partitionIndex}`
  const message = `Unable to revert partition assignment for ${place} because it would require an unclean leader election.`
  return { ok: false, error: 'INVALID_REPLICA_ASSIGNMENT', message }
}

function ascendingDifference(brokerIds: readonly number[], excluded: readonly number[]): number[] {
  return brokerIds.filter((brokerId) => !excluded.includes(brokerId)).sort((one, other) => one - other)
}
