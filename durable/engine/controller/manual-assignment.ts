// Checking replicas that somebody chose by hand, with the controller's own sentences. The error is INVALID_REPLICA_ASSIGNMENT.
// Source: ReplicationControlManager.validateManualPartitionAssignment of Kafka 4.3.
import type { ClusterView } from '../cluster.ts'

/** The first thing that is wrong, or null. `replicationFactor` is the one that earlier partitions of the topic have, if any. */
export function checkManualAssignments(
  cluster: ClusterView,
  assignments: readonly (readonly number[])[],
  replicationFactor: number | null,
): string | null {
  let expected = replicationFactor
  for (const replicas of assignments) {
    const message = checkOne(cluster, replicas, expected)
    if (message !== null) return message
    expected = replicas.length
  }
  return null
}

function checkOne(cluster: ClusterView, replicas: readonly number[], expected: number | null): string | null {
  if (replicas.length === 0) return 'The manual partition assignment includes an empty replica list.'
  const unknown = replicas.find((brokerId) => !cluster.brokers.has(brokerId))
  if (unknown !== undefined) return `The manual partition assignment includes broker ${unknown}, but no such broker is registered.`
  const twice = replicas.find((brokerId, index) => replicas.indexOf(brokerId) !== index)
  if (twice !== undefined) return `The manual partition assignment includes the broker ${twice} more than once.`
  if (expected === null || expected === replicas.length) return null
  return (
    `The manual partition assignment includes a partition with ${replicas.length} replica(s), but this is not ` +
    `consistent with previous partitions, which have ${expected} replica(s).`
  )
}
