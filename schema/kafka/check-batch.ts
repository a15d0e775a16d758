// What a broker asks of a batch that a client produces, before it goes into a log. This is done where the bytes arrive, once; the engine
// trusts the facts found here and only checks what depends on the topic (keys, timestamps, sizes).
// Source: LogValidator.validateBatch and validateRecord, UnifiedLog.analyzeAndValidateRecords, ProduceRequest.validateRecords and
// DefaultRecordBatch.ensureValid of Kafka 4.3. Sentences are Kafka's without the topic, which is not known here.

import type { KafkaErrorName } from './errors.ts'
import {
  batchSizeBytes,
  computeBatchCrc,
  decodeBatchHeader,
  isControl,
  lastOffsetOf,
  RECORD_BATCH_HEADER_BYTES,
  stampMaxTimestamp,
  timestampTypeOf,
} from './record-batch.ts'
import type { RecordBatchHeader } from './record-batch.ts'
import { openRecords, tooManyRecords } from './record-cursor.ts'
import type { RecordCursor } from './record-cursor.ts'
import { MAX_RECORDS_PER_BATCH, MAX_UNCOMPRESSED_BATCH_BYTES } from '../limits.ts'

export type BatchFacts = {
  readonly recordCount: number
  /** A compacted topic refuses such a batch. */
  readonly hasRecordWithoutKey: boolean
  /** The least and the greatest time of a record, milliseconds; a record without a time has -1. */
  readonly minTimestamp: number
  readonly maxTimestamp: number
  /** The records without the header, unpacked. */
  readonly uncompressedBytes: number
}

export type CheckedBatch = { readonly ok: true; readonly facts: BatchFacts } | RefusedBatch
export type RefusedBatch = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

/**
 * Checks that `batch` is exactly one well-formed batch of a client, and says what the engine wants to know about its records.
 *
 * A wrong maxTimestamp in the header is corrected in place, CRC included, as LogValidator does: Sarama used to send 0, and ListOffsets by
 * timestamp would skip such a batch if the header were believed.
 *
 * CORRUPT_MESSAGE: size, CRC or compressed bytes are wrong. INVALID_RECORD: everything about records and offsets. INVALID_TIMESTAMP: the
 * client claims LogAppendTime (Kafka lets that pass on a CreateTime topic and clears the bit; nobody but a broker has reason to set it).
 * RECORD_LIST_TOO_LARGE: more records or unpacked bytes than MAX_RECORDS_PER_BATCH and MAX_UNCOMPRESSED_BATCH_BYTES, a bound of ours.
 */
export function checkBatch(batch: Uint8Array): CheckedBatch {
  const wrongSize = refuseSize(batch)
  if (wrongSize !== null) return wrongSize
  const header = decodeBatchHeader(batch)
  const wrongHeader = refuseChecksum(batch, header) ?? refuseHeader(header)
  if (wrongHeader !== null) return wrongHeader
  if (header.recordCount > MAX_RECORDS_PER_BATCH) return tooManyRecords(header.recordCount)
  const opened = openRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  if (!opened.ok) return opened
  const checked = checkRecords(opened.cursor, opened.uncompressedBytes)
  if (checked.ok && checked.facts.maxTimestamp !== header.maxTimestamp) stampMaxTimestamp(batch, checked.facts.maxTimestamp)
  return checked
}

function refuseSize(batch: Uint8Array): RefusedBatch | null {
  if (batch.length === 0) return refused('INVALID_RECORD', 'Produce requests must have exactly one record batch per partition')
  if (batch.length < RECORD_BATCH_HEADER_BYTES) {
    const problem = `the size ${batch.length} is smaller than the minimum allowed overhead ${RECORD_BATCH_HEADER_BYTES}`
    return refused('CORRUPT_MESSAGE', `Record batch is corrupt (${problem})`)
  }
  const { magic } = decodeBatchHeader(batch)
  if (magic < 0 || magic > 2) return refused('CORRUPT_MESSAGE', `Invalid magic found in record: ${magic}`)
  if (magic < 2) return refused('INVALID_RECORD', 'Produce requests are only allowed to contain record batches with magic version 2')
  const declared = batchSizeBytes(batch)
  if (declared < RECORD_BATCH_HEADER_BYTES) {
    const problem = `the size ${declared} is smaller than the minimum allowed overhead ${RECORD_BATCH_HEADER_BYTES}`
    return refused('CORRUPT_MESSAGE', `Record batch is corrupt (${problem})`)
  }
  if (declared > batch.length) {
    return refused('CORRUPT_MESSAGE', `Record batch is corrupt (it declares ${declared} bytes and only ${batch.length} were sent)`)
  }
  if (declared < batch.length) return refused('INVALID_RECORD', 'Produce requests must have exactly one record batch per partition')
  return null
}

function refuseChecksum(batch: Uint8Array, { crc }: RecordBatchHeader): RefusedBatch | null {
  const computed = computeBatchCrc(batch)
  return crc === computed ? null : refused('CORRUPT_MESSAGE', `Record is corrupt (stored crc = ${crc}, computed crc = ${computed})`)
}

function refuseHeader(header: RecordBatchHeader): RefusedBatch | null {
  const { baseOffset, lastOffsetDelta, recordCount, producerId, baseSequence, attributes } = header
  const lastOffset = lastOffsetOf(header)
  if (baseOffset !== 0)
    return refused('INVALID_RECORD', `The baseOffset of the record batch in the append should be 0, but it is ${baseOffset}`)
  if (lastOffsetDelta < 0) return refused('INVALID_RECORD', `Batch has an invalid offset range: [${baseOffset}, ${lastOffset}]`)
  if (recordCount <= 0) return refused('INVALID_RECORD', `Invalid reported count for record batch: ${recordCount}`)
  if (lastOffsetDelta + 1 !== recordCount) {
    return refused('INVALID_RECORD', `Inconsistent batch offset range [${baseOffset}, ${lastOffset}] and count of records ${recordCount}`)
  }
  if (isControl(attributes)) return refused('INVALID_RECORD', 'Clients are not allowed to write control records')
  if (producerId > -1 && baseSequence < 0) {
    return refused('INVALID_RECORD', `Invalid sequence number ${baseSequence} in record batch with producerId ${producerId}`)
  }
  if (timestampTypeOf(attributes) === 'LogAppendTime') {
    return refused('INVALID_TIMESTAMP', 'Invalid timestamp type in message. Producer should not set timestamp type to LogAppendTime.')
  }
  return null
}

function checkRecords(cursor: RecordCursor, uncompressedBytes: number): CheckedBatch {
  let hasRecordWithoutKey = false
  let minTimestamp = Infinity
  let maxTimestamp = -Infinity
  for (let expectedDelta = 0; cursor.next(); expectedDelta++) {
    if (cursor.offsetDelta !== expectedDelta) {
      const problem = `does not have incremental offsets, expected offset is ${expectedDelta}`
      return refused('INVALID_RECORD', `Inner record ${expectedDelta} inside the record batch ${problem} and not ${cursor.offsetDelta}`)
    }
    if (cursor.keyIsNull) hasRecordWithoutKey = true
    if (cursor.timestamp < minTimestamp) minTimestamp = cursor.timestamp
    if (cursor.timestamp > maxTimestamp) maxTimestamp = cursor.timestamp
  }
  if (cursor.problem !== null) return refused('INVALID_RECORD', cursor.problem)
  return { ok: true, facts: { recordCount: cursor.recordCount, hasRecordWithoutKey, minTimestamp, maxTimestamp, uncompressedBytes } }
}

function refused(error: KafkaErrorName, message: string): RefusedBatch {
  return { ok: false, error, message }
}
