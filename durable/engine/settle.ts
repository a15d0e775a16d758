// What follows by itself from what just happened, one thing at a time, until the cluster is at rest. First the nodes, because what they do decides
// who leads; then the partitions that were touched.
import { settleBrokers, settleLeaderless } from './controller/brokers.ts'
import { settleQuorum } from './controller/quorum.ts'
import type { PartitionKey } from './partition-key.ts'
import { settlePartition } from './replication/settle-partition.ts'
import type { Step } from './step.ts'

export function settleNodes(step: Step): boolean {
  return settleQuorum(step) || settleBrokers(step)
}

export function settleOne(step: Step, key: PartitionKey): boolean {
  const topic = step.cluster.topics.get(key.topic)
  const partition = topic?.partitions[key.partitionIndex]
  if (topic === undefined || partition === undefined) return false
  return settleLeaderless(step, topic, partition) || settlePartition(step, topic, partition)
}
