// DescribeProducers (API key 61) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DescribeProducersRequest = {
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[]
}

export type DescribeProducersResponse = {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly DescribedProducersPartition[] }[]
}

export type DescribedProducersPartition = {
  readonly partitionIndex: number
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly activeProducers: readonly ActiveProducer[]
}

export type ActiveProducer = {
  readonly producerId: number
  readonly producerEpoch: number
  /** -1 when no batch of this epoch is known. */
  readonly lastSequence: number
  readonly lastTimestamp: number
  /** Of the coordinator that wrote the last marker; -1 before the first. */
  readonly coordinatorEpoch: number
  /** -1 when no transaction is open. */
  readonly currentTxnStartOffset: number
}
