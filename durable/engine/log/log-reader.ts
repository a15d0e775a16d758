// What the engine may ask of the bytes. The shell answers from the object's SQLite, tests from memory. Synchronous and read-only, and a
// batch planned in this very step can already be read.
// Compaction leaves gaps between batches. Where nothing holds an offset any more, the next batch after it counts.

export interface LogReader {
  /**
   * Whole batches of one extent in offset order, one after another in one buffer: from the first that ends at or after `fromOffset`, those
   * that start below `untilOffset`, as many as fit in maxBytes, and at least one where there is one and `atLeastOne` is set. Offsets are
   * relative to the extent's origin. An empty array means that nothing is stored there.
   */
  read(extentId: number, fromOffset: number, untilOffset: number, maxBytes: number, atLeastOne: boolean): Uint8Array
  /** The first of the same batches whose largest timestamp is at least `timestampMs`; null when there is none. */
  firstReaching(extentId: number, fromOffset: number, untilOffset: number, timestampMs: number): Uint8Array | null
  /** The headers of the same batches, each with the size of its batch: cheap even where the batches are large. */
  headers(extentId: number, fromOffset: number, untilOffset: number): Iterable<StoredHeader>
}

export type StoredHeader = {
  /** The first RECORD_BATCH_HEADER_BYTES bytes of the batch. */
  readonly header: Uint8Array
  readonly sizeBytes: number
}
