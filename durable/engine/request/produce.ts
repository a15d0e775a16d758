// Produce (API key 0).
// Does: appends record batches to the leader's log, gives offsets, advances the high watermark, stamps LogAppendTime. Answers per
//   partition. Refuses what Kafka's LogValidator and UnifiedLog refuse: see the checks below, in their order.
// Does not: idempotent and transactional producers (batches with a producer id are refused, since no id was ever given out), waiting for
//   followers (replication), acks=0 without an answer (a matter of the wire), re-compression to the topic's compression.type.
// Source: ReplicaManager.appendRecords, UnifiedLog.append, LogValidator of Kafka 4.3; KIP-98, KIP-467, KIP-679.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, isControl, isTransactional, stampBatch, stampLogAppendTime } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type {
  PartitionProduceData,
  PartitionProduceResponse,
  ProduceRequest,
  TopicProduceResponse,
} from '../../../schema/kafka/requests/produce.ts'
import { MAX_ROW_BYTES, MAX_STORED_BYTES } from '../../../schema/limits.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { AppendPlan, segmentBytes } from '../log/append.ts'
import { Step } from '../step.ts'

type Refusal = { readonly error: KafkaErrorName; readonly message: string | null }

export function decideProduce(cluster: ClusterView, request: ProduceRequest, nowMs: number): Decision<'Produce'> {
  const step = new Step(cluster)
  const refusal = refuseRequest(request)
  const responses = request.topicData.map(({ name, topicId, partitionData }) => {
    const topic = cluster.topics.get(name)
    const appends = new TopicAppends(step, topic, cluster.storedBytes, nowMs)
    const partitionResponses = partitionData.map((data) => {
      if (refusal !== null) return refused(data, refusal)
      if (topic === undefined) return refused(data, { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null })
      if (topicId !== null && topicId !== topic.topicId) return refused(data, { error: 'UNKNOWN_TOPIC_ID', message: null })
      return appends.append(topic, data)
    })
    appends.finish()
    return { name, partitionResponses }
  })
  if (request.atomic && responses.some(hasError)) return answer<'Produce'>({ responses: responses.map(notAttempted) })
  return step.decision<'Produce'>({ responses })
}

function hasError({ partitionResponses }: TopicProduceResponse): boolean {
  return partitionResponses.some(({ error }) => error !== 'NONE')
}

/** What was decided for the good batches is thrown away with the step, so nothing of it happens. */
function notAttempted({ name, partitionResponses }: TopicProduceResponse): TopicProduceResponse {
  const refusal: Refusal = { error: 'OPERATION_NOT_ATTEMPTED', message: null }
  return {
    name,
    partitionResponses: partitionResponses.map((response) => (response.error === 'NONE' ? refused(response, refusal) : response)),
  }
}

function refuseRequest(request: ProduceRequest): Refusal | null {
  if (request.transactionalId !== null) {
    return { error: 'INVALID_TXN_STATE', message: 'No transaction was begun with this transactional id.' }
  }
  if (request.acks !== 0 && request.acks !== 1 && request.acks !== -1) return { error: 'INVALID_REQUIRED_ACKS', message: null }
  return null
}

/** The appends of one request to one topic: one plan a partition, so that several batches in a request follow each other. */
class TopicAppends {
  readonly #step: Step
  readonly #topic: TopicView | undefined
  readonly #storedBytes: number
  readonly #nowMs: number
  readonly #plans = new Map<number, AppendPlan>()

  constructor(step: Step, topic: TopicView | undefined, storedBytes: number, nowMs: number) {
    this.#step = step
    this.#topic = topic
    this.#storedBytes = storedBytes
    this.#nowMs = nowMs
  }

  append(topic: TopicView, data: PartitionProduceData): PartitionProduceResponse {
    const partition = topic.partitions[data.index]
    if (partition === undefined) return refused(data, { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null })
    const header = decodeBatchHeader(data.records)
    const refusal = refuseBatch(topic, data, header, this.#nowMs) ?? this.#refuseQuota(data.records.length)
    if (refusal !== null) return refused(data, refusal)
    return this.#appendTo(topic, partition, data, header)
  }

  /** The sandbox's own limit. Kafka would run out of disk and take the broker down with it. */
  #refuseQuota(sizeBytes: number): Refusal | null {
    if (this.#storedBytes + this.#step.writtenBytes + sizeBytes <= MAX_STORED_BYTES) return null
    return { error: 'POLICY_VIOLATION', message: `A sandbox stores at most ${MAX_STORED_BYTES} bytes. Delete a topic to make room.` }
  }

  #appendTo(topic: TopicView, partition: PartitionView, data: PartitionProduceData, header: RecordBatchHeader): PartitionProduceResponse {
    const logAppendTime = topic.effectiveConfigs.messageTimestampType === 'LogAppendTime'
    const maxTimestamp = logAppendTime ? this.#nowMs : header.maxTimestamp
    const bytes = data.records
    if (logAppendTime) stampLogAppendTime(bytes, this.#nowMs)
    const leaderEpoch = partition.leaderEpoch
    const batch = { sizeBytes: bytes.length, lastOffsetDelta: header.lastOffsetDelta, maxTimestamp, leaderEpoch }
    const { baseOffset, place } = this.#planOf(topic, partition).append(batch)
    stampBatch(bytes, baseOffset, leaderEpoch)
    this.#step.write({ ...place, maxTimestamp, bytes })
    return {
      index: data.index,
      error: 'NONE',
      errorMessage: null,
      baseOffset,
      logAppendTimeMs: logAppendTime ? this.#nowMs : -1,
      logStartOffset: partition.log.logStartOffset,
    }
  }

  #planOf(topic: TopicView, partition: PartitionView): AppendPlan {
    const known = this.#plans.get(partition.partitionIndex)
    if (known !== undefined) return known
    const { segmentJitterMs, segmentMs } = topic.effectiveConfigs
    const jitterBound = Math.min(segmentJitterMs, segmentMs)
    const plan = new AppendPlan(partition.log, {
      configs: topic.effectiveConfigs,
      nowMs: this.#nowMs,
      nextExtentId: this.#step.nextExtentId,
      nextRollJitterMs: () => (jitterBound > 0 ? this.#step.random.below(jitterBound) : 0),
    })
    this.#plans.set(partition.partitionIndex, plan)
    return plan
  }

  /** Hands the planned changes to the step. With one log a partition, what is written is at once below the high watermark. */
  finish(): void {
    const topic = this.#topic?.name ?? ''
    for (const [partitionIndex, plan] of this.#plans) {
      for (const change of plan.changes) this.#step.records.push({ kind: 'log.changed', topic, partitionIndex, change })
      const highWatermark = { kind: 'highWatermark.moved', highWatermark: plan.logEndOffset } as const
      this.#step.records.push({ kind: 'log.changed', topic, partitionIndex, change: highWatermark })
    }
  }
}

function refused(data: { readonly index: number }, { error, message }: Refusal): PartitionProduceResponse {
  return { index: data.index, error, errorMessage: message, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
}

function refuseBatch(topic: TopicView, data: PartitionProduceData, header: RecordBatchHeader, nowMs: number): Refusal | null {
  return (
    refuseSize(topic, data.records.length) ??
    refuseProducer(header) ??
    refuseKeys(topic, data) ??
    refuseTimestamps(topic, data, nowMs) ??
    null
  )
}

function refuseSize(topic: TopicView, sizeBytes: number): Refusal | null {
  const { maxMessageBytes } = topic.effectiveConfigs
  if (sizeBytes > maxMessageBytes) {
    const message = `The record batch size in the append is ${sizeBytes} bytes which exceeds the maximum configured value of ${maxMessageBytes}.`
    return { error: 'MESSAGE_TOO_LARGE', message }
  }
  if (sizeBytes > segmentBytes(topic.effectiveConfigs)) {
    const message = `The batch of ${sizeBytes} bytes is larger than a segment of ${segmentBytes(topic.effectiveConfigs)} bytes.`
    return { error: 'RECORD_LIST_TOO_LARGE', message }
  }
  if (sizeBytes > MAX_ROW_BYTES) {
    return {
      error: 'MESSAGE_TOO_LARGE',
      message: `A sandbox stores batches of at most ${MAX_ROW_BYTES} bytes, whatever max.message.bytes says.`,
    }
  }
  return null
}

function refuseProducer(header: RecordBatchHeader): Refusal | null {
  if (isControl(header.attributes)) return { error: 'INVALID_RECORD', message: 'Clients are not allowed to write control records.' }
  if (isTransactional(header.attributes))
    return { error: 'INVALID_TXN_STATE', message: 'The batch belongs to a transaction that was never begun.' }
  if (header.producerId >= 0) return { error: 'UNKNOWN_PRODUCER_ID', message: 'This cluster has given out no such producer id.' }
  return null
}

function refuseKeys(topic: TopicView, data: PartitionProduceData): Refusal | null {
  const compacted = topic.effectiveConfigs.cleanupPolicy.includes('compact')
  if (!compacted || !data.facts.hasRecordWithoutKey) return null
  return { error: 'INVALID_RECORD', message: 'Compacted topic cannot accept message without key.' }
}

/** KIP-937: how far a record's own time may lie before and after the broker's. LogAppendTime topics do not look. */
function refuseTimestamps(topic: TopicView, { facts }: PartitionProduceData, nowMs: number): Refusal | null {
  const { messageTimestampType, messageTimestampBeforeMaxMs, messageTimestampAfterMaxMs } = topic.effectiveConfigs
  if (messageTimestampType === 'LogAppendTime') return null
  const earliest = nowMs - messageTimestampBeforeMaxMs
  const latest = nowMs + messageTimestampAfterMaxMs
  const outside = facts.maxTimestamp > latest ? facts.maxTimestamp : facts.minTimestamp
  if (outside <= latest && (outside >= earliest || outside === -1)) return null
  return {
    error: 'INVALID_TIMESTAMP',
    message: `Timestamp ${outside} of message is out of range. The timestamp should be within [${earliest}, ${latest}].`,
  }
}
