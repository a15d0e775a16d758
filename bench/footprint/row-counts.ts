// What the row-counting Worker tells about one object. Shared by the code in workerd and the code in Node.

export type RowCounts = {
  /** All rows that SQLite wrote, index rows and deletes included. */
  rowsWritten: number
  /** Of these, rows of the table `batches`: one is one record batch. */
  batches: number
  /** Rows of the journal: one a commit, more only if its records do not fit in one row. */
  journalRows: number
  checkpointRows: number
}
