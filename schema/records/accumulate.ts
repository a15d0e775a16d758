// Turns the records of one produce call into record batches, one or more for each partition, as a Kafka producer's accumulator does. The
// order of the records is kept within a partition, and each record is told where it went, so that its report can be written when the
// batch's base offset is known.

import { RecordBatchBuilder, recordSizeBytes } from '../kafka/batch-builder.ts'
import type { BatchFacts } from '../kafka/check-batch.ts'
import { RECORD_BATCH_HEADER_BYTES } from '../kafka/record-batch.ts'
import { acquireBuilder, releaseBuilder } from './builder-pool.ts'
import { choosePartition } from './partitioner.ts'
import type { KeylessPartitioner } from './partitioner.ts'
import { RECORD_TOO_LARGE } from './produce-record.ts'
import type { ProduceError, ProduceRecord } from './produce-record.ts'
import { TARGET_BATCH_BYTES } from '../limits.ts'

export type AccumulateOptions = {
  partitionCount: number
  /** The time of records that bring none. */
  nowMs: number
  /** The topic's max.message.bytes: no batch becomes larger. */
  maxMessageBytes: number
  keyless: KeylessPartitioner
  /** A batch is closed before it would exceed this size; a single larger record gets a batch of its own. */
  batchBytes?: number
  /** Whose batch this is. Sequence numbers are counted by partition, so whoever gives a producer has to see that one batch comes of it. */
  producer?: SequencedProducer | null
  /** Whether the producer's batch belongs to a transaction. */
  isTransactional?: boolean
}

/** A producer, and the sequence number of its next record. */
export type SequencedProducer = { readonly producerId: number; readonly producerEpoch: number; readonly baseSequence: number }

export type AccumulatedBatch = { partitionIndex: number; bytes: Uint8Array; recordCount: number; facts: BatchFacts }

/** Where a record went: its offset is the base offset of `batches[batch]` plus `indexInBatch`. Sizes are null for a null key or value. */
export type Placement =
  | {
      ok: true
      batch: number
      indexInBatch: number
      timestampMs: number
      keySizeBytes: number | null
      valueSizeBytes: number | null
    }
  | ({ ok: false } & ProduceError)

export type Accumulated = { batches: AccumulatedBatch[]; placements: Placement[] }

type OpenBatch = {
  index: number
  builder: RecordBatchBuilder
  hasRecordWithoutKey: boolean
  minTimestamp: number
  maxTimestamp: number
}

/** Batches for `records`, and one placement a record in the same order. A record that cannot be placed does not hinder the others. */
export function accumulate(records: readonly ProduceRecord[], options: AccumulateOptions): Accumulated {
  const accumulator = new Accumulator(options)
  const placements = records.map((record) => accumulator.place(record))
  return { batches: accumulator.finish(), placements }
}

class Accumulator {
  readonly #options: AccumulateOptions
  readonly #batchBytes: number
  readonly #open = new Map<number, OpenBatch>()
  /** In order of their first record. An open batch holds its place with null. */
  readonly #batches: (AccumulatedBatch | null)[] = []

  constructor(options: AccumulateOptions) {
    this.#options = options
    this.#batchBytes = Math.min(options.batchBytes ?? TARGET_BATCH_BYTES, options.maxMessageBytes)
  }

  place(record: ProduceRecord): Placement {
    const { partitionCount, nowMs, keyless } = this.#options
    const { key, value, headers } = record
    const sizeBytes = recordSizeBytes(key, value, headers)
    const partition = choosePartition(record, sizeBytes, partitionCount, keyless)
    if (typeof partition !== 'number') return { ok: false, errorCode: partition.errorCode, message: partition.message }
    const tooLarge = this.#tooLarge(record, sizeBytes)
    if (tooLarge !== null) return tooLarge
    const timestampMs = record.timestampMs ?? nowMs
    const open = this.#openBatch(partition, sizeBytes)
    if (open.builder.count === 0) open.minTimestamp = open.maxTimestamp = timestampMs
    else if (timestampMs < open.minTimestamp) open.minTimestamp = timestampMs
    else if (timestampMs > open.maxTimestamp) open.maxTimestamp = timestampMs
    if (key === null) open.hasRecordWithoutKey = true
    const indexInBatch = open.builder.count
    open.builder.append(timestampMs, key, value, headers)
    const keySizeBytes = key === null ? null : key.length
    const valueSizeBytes = value === null ? null : value.length
    return { ok: true, batch: open.index, indexInBatch, timestampMs, keySizeBytes, valueSizeBytes }
  }

  finish(): AccumulatedBatch[] {
    for (const [partition, open] of this.#open) this.#close(partition, open)
    return this.#batches.filter((batch) => batch !== null)
  }

  /** The batch of this partition that still has room for `sizeBytes`. */
  #openBatch(partition: number, sizeBytes: number): OpenBatch {
    const current = this.#open.get(partition)
    if (current !== undefined && current.builder.sizeBytes + sizeBytes <= this.#batchBytes) return current
    if (current !== undefined) this.#close(partition, current)
    const index = this.#batches.push(null) - 1
    const open = { index, builder: acquireBuilder(), hasRecordWithoutKey: false, minTimestamp: 0, maxTimestamp: 0 }
    this.#open.set(partition, open)
    return open
  }

  #close(partitionIndex: number, open: OpenBatch): void {
    const { builder, hasRecordWithoutKey, minTimestamp, maxTimestamp } = open
    const recordCount = builder.count
    const { producer, isTransactional = false } = this.#options
    const bytes = builder.build(producer ? { ...producer, isTransactional } : {})
    const uncompressedBytes = bytes.length - RECORD_BATCH_HEADER_BYTES
    const facts = { recordCount, hasRecordWithoutKey, minTimestamp, maxTimestamp, uncompressedBytes }
    this.#batches[open.index] = { partitionIndex, bytes, recordCount, facts }
    releaseBuilder(builder)
  }

  /** Refuses a record that would exceed max.message.bytes in a batch of its own. `sizeBytes` is an upper bound, so doubt is measured. */
  #tooLarge(record: ProduceRecord, sizeBytes: number): Placement | null {
    const { maxMessageBytes, nowMs } = this.#options
    if (RECORD_BATCH_HEADER_BYTES + sizeBytes <= maxMessageBytes) return null
    const payloadBytes = (record.key?.length ?? 0) + (record.value?.length ?? 0)
    let batchBytes = RECORD_BATCH_HEADER_BYTES + sizeBytes
    if (payloadBytes <= maxMessageBytes) {
      const alone = new RecordBatchBuilder()
      alone.append(record.timestampMs ?? nowMs, record.key, record.value, record.headers)
      batchBytes = alone.sizeBytes
      if (batchBytes <= maxMessageBytes) return null
    }
    const message = `The record is ${batchBytes} bytes when serialized, which is larger than the topic's max.message.bytes of ${maxMessageBytes}.`
    return { ok: false, errorCode: RECORD_TOO_LARGE, message }
  }
}
