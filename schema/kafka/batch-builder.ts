// Writing record batches: records are appended straight into one growing buffer, and the header is filled in when the batch is built. No
// object is made per record. The bytes are those the Java client writes for the same records: base timestamp of the first record, deltas
// from it, the largest timestamp in the header.
// Source: MemoryRecordsBuilder, DefaultRecord.writeTo and DefaultRecordBatch.writeHeader of Kafka 4.3.

import { writeInt16, writeInt32, writeInt64 } from './int64.ts'
import {
  BATCH_FIELD,
  computeBatchCrc,
  CONTROL_BIT,
  LOG_OVERHEAD_BYTES,
  RECORD_BATCH_HEADER_BYTES,
  TRANSACTIONAL_BIT,
} from './record-batch.ts'
import type { RecordHeader } from './record-cursor.ts'
import {
  MAX_VARINT32_BYTES,
  MAX_VARINT64_BYTES,
  sizeOfZigzagVarint32,
  sizeOfZigzagVarint64,
  writeZigzagVarint32,
  writeZigzagVarint64,
} from './varint.ts'

const DEFAULT_CAPACITY_BYTES = 16 * 1024
/** Below this a plain loop copies faster than TypedArray.set, which costs a call into the engine's runtime. */
const SMALL_COPY_BYTES = 48

export type BatchOptions = {
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly isTransactional?: boolean
  readonly isControl?: boolean
}

/**
 * The most bytes that this record can take in any batch, its length prefix included: deltas depend on the batch and are counted at their
 * longest. For deciding whether a record still fits before it is appended.
 */
export function recordSizeBytes(key: Uint8Array | null, value: Uint8Array | null, headers: readonly RecordHeader[]): number {
  const deltas = MAX_VARINT64_BYTES + MAX_VARINT32_BYTES
  return MAX_VARINT32_BYTES + 1 + deltas + sizeOfBytes(key) + sizeOfBytes(value) + sizeOfHeaders(headers)
}

/** Collects records into one uncompressed batch. `build` may be called more than once; `reset` starts the next batch. */
export class RecordBatchBuilder {
  #bytes: Uint8Array
  #position = RECORD_BATCH_HEADER_BYTES
  #count = 0
  #baseTimestamp = -1
  #maxTimestamp = -1

  constructor(initialCapacityBytes: number = DEFAULT_CAPACITY_BYTES) {
    this.#bytes = new Uint8Array(Math.max(initialCapacityBytes, RECORD_BATCH_HEADER_BYTES))
  }

  get count(): number {
    return this.#count
  }

  /** The size of the batch if it were built now. */
  get sizeBytes(): number {
    return this.#position
  }

  /** Adds a record. Its bytes are copied, so the caller may use them for something else. */
  append(timestampMs: number, key: Uint8Array | null, value: Uint8Array | null, headers: readonly RecordHeader[]): void {
    if (this.#count === 0) this.#baseTimestamp = this.#maxTimestamp = timestampMs
    else if (timestampMs > this.#maxTimestamp) this.#maxTimestamp = timestampMs
    const timestampDelta = timestampMs - this.#baseTimestamp
    const bodySize =
      1 +
      sizeOfZigzagVarint64(timestampDelta) +
      sizeOfZigzagVarint32(this.#count) +
      sizeOfBytes(key) +
      sizeOfBytes(value) +
      sizeOfHeaders(headers)
    this.#makeRoom(MAX_VARINT32_BYTES + bodySize)
    this.#write(bodySize, timestampDelta, key, value, headers)
    this.#count++
  }

  /** The batch as bytes of its own: CRC set, base offset 0, partition leader epoch -1, and no producer id unless one is given. */
  build(options: BatchOptions = {}): Uint8Array {
    if (this.#count === 0) throw new Error('A batch without records cannot be built: Kafka has no such thing.')
    const batch = this.#bytes.slice(0, this.#position)
    const attributes = (options.isTransactional === true ? TRANSACTIONAL_BIT : 0) | (options.isControl === true ? CONTROL_BIT : 0)
    writeInt64(batch, BATCH_FIELD.baseOffset, 0)
    writeInt32(batch, BATCH_FIELD.batchLength, batch.length - LOG_OVERHEAD_BYTES)
    writeInt32(batch, BATCH_FIELD.partitionLeaderEpoch, -1)
    batch[BATCH_FIELD.magic] = 2
    writeInt16(batch, BATCH_FIELD.attributes, attributes)
    writeInt32(batch, BATCH_FIELD.lastOffsetDelta, this.#count - 1)
    writeInt64(batch, BATCH_FIELD.baseTimestamp, this.#baseTimestamp)
    writeInt64(batch, BATCH_FIELD.maxTimestamp, this.#maxTimestamp)
    writeInt64(batch, BATCH_FIELD.producerId, options.producerId ?? -1)
    writeInt16(batch, BATCH_FIELD.producerEpoch, options.producerEpoch ?? -1)
    writeInt32(batch, BATCH_FIELD.baseSequence, options.baseSequence ?? -1)
    writeInt32(batch, BATCH_FIELD.recordCount, this.#count)
    writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
    return batch
  }

  /** Forgets the records and keeps the buffer. */
  reset(): void {
    this.#position = RECORD_BATCH_HEADER_BYTES
    this.#count = 0
  }

  #write(
    bodySize: number,
    timestampDelta: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[],
  ): void {
    const bytes = this.#bytes
    let position = writeZigzagVarint32(bytes, this.#position, bodySize)
    bytes[position++] = 0
    position = writeZigzagVarint64(bytes, position, timestampDelta)
    position = writeZigzagVarint32(bytes, position, this.#count)
    position = writeBytes(bytes, position, key)
    position = writeBytes(bytes, position, value)
    position = writeZigzagVarint32(bytes, position, headers.length)
    for (const header of headers) {
      position = writeBytes(bytes, position, header.key)
      position = writeBytes(bytes, position, header.value)
    }
    this.#position = position
  }

  #makeRoom(neededBytes: number): void {
    const wanted = this.#position + neededBytes
    if (wanted <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(wanted, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#position))
    this.#bytes = larger
  }
}

function sizeOfBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : sizeOfZigzagVarint32(bytes.length) + bytes.length
}

function sizeOfHeaders(headers: readonly RecordHeader[]): number {
  let sizeBytes = sizeOfZigzagVarint32(headers.length)
  for (const { key, value } of headers) sizeBytes += sizeOfBytes(key) + sizeOfBytes(value)
  return sizeBytes
}

function writeBytes(target: Uint8Array, position: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeZigzagVarint32(target, position, -1)
  const start = writeZigzagVarint32(target, position, bytes.length)
  if (bytes.length > SMALL_COPY_BYTES) target.set(bytes, start)
  else for (let index = 0; index < bytes.length; index++) target[start + index] = bytes[index] ?? 0
  return start + bytes.length
}
