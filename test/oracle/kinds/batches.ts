// batches.json: record batches written by real clients and brokers, CRC-32C values and varints. Batches are decoded and, where our builder
// makes the same choices as the Java client, built again and compared byte for byte.

import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { decodeControlRecord, encodeControlBatch } from '../../../schema/kafka/control-record.ts'
import { crc32c } from '../../../schema/kafka/crc32c.ts'
import {
  batchSizeBytes,
  compressionOf,
  computeBatchCrc,
  decodeBatchHeader,
  hasDeleteHorizon,
  isControl,
  isTransactional,
  lastOffsetOf,
  sequenceOf,
  splitBatches,
  stampBatch,
  stampLogAppendTime,
  timestampTypeOf,
} from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords, RecordCursor } from '../../../schema/kafka/record-cursor.ts'
import type { DecodedRecord } from '../../../schema/kafka/record-cursor.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleKind } from '../case-result.ts'
import { fromHex, nullableHex, toHex } from '../hex.ts'
import { varintCase } from './varints.ts'
import type { VarintCase } from './varints.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'

type BatchCase = { id: string; source: string; bytesHex: string; decoded: Record<string, unknown> }
type Crc32cCase = { textHex: string; crc32c: string }

export const batches: OracleKind = {
  name: 'batches',
  keys: ['batches'],
  run: (content) => [
    ...casesOf(content, 'batches').map((entry) => batchCase(entry as BatchCase)),
    ...casesOf(content, 'crc32c').map((entry) => crc32cCase(entry as Crc32cCase)),
    ...casesOf(content, 'varints').map((entry) => varintCase(entry as VarintCase)),
  ],
}

function crc32cCase({ textHex, crc32c: expected }: Crc32cCase): CaseResult {
  return runCase(`CRC-32C of ${textHex.slice(0, 40)}`, () => difference(expected, crc32c(fromHex(textHex)).toString(16).padStart(8, '0')))
}

function batchCase({ id, source, bytesHex, decoded }: BatchCase): CaseResult {
  return runCase(id, () => {
    const bytes = fromHex(bytesHex)
    const wrong = difference(decoded, decodedBatch(bytes))
    if (wrong !== null) return wrong
    if (batchSizeBytes(bytes) !== bytes.length || !splitBatches(bytes).ok) return 'the bytes are not recognised as one batch'
    const again = source.includes('Java') ? builtAgain(bytes) : null
    return again === null ? null : difference(bytesHex, toHex(again), 'built again')
  })
}

/** Everything an expectation may name, in its words. */
function decodedBatch(bytes: Uint8Array): unknown {
  const header = decodeBatchHeader(bytes)
  const { attributes } = header
  const outcome = decodeRecords(bytes, MAX_UNCOMPRESSED_BATCH_BYTES)
  return {
    ...header,
    crcValid: computeBatchCrc(bytes) === header.crc,
    compression: compressionOf(attributes),
    timestampType: timestampTypeOf(attributes),
    isTransactional: isTransactional(attributes),
    isControl: isControl(attributes),
    hasDeleteHorizon: hasDeleteHorizon(attributes),
    lastOffset: lastOffsetOf(header),
    ...(outcome.ok ? { records: outcome.records.map((record) => decodedRecord(record, header)) } : { error: outcome.error }),
    ...(outcome.ok && isControl(attributes) ? controlRecord(outcome.records) : {}),
  }
}

function decodedRecord({ offset, timestamp, key, value, headers }: DecodedRecord, header: RecordBatchHeader): unknown {
  return {
    offset,
    timestamp,
    keyHex: nullableHex(key),
    valueHex: nullableHex(value),
    headers: headers.map((entry) => ({ keyHex: toHex(entry.key), valueHex: nullableHex(entry.value) })),
    ...(header.baseSequence >= 0 ? { sequence: sequenceOf(header, offset) } : {}),
  }
}

function controlRecord([record]: readonly DecodedRecord[]): object {
  if (record === undefined) return {}
  const decoded = decodeControlRecord(record.key, record.value)
  return { controlRecord: decoded.ok ? decoded.controlRecord : decoded }
}

/** The batch as our own code writes the same records, or null where it makes no such batches. */
function builtAgain(bytes: Uint8Array): Uint8Array | null {
  const header = decodeBatchHeader(bytes)
  const { attributes, baseOffset, partitionLeaderEpoch } = header
  const holes = header.lastOffsetDelta + 1 !== header.recordCount
  if (compressionOf(attributes) !== 'none' || hasDeleteHorizon(attributes) || holes || header.recordCount === 0) return null
  const again = isControl(attributes) ? markerAgain(bytes, header) : recordsAgain(bytes, header)
  if (again === null) return null
  if (timestampTypeOf(attributes) === 'LogAppendTime') stampLogAppendTime(again, header.maxTimestamp)
  stampBatch(again, baseOffset, partitionLeaderEpoch)
  return again
}

function recordsAgain(bytes: Uint8Array, { producerId, producerEpoch, baseSequence, attributes }: RecordBatchHeader): Uint8Array {
  const builder = new RecordBatchBuilder(64)
  const cursor = new RecordCursor(bytes)
  while (cursor.next()) builder.append(cursor.createTimestamp, cursor.key, cursor.value, cursor.headers)
  return builder.build({ producerId, producerEpoch, baseSequence, isTransactional: isTransactional(attributes) })
}

function markerAgain(bytes: Uint8Array, { producerId, producerEpoch }: RecordBatchHeader): Uint8Array | null {
  const cursor = new RecordCursor(bytes)
  cursor.next()
  const decoded = decodeControlRecord(cursor.key, cursor.value)
  if (!decoded.ok) return null
  const { type, coordinatorEpoch } = decoded.controlRecord
  if ((type !== 'COMMIT' && type !== 'ABORT') || coordinatorEpoch === null) return null
  return encodeControlBatch({ type, timestampMs: cursor.timestamp, producerId, producerEpoch, coordinatorEpoch })
}
