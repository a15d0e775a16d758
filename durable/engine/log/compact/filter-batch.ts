// What the cleaner keeps of one batch.
// Source: Cleaner.cleanInto and shouldRetainRecord, MemoryRecords.filterTo of Kafka 4.3; KIP-534 for delete horizons.
import { decodeBatchHeader, hasDeleteHorizon, isControl, lastOffsetOf } from '../../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../../schema/kafka/record-batch.ts'
import { decodeRecords, openRecords } from '../../../../schema/kafka/record-cursor.ts'
import { MAX_ROW_BYTES, MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../../schema/limits.ts'
import { assert } from '../../assert.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { markerOf, producerOf } from '../producer-state.ts'
import type { ProducerStates } from '../producer-state.ts'
import type { CleanedTransactions } from './cleaned-transactions.ts'
import type { OffsetMap } from './offset-map.ts'
import { batchWithoutRecords, batchWithRecords } from './rewrite-batch.ts'

export type BatchFilter = {
  readonly offsetMap: OffsetMap
  readonly transactions: CleanedTransactions
  readonly producers: DeepReadonly<ProducerStates>
  /** The batch that ends here is kept even when it is empty, so that the log's end is not lost. */
  readonly uncleanableOffset: number
  readonly nowMs: number
  readonly deleteRetentionMs: number
}

/** The same bytes when all of the batch stays, other bytes when a part does, null when nothing does. */
export function filterBatch(filter: BatchFilter, batch: Uint8Array): Uint8Array | null {
  const header = decodeBatchHeader(batch)
  const isMarker = isControl(header.attributes)
  const canDiscard = isMarker
    ? filter.transactions.meetControlBatch(header, header.recordCount > 0 ? markerOf(batch) : null)
    : filter.transactions.meetBatch(header)
  const discards = isMarker ? canDiscard && isPastHorizon(header, filter.nowMs) : canDiscard
  const staysEmpty = isLastOfProducer(filter.producers, header) || lastOffsetOf(header) + 1 === filter.uncleanableOffset
  if (discards || header.recordCount === 0) return staysEmpty ? emptied(batch, header) : null
  const { retained, hasTombstone } = isMarker ? ALL_OF_A_MARKER : retainedRecords(filter, batch, header)
  if (!retained.includes(true)) return staysEmpty ? emptied(batch, header) : null
  const needsHorizon = (hasTombstone || (isMarker && canDiscard)) && !hasDeleteHorizon(header.attributes)
  if (!retained.includes(false) && !needsHorizon) return batch
  return rewritten(batch, header, retained, horizonOf(header, needsHorizon, filter))
}

type Retained = {
  /** By place in the batch. */
  readonly retained: readonly boolean[]
  readonly hasTombstone: boolean
}

const ALL_OF_A_MARKER: Retained = { retained: [true], hasTombstone: false }

/** A record stays while no later one of the dirty part has its key, and a tombstone until its horizon; without a key it goes. */
function retainedRecords({ offsetMap, nowMs }: BatchFilter, batch: Uint8Array, header: RecordBatchHeader): Retained {
  const opened = openRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(opened.ok, 'a stored batch can be read')
  const { cursor } = opened
  const retained: boolean[] = []
  let hasTombstone = false
  const tombstonesGo = isPastHorizon(header, nowMs)
  while (cursor.next()) {
    const { key, offset, valueIsNull } = cursor
    const isLatest = key !== null && !offsetMap.hasLater(key, offset) && !(valueIsNull && tombstonesGo)
    const stays = offset >= offsetMap.endOffset || isLatest
    retained.push(stays)
    if (stays && valueIsNull) hasTombstone = true
  }
  assert(cursor.problem === null, 'a stored batch can be read to its end')
  return { retained, hasTombstone }
}

/** The last batch of a producer that is still known tells its last sequence number; of one that only wrote markers, the last marker its epoch. */
function isLastOfProducer(producers: DeepReadonly<ProducerStates>, header: RecordBatchHeader): boolean {
  const producer = header.producerId < 0 ? undefined : producerOf({ producers }, header.producerId)
  if (producer === undefined) return false
  const lastBatch = producer.batches.at(-1)
  if (lastBatch !== undefined) return lastOffsetOf(header) === lastBatch.lastOffset
  return isControl(header.attributes) && header.producerEpoch === producer.producerEpoch
}

function isPastHorizon(header: RecordBatchHeader, nowMs: number): boolean {
  return hasDeleteHorizon(header.attributes) && header.baseTimestamp <= nowMs
}

/** Set by the first round that finds only a tombstone, or a marker without a transaction; never moved again. */
function horizonOf(header: RecordBatchHeader, needsHorizon: boolean, { nowMs, deleteRetentionMs }: BatchFilter): number | null {
  if (needsHorizon) return nowMs + deleteRetentionMs
  return hasDeleteHorizon(header.attributes) ? header.baseTimestamp : null
}

function emptied(batch: Uint8Array, header: RecordBatchHeader): Uint8Array {
  return header.recordCount === 0 ? batch : batchWithoutRecords(header)
}

function rewritten(batch: Uint8Array, header: RecordBatchHeader, retained: readonly boolean[], horizonMs: number | null): Uint8Array {
  const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(decoded.ok, 'a stored batch can be read')
  const records = decoded.records.filter((_, index) => retained[index] === true)
  const bytes = batchWithRecords(header, records, horizonMs)
  return bytes.length > MAX_ROW_BYTES && bytes.length > batch.length ? batch : bytes
}
