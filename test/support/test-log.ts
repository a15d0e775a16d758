// One partition log with its bytes, for tests of the log alone: it decides, stores and applies as the engine does, and keeps every change.
import { AppendPlan } from '../../durable/engine/log/append.ts'
import type { ProducerCheck, ProducerCheckOptions } from '../../durable/engine/log/check-producer.ts'
import { planCleaning } from '../../durable/engine/log/compact/plan-cleaning.ts'
import type { CleaningOptions } from '../../durable/engine/log/compact/plan-cleaning.ts'
import { applyLogChange } from '../../durable/engine/log/log-change.ts'
import type { LogChange } from '../../durable/engine/log/log-change.ts'
import { emptyLog } from '../../durable/engine/log/partition-log.ts'
import type { PartitionLog } from '../../durable/engine/log/partition-log.ts'
import { producerFactsOf } from '../../durable/engine/log/producer-state.ts'
import { readLog } from '../../durable/engine/log/read.ts'
import { truncateLog } from '../../durable/engine/log/truncate.ts'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import type { BatchOptions } from '../../schema/kafka/batch-builder.ts'
import { encodeControlBatch } from '../../schema/kafka/control-record.ts'
import { computeBatchCrc, decodeBatchHeader, splitBatches, stampBatch } from '../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../schema/kafka/record-cursor.ts'
import { checkTopicConfigs } from '../../schema/kafka/topic-configs.ts'
import type { TopicConfigs } from '../../schema/kafka/topic-configs.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../schema/limits.ts'
import { MemoryStore } from './memory-store.ts'

export type KeyValue = readonly [key: string | null, value: string | null]
export type ReadRecord = { readonly offset: number; readonly key: string | null; readonly value: string | null }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export class TestLog {
  readonly store = new MemoryStore()
  readonly changes: LogChange[] = []
  log: PartitionLog = emptyLog(0)
  configs: TopicConfigs
  nowMs = 0
  leaderEpoch = 0
  #nextExtentId = 0

  constructor(configs: Readonly<Record<string, string>> = {}) {
    this.configs = configsOf(configs)
  }

  apply(changes: readonly LogChange[]): void {
    for (const change of changes) {
      this.changes.push(change)
      applyLogChange(this.log, change)
    }
  }

  /** Appends one batch, after checking it like a client's where it has a producer id. */
  append(records: readonly KeyValue[], options: BatchOptions = {}, check: ProducerCheckOptions = { origin: 'client' }): ProducerCheck {
    const builder = new RecordBatchBuilder()
    for (const [key, value] of records) builder.append(this.nowMs, bytesOf(key), bytesOf(value), [])
    return this.write(builder.build(options), check)
  }

  mark(type: 'COMMIT' | 'ABORT', producerId: number, producerEpoch = 0): ProducerCheck {
    const batch = encodeControlBatch({ type, timestampMs: this.nowMs, producerId, producerEpoch, coordinatorEpoch: 0 })
    return this.write(batch, { origin: 'coordinator' })
  }

  write(bytes: Uint8Array, check: ProducerCheckOptions): ProducerCheck {
    const header = decodeBatchHeader(bytes)
    const { lastOffsetDelta, maxTimestamp } = header
    const producer = producerFactsOf(header, () => bytes)
    const plan = this.#plan()
    const checked: ProducerCheck = producer === null ? { kind: 'ok' } : plan.checkProducer({ lastOffsetDelta, producer }, check)
    if (checked.kind !== 'ok') return checked
    const { leaderEpoch } = this
    const { baseOffset, place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch, producer })
    stampBatch(bytes, baseOffset, leaderEpoch)
    this.store.write({ ...place, maxTimestamp, bytes })
    this.apply(plan.changes)
    return checked
  }

  roll(): void {
    const plan = this.#plan()
    plan.roll()
    this.apply(plan.changes)
  }

  #plan(): AppendPlan {
    const { configs, nowMs, takeExtentId } = this
    return new AppendPlan(this.log, { configs, nowMs, nextExtentId: takeExtentId, nextRollJitterMs: () => 0 })
  }

  readonly takeExtentId = (): number => this.#nextExtentId++

  moveHighWatermark(highWatermark = this.log.logEndOffset): void {
    this.apply([{ kind: 'highWatermark.moved', highWatermark }])
  }

  truncate(offset: number): void {
    const { indexIntervalBytes } = this.configs
    this.apply(truncateLog(this.log, this.store, offset, { nowMs: this.nowMs, indexIntervalBytes }))
  }

  /** A whole round of the cleaner, in as many steps as it takes. Gives the number of steps. */
  clean(firstDirtyOffset = this.log.cleaner.firstDirtyOffset ?? 0, options: CleaningOptions = {}): number {
    for (let steps = 1; ; steps++) {
      const plan = planCleaning(this.log, this.store, this.configs, this.nowMs, firstDirtyOffset, this.takeExtentId, options)
      for (const write of plan.writes) this.store.write(write)
      this.apply(plan.changes)
      if (plan.finished) return steps
    }
  }

  /** Every batch that is left, each with a CRC that holds. */
  batches(): Uint8Array[] {
    const { segments, logEndOffset } = this.log
    const split = splitBatches(readLog(this.log, this.store, segments[0]?.baseOffset ?? 0, logEndOffset, Infinity, true))
    if (!split.ok) throw new Error(split.message)
    for (const batch of split.batches) {
      if (computeBatchCrc(batch) !== decodeBatchHeader(batch).crc) throw new Error('the CRC of a stored batch does not hold')
    }
    return split.batches
  }

  /** Every record that is left, markers aside. */
  records(): ReadRecord[] {
    return this.batches().flatMap((batch) => {
      const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
      if (!decoded.ok) throw new Error(decoded.message)
      if ((decodeBatchHeader(batch).attributes & 0x20) !== 0) return []
      return decoded.records.map(({ offset, key, value }) => ({ offset, key: textOf(key), value: textOf(value) }))
    })
  }
}

function configsOf(configs: Readonly<Record<string, string>>): TopicConfigs {
  const checked = checkTopicConfigs(new Map(Object.entries(configs)))
  if (!checked.ok) throw new Error(checked.message)
  return checked.effective
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : encoder.encode(text)
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : decoder.decode(bytes)
}
