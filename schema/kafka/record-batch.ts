// The record batch, format v2 (magic 2): the fixed header of 61 bytes that stands before the records, what its bits mean, and the few
// bytes a broker may change in place. Everything a broker does with a batch it did not write is done on these bytes; records are only
// looked at when somebody asks for them.
//
//   baseOffset int64 · batchLength int32 · partitionLeaderEpoch int32 · magic int8 · crc uint32 · attributes int16 · lastOffsetDelta int32
//   baseTimestamp int64 · maxTimestamp int64 · producerId int64 · producerEpoch int16 · baseSequence int32 · recordCount int32
//
// Source: DefaultRecordBatch of Kafka 4.3; KIP-98 for the format, KIP-534 for the delete horizon.

import { crc32c } from './crc32c.ts'
import { readInt16, readInt32, readInt64, writeInt16, writeInt32, writeInt64 } from './int64.ts'

export const RECORD_BATCH_HEADER_BYTES = 61
/** Base offset and batch length: what stands before the part that batchLength counts. */
export const LOG_OVERHEAD_BYTES = 12

/** Where the header's fields begin. */
export const BATCH_FIELD = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const

const COMPRESSION_MASK = 0x07
/** Sequence numbers are the non-negative int32 values. */
const SEQUENCES = 2 ** 31
export const LOG_APPEND_TIME_BIT = 0x08
export const TRANSACTIONAL_BIT = 0x10
export const CONTROL_BIT = 0x20
const DELETE_HORIZON_BIT = 0x40

export type RecordBatchHeader = {
  readonly baseOffset: number
  /** Bytes behind this field: the whole batch is 12 bytes longer. */
  readonly batchLength: number
  readonly partitionLeaderEpoch: number
  readonly magic: number
  /** CRC-32C of everything from the attributes to the end, unsigned. */
  readonly crc: number
  readonly attributes: number
  readonly lastOffsetDelta: number
  /** Milliseconds; the records' deltas count from here. With a delete horizon it is that horizon, and they still count from it. */
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  /** -1 when the producer is not idempotent. */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly recordCount: number
}

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
export type TimestampType = 'CreateTime' | 'LogAppendTime'

/** The header at `position`. The caller has made sure that RECORD_BATCH_HEADER_BYTES are there; see splitBatches. */
export function decodeBatchHeader(bytes: Uint8Array, position = 0): RecordBatchHeader {
  return {
    baseOffset: readInt64(bytes, position + BATCH_FIELD.baseOffset),
    batchLength: readInt32(bytes, position + BATCH_FIELD.batchLength),
    partitionLeaderEpoch: readInt32(bytes, position + BATCH_FIELD.partitionLeaderEpoch),
    magic: magicOf(bytes, position),
    crc: readInt32(bytes, position + BATCH_FIELD.crc) >>> 0,
    attributes: batchAttributes(bytes, position),
    lastOffsetDelta: readInt32(bytes, position + BATCH_FIELD.lastOffsetDelta),
    baseTimestamp: readInt64(bytes, position + BATCH_FIELD.baseTimestamp),
    maxTimestamp: readInt64(bytes, position + BATCH_FIELD.maxTimestamp),
    producerId: batchProducerId(bytes, position),
    producerEpoch: batchProducerEpoch(bytes, position),
    baseSequence: readInt32(bytes, position + BATCH_FIELD.baseSequence),
    recordCount: readInt32(bytes, position + BATCH_FIELD.recordCount),
  }
}

/** One field alone: for those who ask of every batch and seldom want the rest. */
export function batchAttributes(bytes: Uint8Array, position = 0): number {
  return readInt16(bytes, position + BATCH_FIELD.attributes)
}

export function batchProducerId(bytes: Uint8Array, position = 0): number {
  return readInt64(bytes, position + BATCH_FIELD.producerId)
}

export function batchProducerEpoch(bytes: Uint8Array, position = 0): number {
  return readInt16(bytes, position + BATCH_FIELD.producerEpoch)
}

function magicOf(bytes: Uint8Array, position: number): number {
  return ((bytes[position + BATCH_FIELD.magic] ?? 0) << 24) >> 24
}

/** How the records are packed; null for a number no codec has. */
export function compressionOf(attributes: number): Compression | null {
  switch (attributes & COMPRESSION_MASK) {
    case 0:
      return 'none'
    case 1:
      return 'gzip'
    case 2:
      return 'snappy'
    case 3:
      return 'lz4'
    case 4:
      return 'zstd'
    default:
      return null
  }
}

export function timestampTypeOf(attributes: number): TimestampType {
  return (attributes & LOG_APPEND_TIME_BIT) === 0 ? 'CreateTime' : 'LogAppendTime'
}

export function isTransactional(attributes: number): boolean {
  return (attributes & TRANSACTIONAL_BIT) !== 0
}

/** A batch of the broker itself (a transaction marker); clients never see it and may never write it. */
export function isControl(attributes: number): boolean {
  return (attributes & CONTROL_BIT) !== 0
}

/** Compaction has noted in baseTimestamp when the tombstones of this batch may go (KIP-534). */
export function hasDeleteHorizon(attributes: number): boolean {
  return (attributes & DELETE_HORIZON_BIT) !== 0
}

export function lastOffsetOf(header: Pick<RecordBatchHeader, 'baseOffset' | 'lastOffsetDelta'>): number {
  return header.baseOffset + header.lastOffsetDelta
}

/** The producer's sequence number of the record at this offset; after 2147483647 comes 0. Only for batches with a base sequence. */
export function sequenceOf(header: Pick<RecordBatchHeader, 'baseOffset' | 'baseSequence'>, offset: number): number {
  return (header.baseSequence + (offset - header.baseOffset)) % SEQUENCES
}

/** The whole size of the batch at `position` by its own account. It is a claim: it can exceed the bytes or be negative. */
export function batchSizeBytes(bytes: Uint8Array, position = 0): number {
  return LOG_OVERHEAD_BYTES + readInt32(bytes, position + BATCH_FIELD.batchLength)
}

/** The checksum the batch should carry. `batch` is exactly one batch. */
export function computeBatchCrc(batch: Uint8Array): number {
  return crc32c(batch, BATCH_FIELD.attributes)
}

/** Gives the batch its place in a log, in place. These fields lie outside the CRC, so that a leader need not compute it again. */
export function stampBatch(batch: Uint8Array, baseOffset: number, partitionLeaderEpoch: number): void {
  writeInt64(batch, BATCH_FIELD.baseOffset, baseOffset)
  writeInt32(batch, BATCH_FIELD.partitionLeaderEpoch, partitionLeaderEpoch)
}

/** Makes the broker's clock the time of every record of this batch (message.timestamp.type=LogAppendTime), in place, with a new CRC. */
export function stampLogAppendTime(batch: Uint8Array, nowMs: number): void {
  writeInt16(batch, BATCH_FIELD.attributes, readInt16(batch, BATCH_FIELD.attributes) | LOG_APPEND_TIME_BIT)
  stampMaxTimestamp(batch, nowMs)
}

/** Sets maxTimestamp in place, with a new CRC. */
export function stampMaxTimestamp(batch: Uint8Array, maxTimestamp: number): void {
  writeInt64(batch, BATCH_FIELD.maxTimestamp, maxTimestamp)
  writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
}

export type BatchProducer = {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly isTransactional: boolean
}

/** Makes the batch one of this producer, in place, with a new CRC: for senders that leave the counting to the leader. */
export function stampProducer(batch: Uint8Array, producer: BatchProducer): void {
  const { producerId, producerEpoch, baseSequence } = producer
  const attributes = readInt16(batch, BATCH_FIELD.attributes)
  writeInt16(batch, BATCH_FIELD.attributes, producer.isTransactional ? attributes | TRANSACTIONAL_BIT : attributes & ~TRANSACTIONAL_BIT)
  writeInt64(batch, BATCH_FIELD.producerId, producerId)
  writeInt16(batch, BATCH_FIELD.producerEpoch, producerEpoch)
  writeInt32(batch, BATCH_FIELD.baseSequence, baseSequence)
  writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
}

export type SplitBatches =
  | { readonly ok: true; readonly batches: Uint8Array[] }
  | { readonly ok: false; readonly error: 'CORRUPT_MESSAGE'; readonly message: string }

/**
 * Cuts bytes that hold batches one behind the other, without copying. CORRUPT_MESSAGE when a length is impossible, a magic is unknown or
 * the last batch is cut off. Source: ByteBufferLogInputStream.nextBatchSize, which silently drops a partial tail; here nobody may lose it.
 */
export function splitBatches(bytes: Uint8Array): SplitBatches {
  const batches: Uint8Array[] = []
  let position = 0
  while (position < bytes.length) {
    const problem = problemOfBatchAt(bytes, position)
    if (problem !== null) return { ok: false, error: 'CORRUPT_MESSAGE', message: problem }
    const end = position + batchSizeBytes(bytes, position)
    batches.push(bytes.subarray(position, end))
    position = end
  }
  return { ok: true, batches }
}

function problemOfBatchAt(bytes: Uint8Array, position: number): string | null {
  const available = bytes.length - position
  if (available <= BATCH_FIELD.magic) return `The ${available} bytes at position ${position} are too few for a record batch.`
  const magic = magicOf(bytes, position)
  if (magic !== 2) return `Invalid magic found in record: ${magic}`
  const sizeBytes = batchSizeBytes(bytes, position)
  if (sizeBytes < RECORD_BATCH_HEADER_BYTES) {
    return `Record batch is corrupt (the size ${sizeBytes} is smaller than the minimum allowed overhead ${RECORD_BATCH_HEADER_BYTES})`
  }
  if (sizeBytes > available) return `The record batch at position ${position} declares ${sizeBytes} bytes but only ${available} are there.`
  return null
}
