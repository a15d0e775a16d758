// AddPartitionsToTxn: partitions come into the transaction, which begins with the first of them. AddOffsetsToTxn is the same for the one
// partition of __consumer_offsets that its group has. With verifyOnly a broker asks whether partitions are in the transaction, and nothing is
// added.
// Source: TransactionCoordinator.handleAddPartitionsToTransaction and handleVerifyPartitionsInTransaction of Kafka 4.3; KIP-98, KIP-890.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_OPEN_TRANSACTION_PARTITIONS, MAX_TRANSACTION_PARTITIONS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import type { PartitionKey } from '../partition-key.ts'
import { prepareAddPartitions } from './prepare-transition.ts'
import { isPartitionIn } from './transaction-metadata.ts'
import type { TransactionMetadata, TransactionVersion } from './transaction-metadata.ts'
import { append, refused } from './transaction-decision.ts'
import type { Append, Refused } from './transaction-decision.ts'
import { isPrepared } from './transaction-state.ts'

export type PartitionsRequest = {
  readonly producerId: number
  readonly producerEpoch: number
  readonly partitions: readonly PartitionKey[]
}

export type PartitionsAdded = { readonly kind: 'answered' }
export type AddPartitionsDecision = Refused | PartitionsAdded | Append<PartitionsAdded>

export type PartitionsVerified = {
  readonly kind: 'answered'
  readonly verified: readonly { readonly partition: PartitionKey; readonly error: 'NONE' | 'TRANSACTION_ABORTABLE' }[]
}
export type VerifyPartitionsDecision = Refused | PartitionsVerified

/**
 * A pending transition comes before everything else: it may be the one that gives the producer its new id, which the producer has been told
 * already.
 */
export function decideAddPartitions(
  metadata: TransactionMetadata | null,
  request: PartitionsRequest,
  clientVersion: TransactionVersion,
  nowMs: number,
): AddPartitionsDecision {
  if (metadata !== null && metadata.pendingState !== null) return refused('CONCURRENT_TRANSACTIONS')
  const error = errorOf(metadata, request)
  if (metadata === null || error !== null) return refused(error ?? 'INVALID_PRODUCER_ID_MAPPING')
  const answered: PartitionsAdded = { kind: 'answered' }
  const areAllIn = request.partitions.every((partition) => isPartitionIn(metadata.partitions, partition))
  if (metadata.state === 'Ongoing' && areAllIn) return answered
  return append(metadata, prepareAddPartitions(metadata, request.partitions, nowMs, clientVersion), answered)
}

/** The sandbox's own limits: whether so many partitions may be in one transaction, and in all of them. */
export function hasRoomFor(cluster: ClusterView, metadata: TransactionMetadata | null, added: readonly PartitionKey[]): boolean {
  return hasRoomInTransaction(metadata, added) && openPartitionCount(cluster) + added.length <= MAX_OPEN_TRANSACTION_PARTITIONS
}

function hasRoomInTransaction(metadata: TransactionMetadata | null, added: readonly PartitionKey[]): boolean {
  const before = metadata?.state === 'Ongoing' ? metadata.partitions : []
  // Most transactions are far from it, and nobody then needs to know which are in already.
  if (before.length + added.length <= MAX_TRANSACTION_PARTITIONS) return true
  const names = new Set([...before, ...added].map(({ topic, partitionIndex }) => `${topic}/${partitionIndex}`))
  return names.size <= MAX_TRANSACTION_PARTITIONS
}

function openPartitionCount({ transactionCoordinators }: ClusterView): number {
  let count = 0
  for (const { transactions } of transactionCoordinators.values()) {
    for (const { metadata } of transactions.values()) count += metadata.partitions.length
  }
  return count
}

/** A pending transition does not matter here: the append to the log that asks is checked once more by that log. */
export function decideVerifyPartitions(metadata: TransactionMetadata | null, request: PartitionsRequest): VerifyPartitionsDecision {
  const error = errorOf(metadata, request)
  if (metadata === null || error !== null) return refused(error ?? 'INVALID_PRODUCER_ID_MAPPING')
  return {
    kind: 'answered',
    verified: request.partitions.map((partition) => ({
      partition,
      error: isPartitionIn(metadata.partitions, partition) ? 'NONE' : 'TRANSACTION_ABORTABLE',
    })),
  }
}

function errorOf(metadata: TransactionMetadata | null, { producerId, producerEpoch }: PartitionsRequest): KafkaErrorName | null {
  if (metadata === null || metadata.producerId !== producerId) return 'INVALID_PRODUCER_ID_MAPPING'
  if (metadata.producerEpoch !== producerEpoch) return 'PRODUCER_FENCED'
  return isPrepared(metadata.state) ? 'CONCURRENT_TRANSACTIONS' : null
}
