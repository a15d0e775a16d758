// What the coordinator knows about one transactional id. Plain data that nobody changes in place: each step makes a new one, so that a draft,
// a snapshot and the memory of a broker may share it.
// Source: TransactionMetadata and TxnTransitMetadata of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import type { PartitionKey } from '../partition-key.ts'
import type { TransactionState } from './transaction-state.ts'

export const NO_PRODUCER_ID = -1
export const NO_PRODUCER_EPOCH = -1
export const NO_TIMESTAMP = -1

/** Producer epochs are int16. The highest one is never given to a client, so that there is always one left to fence it with. */
export const MAX_PRODUCER_EPOCH = 32_767

/** A transaction that another coordinator commits (KIP-939) has no timeout: Kafka writes Integer.MAX_VALUE for it. */
export const TWO_PHASE_COMMIT_TIMEOUT_MS = 2 ** 31 - 1

/** The levels of the feature transaction.version: 0 classic, 1 flexible records in the log, 2 an epoch for each transaction (KIP-890). */
export type TransactionVersion = 0 | 1 | 2

/** What a record in __transaction_state holds, apart from the last epoch, which only the coordinator's memory has. */
type TransactionFields = {
  readonly producerId: number
  /** The id before this one, which is the same unless the epochs of that one ran out. */
  readonly previousProducerId: number
  /** The id that the producer was told to go on with once the markers are written; -1 unless the epochs of this one ran out. */
  readonly nextProducerId: number
  readonly producerEpoch: number
  /** The epoch of the last successful InitProducerId or EndTxn, by which a retry is recognised; -1 where a retry would be a zombie's. */
  readonly lastProducerEpoch: number
  readonly transactionTimeoutMs: number
  readonly state: TransactionState
  /** In the order in which they were added, each once. */
  readonly partitions: readonly PartitionKey[]
  /** When the first partition was added; -1 while there is no transaction. */
  readonly startTimestampMs: number
  readonly lastUpdateTimestampMs: number
  /** Of the client that wrote last, or of the cluster where the coordinator itself ended the transaction. */
  readonly clientTransactionVersion: TransactionVersion
}

export type TransactionMetadata = TransactionFields & {
  readonly transactionalId: string
  /** The state of a transition that is being written to the log or whose markers are; null when there is none. */
  readonly pendingState: TransactionState | null
  /** A fencing whose append failed has raised the epoch all the same (in the classic protocol), so the next one must not raise it again. */
  readonly hasFailedEpochFence: boolean
}

/** All that a transactional id will be once the record of it is in the log. */
export type TransactionTransition = TransactionFields & {
  /** The coordinator aborts over the head of the producer, whose epoch is dead from then on. */
  readonly isEpochFence: boolean
}

/** An id that is heard of for the first time. Its epoch -1 becomes 0 with the InitProducerId that brought it. */
export function newTransactionMetadata(
  transactionalId: string,
  producerId: number,
  transactionTimeoutMs: number,
  nowMs: number,
): TransactionMetadata {
  return {
    transactionalId,
    producerId,
    previousProducerId: NO_PRODUCER_ID,
    nextProducerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
    transactionTimeoutMs,
    state: 'Empty',
    pendingState: null,
    partitions: [],
    startTimestampMs: NO_TIMESTAMP,
    lastUpdateTimestampMs: nowMs,
    clientTransactionVersion: 0,
    hasFailedEpochFence: false,
  }
}

/** Whether each end of a transaction raises the epoch. */
export function supportsEpochBump(version: TransactionVersion): boolean {
  return version >= 2
}

/** Whether the next epoch would be the one that is kept for fencing. */
export function isEpochExhausted(producerEpoch: number): boolean {
  return producerEpoch >= MAX_PRODUCER_EPOCH - 1
}

export function isPartitionIn(partitions: readonly PartitionKey[], partition: PartitionKey): boolean {
  return partitions.some((known) => isSamePartition(partition, known))
}

export function isSamePartition(one: PartitionKey, other: PartitionKey | undefined): boolean {
  return one.partitionIndex === other?.partitionIndex && one.topic === other.topic
}
