// Produce (API key 0).
// Does: appends record batches to the leader's log, gives offsets, stamps LogAppendTime. Answers per partition. Refuses what Kafka's
//   LogValidator and UnifiedLog refuse (log/check-append.ts). acks=all refuses below min ISR and otherwise waits until all is committed
//   (purgatory/delayed-produce.ts). A leader that was voted out and does not know it goes on appending, to a log of its own.
// Does not: idempotent and transactional producers (batches with a producer id are refused, since no id was ever given out), acks=0 without
//   an answer (a matter of the wire), re-compression to the topic's compression.type.
// Source: ReplicaManager.appendRecords, Partition.appendRecordsToLeader of Kafka 4.3; KIP-98, KIP-467, KIP-679, KIP-966.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, isControl, isTransactional, stampBatch, stampLogAppendTime } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type {
  PartitionProduceData,
  PartitionProduceResponse,
  ProduceRequest,
  TopicProduceResponse,
} from '../../../schema/kafka/requests/produce.ts'
import { MAX_STORED_BYTES } from '../../../schema/limits.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { AppendPlan } from '../log/append.ts'
import { refuseAppend } from '../log/check-append.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import { logOf } from '../replication/leadership.ts'
import { minIsrOf } from '../replication/high-watermark.ts'
import { sharesLog } from '../replication/replica.ts'
import type { Step } from '../step.ts'
import { leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'

type Refusal = { readonly error: KafkaErrorName; readonly message: string | null }

/** acks=all. */
const ALL = -1

export function decideProduce(step: Step, request: ProduceRequest, brokerId: number | null): Decision<'Produce'> {
  const refusal = refuseRequest(request)
  const waiting: WaitingPartition[] = []
  const responses = request.topicData.map(({ name, topicId, partitionData }) => {
    const topic = step.cluster.topics.get(name)
    const appends = new TopicAppends(step, request.acks, brokerId)
    const partitionResponses = partitionData.map((data) => {
      if (refusal !== null) return refused(data, refusal)
      if (topic === undefined) return refused(data, { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null })
      if (topicId !== null && topicId !== topic.topicId) return refused(data, { error: 'UNKNOWN_TOPIC_ID', message: null })
      return appends.append(topic, data)
    })
    waiting.push(...appends.finish())
    return { name, partitionResponses }
  })
  if (request.atomic && responses.some(hasError)) return answer<'Produce'>({ responses: responses.map(notAttempted) })
  if (request.acks !== ALL || waiting.length === 0) return step.decision<'Produce'>({ responses })
  const deadlineMs = step.nowMs + Math.max(0, request.timeoutMs)
  return step.decision<'Produce'>({ responses }, { kind: 'produce', deadlineMs, partitions: waiting })
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
  if (request.acks !== 0 && request.acks !== 1 && request.acks !== ALL) return { error: 'INVALID_REQUIRED_ACKS', message: null }
  return null
}

type PlannedPartition = {
  readonly plan: AppendPlan
  readonly topic: TopicView
  readonly partition: PartitionView
  readonly leader: LeaderLog
}

/** The appends of one request to one topic: one plan a partition, so that several batches in a request follow each other. */
class TopicAppends {
  readonly #step: Step
  readonly #acks: number
  readonly #brokerId: number | null
  readonly #planned = new Map<number, PlannedPartition>()

  constructor(step: Step, acks: number, brokerId: number | null) {
    this.#step = step
    this.#acks = acks
    this.#brokerId = brokerId
  }

  append(topic: TopicView, data: PartitionProduceData): PartitionProduceResponse {
    const partition = topic.partitions[data.index]
    if (partition === undefined) return refused(data, { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null })
    const leader = leaderLogOf(this.#step.cluster, topic, partition, this.#brokerId)
    if (!leader.ok) return refused(data, leader)
    const header = decodeBatchHeader(data.records)
    const refusal =
      refuseProducer(header) ??
      this.#refuseReplicas(topic, partition, leader) ??
      refuseAppend(topic.effectiveConfigs, data.facts, data.records.length, header, this.#step.nowMs) ??
      this.#refuseQuota(data.records.length)
    if (refusal !== null) return refused(data, refusal)
    return this.#appendTo(this.#planOf(topic, partition, leader), data, header)
  }

  #refuseReplicas(topic: TopicView, partition: PartitionView, { registration }: LeaderLog): Refusal | null {
    const minIsr = minIsrOf(topic, partition)
    if (this.#acks !== ALL || registration.isr.length >= minIsr) return null
    const message = `The in-sync replicas [${registration.isr.join(', ')}] of partition ${topic.name}-${partition.partitionIndex} are fewer than min.insync.replicas, ${minIsr}.`
    return { error: 'NOT_ENOUGH_REPLICAS', message }
  }

  /** The sandbox's own limit. Kafka would run out of disk and take the broker down with it. */
  #refuseQuota(sizeBytes: number): Refusal | null {
    if (this.#step.cluster.storedBytes + this.#step.writtenBytes + sizeBytes <= MAX_STORED_BYTES) return null
    return { error: 'POLICY_VIOLATION', message: `A sandbox stores at most ${MAX_STORED_BYTES} bytes. Delete a topic to make room.` }
  }

  #appendTo({ plan, topic, leader }: PlannedPartition, data: PartitionProduceData, header: RecordBatchHeader): PartitionProduceResponse {
    const { nowMs } = this.#step
    const logAppendTime = topic.effectiveConfigs.messageTimestampType === 'LogAppendTime'
    const maxTimestamp = logAppendTime ? nowMs : header.maxTimestamp
    const bytes = data.records
    if (logAppendTime) stampLogAppendTime(bytes, nowMs)
    const { leaderEpoch } = leader.registration
    const { baseOffset, place } = plan.append({
      sizeBytes: bytes.length,
      lastOffsetDelta: header.lastOffsetDelta,
      maxTimestamp,
      leaderEpoch,
    })
    stampBatch(bytes, baseOffset, leaderEpoch)
    this.#step.write({ ...place, maxTimestamp, bytes })
    return {
      index: data.index,
      error: 'NONE',
      errorMessage: null,
      baseOffset,
      logAppendTimeMs: logAppendTime ? nowMs : -1,
      logStartOffset: leader.offsets.logStartOffset,
    }
  }

  #planOf(topic: TopicView, partition: PartitionView, leader: LeaderLog): PlannedPartition {
    const known = this.#planned.get(partition.partitionIndex)
    if (known !== undefined) return known
    const { segmentJitterMs, segmentMs } = topic.effectiveConfigs
    const jitterBound = Math.min(segmentJitterMs, segmentMs)
    // A leader of the past that agreed with the others until now goes its own way from here.
    const isCopied = sharesLog(partition, leader.replica) || hasUnheardEpoch(leader)
    const log = isCopied ? logOf(this.#step, partition, leader.offsets) : leader.log
    const plan = new AppendPlan(log, {
      configs: topic.effectiveConfigs,
      nowMs: this.#step.nowMs,
      nextExtentId: this.#step.nextExtentId,
      nextRollJitterMs: () => (jitterBound > 0 ? this.#step.random.below(jitterBound) : 0),
    })
    const planned = { plan, topic, partition, leader }
    this.#planned.set(partition.partitionIndex, planned)
    return planned
  }

  /** Hands the planned changes to the step, and says what acks=all waits for. */
  finish(): WaitingPartition[] {
    return Array.from(this.#planned.values(), ({ plan, topic, partition, leader }) => {
      const { brokerId, registration, replica, offsets } = leader
      const { name, topicId } = topic
      const { partitionIndex } = partition
      const { records } = this.#step
      const isShared = sharesLog(partition, replica)
      if (!isShared && hasUnheardEpoch(leader)) plan.changes.unshift({ kind: 'epochs.truncated', endOffset: offsets.logEndOffset })
      if (brokerId === partition.logBrokerId) {
        for (const change of plan.changes) records.push({ kind: 'log.changed', topic: name, partitionIndex, change })
      } else {
        const forked = { kind: 'replica.forked', topic: name, partitionIndex, brokerId } as const
        if (isShared) records.push({ ...forked, log: logOf(this.#step, partition, offsets) })
        for (const change of plan.changes) records.push({ kind: 'log.changed', topic: name, partitionIndex, change, brokerId })
      }
      const { leaderEpoch } = registration
      return { topic: name, partitionIndex, topicId, brokerId, leaderEpoch, requiredOffset: plan.logEndOffset }
    })
  }
}

/** It was made the leader while it was paused: the epoch begins in its log, and it goes on in the one that it knows. */
function hasUnheardEpoch({ log, registration }: LeaderLog): boolean {
  return (log.leaderEpochs.at(-1)?.epoch ?? -1) > registration.leaderEpoch
}

function refused(data: { readonly index: number }, { error, message }: Refusal): PartitionProduceResponse {
  return { index: data.index, error, errorMessage: message, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
}

function refuseProducer(header: RecordBatchHeader): Refusal | null {
  if (isControl(header.attributes)) return null
  if (isTransactional(header.attributes))
    return { error: 'INVALID_TXN_STATE', message: 'The batch belongs to a transaction that was never begun.' }
  if (header.producerId >= 0) return { error: 'UNKNOWN_PRODUCER_ID', message: 'This cluster has given out no such producer id.' }
  return null
}
