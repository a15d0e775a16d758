// What a partition does by itself, without anybody asking and without time passing: followers fetch, the high watermark moves, whoever caught up
// joins the ISR. Called again and again until there is nothing left to do.
import type { PartitionView, TopicView } from '../cluster.ts'
import type { Step } from '../step.ts'
import { stepFollowers } from './fetching.ts'
import { stepFlush } from './flush.ts'
import { stepIsr } from './isr.ts'

/** Does the next thing and says whether there was one. */
export function settlePartition(step: Step, topic: TopicView, partition: PartitionView): boolean {
  return (
    moveHighWatermark(step, topic, partition) ||
    stepFollowers(step, topic, partition) ||
    stepIsr(step, topic, partition) ||
    stepFlush(step, topic, partition)
  )
}

function moveHighWatermark(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { leader, logBrokerId, log, partitionIndex } = partition
  if (leader === -1 || leader !== logBrokerId || step.cluster.brokers.get(leader)?.process !== 'running') return false
  const highWatermark = step.rules.nextHighWatermark(step.cluster, topic, partition, step.nowMs)
  if (highWatermark === log.highWatermark) return false
  step.records.push({ kind: 'log.changed', topic: topic.name, partitionIndex, change: { kind: 'highWatermark.moved', highWatermark } })
  return true
}
