// What the client's TransactionManager remembers: the producer id it was given, the next sequence number of each partition, and, with a
// transactional id, where its transaction stands.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'

/**
 * Without a transactional id a producer stays in `idempotent`. `committing` flushes first, `aborting` waits for what is in flight: then the
 * coordinator is asked.
 */
export type TransactionPhase = 'idempotent' | 'uninitialized' | 'ready' | 'inTransaction' | 'committing' | 'aborting'

export type TransactionState = {
  phase: TransactionPhase
  /** -1 until a broker has given one. */
  producerId: number
  producerEpoch: number
  /** By `topic-partition`. */
  sequences: Record<string, PartitionSequence>
  /** Partitions for which the epoch has to be raised. */
  raisesEpochFor: string[]
  /** The broker that coordinates the transactional id; -1 while that is not known. */
  coordinatorId: number
  /** Not before then is a broker asked for an id, or the coordinator for anything. */
  notBeforeMs: number
  /** Records of the current transaction that the accumulator took. */
  recordCount: number
  /** Transactions begun, this one included. */
  transactionCount: number
  /** Why the current transaction can only be aborted; null while it can be committed. */
  error: KafkaErrorName | null
}

export type PartitionSequence = {
  /** The epoch that the numbers belong to: it may be older than the producer's while batches of it are out. */
  producerEpoch: number
  /** Of the next record that is drained. */
  next: number
  /** Of the last record that was acknowledged; -1 before. */
  lastAcknowledged: number
  /** A batch that was sent timed out: nobody knows whether the numbers after it can be used. */
  isUnresolved: boolean
}

export const NO_PRODUCER_ID = -1

export function newTransactionState(transactionalId: string | null): TransactionState {
  return {
    phase: transactionalId === null ? 'idempotent' : 'uninitialized',
    producerId: NO_PRODUCER_ID,
    producerEpoch: -1,
    sequences: {},
    raisesEpochFor: [],
    coordinatorId: -1,
    notBeforeMs: 0,
    recordCount: 0,
    transactionCount: 0,
    error: null,
  }
}

export function isTransactional({ phase }: Pick<TransactionState, 'phase'>): boolean {
  return phase !== 'idempotent'
}
