// From the decided outcome to the complete transaction: which marker goes to which partitions, and what the id is once all are written. The
// same for a coordinator that has just been told to end a transaction and for one that finds it prepared in the log it loads.
// Source: TransactionMarkerChannelManager, TransactionMarkerRequestCompletionHandler and prepareComplete of Kafka 4.3; KIP-98, KIP-1228.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { assert } from '../assert.ts'
import type { PartitionKey } from '../partition-key.ts'
import { resultOf } from './end-transaction.ts'
import type { TransactionResult } from './end-transaction.ts'
import { prepareComplete } from './prepare-transition.ts'
import { isPartitionIn } from './transaction-metadata.ts'
import type { TransactionMetadata, TransactionTransition, TransactionVersion } from './transaction-metadata.ts'
import { isPrepared } from './transaction-state.ts'
import { withPending } from './transition.ts'

/** What WriteTxnMarkers carries for this transaction. In v2 the epoch is the raised one, so that the marker fences what comes after it. */
export type TransactionMarkers = {
  readonly result: TransactionResult
  readonly producerId: number
  readonly producerEpoch: number
  readonly partitions: readonly PartitionKey[]
  readonly transactionVersion: TransactionVersion
}

export type Completion = {
  readonly markers: TransactionMarkers
  /** The coordinator's memory from now until the transaction is complete. */
  readonly metadata: TransactionMetadata
  /** To be appended once `areMarkersWritten`, which it may be at once. */
  readonly transition: TransactionTransition
}

/** Of a transaction whose PrepareCommit or PrepareAbort is in the log. */
export function beginCompletion(metadata: TransactionMetadata, nowMs: number): Completion {
  const { state, producerId, producerEpoch, partitions, clientTransactionVersion } = metadata
  assert(isPrepared(state), `${metadata.transactionalId} is prepared before its markers are written`)
  const transition = prepareComplete(metadata, nowMs)
  return {
    markers: { result: resultOf(state), producerId, producerEpoch, partitions, transactionVersion: clientTransactionVersion },
    metadata: withPending(metadata, transition),
    transition,
  }
}

/** Partitions that have their marker leave the transaction, and so do those whose topic is gone, which need none. */
export function withMarkersWritten(metadata: TransactionMetadata, written: readonly PartitionKey[]): TransactionMetadata {
  assert(isPrepared(metadata.state), `${metadata.transactionalId} is prepared while its markers are written`)
  return { ...metadata, partitions: metadata.partitions.filter((partition) => !isPartitionIn(written, partition)) }
}

export function areMarkersWritten(metadata: TransactionMetadata): boolean {
  return metadata.partitions.length === 0
}

/**
 * What a marker's error means: `written` or as good as written, to be sent again, or that the transaction is none of this coordinator's
 * business any more. What a marker cannot meet is `impossible`.
 */
export type MarkerOutcome = 'written' | 'retry' | 'given up' | 'impossible'

const MARKER_OUTCOMES: { readonly [Error in KafkaErrorName]?: MarkerOutcome } = {
  NONE: 'written',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'written',
  UNSUPPORTED_VERSION: 'written',
  UNKNOWN_TOPIC_OR_PARTITION: 'retry',
  NOT_LEADER_OR_FOLLOWER: 'retry',
  NOT_ENOUGH_REPLICAS: 'retry',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'retry',
  REQUEST_TIMED_OUT: 'retry',
  KAFKA_STORAGE_ERROR: 'retry',
  INVALID_PRODUCER_EPOCH: 'given up',
  TRANSACTION_COORDINATOR_FENCED: 'given up',
}

export function markerOutcome(error: KafkaErrorName): MarkerOutcome {
  return MARKER_OUTCOMES[error] ?? 'impossible'
}
