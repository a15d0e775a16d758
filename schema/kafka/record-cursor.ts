// Reading the records of one batch: a cursor that walks them without allocating, and a list for those who want objects.
//
// A record is: length · attributes int8 · timestampDelta · offsetDelta · keyLength · key · valueLength · value · headerCount · headers, where
// every number is a zigzag varint and the length -1 means null. Nothing a record declares is believed before it is compared with the
// bytes that are there, so a hostile batch costs at most one pass over its bytes.
// Source: DefaultRecord.readFrom and DefaultRecordBatch.RecordIterator of Kafka 4.3, whose sentences the problems repeat.

import { decompress } from './compression.ts'
import { compressionOf, decodeBatchHeader, RECORD_BATCH_HEADER_BYTES, timestampTypeOf } from './record-batch.ts'
import type { KafkaErrorName } from './errors.ts'
import { VarintReader } from './varint.ts'
import { MAX_RECORDS_PER_BATCH } from '../limits.ts'

export type RecordHeader = { readonly key: Uint8Array; readonly value: Uint8Array | null }

/** Key, value and headers are views of the bytes they were read from: whoever keeps one keeps the whole batch. */
export type DecodedRecord = {
  readonly offset: number
  /** Milliseconds; the batch's maxTimestamp when the broker's clock counts (LogAppendTime). */
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
}

type Refused = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

const NO_HEADERS: readonly RecordHeader[] = []
const NULL_LENGTH = -1

/**
 * Walks the records of one batch. After `next()` gave true the fields are those of that record, until the next call. After it gave false,
 * `problem` is null when the batch was read to its end, else a sentence about what is wrong with it.
 */
export class RecordCursor {
  offset = -1
  timestamp = -1
  /** Position of the record from the batch's base offset, as the record says it. */
  offsetDelta = -1
  /** The record's own time, even when the batch's LogAppendTime hides it. */
  createTimestamp = -1
  headerCount = 0
  problem: string | null = null
  readonly recordCount: number
  readonly #baseOffset: number
  readonly #baseTimestamp: number
  readonly #logAppendTime: number | null
  readonly #reader: VarintReader
  readonly #recordsEnd: number
  #recordsRead = 0
  #keyStart = 0
  #keyEnd = NULL_LENGTH
  #valueStart = 0
  #valueEnd = NULL_LENGTH
  #headersStart = 0

  /**
   * `batch` is exactly one batch with a whole header. The records of a compressed one come unpacked as `uncompressedRecords`; openRecords
   * does that.
   */
  constructor(batch: Uint8Array, uncompressedRecords?: Uint8Array) {
    const header = decodeBatchHeader(batch)
    this.#baseOffset = header.baseOffset
    this.#baseTimestamp = header.baseTimestamp
    this.#logAppendTime = timestampTypeOf(header.attributes) === 'LogAppendTime' ? header.maxTimestamp : null
    this.recordCount = header.recordCount
    this.#reader = new VarintReader(uncompressedRecords ?? batch, uncompressedRecords === undefined ? RECORD_BATCH_HEADER_BYTES : 0)
    this.#recordsEnd = this.#reader.end
    if (header.recordCount < 0) this.problem = `Found invalid record count ${header.recordCount} in magic v2 batch`
  }

  next(): boolean {
    if (this.problem !== null) return false
    if (this.#recordsRead >= this.recordCount) return this.#finish()
    const reader = this.#reader
    const sizeBytes = reader.readZigzagVarint32()
    const recordEnd = reader.position + sizeBytes
    if (reader.malformed) return this.#stop('Incorrect declared batch size, premature EOF reached')
    if (sizeBytes < 0) return this.#stop(`Record ${this.#recordsRead} has the invalid size ${sizeBytes}`)
    if (recordEnd > this.#recordsEnd) return this.#stop('Incorrect declared batch size, premature EOF reached')
    reader.end = recordEnd
    this.#readBody(reader)
    if (reader.malformed) return this.#stop(`Record ${this.#recordsRead} is malformed or cut off`)
    if (reader.position !== recordEnd) {
      return this.#stop(`Invalid record size: expected to read ${sizeBytes} bytes in record payload, but instead read fewer`)
    }
    reader.end = this.#recordsEnd
    this.#recordsRead++
    return true
  }

  get keyIsNull(): boolean {
    return this.#keyEnd === NULL_LENGTH
  }

  get key(): Uint8Array | null {
    return this.#keyEnd === NULL_LENGTH ? null : this.#reader.bytes.subarray(this.#keyStart, this.#keyEnd)
  }

  get valueIsNull(): boolean {
    return this.#valueEnd === NULL_LENGTH
  }

  get value(): Uint8Array | null {
    return this.#valueEnd === NULL_LENGTH ? null : this.#reader.bytes.subarray(this.#valueStart, this.#valueEnd)
  }

  get headers(): readonly RecordHeader[] {
    if (this.headerCount === 0) return NO_HEADERS
    const reader = new VarintReader(this.#reader.bytes, this.#headersStart)
    return Array.from({ length: this.headerCount }, () => ({ key: readBytes(reader) ?? new Uint8Array(0), value: readBytes(reader) }))
  }

  #readBody(reader: VarintReader): void {
    if (reader.position >= reader.end) reader.fail()
    // The attributes of a record are unused; Kafka reads and ignores them too.
    reader.position++
    const timestampDelta = reader.readZigzagVarint64()
    this.createTimestamp = this.#baseTimestamp + timestampDelta
    this.timestamp = this.#logAppendTime ?? this.createTimestamp
    this.offsetDelta = reader.readZigzagVarint32()
    this.offset = this.#baseOffset + this.offsetDelta
    const keyLength = skipBytes(reader)
    this.#keyEnd = keyLength < 0 ? NULL_LENGTH : reader.position
    this.#keyStart = reader.position - keyLength
    const valueLength = skipBytes(reader)
    this.#valueEnd = valueLength < 0 ? NULL_LENGTH : reader.position
    this.#valueStart = reader.position - valueLength
    this.#readHeaders(reader)
  }

  /** Only walks over the headers. Every one takes at least two bytes, so a huge count ends at the record's end. */
  #readHeaders(reader: VarintReader): void {
    const count = reader.readZigzagVarint32()
    if (count < 0) reader.fail()
    this.#headersStart = reader.position
    this.headerCount = count
    for (let index = 0; index < count && !reader.malformed; index++) {
      // A header's key is never null, its value may be.
      if (skipBytes(reader) < 0) reader.fail()
      skipBytes(reader)
    }
  }

  #finish(): boolean {
    if (this.#reader.position === this.#recordsEnd) return false
    return this.#stop('Incorrect declared batch size, records still remaining in file')
  }

  #stop(problem: string): boolean {
    this.problem = problem
    return false
  }
}

/** Moves over a length and its bytes and gives the length, -1 for null. Kafka takes every negative length for null. */
function skipBytes(reader: VarintReader): number {
  const length = reader.readZigzagVarint32()
  if (length < 0) return NULL_LENGTH
  if (length > reader.end - reader.position) return reader.fail()
  reader.position += length
  return length
}

function readBytes(reader: VarintReader): Uint8Array | null {
  const length = skipBytes(reader)
  return length < 0 ? null : reader.bytes.subarray(reader.position - length, reader.position)
}

/**
 * A cursor over one batch, unpacked when it is compressed. Does not check the CRC: stored batches were checked when they came.
 * CORRUPT_MESSAGE when the header is cut off, the codec unknown or the compressed bytes are broken; RECORD_LIST_TOO_LARGE when they unpack
 * to more than `maxUncompressedBytes`.
 */
export function openRecords(
  batch: Uint8Array,
  maxUncompressedBytes: number,
): { readonly ok: true; readonly cursor: RecordCursor; readonly uncompressedBytes: number } | Refused {
  if (batch.length < RECORD_BATCH_HEADER_BYTES) {
    return refused('CORRUPT_MESSAGE', `A record batch of ${batch.length} bytes has no whole header.`)
  }
  const { attributes } = decodeBatchHeader(batch)
  const compression = compressionOf(attributes)
  if (compression === null) return refused('CORRUPT_MESSAGE', `Unknown compression type id: ${attributes & 7}`)
  const records = batch.subarray(RECORD_BATCH_HEADER_BYTES)
  if (compression === 'none') return { ok: true, cursor: new RecordCursor(batch), uncompressedBytes: records.length }
  const unpacked = decompress(compression, records, maxUncompressedBytes)
  if (!unpacked.ok) return unpacked
  return { ok: true, cursor: new RecordCursor(batch, unpacked.bytes), uncompressedBytes: unpacked.bytes.length }
}

/**
 * All records of one batch as objects. The errors of openRecords, INVALID_RECORD when a record is malformed or their number is not the one
 * the header declares, RECORD_LIST_TOO_LARGE for more than MAX_RECORDS_PER_BATCH.
 */
export function decodeRecords(
  batch: Uint8Array,
  maxUncompressedBytes: number,
): { readonly ok: true; readonly records: DecodedRecord[] } | Refused {
  const opened = openRecords(batch, maxUncompressedBytes)
  if (!opened.ok) return opened
  const { cursor } = opened
  if (cursor.recordCount > MAX_RECORDS_PER_BATCH) return tooManyRecords(cursor.recordCount)
  const records: DecodedRecord[] = []
  while (cursor.next()) {
    const { offset, timestamp, key, value, headers } = cursor
    records.push({ offset, timestamp, key, value, headers })
  }
  return cursor.problem === null ? { ok: true, records } : refused('INVALID_RECORD', cursor.problem)
}

export function tooManyRecords(recordCount: number): Refused {
  return refused('RECORD_LIST_TOO_LARGE', `A batch of ${recordCount} records is larger than the ${MAX_RECORDS_PER_BATCH} allowed here.`)
}

function refused(error: KafkaErrorName, message: string): Refused {
  return { ok: false, error, message }
}
