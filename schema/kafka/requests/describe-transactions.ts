// DescribeTransactions (API key 65) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DescribeTransactionsRequest = { readonly transactionalIds: readonly string[] }

export type DescribeTransactionsResponse = { readonly transactionStates: readonly DescribedTransaction[] }

export type DescribedTransaction = {
  readonly error: KafkaErrorName
  readonly transactionalId: string
  /** A state of the coordinator; '' with an error. */
  readonly transactionState: string
  readonly transactionTimeoutMs: number
  /** -1 when none is open. */
  readonly transactionStartTimeMs: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
}
