// A batch with some of its records left out. Offsets, sequence numbers, producer and epoch stay, and so does the last offset, since the last
// sequence number follows from it. The CRC is computed anew.
//
// The engine unpacks every codec and packs none, so what is left of a compressed batch is written uncompressed. Should it then be too large to
// be stored, the caller keeps the batch as it is: records stay that could have gone, and none is lost.
// Source: MemoryRecords.filterTo and buildRetainedRecordsInto, DefaultRecordBatch.writeEmptyHeader of Kafka 4.3; KIP-534.
import { recordSizeBytes } from '../../../../schema/kafka/batch-builder.ts'
import { writeInt16, writeInt32, writeInt64 } from '../../../../schema/kafka/int64.ts'
import {
  BATCH_FIELD,
  computeBatchCrc,
  CONTROL_BIT,
  LOG_APPEND_TIME_BIT,
  LOG_OVERHEAD_BYTES,
  RECORD_BATCH_HEADER_BYTES,
  timestampTypeOf,
  TRANSACTIONAL_BIT,
} from '../../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../../schema/kafka/record-batch.ts'
import type { DecodedRecord } from '../../../../schema/kafka/record-cursor.ts'
import { sizeOfZigzagVarint32, sizeOfZigzagVarint64, writeZigzagVarint32, writeZigzagVarint64 } from '../../../../schema/kafka/varint.ts'

/** What stays of the attributes; the codec and an old delete horizon do not. */
const KEPT_ATTRIBUTES = LOG_APPEND_TIME_BIT | TRANSACTIONAL_BIT | CONTROL_BIT
const DELETE_HORIZON_BIT = 0x40
const NULL_LENGTH = -1

/** The batch with only these records. A delete horizon stands in the place of the base timestamp. */
export function batchWithRecords(header: RecordBatchHeader, records: readonly DecodedRecord[], deleteHorizonMs: number | null): Uint8Array {
  const baseTimestamp = deleteHorizonMs ?? records[0]?.timestamp ?? -1
  const mostBytes = records.reduce((sum, { key, value, headers }) => sum + recordSizeBytes(key, value, headers), RECORD_BATCH_HEADER_BYTES)
  const bytes = new Uint8Array(mostBytes)
  let position = RECORD_BATCH_HEADER_BYTES
  for (const record of records) position = writeRecord(bytes, position, record, header.baseOffset, baseTimestamp)
  const batch = bytes.slice(0, position)
  const isLogAppendTime = timestampTypeOf(header.attributes) === 'LogAppendTime'
  const maxTimestamp = isLogAppendTime ? header.maxTimestamp : records.reduce((max, { timestamp }) => Math.max(max, timestamp), -1)
  const attributes = (header.attributes & KEPT_ATTRIBUTES) | (deleteHorizonMs === null ? 0 : DELETE_HORIZON_BIT)
  writeHeader(batch, header, { attributes, baseTimestamp, maxTimestamp, recordCount: records.length })
  return batch
}

/** The header alone: it says up to which sequence number its producer has come, and up to which offset the log was written. */
export function batchWithoutRecords(header: RecordBatchHeader): Uint8Array {
  const batch = new Uint8Array(RECORD_BATCH_HEADER_BYTES)
  const attributes = header.attributes & KEPT_ATTRIBUTES
  writeHeader(batch, header, { attributes, baseTimestamp: -1, maxTimestamp: header.maxTimestamp, recordCount: 0 })
  return batch
}

type ChangedFields = Pick<RecordBatchHeader, 'attributes' | 'baseTimestamp' | 'maxTimestamp' | 'recordCount'>

function writeHeader(batch: Uint8Array, header: RecordBatchHeader, changed: ChangedFields): void {
  writeInt64(batch, BATCH_FIELD.baseOffset, header.baseOffset)
  writeInt32(batch, BATCH_FIELD.batchLength, batch.length - LOG_OVERHEAD_BYTES)
  writeInt32(batch, BATCH_FIELD.partitionLeaderEpoch, header.partitionLeaderEpoch)
  batch[BATCH_FIELD.magic] = header.magic
  writeInt16(batch, BATCH_FIELD.attributes, changed.attributes)
  writeInt32(batch, BATCH_FIELD.lastOffsetDelta, header.lastOffsetDelta)
  writeInt64(batch, BATCH_FIELD.baseTimestamp, changed.baseTimestamp)
  writeInt64(batch, BATCH_FIELD.maxTimestamp, changed.maxTimestamp)
  writeInt64(batch, BATCH_FIELD.producerId, header.producerId)
  writeInt16(batch, BATCH_FIELD.producerEpoch, header.producerEpoch)
  writeInt32(batch, BATCH_FIELD.baseSequence, header.baseSequence)
  writeInt32(batch, BATCH_FIELD.recordCount, changed.recordCount)
  writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
}

function writeRecord(bytes: Uint8Array, start: number, record: DecodedRecord, baseOffset: number, baseTimestamp: number): number {
  const { offset, timestamp, key, value, headers } = record
  const offsetDelta = offset - baseOffset
  const timestampDelta = timestamp - baseTimestamp
  const headersSize = headers.reduce((sum, header) => sum + sizeOfBytes(header.key) + sizeOfBytes(header.value), 0)
  const deltasSize = sizeOfZigzagVarint64(timestampDelta) + sizeOfZigzagVarint32(offsetDelta)
  const bodySize = 1 + deltasSize + sizeOfBytes(key) + sizeOfBytes(value) + sizeOfZigzagVarint32(headers.length) + headersSize
  // The byte after the length holds the record's attributes, of which none is in use.
  let position = writeZigzagVarint32(bytes, start, bodySize) + 1
  position = writeZigzagVarint64(bytes, position, timestampDelta)
  position = writeZigzagVarint32(bytes, position, offsetDelta)
  position = writeBytes(bytes, position, key)
  position = writeBytes(bytes, position, value)
  position = writeZigzagVarint32(bytes, position, headers.length)
  for (const header of headers) position = writeBytes(bytes, writeBytes(bytes, position, header.key), header.value)
  return position
}

function sizeOfBytes(bytes: Uint8Array | null): number {
  return bytes === null ? sizeOfZigzagVarint32(NULL_LENGTH) : sizeOfZigzagVarint32(bytes.length) + bytes.length
}

function writeBytes(target: Uint8Array, position: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeZigzagVarint32(target, position, NULL_LENGTH)
  const start = writeZigzagVarint32(target, position, bytes.length)
  target.set(bytes, start)
  return start + bytes.length
}
