// One row of the journal as it is read back, replayed, and carried from sandbox to sandbox.

/** A row with the text that goes on behind it: one commit, or as much of one as fits in a row. */
export type HistoryRow = {
  readonly number: number
  readonly firstSequence: number
  /** Entries as journal-text.ts writes them. */
  readonly text: string
}
