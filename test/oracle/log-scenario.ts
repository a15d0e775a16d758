// Plays the steps of the oracle's log scenarios on our own log: the functions that decide, the one that applies, and bytes in memory.
// A step that the log does not know yet is answered with a reason, so that a scenario fails honestly instead of passing by omission.
import { AppendPlan } from '../../durable/engine/log/append.ts'
import type { AppendSettings } from '../../durable/engine/log/append.ts'
import { refuseRecords, refuseAppend } from '../../durable/engine/log/check-append.ts'
import type { AppendOrigin, TransactionVerification } from '../../durable/engine/log/check-producer.ts'
import { cleanableOffsets, cleanRatio } from '../../durable/engine/log/compact/cleanable.ts'
import { planCleaning } from '../../durable/engine/log/compact/plan-cleaning.ts'
import { endOffsetForEpoch } from '../../durable/engine/log/leader-epochs.ts'
import { applyLogChange } from '../../durable/engine/log/log-change.ts'
import type { LogChange } from '../../durable/engine/log/log-change.ts'
import { moveLogStart } from '../../durable/engine/log/log-start.ts'
import { findOffset } from '../../durable/engine/log/offsets-by-time.ts'
import { emptyLog } from '../../durable/engine/log/partition-log.ts'
import type { PartitionLog } from '../../durable/engine/log/partition-log.ts'
import { expiredProducerIds } from '../../durable/engine/log/producer-expiration.ts'
import { producerFactsOf } from '../../durable/engine/log/producer-state.ts'
import { planRetention } from '../../durable/engine/log/retention.ts'
import { truncateFullyAndStartAt, truncateLog } from '../../durable/engine/log/truncate.ts'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { checkBatch } from '../../schema/kafka/check-batch.ts'
import { encodeControlBatch } from '../../schema/kafka/control-record.ts'
import { decodeBatchHeader, stampBatch, stampLogAppendTime } from '../../schema/kafka/record-batch.ts'
import { checkTopicConfigs } from '../../schema/kafka/topic-configs.ts'
import type { TopicConfigs } from '../../schema/kafka/topic-configs.ts'
import { MemoryStore } from '../support/memory-store.ts'
import { difference } from './case-result.ts'
import { dumpView, readView, stateView } from './log-views.ts'
import type { ReadIsolation } from './log-views.ts'

/** Kafka's mock clock starts here. */
const START_MS = 1_700_000_000_000
/** producer.id.expiration.ms */
const PRODUCER_ID_EXPIRATION_MS = 24 * 3600 * 1000
/** How full the cleaner of Kafka's tests fills its offset map. */
const OFFSET_MAP_LOAD_FACTOR = 0.75

export type LogStep = { readonly op: string; readonly expected: unknown } & Readonly<Record<string, unknown>>
export type LogScenarioCase = {
  readonly id: string
  readonly config?: Readonly<Record<string, string>>
  readonly transactionVerification?: boolean
  readonly producerIdExpirationMs?: number
  readonly steps: readonly LogStep[]
}

type ScenarioRecord = { readonly k?: string | null; readonly v?: string | null; readonly ts?: number }

const encoder = new TextEncoder()

/** Null when every step answers what Kafka answers, else the first difference. */
export function playLogScenario(scenario: LogScenarioCase): string | null {
  const player = new LogPlayer(scenario)
  for (const [index, step] of scenario.steps.entries()) {
    const actual = player.play(step)
    const found = difference(step.expected, actual)
    if (found !== null) return `step ${index} (${step.op}): ${found}`
  }
  return null
}

class LogPlayer {
  readonly #store = new MemoryStore()
  readonly #verificationEnabled: boolean
  readonly #producerIdExpirationMs: number
  /** By producer id: the lowest sequence that waits for its transaction to be verified. */
  readonly #lowestSequences = new Map<number, number>()
  #log: PartitionLog = emptyLog(START_MS)
  #config: Readonly<Record<string, string>>
  #configs: TopicConfigs
  #nowMs = START_MS
  #nextExtentId = 0
  #nextDirtyOffset = 0

  constructor({ config = {}, transactionVerification = false, producerIdExpirationMs }: LogScenarioCase) {
    this.#config = config
    this.#configs = configsOf(config)
    this.#verificationEnabled = transactionVerification
    this.#producerIdExpirationMs = producerIdExpirationMs ?? PRODUCER_ID_EXPIRATION_MS
  }

  play(step: LogStep): unknown {
    switch (step.op) {
      case 'append':
        return this.#append(step)
      case 'follow':
        return this.#follow(step)
      case 'marker':
        return this.#marker(step)
      case 'assignEpoch':
        this.#apply([{ kind: 'epoch.started', epoch: step['epoch'] as number, startOffset: this.#log.logEndOffset }])
        return { ok: true }
      case 'endOffsetForEpoch':
        return endOffsetForEpoch(this.#log, step['epoch'] as number)
      case 'hw':
        return this.#moveHighWatermark((step['offset'] as number | undefined) ?? this.#log.logEndOffset)
      case 'sleep':
        this.#nowMs += step['ms'] as number
        return { now: this.#nowMs }
      case 'roll':
        return this.#roll()
      case 'deleteRecords':
        return this.#deleteRecords(step['offset'] as number)
      case 'deleteOldSegments':
        return this.#deleteOldSegments()
      case 'listOffsets':
        return findOffset(this.#log, this.#store, step['timestamp'] as number) ?? { none: true }
      case 'setConfig':
        this.#config = { ...this.#config, ...(step['config'] as Record<string, string>) }
        this.#configs = configsOf(this.#config)
        return { ok: true }
      default:
        return this.#playMaintenance(step)
    }
  }

  #playMaintenance(step: LogStep): unknown {
    switch (step.op) {
      case 'reload':
        this.#log = JSON.parse(JSON.stringify(this.#log)) as PartitionLog
        // An opened log knows no high watermark: the broker reads that from its checkpoint.
        this.#apply([{ kind: 'producers.reloaded' }, { kind: 'highWatermark.moved', highWatermark: this.#log.logStartOffset }])
        return this.#state()
      case 'state':
        return this.#state()
      case 'read':
        return this.#read(step['from'] as number, (step['isolation'] as ReadIsolation | undefined) ?? 'log_end')
      case 'dump':
        return dumpView(this.#log, this.#store)
      case 'truncateTo':
        return this.#truncateTo(step['offset'] as number)
      case 'truncateFully':
        this.#apply(truncateFullyAndStartAt(this.#log, step['offset'] as number, { nowMs: this.#nowMs }))
        return { ok: true, logEndOffset: this.#log.logEndOffset, logStartOffset: this.#log.logStartOffset }
      case 'expireProducers':
        this.#apply([{ kind: 'producers.expired', producerIds: expiredProducerIds(this.#log, this.#nowMs, this.#producerIdExpirationMs) }])
        return { ok: true }
      case 'clean':
        return this.#clean(step)
      case 'cleanableOffsets':
        return cleanableOffsets(this.#log, this.#configs, this.#nowMs, (step['firstDirtyOffset'] as number | undefined) ?? null)
      case 'cleanRatio':
        return cleanRatio(this.#log, step['firstDirtyOffset'] as number, this.#activeBaseOffset)
      default:
        return { notPlayed: step.op }
    }
  }

  get #leaderEpoch(): number {
    return this.#log.leaderEpochs.at(-1)?.epoch ?? 0
  }

  get #activeBaseOffset(): number {
    return this.#log.segments.at(-1)?.baseOffset ?? 0
  }

  readonly #takeExtentId = (): number => this.#nextExtentId++

  get #settings(): AppendSettings {
    return { configs: this.#configs, nowMs: this.#nowMs, nextExtentId: this.#takeExtentId, nextRollJitterMs: () => 0 }
  }

  #apply(changes: readonly LogChange[]): void {
    for (const change of changes) applyLogChange(this.#log, change)
  }

  #append(step: LogStep): unknown {
    const bytes = this.#batchOf(step)
    const refusal = originOf(step) === 'client' ? this.#refusalOf(bytes) : null
    if (refusal !== null) return refusal
    const isLogAppendTime = this.#configs.messageTimestampType === 'LogAppendTime'
    if (isLogAppendTime) stampLogAppendTime(bytes, this.#nowMs)
    const leaderEpoch = (step['leaderEpoch'] as number | undefined) ?? this.#leaderEpoch
    const written = this.#write(bytes, leaderEpoch, { origin: originOf(step), verification: this.#verificationOf(step) })
    return 'baseOffset' in written && !written.duplicate && isLogAppendTime ? { ...written, logAppendTime: this.#nowMs } : written
  }

  #refusalOf(bytes: Uint8Array): object | null {
    const checked = checkBatch(bytes)
    if (!checked.ok) return failure(checked.error)
    const refusal = refuseAppend(this.#configs, checked.facts, bytes.length, decodeBatchHeader(bytes), this.#nowMs)
    if (refusal === null) return null
    const byRecord = refuseRecords(this.#configs, 't-0', bytes, this.#nowMs)
    if (byRecord === null || refusal.error === 'MESSAGE_TOO_LARGE') return failure(refusal.error)
    return { ...failure(byRecord.error), recordErrors: recordErrorsText(byRecord.recordErrors) }
  }

  #batchOf(step: LogStep): Uint8Array {
    const builder = new RecordBatchBuilder()
    for (const { k, v, ts } of step['records'] as ScenarioRecord[]) builder.append(ts ?? this.#nowMs, bytesOf(k), bytesOf(v), [])
    const producer =
      typeof step['pid'] === 'number'
        ? { producerId: step['pid'], producerEpoch: step['pepoch'] as number, baseSequence: step['seq'] as number }
        : {}
    return builder.build({ ...producer, isTransactional: step['txn'] === true })
  }

  /** What a broker remembers of a transaction that it had its coordinator verify, until the first batch of it is written. */
  #verificationOf(step: LogStep): TransactionVerification | null {
    if (step['verified'] !== true) return null
    const sequence = step['seq'] as number
    const lowestSequence = Math.min(this.#lowestSequences.get(step['pid'] as number) ?? sequence, sequence)
    this.#lowestSequences.set(step['pid'] as number, lowestSequence)
    return { verified: true, supportsEpochBump: step['tv2'] === true, lowestSequence }
  }

  #follow(step: LogStep): unknown {
    const bytes = this.#batchOf(step)
    const firstOffset = step['offset'] as number
    const lastOffset = firstOffset + decodeBatchHeader(bytes).lastOffsetDelta
    const { logEndOffset, logStartOffset } = this.#log
    if (firstOffset < logEndOffset) {
      const exception = 'UnexpectedAppendOffsetException'
      const offsets = Array.from({ length: Math.min(lastOffset - firstOffset + 1, 10) }, (_, index) => firstOffset + index)
      const msg =
        `Unexpected offset in append to t-0. First offset ${firstOffset} is less than the next offset ${logEndOffset}. ` +
        `First 10 offsets in append: ${offsets.join(', ')}, last offset in append: ${lastOffset}. Log start offset = ${logStartOffset}`
      return { error: exception, exception, msg }
    }
    const leaderEpoch = (step['leaderEpoch'] as number | undefined) ?? this.#leaderEpoch
    this.#write(bytes, leaderEpoch, { origin: 'replication', baseOffset: firstOffset })
    return { firstOffset, lastOffset }
  }

  #marker(step: LogStep): unknown {
    const batch = encodeControlBatch({
      type: step['type'] as 'COMMIT' | 'ABORT',
      timestampMs: this.#nowMs,
      producerId: step['pid'] as number,
      producerEpoch: step['pepoch'] as number,
      coordinatorEpoch: (step['coordinatorEpoch'] as number | undefined) ?? 0,
    })
    const transactionVersion = (step['tv'] as number | undefined) ?? 0
    const written = this.#write(batch, this.#leaderEpoch, { origin: 'coordinator', transactionVersion })
    return 'baseOffset' in written ? { offset: written.baseOffset } : written
  }

  #write(bytes: Uint8Array, leaderEpoch: number, how: WriteOptions): Written {
    const header = decodeBatchHeader(bytes)
    const { lastOffsetDelta, maxTimestamp } = header
    const producer = producerFactsOf(header, () => bytes)
    const plan = new AppendPlan(this.#log, this.#settings)
    const verificationEnabled = this.#verificationEnabled
    const check = producer === null ? null : plan.checkProducer({ lastOffsetDelta, producer }, { ...how, verificationEnabled })
    if (check?.kind === 'refused') return failure(check.error)
    if (check?.kind === 'duplicate') {
      return { baseOffset: check.firstOffset, lastOffset: check.lastOffset, duplicate: true, logAppendTime: check.timestampMs }
    }
    const place = how.baseOffset === undefined ? {} : { baseOffset: how.baseOffset }
    const planned = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch, producer, ...place })
    stampBatch(bytes, planned.baseOffset, leaderEpoch)
    this.#store.write({ ...planned.place, maxTimestamp, bytes })
    this.#apply(plan.changes)
    if (producer?.isTransactional === true) this.#lowestSequences.delete(producer.producerId)
    return { baseOffset: planned.baseOffset, lastOffset: planned.baseOffset + lastOffsetDelta, duplicate: false }
  }

  #roll(): unknown {
    const plan = new AppendPlan(this.#log, this.#settings)
    plan.roll()
    this.#apply(plan.changes)
    return {
      ok: true,
      segmentBaseOffsets: this.#log.segments.map(({ baseOffset }) => baseOffset),
      baseOffset: this.#activeBaseOffset,
    }
  }

  #deleteRecords(offset: number): unknown {
    const before = this.#log.logStartOffset
    const changes = moveLogStart(this.#log, offset)
    if (changes === null) return failure('OFFSET_OUT_OF_RANGE')
    this.#apply(changes)
    return { changed: this.#log.logStartOffset !== before, logStartOffset: this.#log.logStartOffset }
  }

  #deleteOldSegments(): unknown {
    const changes = planRetention(this.#log, this.#configs, this.#nowMs)
    this.#apply(changes)
    const deletedSegments = changes.reduce((sum, change) => sum + (change.kind === 'segments.removed' ? change.count : 0), 0)
    return { deletedSegments, logStartOffset: this.#log.logStartOffset }
  }

  /** UnifiedLog.updateHighWatermark keeps it inside of the log. */
  #moveHighWatermark(offset: number): unknown {
    const { logStartOffset, logEndOffset } = this.#log
    const highWatermark = Math.min(Math.max(offset, logStartOffset), logEndOffset)
    this.#apply([{ kind: 'highWatermark.moved', highWatermark }])
    return { highWatermark }
  }

  #truncateTo(offset: number): unknown {
    const truncated = offset < this.#log.logEndOffset
    const { indexIntervalBytes } = this.#configs
    this.#apply(truncateLog(this.#log, this.#store, offset, { nowMs: this.#nowMs, indexIntervalBytes }))
    return { truncated, logEndOffset: this.#log.logEndOffset }
  }

  #clean(step: LogStep): unknown {
    const firstDirtyOffset = step['firstDirtyOffset'] === 'prev' ? this.#nextDirtyOffset : (step['firstDirtyOffset'] as number)
    const nowMs = this.#nowMs + ((step['afterMs'] as number | undefined) ?? 0)
    const slots = (step['offsetMapSlots'] as number | undefined) ?? Infinity
    this.#cleanRound(firstDirtyOffset, nowMs, slots)
    if (step['twoPass'] === true) this.#cleanRound(firstDirtyOffset, nowMs + this.#configs.deleteRetentionMs + 1, slots)
    return { nextDirtyOffset: this.#nextDirtyOffset }
  }

  #cleanRound(firstDirtyOffset: number, nowMs: number, slots: number): void {
    const options = { uncleanableOffset: this.#activeBaseOffset, maxKeys: Math.floor(slots * OFFSET_MAP_LOAD_FACTOR) }
    for (let finished = false; !finished;) {
      const plan = planCleaning(this.#log, this.#store, this.#configs, nowMs, firstDirtyOffset, this.#takeExtentId, options)
      for (const write of plan.writes) this.#store.write(write)
      this.#apply(plan.changes)
      this.#nextDirtyOffset = plan.nextDirtyOffset
      finished = plan.finished
    }
  }

  #read(from: number, isolation: ReadIsolation): unknown {
    return readView(this.#log, this.#store, from, isolation, this.#configs.indexIntervalBytes)
  }

  #state(): object {
    return stateView(this.#log)
  }
}

type WriteOptions = {
  readonly origin: AppendOrigin
  readonly baseOffset?: number
  readonly transactionVersion?: number
  readonly verification?: TransactionVerification | null
}

type Written =
  | { readonly baseOffset: number; readonly lastOffset: number; readonly duplicate: boolean; readonly logAppendTime?: number }
  | { readonly error: string; readonly exception: string }

function originOf(step: LogStep): AppendOrigin {
  return (step['origin'] as AppendOrigin | undefined) ?? 'client'
}

/** Kafka's names for the exceptions that do not follow from the name of the error. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  MESSAGE_TOO_LARGE: 'RecordTooLargeException',
  RECORD_LIST_TOO_LARGE: 'RecordBatchTooLargeException',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'OutOfOrderSequenceException',
  CORRUPT_MESSAGE: 'CorruptRecordException',
}

function failure(error: string): { readonly error: string; readonly exception: string } {
  const camelCase = error.toLowerCase().replace(/(^|_)([a-z])/g, (_, _separator, letter: string) => letter.toUpperCase())
  return { error, exception: EXCEPTIONS[error] ?? `${camelCase}Exception` }
}

/** As RecordError.toString writes them. */
function recordErrorsText(errors: readonly { readonly batchIndex: number; readonly message: string }[]): string {
  return `[${errors.map(({ batchIndex, message }) => `RecordError(batchIndex=${batchIndex}, message='${message}')`).join(', ')}]`
}

function bytesOf(text: string | null | undefined): Uint8Array | null {
  return text === null || text === undefined ? null : encoder.encode(text)
}

function configsOf(config: Readonly<Record<string, string>>): TopicConfigs {
  const checked = checkTopicConfigs(new Map(Object.entries(config)))
  if (!checked.ok) throw new Error(checked.message)
  return checked.effective
}
