// What idempotence and transactions say to a batch before it is appended: go ahead, it is here already, or it is refused.
// Source: UnifiedLog.analyzeAndValidateProducerState, ProducerStateEntry.findDuplicateBatch and ProducerAppendInfo of Kafka 4.3, whose order
// of checks is kept; KIP-98, KIP-360, KIP-890.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { firstOffsetOf, firstSequenceOf, lastSequenceOf } from './producer-state.ts'
import type { MarkerFacts, ProducerFacts, ProducerState } from './producer-state.ts'

const MAX_SEQUENCE = 2 ** 31 - 1

/** Who appends: a client is checked in full, the broker's own coordinators for epochs only, and what a leader sent was checked there. */
export type AppendOrigin = 'client' | 'coordinator' | 'replication'

export type ProducerCheckOptions = {
  readonly origin: AppendOrigin
  /** Of the transaction that a marker ends: from version 2 on every marker carries a new epoch. */
  readonly transactionVersion?: number
  /** transaction.partition.verification.enable: whether a transaction's first batch must have been verified with its coordinator. */
  readonly verificationEnabled?: boolean
  /** The verification that this append can show; absent when it has none. */
  readonly verification?: TransactionVerification | null
}

export type TransactionVerification = {
  /** The coordinator confirmed it for this very request. */
  readonly verified: boolean
  /** The client bumps its epoch with every transaction (transaction version 2). */
  readonly supportsEpochBump: boolean
  /** The lowest first sequence of the batches that wait for the same verification. */
  readonly lowestSequence: number
}

export type ProducerCheck =
  | { readonly kind: 'ok' }
  /** A retry: nothing is written, and these offsets are the answer. */
  | { readonly kind: 'duplicate'; readonly firstOffset: number; readonly lastOffset: number; readonly timestampMs: number }
  | ProducerRefusal

export type ProducerRefusal = { readonly kind: 'refused'; readonly error: KafkaErrorName; readonly message: string }

export type ProducerBatchFacts = { readonly lastOffsetDelta: number; readonly producer: ProducerFacts }

const OK: ProducerCheck = { kind: 'ok' }

/** `current` is what the log knows of the producer; undefined when it knows nothing. */
export function checkProducer(
  current: ProducerState | undefined,
  { producer, lastOffsetDelta }: ProducerBatchFacts,
  options: ProducerCheckOptions,
): ProducerCheck {
  const duplicate = options.origin === 'client' ? duplicateOf(current, producer, lastOffsetDelta) : null
  if (duplicate !== null) return duplicate
  return refuseUnverified(current, producer, options) ?? refuseBatch(current, producer, options) ?? OK
}

/** Same epoch, same first and last sequence as one of the last batches. Nobody looks at the payload. */
function duplicateOf(current: ProducerState | undefined, producer: ProducerFacts, lastOffsetDelta: number): ProducerCheck | null {
  if (current === undefined || current.producerEpoch !== producer.producerEpoch) return null
  const lastSequence = lastSequenceOf(producer.baseSequence, lastOffsetDelta)
  const batch = current.batches.find((known) => known.lastSequence === lastSequence && firstSequenceOf(known) === producer.baseSequence)
  if (batch === undefined) return null
  return { kind: 'duplicate', firstOffset: firstOffsetOf(batch), lastOffset: batch.lastOffset, timestampMs: batch.timestampMs }
}

/** The first batch of a transaction must be known to its coordinator, or nobody would ever end it. */
function refuseUnverified(
  current: ProducerState | undefined,
  { producerId, producerEpoch, isTransactional, marker }: ProducerFacts,
  { origin, verificationEnabled = false, verification }: ProducerCheckOptions,
): ProducerRefusal | null {
  if (origin === 'replication' || isTransactional !== true) return null
  const isOngoing = current !== undefined && current.currentTxnFirstOffset !== null && current.producerEpoch === producerEpoch
  if (isOngoing) return null
  if (current !== undefined && producerEpoch < current.producerEpoch) return staleEpoch(producerId, producerEpoch, current.producerEpoch)
  if (!verificationEnabled || marker !== undefined || verification?.verified === true) return null
  return refused('INVALID_TXN_STATE', 'Record was not part of an ongoing transaction')
}

function refuseBatch(current: ProducerState | undefined, producer: ProducerFacts, options: ProducerCheckOptions): ProducerRefusal | null {
  const { marker } = producer
  if (marker !== undefined) return refuseMarker(current, producer, marker, options)
  return (
    (options.origin === 'replication' ? null : refuseEpoch(current, producer)) ??
    (options.origin === 'client' ? refuseSequence(current, producer, options) : null) ??
    refuseOutsideTransaction(current, producer)
  )
}

function refuseEpoch(current: ProducerState | undefined, { producerId, producerEpoch }: ProducerFacts): ProducerRefusal | null {
  const known = current?.producerEpoch ?? -1
  return producerEpoch < known ? staleEpoch(producerId, producerEpoch, known) : null
}

function refuseSequence(
  current: ProducerState | undefined,
  { producerId, producerEpoch, baseSequence }: ProducerFacts,
  { verification }: ProducerCheckOptions,
): ProducerRefusal | null {
  const outOfOrder = (why: string) =>
    refused('OUT_OF_ORDER_SEQUENCE_NUMBER', `Producer ${producerId} sent sequence ${baseSequence}, ${why}.`)
  const knowsBatches = current !== undefined && current.batches.length > 0
  if (verification?.supportsEpochBump === true && baseSequence !== 0 && !knowsBatches) return outOfOrder('but its first must be 0')
  if (verification && baseSequence > verification.lowestSequence) return outOfOrder(`but ${verification.lowestSequence} is still to come`)
  // Nothing is known of the producer, because its records or its state expired: it may go on where it is.
  if (current === undefined || current.producerEpoch === -1) return null
  if (producerEpoch !== current.producerEpoch) return baseSequence === 0 ? null : outOfOrder('but a new epoch begins with 0')
  const lastSequence = current.batches.at(-1)?.lastSequence ?? -1
  const follows = baseSequence === lastSequence + 1 || (baseSequence === 0 && lastSequence === MAX_SEQUENCE)
  return follows ? null : outOfOrder(`but its last one was ${lastSequence}`)
}

function refuseOutsideTransaction(current: ProducerState | undefined, producer: ProducerFacts): ProducerRefusal | null {
  const isOpen = (current?.currentTxnFirstOffset ?? null) !== null
  if (!isOpen || producer.isTransactional === true) return null
  return refused('INVALID_TXN_STATE', `Producer ${producer.producerId} has an open transaction and wrote outside of it.`)
}

function refuseMarker(
  current: ProducerState | undefined,
  { producerId, producerEpoch }: ProducerFacts,
  { coordinatorEpoch }: MarkerFacts,
  { origin, transactionVersion = 0 }: ProducerCheckOptions,
): ProducerRefusal | null {
  if (origin === 'replication' || current === undefined) return null
  const known = current.producerEpoch
  // A marker of the present epoch without an open transaction is a retry of one that was written: it may be written again.
  const isRetry = producerEpoch === known && current.currentTxnFirstOffset === null
  const isStale = producerEpoch < known || (transactionVersion >= 2 && producerEpoch === known && !isRetry)
  if (isStale) return staleEpoch(producerId, producerEpoch, known)
  if (current.coordinatorEpoch <= coordinatorEpoch) return null
  const message = `Coordinator epoch ${coordinatorEpoch} for producer ${producerId} is older than ${current.coordinatorEpoch}.`
  return refused('TRANSACTION_COORDINATOR_FENCED', message)
}

function staleEpoch(producerId: number, producerEpoch: number, known: number): ProducerRefusal {
  return refused('INVALID_PRODUCER_EPOCH', `Epoch ${producerEpoch} of producer ${producerId} is older than the last seen epoch ${known}.`)
}

function refused(error: KafkaErrorName, message: string): ProducerRefusal {
  return { kind: 'refused', error, message }
}
