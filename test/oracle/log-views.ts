// How oracle files show a log: its state, its batches, what a consumer would be given.
import { decodeControlRecord } from '../../schema/kafka/control-record.ts'
import {
  decodeBatchHeader,
  hasDeleteHorizon,
  isControl,
  isTransactional,
  lastOffsetOf,
  sequenceOf,
  splitBatches,
} from '../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../schema/kafka/record-cursor.ts'
import type { DecodedRecord } from '../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../schema/limits.ts'
import { visitRecords } from '../../schema/records/render-batches.ts'
import { indexEntries } from '../../durable/engine/log/indexes.ts'
import type { LogReader } from '../../durable/engine/log/log-reader.ts'
import { logSizeBytes, segmentEndOffset } from '../../durable/engine/log/partition-log.ts'
import type { PartitionLog } from '../../durable/engine/log/partition-log.ts'
import { firstOffsetOf, firstSequenceOf } from '../../durable/engine/log/producer-state.ts'
import type { AbortedTransaction, ProducerState } from '../../durable/engine/log/producer-state.ts'
import { readLog } from '../../durable/engine/log/read.ts'
import { collectAbortedTransactions, firstUnstableOffset, lastStableOffset } from '../../durable/engine/log/transactions.ts'

const decoder = new TextDecoder()

export function stateView(log: PartitionLog): object {
  const { logStartOffset, logEndOffset, highWatermark, segments, leaderEpochs } = log
  return {
    logStartOffset,
    logEndOffset,
    highWatermark,
    lastStableOffset: lastStableOffset(log),
    firstUnstableOffset: firstUnstableOffset(log),
    segmentBaseOffsets: segments.map(({ baseOffset }) => baseOffset),
    size: logSizeBytes(log),
    leaderEpochs: leaderEpochs.map(({ epoch, startOffset }) => [epoch, startOffset]),
    producers: Object.entries(log.producers).map(([producerId, state]) => producerView(Number(producerId), state)),
  }
}

function producerView(pid: number, { producerEpoch, batches, coordinatorEpoch, currentTxnFirstOffset }: ProducerState): object {
  const [first] = batches
  const last = batches.at(-1)
  return {
    pid,
    epoch: producerEpoch,
    firstSeq: first === undefined ? -1 : firstSequenceOf(first),
    lastSeq: last?.lastSequence ?? -1,
    lastOffset: last?.lastOffset ?? -1,
    coordinatorEpoch,
    ...(currentTxnFirstOffset === null ? {} : { txnStartOffset: currentTxnFirstOffset }),
    cachedBatches: batches.map((batch) => [firstSequenceOf(batch), batch.lastSequence, firstOffsetOf(batch), batch.lastOffset]),
  }
}

type StoredBatch = { readonly header: RecordBatchHeader; readonly records: readonly DecodedRecord[] }

function batchesIn(bytes: Uint8Array): StoredBatch[] {
  const split = splitBatches(bytes)
  if (!split.ok) throw new Error(split.message)
  return split.batches.map((batch) => {
    const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
    if (!decoded.ok) throw new Error(decoded.message)
    return { header: decodeBatchHeader(batch), records: decoded.records }
  })
}

/** Every batch that is left, and the transaction indexes. */
export function dumpView(log: PartitionLog, reader: LogReader): object {
  const bytes = readLog(log, reader, log.segments[0]?.baseOffset ?? 0, log.logEndOffset, Infinity, true)
  return {
    batches: batchesIn(bytes).map(({ header, records }) => ({
      ...batchView(header),
      ...(header.producerId >= 0 ? { pepoch: header.producerEpoch } : {}),
      ...(header.baseSequence >= 0 ? { lastSeq: sequenceOf(header, lastOffsetOf(header)) } : {}),
      ...(hasDeleteHorizon(header.attributes) ? { deleteHorizonMs: header.baseTimestamp } : {}),
      records: records.map((record) => recordView(header, record)),
    })),
    abortedTxnIndex: log.abortedTransactions,
  }
}

function batchView(header: RecordBatchHeader): object {
  return {
    baseOffset: header.baseOffset,
    lastOffset: lastOffsetOf(header),
    ...(header.producerId >= 0 ? { pid: header.producerId } : {}),
    ...(isTransactional(header.attributes) ? { txn: true } : {}),
    ...(isControl(header.attributes) ? { control: true } : {}),
  }
}

function recordView(header: RecordBatchHeader, { offset, key, value }: DecodedRecord): object {
  if (!isControl(header.attributes)) return { offset, k: textOf(key), v: textOf(value) }
  const control = decodeControlRecord(key, value)
  if (!control.ok) throw new Error(control.message)
  return { offset, control: control.controlRecord.type }
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : decoder.decode(bytes)
}

export type ReadIsolation = 'log_end' | 'high_watermark' | 'read_committed'

/** A fetch: like Kafka's it gives batches of one segment. */
export function readView(log: PartitionLog, reader: LogReader, from: number, isolation: ReadIsolation, indexIntervalBytes: number): object {
  if (from < log.logStartOffset || from > log.logEndOffset) return { error: 'OFFSET_OUT_OF_RANGE', exception: 'OffsetOutOfRangeException' }
  const limits = { log_end: log.logEndOffset, high_watermark: log.highWatermark, read_committed: lastStableOffset(log) }
  const untilOffset = limits[isolation]
  const bytes = readSegment(log, reader, from, untilOffset)
  const batches = batchesIn(bytes).filter(({ header }) => lastOffsetOf(header) < untilOffset)
  const shown = batches.map(({ header, records }) => ({ ...batchView(header), offsets: records.map(({ offset }) => offset) }))
  if (isolation !== 'read_committed') return { batches: shown }
  const aborted = from >= untilOffset ? [] : abortedTransactionsOf(log, reader, from, bytes.length, indexIntervalBytes)
  const abortedTransactions = aborted.map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
  return { batches: shown, abortedTransactions, consumerDelivers: delivered(bytes, abortedTransactions, from, untilOffset) }
}

function readSegment(log: PartitionLog, reader: LogReader, from: number, untilOffset: number): Uint8Array {
  const first = Math.max(
    log.segments.findLastIndex(({ baseOffset }) => baseOffset <= from),
    0,
  )
  for (let index = first; index < log.segments.length; index++) {
    const bytes = readLog(log, reader, from, Math.min(untilOffset, segmentEndOffset(log, index)), Infinity, true)
    if (bytes.length > 0) return bytes
  }
  return new Uint8Array(0)
}

/**
 * The abortedTransactions of a fetch answer that begins at fetchOffset and carries sizeBytes. Kafka does not look where the answer ends: it
 * takes the next entry of the offset index, else the end of the segment, as its upper bound, so the list may name more than is needed.
 */
function abortedTransactionsOf(
  log: PartitionLog,
  reader: LogReader,
  fetchOffset: number,
  sizeBytes: number,
  indexIntervalBytes: number,
): readonly AbortedTransaction[] {
  if (log.abortedTransactions.length === 0) return []
  const upperBound = fetchUpperBound(log, reader, fetchOffset, sizeBytes, indexIntervalBytes)
  return collectAbortedTransactions(log.abortedTransactions, fetchOffset, upperBound).transactions
}

function fetchUpperBound(log: PartitionLog, reader: LogReader, fetchOffset: number, sizeBytes: number, indexIntervalBytes: number): number {
  const index = Math.max(
    log.segments.findLastIndex(({ baseOffset }) => baseOffset <= fetchOffset),
    0,
  )
  const { offsetIndex, positionOf } = indexEntries(log, reader, index, indexIntervalBytes)
  const endPosition = positionOf(fetchOffset) + sizeBytes
  const entry = offsetIndex.find(({ position }) => position >= endPosition)
  const baseOffset = log.segments[index]?.baseOffset ?? 0
  return entry === undefined ? segmentEndOffset(log, index) : baseOffset + entry.relativeOffset
}

/** What a consumer with read_committed is given of an answer. */
function delivered(
  bytes: Uint8Array,
  abortedTransactions: readonly { producerId: number; firstOffset: number }[],
  fromOffset: number,
  untilOffset: number,
): number[] {
  const offsets: number[] = []
  const bounds = { fromOffset, untilOffset, maxRecords: Number.POSITIVE_INFINITY, key: null, abortedTransactions }
  visitRecords(bytes, bounds, ({ offset }) => {
    offsets.push(offset)
    return true
  })
  return offsets
}
