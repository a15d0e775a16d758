// The transitions of a transactional id, each worked out from what it is now. None of them changes anything: transition.ts does, before and
// after the record is in the log. A transition that the table of states forbids is a bug of ours.
// Source: the prepare methods of TransactionMetadata of Kafka 4.3.
import { assert } from '../assert.ts'
import type { PartitionKey } from '../partition-key.ts'
import {
  isEpochExhausted,
  isPartitionIn,
  MAX_PRODUCER_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_TIMESTAMP,
  supportsEpochBump,
} from './transaction-metadata.ts'
import type { TransactionMetadata, TransactionTransition, TransactionVersion } from './transaction-metadata.ts'
import { isIdle, isPrepared, isValidTransition } from './transaction-state.ts'

/**
 * The next epoch for the same producer id. `expectedEpoch` is the one that the client believes it has, or null when it names none. Gives
 * null when the client has been fenced: its epoch is neither the current one nor, in a retry, the one before.
 */
export function prepareIncrementProducerEpoch(
  metadata: TransactionMetadata,
  transactionTimeoutMs: number,
  expectedEpoch: number | null,
  nowMs: number,
): TransactionTransition | null {
  assert(!isEpochExhausted(metadata.producerEpoch), `producer ${metadata.producerId} has an epoch left`)
  const epochs = epochsAfterInit(metadata, expectedEpoch)
  if (epochs === null) return null
  return transition(metadata, { ...emptyTransaction(transactionTimeoutMs, nowMs), ...epochs })
}

type Epochs = Pick<TransactionTransition, 'producerEpoch' | 'lastProducerEpoch'>

/** Without an expected epoch the last one becomes -1: whoever had it is fenced, and a retry of theirs must not be taken for ours. */
function epochsAfterInit({ producerEpoch, lastProducerEpoch }: TransactionMetadata, expectedEpoch: number | null): Epochs | null {
  if (expectedEpoch === null) return { producerEpoch: producerEpoch + 1, lastProducerEpoch: NO_PRODUCER_EPOCH }
  if (producerEpoch === NO_PRODUCER_EPOCH || expectedEpoch === producerEpoch) {
    return { producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch }
  }
  return expectedEpoch === lastProducerEpoch ? { producerEpoch, lastProducerEpoch } : null
}

/** A new producer id, because the epochs of the old one ran out. */
export function prepareProducerIdRotation(
  metadata: TransactionMetadata,
  producerId: number,
  transactionTimeoutMs: number,
  nowMs: number,
  recordLastEpoch: boolean,
): TransactionTransition {
  return transition(metadata, {
    ...emptyTransaction(transactionTimeoutMs, nowMs),
    producerId,
    producerEpoch: 0,
    lastProducerEpoch: recordLastEpoch ? metadata.producerEpoch : NO_PRODUCER_EPOCH,
  })
}

function emptyTransaction(transactionTimeoutMs: number, nowMs: number) {
  return {
    state: 'Empty',
    transactionTimeoutMs,
    partitions: [],
    startTimestampMs: NO_TIMESTAMP,
    lastUpdateTimestampMs: nowMs,
  } satisfies Partial<TransactionTransition>
}

/** More partitions in the transaction, which begins with the first of them. */
export function prepareAddPartitions(
  metadata: TransactionMetadata,
  added: readonly PartitionKey[],
  nowMs: number,
  clientTransactionVersion: TransactionVersion,
): TransactionTransition {
  const partitions = [...metadata.partitions]
  for (const partition of added) if (!isPartitionIn(partitions, partition)) partitions.push(partition)
  return transition(metadata, {
    state: 'Ongoing',
    partitions,
    startTimestampMs: isIdle(metadata.state) ? nowMs : metadata.startTimestampMs,
    lastUpdateTimestampMs: nowMs,
    clientTransactionVersion,
  })
}

/**
 * The outcome is decided. In v2 the markers carry the next epoch, so that whatever the producer sent before and arrives later is fenced. An
 * abort without a transaction has no start of its own; it starts now.
 */
export function prepareAbortOrCommit(
  metadata: TransactionMetadata,
  state: 'PrepareAbort' | 'PrepareCommit',
  clientTransactionVersion: TransactionVersion,
  nextProducerId: number,
  nowMs: number,
): TransactionTransition {
  const epochs = supportsEpochBump(clientTransactionVersion)
    ? { producerEpoch: nextEpoch(metadata.producerEpoch), lastProducerEpoch: metadata.producerEpoch }
    : {}
  return transition(metadata, {
    ...epochs,
    state,
    nextProducerId,
    startTimestampMs: isIdle(metadata.state) ? nowMs : metadata.startTimestampMs,
    lastUpdateTimestampMs: nowMs,
    clientTransactionVersion,
  })
}

/** The epoch that fences the producer. It does not rise again where an attempt before this one raised it and could not be written. */
export function fencedEpoch({ producerEpoch, hasFailedEpochFence }: TransactionMetadata): number {
  return hasFailedEpochFence ? producerEpoch : nextEpoch(producerEpoch)
}

function nextEpoch(producerEpoch: number): number {
  return Math.min(producerEpoch + 1, MAX_PRODUCER_EPOCH)
}

/**
 * All markers are written. Where the epochs of the producer ran out in v2 it goes on with its next id; the last epoch stays, because it is
 * the last one that the client has seen.
 */
export function prepareComplete(metadata: TransactionMetadata, nowMs: number): TransactionTransition {
  assert(isPrepared(metadata.state), `${metadata.transactionalId} is prepared before it is complete`)
  const rotates = supportsEpochBump(metadata.clientTransactionVersion) && metadata.nextProducerId !== NO_PRODUCER_ID
  return transition(metadata, {
    ...(rotates ? { producerId: metadata.nextProducerId, producerEpoch: 0 } : {}),
    state: metadata.state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort',
    nextProducerId: NO_PRODUCER_ID,
    partitions: [],
    lastUpdateTimestampMs: nowMs,
  })
}

/** What is not named stays as it is. */
function transition(
  metadata: TransactionMetadata,
  different: Partial<TransactionTransition> & Pick<TransactionTransition, 'state'>,
): TransactionTransition {
  const { transactionalId, pendingState, hasFailedEpochFence: _, ...fields } = metadata
  assert(pendingState === null, `${transactionalId} has no transition to ${pendingState} under way`)
  assert(isValidTransition(metadata.state, different.state), `${transactionalId} may go from ${metadata.state} to ${different.state}`)
  return { ...fields, isEpochFence: false, ...different, previousProducerId: metadata.producerId }
}
