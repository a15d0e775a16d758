// When a broker forces its log to the disk: after flush.messages records, or flush.ms after the last time. Otherwise it leaves that to the operating system, as Kafka does by
// default, and what the page cache held is lost with the machine.
// Source: UnifiedLog.append (unflushedMessages) of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { earliest } from '../earliest.ts'
import type { Step } from '../step.ts'
import { recoveryPointOf, replicaOffsets } from './replica.ts'

export function stepFlush(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { flushMessages, flushMs } = topic.effectiveConfigs
  if (isNever(flushMessages) && isNever(flushMs)) return false
  const before = step.records.length
  for (const { brokerId, flushedMs, logEndOffset, unflushed } of unflushedReplicas(step.cluster, partition)) {
    if (unflushed >= flushMessages || step.nowMs - flushedMs >= flushMs) flushed(step, topic, partition, brokerId, logEndOffset)
  }
  return step.records.length > before
}

/** When flush.ms is over for the next replica, milliseconds; null while the config has its default, or all is on the disk. */
export function nextFlushMs(cluster: ClusterView, topic: TopicView, partition: PartitionView): number | null {
  const { flushMs } = topic.effectiveConfigs
  if (isNever(flushMs)) return null
  let dueMs: number | null = null
  for (const { flushedMs } of unflushedReplicas(cluster, partition)) dueMs = earliest(dueMs, flushedMs + flushMs)
  return dueMs
}

/** The defaults are 2^63 - 1, which arrive as the largest safe integer, and this is asked after every append. */
function isNever(limit: number): boolean {
  return limit >= Number.MAX_SAFE_INTEGER
}

type Unflushed = { readonly brokerId: number; readonly flushedMs: number; readonly logEndOffset: number; readonly unflushed: number }

function unflushedReplicas(cluster: ClusterView, partition: PartitionView): Unflushed[] {
  const found: Unflushed[] = []
  for (const replica of partition.replicaStates) {
    const { brokerId, flushedMs } = replica
    const { logEndOffset } = replicaOffsets(partition, replica)
    const unflushed = logEndOffset - recoveryPointOf(partition, replica)
    if (unflushed > 0 && cluster.brokers.get(brokerId)?.process === 'running') found.push({ brokerId, flushedMs, logEndOffset, unflushed })
  }
  return found
}

export function flushed(step: Step, topic: TopicView, partition: PartitionView, brokerId: number, flushedOffset: number): void {
  step.records.push({ kind: 'log.flushed', topic: topic.name, partitionIndex: partition.partitionIndex, brokerId, flushedOffset })
}
