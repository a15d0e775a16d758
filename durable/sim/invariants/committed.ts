// What was committed stays: every leader has, byte for byte, all that lay below the high watermark of any leader before it.
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import { replicaOf } from '../../engine/replication/replica.ts'
import { contentOf, firstDifference } from '../content.ts'
import type { Content } from '../content.ts'
import type { PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'

/** The log of a leader that serves; null while the partition has none, or only one that is down, restarting or fenced. */
export function servingLog(cluster: ClusterView, partition: PartitionView): Content | null {
  const { leader, logBrokerId } = partition
  const broker = cluster.brokers.get(leader)
  if (broker === undefined || leader !== logBrokerId || broker.process !== 'running' || broker.fenced) return null
  const replica = replicaOf(partition, leader)
  return replica === undefined ? null : contentOf(partition, replica)
}

export function checkCommitted(cluster: ClusterView, partition: PartitionView, history: PartitionHistory): void {
  const content = servingLog(cluster, partition)
  if (content === null) return
  if (history.committed !== null) compare(history.committed, content, partition, history)
  const untilOffset = Math.max(content.highWatermark, history.committed?.untilOffset ?? 0)
  history.committed = { content, untilOffset }
}

function compare(
  committed: NonNullable<PartitionHistory['committed']>,
  content: Content,
  partition: PartitionView,
  history: PartitionHistory,
): void {
  const name = `${history.topic}-${history.partitionIndex}`
  const { untilOffset } = committed
  const who = `broker ${partition.leader}, which leads ${name} in epoch ${partition.leaderEpoch}`
  must('committed records', content.logEndOffset >= untilOffset, () => {
    return `Everything below ${untilOffset} was committed, and the log of ${who}, ends at ${content.logEndOffset}.`
  })
  if (history.isCompacted) return
  const fromOffset = Math.max(content.logStartOffset, committed.content.logStartOffset)
  const lost = firstDifference(committed.content, content, fromOffset, untilOffset)
  must('committed records', lost === null, () => `Offset ${lost} was committed, and ${who}, has something else there.`)
}
