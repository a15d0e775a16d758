// What the coordinator's memory is while the record of a transition is being written, when it is in the log, and when it could not be
// written. A transition that does not follow on what is in memory is a bug of ours: the memory would contradict the log from then on.
// Source: TransactionMetadata.completeTransitionTo and TransactionStateManager.appendTransactionToLog of Kafka 4.3.
import { assert, unreachable } from '../assert.ts'
import { isSamePartition, NO_TIMESTAMP, supportsEpochBump } from './transaction-metadata.ts'
import type { TransactionMetadata, TransactionTransition } from './transaction-metadata.ts'
import { isIdle, isPrepared } from './transaction-state.ts'

/** While the record is on its way: requests that would begin something else are told to come back. */
export function withPending(metadata: TransactionMetadata, transition: TransactionTransition): TransactionMetadata {
  assert(metadata.pendingState === null, `${metadata.transactionalId} has one transition at a time`)
  return { ...metadata, pendingState: transition.state }
}

/** The record is in the log on all replicas in sync. */
export function completed(metadata: TransactionMetadata, transition: TransactionTransition): TransactionMetadata {
  assert(metadata.pendingState === transition.state, `${metadata.transactionalId} expects a transition to ${transition.state}`)
  assert(follows(metadata, transition), `${metadata.transactionalId} may become what its transition to ${transition.state} says`)
  const { isEpochFence: _, ...fields } = transition
  return {
    ...fields,
    transactionalId: metadata.transactionalId,
    pendingState: null,
    hasFailedEpochFence: isPrepared(transition.state) ? false : metadata.hasFailedEpochFence,
  }
}

/**
 * The record could not be written; nothing of the transition holds. A fencing in the classic protocol has raised the epoch in memory before
 * the append, and there it stays: nobody was told of it, and the producer that was to be fenced is.
 */
export function failed(metadata: TransactionMetadata, transition: TransactionTransition): TransactionMetadata {
  const keepsEpoch = transition.isEpochFence && !supportsEpochBump(transition.clientTransactionVersion)
  return { ...metadata, pendingState: null, hasFailedEpochFence: metadata.hasFailedEpochFence || keepsEpoch }
}

/** Whether partitions, timeout, start and epochs are what this transition may make of them. Time may go back: clocks do. */
function follows(metadata: TransactionMetadata, transition: TransactionTransition): boolean {
  const { state, partitions, startTimestampMs } = transition
  const keepsTimeout = transition.transactionTimeoutMs === metadata.transactionTimeoutMs
  switch (state) {
    case 'Empty':
      return hasEpochOfInit(metadata, transition) && partitions.length === 0 && startTimestampMs === NO_TIMESTAMP
    case 'Ongoing':
      return hasSameEpoch(metadata, transition) && keepsTimeout && hasAllPartitions(metadata, transition)
    case 'PrepareCommit':
    case 'PrepareAbort': {
      const keepsStart = startTimestampMs === metadata.startTimestampMs || isIdle(metadata.state)
      const keepsPartitions = hasAllPartitions(metadata, transition) && partitions.length === metadata.partitions.length
      return hasEpochOfEnd(metadata, transition) && keepsTimeout && keepsStart && keepsPartitions
    }
    case 'CompleteCommit':
    case 'CompleteAbort':
      return hasEpochOfCompletion(metadata, transition) && keepsTimeout && startTimestampMs !== NO_TIMESTAMP
    case 'Dead':
    case 'PrepareEpochFence':
      return false
    default:
      return unreachable(state)
  }
}

/** Partitions are only ever added at the end. */
function hasAllPartitions(metadata: TransactionMetadata, transition: TransactionTransition): boolean {
  return metadata.partitions.every((partition, index) => isSamePartition(partition, transition.partitions[index]))
}

function hasSameEpoch(metadata: TransactionMetadata, transition: TransactionTransition): boolean {
  return transition.producerEpoch === metadata.producerEpoch && transition.producerId === metadata.producerId
}

function hasEpochOfInit(metadata: TransactionMetadata, transition: TransactionTransition): boolean {
  const isNewId = transition.producerEpoch === 0 && transition.producerId !== metadata.producerId
  return isNewId || transition.producerEpoch === metadata.producerEpoch || transition.producerEpoch === metadata.producerEpoch + 1
}

function hasEpochOfEnd(metadata: TransactionMetadata, transition: TransactionTransition): boolean {
  if (!supportsEpochBump(transition.clientTransactionVersion)) return hasSameEpoch(metadata, transition)
  return transition.lastProducerEpoch === metadata.producerEpoch && transition.producerId === metadata.producerId
}

/** Epoch 0 of a completed transaction in v2 means that the producer goes on with another id. */
function hasEpochOfCompletion(metadata: TransactionMetadata, transition: TransactionTransition): boolean {
  const rotates = supportsEpochBump(transition.clientTransactionVersion) && transition.producerEpoch === 0
  if (!rotates) return hasSameEpoch(metadata, transition)
  return transition.lastProducerEpoch === metadata.lastProducerEpoch && transition.previousProducerId === metadata.producerId
}
