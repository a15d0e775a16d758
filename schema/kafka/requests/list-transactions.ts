// ListTransactions (API key 66) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type ListTransactionsRequest = {
  /** None means all. */
  readonly stateFilters: readonly string[]
  readonly producerIdFilters: readonly number[]
  /** Only those that have been open for longer than this, milliseconds; -1 asks for all. */
  readonly durationFilterMs: number
  /** A regular expression over transactional ids (KIP-1152), or null. */
  readonly transactionalIdPattern: string | null
}

export type ListTransactionsResponse = {
  readonly error: KafkaErrorName
  readonly unknownStateFilters: readonly string[]
  readonly transactionStates: readonly {
    readonly transactionalId: string
    readonly producerId: number
    readonly transactionState: string
  }[]
}
