// How far a partition's records are committed: the leader's high watermark.
// Source: Partition.maybeIncrementLeaderHW and isUnderMinIsr of Kafka 4.3; KIP-966 for the rule that it stands still below min ISR.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { isActive } from '../controller/is-active.ts'
import type { ReplicaView } from './replica.ts'

/** Kafka's effective min ISR: nobody can ask for more replicas than there are. */
export function minIsrOf(topic: TopicView, partition: PartitionView): number {
  return Math.min(topic.effectiveConfigs.minInsyncReplicas, partition.replicas.length)
}

export function isUnderMinIsr(topic: TopicView, partition: PartitionView): boolean {
  return partition.isr.length < minIsrOf(topic, partition)
}

/** Where the high watermark belongs now; never below where it is. */
export function nextHighWatermark(cluster: ClusterView, topic: TopicView, partition: PartitionView, nowMs: number): number {
  const { log, leader } = partition
  if (isUnderMinIsr(topic, partition)) return log.highWatermark
  let committed = log.logEndOffset
  for (const replica of partition.replicaStates) {
    if (replica.brokerId === leader || replica.known.logEndOffset >= committed) continue
    if (countsForCommit(cluster, partition, replica, nowMs)) committed = Math.max(0, replica.known.logEndOffset)
  }
  return Math.max(log.highWatermark, committed)
}

/** Members of the ISR count, those on their way in count, and so does whoever is in sync and about to be asked in. */
function countsForCommit(cluster: ClusterView, partition: PartitionView, replica: ReplicaView, nowMs: number): boolean {
  const { brokerId, known } = replica
  if (partition.isr.includes(brokerId) || partition.pendingIsr?.includes(brokerId) === true) return true
  const isCaughtUp = nowMs - known.lastCaughtUpMs <= cluster.effectiveBrokerConfigs.replicaLagTimeMaxMs
  return isCaughtUp && isActive(cluster, brokerId)
}
