// The gauges: what the cluster is at this moment. Nothing is kept for them; they are worked out whenever somebody asks, in one walk.
// Source: Partition.isUnderReplicated, isUnderMinIsr and isAtMinIsr, AbstractFetcherThread's lag, ControllerMetricsChanges of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../../engine/cluster.ts'
import { hasLeader, hasPreferredLeader, isReassignmentInProgress } from '../../engine/controller/partition-registration.ts'
import { lastStableOffset } from '../../engine/log/transactions.ts'
import { minIsrOf } from '../../engine/replication/high-watermark.ts'
import { replicaLog, replicaOffsets } from '../../engine/replication/replica.ts'
import type { ReplicaView } from '../../engine/replication/replica.ts'
import type { MetricList } from './metric-list.ts'
import { bytesUntil } from './replicated-bytes.ts'

const COUNTED = ['underReplicated', 'underMinIsr', 'atMinIsr', 'leaderCount', 'partitionCount', 'reassigning'] as const

/** One broker's gauges, or the whole cluster's. */
type Counts = Record<(typeof COUNTED)[number] | 'maxLag', number>

function noCounts(): Counts {
  return { underReplicated: 0, underMinIsr: 0, atMinIsr: 0, leaderCount: 0, partitionCount: 0, reassigning: 0, maxLag: 0 }
}

/** Whether somebody could ask the node: where no process is, nothing reports. */
export function isReporting({ process }: { readonly process: string }): boolean {
  return process === 'running' || process === 'paused'
}

export function listGauges(into: MetricList, cluster: ClusterView): void {
  listController(into, cluster)
  listBrokers(into, cluster)
  listReplicas(into, cluster)
}

function listController(into: MetricList, { activeController, controllers, brokers, topics }: ClusterView): void {
  const partitions = [...topics.values()].flatMap((topic) => topic.partitions)
  const fenced = [...brokers.values()].filter((broker) => broker.fenced).length
  into.gauge('activeController', activeController === -1 ? 0 : 1)
  for (const { nodeId, process } of controllers.values()) {
    if (isReporting({ process })) into.gauge('activeController', nodeId === activeController ? 1 : 0, { nodeId })
  }
  into.gauge('activeBrokers', brokers.size - fenced)
  into.gauge('fencedBrokers', fenced)
  into.gauge('globalTopics', topics.size)
  into.gauge('globalPartitions', partitions.length)
  into.gauge('offlinePartitions', partitions.filter((partition) => !hasLeader(partition)).length)
  into.gauge('preferredImbalance', partitions.filter((partition) => !hasPreferredLeader(partition)).length)
}

/** The cluster's numbers are those of the registrations, whoever is alive to report them. */
function listBrokers(into: MetricList, cluster: ClusterView): void {
  const whole = noCounts()
  const byBroker = new Map([...cluster.brokers.values()].filter(isReporting).map(({ brokerId }) => [brokerId, noCounts()] as const))
  for (const topic of cluster.topics.values()) {
    for (const partition of topic.partitions) {
      for (const counts of [whole, byBroker.get(partition.leader)]) if (counts !== undefined) countLed(counts, topic, partition)
      for (const replica of partition.replicaStates) {
        whole.partitionCount++
        const counts = byBroker.get(replica.brokerId)
        if (counts === undefined) continue
        counts.partitionCount++
        counts.maxLag = Math.max(counts.maxLag, lagOf(partition, replica))
        whole.maxLag = Math.max(whole.maxLag, counts.maxLag)
      }
    }
  }
  listCounts(into, whole, {})
  for (const [nodeId, counts] of byBroker) listCounts(into, counts, { nodeId })
}

function listCounts(into: MetricList, counts: Counts, subject: { readonly nodeId?: number }): void {
  for (const name of [...COUNTED, 'maxLag'] as const) into.gauge(name, counts[name], subject)
}

function countLed(counts: Counts, topic: TopicView, partition: PartitionView): void {
  if (!hasLeader(partition)) return
  const { isr, replicas, addingReplicas } = partition
  const minIsr = minIsrOf(topic, partition)
  counts.leaderCount++
  // Replicas that a reassignment adds are not missed while they catch up.
  if (isr.length < replicas.filter((brokerId) => !addingReplicas.includes(brokerId)).length) counts.underReplicated++
  if (isr.length < minIsr) counts.underMinIsr++
  if (isr.length === minIsr) counts.atMinIsr++
  if (isReassignmentInProgress(partition)) counts.reassigning++
}

function lagOf(partition: PartitionView, replica: ReplicaView): number {
  if (!hasLeader(partition) || replica.brokerId === partition.leader) return 0
  return Math.max(0, partition.log.highWatermark - replicaOffsets(partition, replica).logEndOffset)
}

function listReplicas(into: MetricList, cluster: ClusterView): void {
  for (const { name: topic, partitions } of cluster.topics.values()) {
    for (const partition of partitions) {
      for (const replica of partition.replicaStates) {
        const broker = cluster.brokers.get(replica.brokerId)
        if (broker !== undefined && isReporting(broker)) listReplica(into, topic, partition, replica)
      }
    }
  }
}

function listReplica(into: MetricList, topic: string, partition: PartitionView, replica: ReplicaView): void {
  const log = replicaLog(partition, replica)
  const { logStartOffset, logEndOffset, highWatermark } = replicaOffsets(partition, replica)
  const segments = log.segments.filter(({ baseOffset }) => baseOffset < logEndOffset).length
  const isWhole = logEndOffset === log.logEndOffset
  const subject = { nodeId: replica.brokerId, topic, partitionIndex: partition.partitionIndex }
  into.gauge('logSize', bytesUntil(log, logEndOffset), subject)
  into.gauge('logStartOffset', logStartOffset, subject)
  into.gauge('logEndOffset', logEndOffset, subject)
  // An active segment without records is a segment too.
  into.gauge('numLogSegments', isWhole ? log.segments.length : Math.max(1, segments), subject)
  const stable = lastStableOffset({ ...log, logStartOffset, highWatermark })
  into.gauge('lastStableOffsetLag', highWatermark - stable, subject)
}
