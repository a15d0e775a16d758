// InitProducerId (API key 22) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type InitProducerIdRequest = {
  /** Below 4 PRODUCER_FENCED is told as INVALID_PRODUCER_EPOCH. Absent for the newest. */
  readonly apiVersion?: number
  /** Null for a producer that is idempotent and no more. */
  readonly transactionalId: string | null
  /** How long the coordinator waits before it aborts a transaction by itself. Not looked at without a transactional id. */
  readonly transactionTimeoutMs: number
  /** What the producer holds and wants raised (KIP-360); both -1 or absent for one that begins. */
  readonly producerId?: number
  readonly producerEpoch?: number
  /** KIP-939. */
  readonly enable2Pc?: boolean
  readonly keepPreparedTxn?: boolean
}

export type InitProducerIdResponse = {
  readonly error: KafkaErrorName
  /** -1 with an error. */
  readonly producerId: number
  readonly producerEpoch: number
}
