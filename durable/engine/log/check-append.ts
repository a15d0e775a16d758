// What a topic's configs say to a batch of a client before it gets an offset: sizes, keys, timestamps.
// Source: UnifiedLog.analyzeAndValidateRecords and append, LogValidator.validateRecord and processRecordErrors of Kafka 4.3, in their order;
// KIP-467 for errors by record, KIP-937 for timestamps.
import type { BatchFacts } from '../../../schema/kafka/check-batch.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { isControl } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { openRecords } from '../../../schema/kafka/record-cursor.ts'
import type { RecordCursor } from '../../../schema/kafka/record-cursor.ts'
import type { TopicConfigs } from '../../../schema/kafka/topic-configs.ts'
import { MAX_ROW_BYTES, MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { MAX_RECORD_ERRORS } from '../../../schema/protocol-limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { segmentBytes } from './append.ts'

type Configs = DeepReadonly<TopicConfigs>

export type AppendRefusal = { readonly error: KafkaErrorName; readonly message: string }

/** A record that is at fault, by its place in the batch. */
export type RecordError = { readonly batchIndex: number; readonly error: KafkaErrorName; readonly message: string }

export type RecordsRefusal = AppendRefusal & { readonly recordErrors: readonly RecordError[] }

const NO_KEY = 'Compacted topic cannot accept message without key.'

/** Why the log does not take this batch, or null. `facts` and `header` were read from it where it arrived. */
export function refuseAppend(
  configs: Configs,
  facts: BatchFacts,
  sizeBytes: number,
  header: Pick<RecordBatchHeader, 'attributes'>,
  nowMs: number,
): AppendRefusal | null {
  return (
    refuseMessageSize(configs, sizeBytes) ??
    refuseControl(header) ??
    refuseKeys(configs, facts) ??
    refuseTimestamps(configs, facts, nowMs) ??
    refuseSegmentSize(configs, sizeBytes)
  )
}

function refuseMessageSize({ maxMessageBytes }: Configs, sizeBytes: number): AppendRefusal | null {
  if (sizeBytes > maxMessageBytes) {
    const message = `The record batch size in the append is ${sizeBytes} bytes which exceeds the maximum configured value of ${maxMessageBytes}.`
    return { error: 'MESSAGE_TOO_LARGE', message }
  }
  if (sizeBytes <= MAX_ROW_BYTES) return null
  const message = `A sandbox stores batches of at most ${MAX_ROW_BYTES} bytes, whatever max.message.bytes says.`
  return { error: 'MESSAGE_TOO_LARGE', message }
}

function refuseControl({ attributes }: Pick<RecordBatchHeader, 'attributes'>): AppendRefusal | null {
  if (!isControl(attributes)) return null
  return { error: 'INVALID_RECORD', message: 'Clients are not allowed to write control records.' }
}

function refuseKeys(configs: Configs, facts: BatchFacts): AppendRefusal | null {
  return isCompacted(configs) && facts.hasRecordWithoutKey ? { error: 'INVALID_RECORD', message: NO_KEY } : null
}

/** How far a record's own time may lie before and after the broker's. LogAppendTime topics do not look. */
function refuseTimestamps(configs: Configs, { minTimestamp, maxTimestamp }: BatchFacts, nowMs: number): AppendRefusal | null {
  const range = timestampRange(configs, nowMs)
  if (range === null) return null
  const outside = maxTimestamp > range.latest ? maxTimestamp : minTimestamp
  if (isInRange(outside, range)) return null
  return { error: 'INVALID_TIMESTAMP', message: `Timestamp ${outside} of message is out of range. ${rangeText(range)}.` }
}

function refuseSegmentSize(configs: Configs, sizeBytes: number): AppendRefusal | null {
  const limitBytes = segmentBytes(configs)
  if (sizeBytes <= limitBytes) return null
  return { error: 'RECORD_LIST_TOO_LARGE', message: `The batch of ${sizeBytes} bytes is larger than a segment of ${limitBytes} bytes.` }
}

type TimestampRange = { readonly earliest: number; readonly latest: number }

function timestampRange(configs: Configs, nowMs: number): TimestampRange | null {
  const { messageTimestampType, messageTimestampBeforeMaxMs, messageTimestampAfterMaxMs } = configs
  if (messageTimestampType === 'LogAppendTime') return null
  return { earliest: nowMs - messageTimestampBeforeMaxMs, latest: nowMs + messageTimestampAfterMaxMs }
}

/** -1 stands for no timestamp and is always taken. */
function isInRange(timestamp: number, { earliest, latest }: TimestampRange): boolean {
  return timestamp <= latest && (timestamp >= earliest || timestamp === -1)
}

function rangeText({ earliest, latest }: TimestampRange): string {
  return `The timestamp should be within [${earliest}, ${latest}]`
}

function isCompacted({ cleanupPolicy }: Configs): boolean {
  return cleanupPolicy.includes('compact')
}

/**
 * The same for who wants to know which records it is for which keys or timestamps make the log refuse a batch; null when it is none of them. One
 * wrong timestamp makes INVALID_TIMESTAMP the error of the whole. `topicPartition` is its name as Kafka writes it: topic-0.
 */
export function refuseRecords(configs: Configs, topicPartition: string, batch: Uint8Array, nowMs: number): RecordsRefusal | null {
  const opened = openRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(opened.ok, 'a checked batch can be read')
  const recordErrors: RecordError[] = []
  for (let batchIndex = 0; opened.cursor.next() && recordErrors.length < MAX_RECORD_ERRORS; batchIndex++) {
    const error = recordErrorOf(configs, topicPartition, opened.cursor, batchIndex, nowMs)
    if (error !== null) recordErrors.push(error)
  }
  if (recordErrors.length === 0) return null
  if (recordErrors.some(({ error }) => error === 'INVALID_TIMESTAMP')) {
    return { error: 'INVALID_TIMESTAMP', message: 'One or more records have been rejected due to invalid timestamp', recordErrors }
  }
  const shown = recordErrors.slice(0, 3).map(({ batchIndex, message }) => `RecordError(batchIndex=${batchIndex}, message='${message}')`)
  const message = `One or more records have been rejected due to ${recordErrors.length} record errors in total, and only showing the first three errors at most: [${shown.join(', ')}]`
  return { error: 'INVALID_RECORD', message, recordErrors }
}

function recordErrorOf(
  configs: Configs,
  topicPartition: string,
  cursor: RecordCursor,
  batchIndex: number,
  nowMs: number,
): RecordError | null {
  if (isCompacted(configs) && cursor.keyIsNull) {
    const message = `Compacted topic cannot accept message without key in topic partition ${topicPartition}`
    return { batchIndex, error: 'INVALID_RECORD', message }
  }
  const range = timestampRange(configs, nowMs)
  if (range === null || isInRange(cursor.timestamp, range)) return null
  const message = `Timestamp ${cursor.timestamp} of message with offset ${cursor.offset} is out of range. ${rangeText(range)}`
  return { batchIndex, error: 'INVALID_TIMESTAMP', message }
}
