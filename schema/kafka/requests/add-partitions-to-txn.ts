// AddPartitionsToTxn (API key 24) as plain objects: one transaction a request, as producers send it (versions 0 to 3) and as a partition's leader
// asks for a producer of its own (4 and newer, KIP-890).
import type { KafkaErrorName } from '../errors.ts'

export type AddPartitionsToTxnRequest = {
  /** Below 4 a producer asks, from 4 on a broker does. Below 2 PRODUCER_FENCED is told as INVALID_PRODUCER_EPOCH. */
  readonly apiVersion: number
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  /** Only asks whether the partitions are in the transaction. */
  readonly verifyOnly: boolean
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[]
}

export type AddPartitionsToTxnResponse = {
  readonly topics: readonly {
    readonly name: string
    readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
  }[]
}
