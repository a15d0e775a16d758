// What a broker itself appends to a log that it leads: the records of its coordinators, and the markers that end transactions. Always with
// acks=all.
// Source: ReplicaManager.appendRecords with AppendOrigin.COORDINATOR of Kafka 4.3.
import { encodeControlBatch } from '../../../schema/kafka/control-record.ts'
import type { TransactionMarker } from '../../../schema/kafka/control-record.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, stampBatch, stampLogAppendTime } from '../../../schema/kafka/record-batch.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { MAX_ROW_BYTES } from '../../../schema/limits.ts'
import { AppendPlan } from '../log/append.ts'
import { NO_SEQUENCE, producerFactsOf } from '../log/producer-state.ts'
import type { ProducerFacts } from '../log/producer-state.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import { isUnderMinIsr } from '../replication/high-watermark.ts'
import type { Step } from '../step.ts'

export type BrokerAppend =
  | { readonly ok: true; readonly baseOffset: number; readonly waiting: WaitingPartition }
  | { readonly ok: false; readonly error: KafkaErrorName }

export function appendAsBroker(step: Step, topic: TopicView, partition: PartitionView, bytes: Uint8Array): BrokerAppend {
  return append(
    step,
    topic,
    partition,
    bytes,
    producerFactsOf(decodeBatchHeader(bytes), () => bytes),
    0,
  )
}

/** `transactionVersion` is that of the transaction which the marker ends. What the marker says is known, so nobody reads it again. */
export function appendMarker(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  marker: TransactionMarker,
  transactionVersion: number,
): BrokerAppend {
  const { type, timestampMs, producerId, producerEpoch, coordinatorEpoch } = marker
  const ofMarker = { type, coordinatorEpoch, timestampMs }
  const producer = { producerId, producerEpoch, baseSequence: NO_SEQUENCE, isTransactional: true, marker: ofMarker } as const
  return append(step, topic, partition, encodeControlBatch(marker), producer, transactionVersion)
}

function append(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  bytes: Uint8Array,
  producer: ProducerFacts | null,
  transactionVersion: number,
): BrokerAppend {
  if (isUnderMinIsr(topic, partition)) return { ok: false, error: 'NOT_ENOUGH_REPLICAS' }
  // A row of the storage holds no more, whatever max.message.bytes says; locally it would.
  if (bytes.length > MAX_ROW_BYTES) return { ok: false, error: 'MESSAGE_TOO_LARGE' }
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
  const { lastOffsetDelta, maxTimestamp } = decodeBatchHeader(bytes)
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
