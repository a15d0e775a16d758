// Transactions as the cleaner meets them on its way through a log. Data of an aborted transaction goes at once; a marker stays as long as
// anything of its transaction was seen, so that readers can still tell; the transaction index is written anew beside it.
// Source: CleanedTransactionMetadata of Kafka 4.3.
import type { RecordBatchHeader } from '../../../../schema/kafka/record-batch.ts'
import { isTransactional, lastOffsetOf } from '../../../../schema/kafka/record-batch.ts'
import type { AbortedTransaction, MarkerFacts } from '../producer-state.ts'
import type { CleanedTransactionsState } from './cleaner-state.ts'

type OngoingAborted = { readonly transaction: AbortedTransaction; readonly seenBatch: boolean }

export const NO_TRANSACTIONS: CleanedTransactionsState = { committedProducerIds: [], aborted: [], ahead: [] }

export class CleanedTransactions {
  readonly #committed: Set<number>
  readonly #aborted: Map<number, OngoingAborted>
  #ahead: AbortedTransaction[]
  #retained: AbortedTransaction[] = []

  constructor({ committedProducerIds, aborted, ahead }: CleanedTransactionsState) {
    this.#committed = new Set(committedProducerIds)
    this.#aborted = new Map(aborted.map((entry) => [entry.transaction.producerId, entry]))
    this.#ahead = [...ahead]
  }

  get state(): CleanedTransactionsState {
    return { committedProducerIds: [...this.#committed], aborted: [...this.#aborted.values()], ahead: this.#ahead }
  }

  /** Aborted transactions that reach into what comes next. Naming one twice does no harm. */
  expect(transactions: readonly AbortedTransaction[]): void {
    this.#ahead = [...this.#ahead, ...transactions].sort((one, other) => one.firstOffset - other.firstOffset)
  }

  /** A batch of records. True when it belongs to an aborted transaction. */
  meetBatch(header: RecordBatchHeader): boolean {
    this.#enter(lastOffsetOf(header))
    if (!isTransactional(header.attributes)) return false
    const aborted = this.#aborted.get(header.producerId)
    if (aborted === undefined) {
      this.#committed.add(header.producerId)
      return false
    }
    this.#aborted.set(header.producerId, { ...aborted, seenBatch: true })
    return true
  }

  /** A control batch; `marker` is null when compaction has emptied it. True when nothing of its transaction is left. */
  meetControlBatch(header: RecordBatchHeader, marker: MarkerFacts | null): boolean {
    this.#enter(lastOffsetOf(header))
    if (marker === null) return header.recordCount === 0
    if (marker.type === 'COMMIT') return !this.#committed.delete(header.producerId)
    const aborted = this.#aborted.get(header.producerId)
    this.#aborted.delete(header.producerId)
    if (aborted?.seenBatch !== true) return true
    this.#retained.push(aborted.transaction)
    return false
  }

  /** The entries for the transaction index of what was passed since the last call. */
  takeRetained(): AbortedTransaction[] {
    const retained = this.#retained
    this.#retained = []
    return retained
  }

  #enter(offset: number): void {
    while (this.#ahead[0] !== undefined && this.#ahead[0].firstOffset <= offset) {
      const [transaction] = this.#ahead
      this.#ahead = this.#ahead.slice(1)
      if (!this.#aborted.has(transaction.producerId)) this.#aborted.set(transaction.producerId, { transaction, seenBatch: false })
    }
  }
}
