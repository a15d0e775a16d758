// What a broker itself appends to a log that it leads: the records of its coordinators, and the markers that end transactions. Always with
// acks=all.
// Source: ReplicaManager.appendRecords with AppendOrigin.COORDINATOR of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, stampBatch, stampLogAppendTime } from '../../../schema/kafka/record-batch.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { AppendPlan } from '../log/append.ts'
import { producerFactsOf } from '../log/producer-state.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import { isUnderMinIsr } from '../replication/high-watermark.ts'
import type { Step } from '../step.ts'

export type BrokerAppend =
  | { readonly ok: true; readonly baseOffset: number; readonly waiting: WaitingPartition }
  | { readonly ok: false; readonly error: KafkaErrorName }

/** `transactionVersion` is that of the transaction which a marker ends. */
export function appendAsBroker(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  bytes: Uint8Array,
  transactionVersion = 0,
): BrokerAppend {
  if (isUnderMinIsr(topic, partition)) return { ok: false, error: 'NOT_ENOUGH_REPLICAS' }
  const { nowMs } = step
  const { segmentJitterMs, segmentMs, messageTimestampType } = topic.effectiveConfigs
  const jitterBound = Math.min(segmentJitterMs, segmentMs)
  const plan = new AppendPlan(partition.log, {
    configs: topic.effectiveConfigs,
    nowMs,
    nextExtentId: step.nextExtentId,
    nextRollJitterMs: () => (jitterBound > 0 ? step.random.below(jitterBound) : 0),
  })
  if (messageTimestampType === 'LogAppendTime') stampLogAppendTime(bytes, nowMs)
  const header = decodeBatchHeader(bytes)
  const producer = producerFactsOf(header, () => bytes)
  const { lastOffsetDelta, maxTimestamp } = header
  if (producer !== null) {
    const checked = plan.checkProducer({ lastOffsetDelta, producer }, { origin: 'coordinator', transactionVersion })
    if (checked.kind === 'refused') return { ok: false, error: checked.error }
  }
  const { leader, leaderEpoch, partitionIndex } = partition
  const { baseOffset, place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch, producer })
  stampBatch(bytes, baseOffset, leaderEpoch)
  step.write({ ...place, maxTimestamp, bytes })
  for (const change of plan.changes) step.records.push({ kind: 'log.changed', topic: topic.name, partitionIndex, change })
  const { name, topicId } = topic
  const waiting = { topic: name, topicId, partitionIndex, brokerId: leader, leaderEpoch, requiredOffset: plan.logEndOffset }
  return { ok: true, baseOffset, waiting }
}
