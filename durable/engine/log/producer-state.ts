// What a log knows of those who write to it with a producer id: epoch, the last batches (so that a retry is recognised), open transactions.
// Worked out from the batches one after another, the same way on the leader, on followers and when a journal is replayed.
// Source: ProducerStateManager, ProducerStateEntry and ProducerAppendInfo of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import { decodeControlRecord } from '../../../schema/kafka/control-record.ts'
import { isControl, isTransactional } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionLog } from './partition-log.ts'

/** Batches in which a retry is recognised; the reason why max.in.flight.requests.per.connection is at most 5. */
const CACHED_BATCHES = 5
/** Sequence numbers are the non-negative int32 values. */
const MAX_SEQUENCE = 2 ** 31 - 1
/** Of a batch whose producer does not count, such as a marker. */
export const NO_SEQUENCE = -1

/** Entries are never changed in place, so drafts, snapshots and copies of a log share them. */
export type ProducerStates = Record<string, ProducerState>

export type ProducerState = {
  readonly producerEpoch: number
  readonly lastTimestampMs: number
  /** Of the coordinator that wrote the last marker; -1 before the first. */
  readonly coordinatorEpoch: number
  /** Null when no transaction is open. */
  readonly currentTxnFirstOffset: number | null
  /** The last batches with records, oldest first. */
  readonly batches: readonly ProducerBatch[]
}

export type ProducerBatch = {
  readonly lastSequence: number
  readonly lastOffset: number
  readonly offsetDelta: number
  readonly timestampMs: number
}

export type OngoingTransaction = { readonly producerId: number; readonly firstOffset: number }
export type CompletedTransaction = OngoingTransaction & { readonly lastOffset: number }
/** An entry of the transaction index. lastOffset is the marker's; lastStableOffset is where reading committed data stood after it. */
export type AbortedTransaction = CompletedTransaction & { readonly lastStableOffset: number }

/** The producers as they were when the log ended at an offset. */
export type ProducerSnapshot = { readonly offset: number; readonly producers: ProducerStates }

/** What a batch says about its producer: taken from its header, and for a marker from its one record. */
export type ProducerFacts = {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly isTransactional?: true
  readonly marker?: MarkerFacts
}

export type MarkerFacts = { readonly type: 'COMMIT' | 'ABORT'; readonly coordinatorEpoch: number; readonly timestampMs: number }

export type ProducerAppend = {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly producer: ProducerFacts
}

/**
 * What a batch means for the producers, or null when it means nothing: it has no producer id, or it is a control batch that compaction has
 * emptied. The bytes are asked for only when the batch is a marker.
 */
export function producerFactsOf(header: RecordBatchHeader, bytes: () => Uint8Array): ProducerFacts | null {
  const { producerId, producerEpoch, baseSequence, attributes } = header
  if (producerId < 0) return null
  const numbers = { producerId, producerEpoch, baseSequence }
  const facts: ProducerFacts = isTransactional(attributes) ? Object.assign(numbers, { isTransactional: true } as const) : numbers
  if (!isControl(attributes)) return facts
  const marker = header.recordCount > 0 ? markerOf(bytes()) : null
  return marker === null ? null : { ...facts, marker }
}

/** The marker in a control batch; null when it is another kind of control record. */
export function markerOf(batch: Uint8Array): MarkerFacts | null {
  const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(decoded.ok, 'a stored batch can be read')
  const [record] = decoded.records
  if (record === undefined) return null
  const control = decodeControlRecord(record.key, record.value)
  assert(control.ok, 'a stored control record can be read')
  const { type, coordinatorEpoch } = control.controlRecord
  if (type !== 'COMMIT' && type !== 'ABORT') return null
  return { type, coordinatorEpoch: coordinatorEpoch ?? -1, timestampMs: record.timestamp }
}

export function producerOf({ producers }: DeepReadonly<Pick<PartitionLog, 'producers'>>, producerId: number): ProducerState | undefined {
  return producers[`${producerId}`]
}

export function producerCount({ producers }: DeepReadonly<Pick<PartitionLog, 'producers'>>): number {
  return Object.keys(producers).length
}

/** The producer's state after one more batch. */
export function producerAfter(current: ProducerState | undefined, append: ProducerAppend): ProducerState {
  const { producerEpoch, marker } = append.producer
  const batches = current?.producerEpoch === producerEpoch ? current.batches : []
  if (marker !== undefined) {
    const { coordinatorEpoch, timestampMs } = marker
    return { producerEpoch, coordinatorEpoch, lastTimestampMs: timestampMs, currentTxnFirstOffset: null, batches }
  }
  const txnFirstOffset = append.producer.isTransactional === true ? append.baseOffset : null
  return {
    producerEpoch,
    coordinatorEpoch: current?.coordinatorEpoch ?? -1,
    lastTimestampMs: append.maxTimestamp,
    currentTxnFirstOffset: current?.currentTxnFirstOffset ?? txnFirstOffset,
    batches: [...batches.slice(1 - CACHED_BATCHES), batchOf(append)],
  }
}

function batchOf({ baseOffset, lastOffset, maxTimestamp, producer }: ProducerAppend): ProducerBatch {
  const offsetDelta = lastOffset - baseOffset
  return { lastSequence: lastSequenceOf(producer.baseSequence, offsetDelta), lastOffset, offsetDelta, timestampMs: maxTimestamp }
}

/** The sequence number of the last record of a batch: after 2147483647 comes 0. */
export function lastSequenceOf(baseSequence: number, offsetDelta: number): number {
  if (baseSequence === NO_SEQUENCE) return NO_SEQUENCE
  const sum = baseSequence + offsetDelta
  return sum > MAX_SEQUENCE ? sum - MAX_SEQUENCE - 1 : sum
}

export function firstSequenceOf({ lastSequence, offsetDelta }: ProducerBatch): number {
  const difference = lastSequence - offsetDelta
  return difference < 0 ? difference + MAX_SEQUENCE + 1 : difference
}

export function firstOffsetOf({ lastOffset, offsetDelta }: ProducerBatch): number {
  return lastOffset - offsetDelta
}

/** The sequence number with which a producer of this epoch goes on: 0 when it is new or begins a new epoch. */
export function nextSequenceOf(current: ProducerState | undefined, producerEpoch: number): number {
  if (current?.producerEpoch !== producerEpoch) return 0
  const lastSequence = current.batches.at(-1)?.lastSequence ?? NO_SEQUENCE
  return lastSequence === MAX_SEQUENCE ? 0 : lastSequence + 1
}

/** What a batch of a producer changes in a log. */
export type ProducerPart = Pick<
  PartitionLog,
  'producers' | 'oldestProducerMs' | 'ongoingTransactions' | 'unreplicatedTransactions' | 'abortedTransactions'
>

/** Takes a batch into account, in place. A marker that ends a transaction with records also completes it. */
export function addProducerBatch(log: ProducerPart, append: ProducerAppend): void {
  const { producerId, marker } = append.producer
  const current = producerOf(log, producerId)
  const next = producerAfter(current, append)
  const opened = next.currentTxnFirstOffset
  const ended = marker === undefined ? null : (current?.currentTxnFirstOffset ?? null)
  log.producers[`${producerId}`] = next
  log.oldestProducerMs = Math.min(log.oldestProducerMs ?? next.lastTimestampMs, next.lastTimestampMs)
  if (opened !== null && (current?.currentTxnFirstOffset ?? null) === null)
    log.ongoingTransactions.push({ producerId, firstOffset: opened })
  if (ended !== null) completeTransaction(log, { producerId, firstOffset: ended, lastOffset: append.lastOffset }, marker?.type === 'ABORT')
}

function completeTransaction(log: ProducerPart, completed: CompletedTransaction, isAborted: boolean): void {
  const { producerId, firstOffset, lastOffset } = completed
  const nextOngoing = log.ongoingTransactions.find((transaction) => transaction.producerId !== producerId)
  if (isAborted) log.abortedTransactions.push({ ...completed, lastStableOffset: nextOngoing?.firstOffset ?? lastOffset + 1 })
  log.ongoingTransactions = log.ongoingTransactions.filter((transaction) => transaction.producerId !== producerId)
  const later = log.unreplicatedTransactions.findIndex((transaction) => transaction.firstOffset > firstOffset)
  log.unreplicatedTransactions.splice(later === -1 ? log.unreplicatedTransactions.length : later, 0, completed)
}

/**
 * The producers as a broker finds them after a restart: a snapshot file holds only the last batch of each, so the window for retries is
 * one batch until it fills again.
 */
export function reloadedProducers(producers: DeepReadonly<ProducerStates>): ProducerStates {
  return Object.fromEntries(
    Object.entries(producers).map(([producerId, state]) => [producerId, { ...state, batches: state.batches.slice(-1) }]),
  )
}

/** The open transactions of these producers, by first offset. */
export function ongoingTransactionsOf(producers: DeepReadonly<ProducerStates>): OngoingTransaction[] {
  return Object.entries(producers)
    .flatMap(([producerId, { currentTxnFirstOffset }]) =>
      currentTxnFirstOffset === null ? [] : [{ producerId: Number(producerId), firstOffset: currentTxnFirstOffset }],
    )
    .sort((one, other) => one.firstOffset - other.firstOffset)
}
