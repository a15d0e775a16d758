// What the cleaner remembers of a log between two of its steps. Kafka keeps the first part in its cleaner-offset-checkpoint file and the rest
// in the memory of a thread; here a round can be cut into several steps, so it must be able to go on where it stopped.
import type { AbortedTransaction } from '../producer-state.ts'

export type CleanerState = {
  /** Everything below was looked at for duplicates before. Null: this log was never cleaned. */
  readonly firstDirtyOffset: number | null
  /** Set while a round is under way. */
  readonly round: CleaningRound | null
}

export type CleaningRound = {
  readonly firstDirtyOffset: number
  /** The keys below this offset are known to the round; later records are left alone. */
  readonly endOffset: number
  /** The segment after the last one that the round may touch begins here. */
  readonly uncleanableOffset: number
  /** The next segment to rewrite begins at or after this offset. */
  readonly nextOffset: number
  readonly transactions: CleanedTransactionsState
}

/** Transactions whose beginning the round has passed and whose marker it has not. */
export type CleanedTransactionsState = {
  readonly committedProducerIds: readonly number[]
  readonly aborted: readonly { readonly transaction: AbortedTransaction; readonly seenBatch: boolean }[]
  readonly ahead: readonly AbortedTransaction[]
}

export const NEVER_CLEANED: CleanerState = { firstDirtyOffset: null, round: null }
