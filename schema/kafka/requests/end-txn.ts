// EndTxn (API key 26) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type EndTxnRequest = {
  /** From 5 on the producer's epoch is raised with each transaction (KIP-890). Below 2 PRODUCER_FENCED is told as INVALID_PRODUCER_EPOCH. */
  readonly apiVersion: number
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  /** True commits, false aborts. */
  readonly committed: boolean
}

export type EndTxnResponse = {
  readonly error: KafkaErrorName
  /** What the producer goes on with; -1 below version 5 and with an error. */
  readonly producerId: number
  readonly producerEpoch: number
}
