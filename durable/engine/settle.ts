// What follows by itself from what just happened, one thing at a time, until the cluster is at rest. First the nodes, because what they do decides
// who leads; then the partitions that were touched.
import type { PartitionView, TopicView } from './cluster.ts'
import { settleBrokers, settleLeaderless } from './controller/brokers.ts'
import { settleQuorum } from './controller/quorum.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from './coordinator/internal-topics.ts'
import { settleOffsets } from './group/settle-offsets.ts'
import type { PartitionKey } from './partition-key.ts'
import { settlePartition } from './replication/settle-partition.ts'
import type { Step } from './step.ts'
import { settleCoordinator } from './transaction/settle-coordinator.ts'
import { settleMarkers } from './transaction/settle-markers.ts'

export function settleNodes(step: Step): boolean {
  return settleQuorum(step) || settleBrokers(step)
}

export function settleOne(step: Step, key: PartitionKey): boolean {
  const topic = step.cluster.topics.get(key.topic)
  const partition = topic?.partitions[key.partitionIndex]
  if (topic === undefined || partition === undefined) return false
  return settleLeaderless(step, topic, partition) || settlePartition(step, topic, partition) || settleCoordination(step, topic, partition)
}

/** A log in which coordinators write is followed by their memory; every log gets the markers of its transactions. */
function settleCoordination(step: Step, topic: TopicView, partition: PartitionView): boolean {
  if (topic.name === TRANSACTION_STATE) return settleCoordinator(step, topic, partition)
  return (topic.name === CONSUMER_OFFSETS && settleOffsets(step, topic, partition)) || settleMarkers(step, topic, partition)
}
