// The appends of one produce to one topic: what each batch is refused for, where it goes, and what the log and the client hear of it.
// Source: Partition.appendRecordsToLeader and UnifiedLog.append of Kafka 4.3, whose order of checks is kept.
import { decodeBatchHeader, stampBatch, stampLogAppendTime } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type {
  PartitionProduceData,
  PartitionProduceResponse,
  ProduceRequest,
  TopicProduceData,
} from '../../../schema/kafka/requests/produce.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { AppendPlan } from '../log/append.ts'
import { refuseAppend, refuseRecords } from '../log/check-append.ts'
import type { ProducerCheckOptions } from '../log/check-producer.ts'
import { epochForOffset } from '../log/leader-epochs.ts'
import { producerFactsOf } from '../log/producer-state.ts'
import type { ProducerFacts } from '../log/producer-state.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import { logOf } from '../replication/leadership.ts'
import { minIsrOf } from '../replication/high-watermark.ts'
import { sharesLog } from '../replication/replica.ts'
import type { Step } from '../step.ts'
import type { KeptBatch } from './idempotency-keys.ts'
import { leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'
import { duplicateResponse, refuseCompany, refusedBy, stampedHeader } from './produce-producer.ts'
import type { Duplicate, Refusal } from './produce-producer.ts'
import type { JoinedTransaction } from './produce-transaction.ts'
import { refuseFullSandbox } from './refuse-full-sandbox.ts'
import { refuseNewProducers } from './refuse-new-producers.ts'

/** acks=all. */
export const ALL = -1

/** Since this version clients know which of their records were refused (KIP-467). */
const NAMES_RECORDS_SINCE = 8

const CLIENT: ProducerCheckOptions = { origin: 'client' }

type ProducedPartitions = TopicProduceData['partitionData']

type PlannedPartition = {
  readonly plan: AppendPlan
  readonly partition: PartitionView
  readonly leader: LeaderLog
  /** What acks=all waits for: the end of the last batch that was appended or found. */
  requiredOffset: number
}

export type AppendContext = {
  readonly step: Step
  readonly request: ProduceRequest
  readonly brokerId: number | null
  readonly topic: TopicView
  readonly joined: JoinedTransaction
}

/** The appends of one request to one topic: one plan a partition, so that several batches in a request follow each other. */
export class TopicAppends {
  readonly #step: Step
  readonly #request: ProduceRequest
  readonly #brokerId: number | null
  readonly #topic: TopicView
  readonly #joined: JoinedTransaction
  readonly #data: ProducedPartitions
  /** How many batches each partition gets; worked out for those who may send only one. */
  #batchesOf: ReadonlyMap<number, number> | null = null
  readonly #planned = new Map<number, PlannedPartition>()
  /** The batches that are in the log now, those that were there already among them. */
  readonly written: KeptBatch[] = []

  constructor({ step, request, brokerId, topic, joined }: AppendContext, data: ProducedPartitions) {
    this.#step = step
    this.#request = request
    this.#brokerId = brokerId
    this.#topic = topic
    this.#joined = joined
    this.#data = data
  }

  append(data: PartitionProduceData): PartitionProduceResponse {
    const { cluster } = this.#step
    const partition = this.#topic.partitions[data.index]
    if (partition === undefined) return refused(data, { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null })
    const leader = leaderLogOf(cluster, this.#topic, partition, this.#brokerId)
    if (!leader.ok) return refused(data, leader)
    const header = decodeBatchHeader(data.records)
    const refusal = this.#refuseReplicas(partition, leader) ?? data.problem ?? this.#refuseBatch(data, header)
    if (refusal !== null) return refused(data, refusal)
    return this.#appendChecked(this.#planOf(partition, leader), data, header)
  }

  #refuseReplicas(partition: PartitionView, { registration }: LeaderLog): Refusal | null {
    const topic = this.#topic
    const minIsr = minIsrOf(topic, partition)
    if (this.#request.acks !== ALL || registration.isr.length >= minIsr) return null
    const message = `The in-sync replicas [${registration.isr.join(', ')}] of partition ${topic.name}-${partition.partitionIndex} are fewer than min.insync.replicas, ${minIsr}.`
    return { error: 'NOT_ENOUGH_REPLICAS', message }
  }

  #refuseBatch(data: PartitionProduceData, header: RecordBatchHeader): Refusal | null {
    const { index, records, facts } = data
    const hasProducer = header.producerId >= 0 && !this.#request.stampedProducer
    const refusal = refuseAppend(this.#topic.effectiveConfigs, facts, records.length, header, this.#step.nowMs)
    return (
      (refusal === null ? null : this.#withRecordErrors(refusal, data)) ??
      this.#joined.refusalOf(this.#topic.name, index) ??
      (hasProducer ? refuseCompany(header, this.#batchCountOf(index)) : null)
    )
  }

  /** Clients that can be told get to know which of their records it was. Only a refused batch is unpacked for that. */
  #withRecordErrors(refusal: Refusal, { index, records }: PartitionProduceData): Refusal {
    const { apiVersion = 0 } = this.#request
    const isOfRecords = refusal.error === 'INVALID_RECORD' || refusal.error === 'INVALID_TIMESTAMP'
    if (apiVersion < NAMES_RECORDS_SINCE || !isOfRecords) return refusal
    return refuseRecords(this.#topic.effectiveConfigs, `${this.#topic.name}-${index}`, records, this.#step.nowMs) ?? refusal
  }

  #batchCountOf(partitionIndex: number): number {
    this.#batchesOf ??= countByPartition(this.#data)
    return this.#batchesOf.get(partitionIndex) ?? 0
  }

  /** A retry is answered even when the sandbox is full, since it writes nothing. */
  #appendChecked(planned: PlannedPartition, data: PartitionProduceData, sent: RecordBatchHeader): PartitionProduceResponse {
    const { plan } = planned
    const header = stampedHeader(plan, data.records, sent, this.#request)
    const producer = producerFactsOf(header, () => data.records)
    if (producer !== null) {
      const batch = { lastOffsetDelta: header.lastOffsetDelta, producer }
      const checked = plan.checkProducer(batch, this.#checkOptions(producer), this.#step.rules.checkProducer)
      if (checked.kind === 'duplicate') return this.#answerDuplicate(planned, data, checked)
      if (checked.kind === 'refused') return refused(data, refusedBy(plan, producer, checked))
    }
    const isNew = producer !== null && plan.producerState(producer.producerId) === undefined
    const refusal = refuseFullSandbox(this.#step, data.records.length) ?? refuseNewProducers(this.#step, isNew ? 1 : 0)
    if (refusal !== null) return refused(data, refusal)
    if (isNew) this.#step.noteNewProducer()
    return this.#appendTo(planned, data, header, producer)
  }

  /** Whoever got here was verified, or the leader knows the transaction already and does not look. */
  #checkOptions({ isTransactional, baseSequence }: ProducerFacts): ProducerCheckOptions {
    if (isTransactional !== true) return CLIENT
    const { supportsEpochBump } = this.#joined
    const verificationEnabled = this.#step.cluster.effectiveBrokerConfigs.transactionPartitionVerificationEnabled
    return { origin: 'client', verificationEnabled, verification: { verified: true, supportsEpochBump, lowestSequence: baseSequence } }
  }

  #answerDuplicate(planned: PlannedPartition, { index }: PartitionProduceData, duplicate: Duplicate): PartitionProduceResponse {
    const { log, offsets, registration } = planned.leader
    const { firstOffset, lastOffset, timestampMs } = duplicate
    planned.requiredOffset = Math.max(planned.requiredOffset, lastOffset + 1)
    const leaderEpoch = epochForOffset(log.leaderEpochs, firstOffset) ?? registration.leaderEpoch
    this.#note(index, firstOffset, lastOffset, leaderEpoch, timestampMs)
    return duplicateResponse(index, duplicate, this.#stampsTime, offsets.logStartOffset)
  }

  get #stampsTime(): boolean {
    return this.#topic.effectiveConfigs.messageTimestampType === 'LogAppendTime'
  }

  #appendTo(
    planned: PlannedPartition,
    data: PartitionProduceData,
    header: RecordBatchHeader,
    producer: ProducerFacts | null,
  ): PartitionProduceResponse {
    const { nowMs } = this.#step
    const { plan, leader } = planned
    const { lastOffsetDelta } = header
    const { leaderEpoch } = leader.registration
    const maxTimestamp = this.#stampsTime ? nowMs : header.maxTimestamp
    const bytes = data.records
    if (this.#stampsTime) stampLogAppendTime(bytes, nowMs)
    const { baseOffset, place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch, producer })
    stampBatch(bytes, baseOffset, leaderEpoch)
    this.#step.write({ ...place, maxTimestamp, bytes })
    planned.requiredOffset = plan.logEndOffset
    this.#note(data.index, baseOffset, baseOffset + lastOffsetDelta, leaderEpoch, maxTimestamp)
    return {
      index: data.index,
      error: 'NONE',
      errorMessage: null,
      baseOffset,
      logAppendTimeMs: this.#stampsTime ? nowMs : -1,
      logStartOffset: leader.offsets.logStartOffset,
    }
  }

  /** Only a request with a key is remembered. */
  #note(partitionIndex: number, baseOffset: number, lastOffset: number, leaderEpoch: number, maxTimestampMs: number): void {
    if (!this.#request.idempotencyKey) return
    const { name: topic, topicId } = this.#topic
    this.written.push({ topic, topicId, partitionIndex, baseOffset, lastOffset, leaderEpoch, maxTimestampMs })
  }

  #planOf(partition: PartitionView, leader: LeaderLog): PlannedPartition {
    const known = this.#planned.get(partition.partitionIndex)
    if (known !== undefined) return known
    const topic = this.#topic
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
    const planned = { plan, partition, leader, requiredOffset: 0 }
    this.#planned.set(partition.partitionIndex, planned)
    return planned
  }

  /** Hands the planned changes to the step, and says what acks=all waits for. */
  finish(): WaitingPartition[] {
    const { name, topicId } = this.#topic
    const waiting: WaitingPartition[] = []
    for (const planned of this.#planned.values()) {
      const { leader, partition, requiredOffset, plan } = planned
      if (requiredOffset === 0) continue
      if (plan.changes.length > 0) this.#record(planned)
      const { leaderEpoch } = leader.registration
      waiting.push({
        topic: name,
        partitionIndex: partition.partitionIndex,
        topicId,
        brokerId: leader.brokerId,
        leaderEpoch,
        requiredOffset,
      })
    }
    return waiting
  }

  #record({ plan, partition, leader }: PlannedPartition): void {
    const { brokerId, replica, offsets } = leader
    const { records } = this.#step
    const name = { topic: this.#topic.name, partitionIndex: partition.partitionIndex }
    const isShared = sharesLog(partition, replica)
    if (!isShared && hasUnheardEpoch(leader)) plan.changes.unshift({ kind: 'epochs.truncated', endOffset: offsets.logEndOffset })
    if (brokerId === partition.logBrokerId) {
      for (const change of plan.changes) records.push({ kind: 'log.changed', ...name, change })
      return
    }
    if (isShared) records.push({ kind: 'replica.forked', ...name, brokerId, log: logOf(this.#step, partition, offsets) })
    for (const change of plan.changes) records.push({ kind: 'log.changed', ...name, change, brokerId })
  }
}

function countByPartition(data: ProducedPartitions): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { index } of data) counts.set(index, (counts.get(index) ?? 0) + 1)
  return counts
}

/** It was made the leader while it was paused: the epoch begins in its log, and it goes on in the one that it knows. */
function hasUnheardEpoch({ log, registration }: LeaderLog): boolean {
  return (log.leaderEpochs.at(-1)?.epoch ?? -1) > registration.leaderEpoch
}

export function refused(data: { readonly index: number }, { error, message, producer, recordErrors }: Refusal): PartitionProduceResponse {
  const response = { index: data.index, error, errorMessage: message, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
  return { ...response, ...(producer && { producer }), ...(recordErrors && { recordErrors }) }
}
