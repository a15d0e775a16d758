// What the engine may ask of the bytes. The shell answers from the object's SQLite, tests from memory. Synchronous and read-only, and a
// batch planned in this very step can already be read.

export interface LogReader {
  /**
   * Whole batches of one extent in offset order, one after another in one buffer: first the one that holds `fromOffset`, then those that
   * start below `untilOffset`, as many as fit in maxBytes, and at least one where there is one and `atLeastOne` is set. Offsets are
   * relative to the extent. An empty array means that nothing is stored there.
   */
  read(extentId: number, fromOffset: number, untilOffset: number, maxBytes: number, atLeastOne: boolean): Uint8Array
  /**
   * The first batch that starts at or after the one that holds `fromOffset`, starts below `untilOffset` and whose largest timestamp is at
   * least `timestampMs`; null when there is none.
   */
  firstReaching(extentId: number, fromOffset: number, untilOffset: number, timestampMs: number): Uint8Array | null
}
