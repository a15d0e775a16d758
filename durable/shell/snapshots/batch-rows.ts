// The stored batches without those in some ranges of places, in the order of their places. They are read a few at a time: whoever packs and sends
// them takes long, and meanwhile the sandbox goes on.
import type { BatchRow } from '../../../schema/snapshots/batch-pieces.ts'
import type { PlaceRange } from '../later-places.ts'

/** Batches that are in memory at once. One may be as large as a row. */
const ROWS_PER_READ = 8

type Row = { place: number; max_timestamp: number; bytes: ArrayBuffer }

export class BatchRows implements Iterable<BatchRow> {
  readonly #sql: SqlStorage
  readonly #left: readonly PlaceRange[]
  readonly #check: () => void

  /** `check` is called before each read, and throws when the rows are not what they were any more. */
  constructor(sql: SqlStorage, leftOut: readonly PlaceRange[], check: () => void) {
    this.#sql = sql
    this.#left = merged(leftOut)
    this.#check = check
  }

  /** What all of them are together. */
  sizeBytes(): number {
    let sizeBytes = 0
    const skip = new Skip(this.#left)
    const rows = this.#sql.exec<{ place: number; size: number }>('SELECT place, length(bytes) AS size FROM batches ORDER BY place')
    for (const { place, size } of rows) if (skip.behind(place) === place) sizeBytes += size
    return sizeBytes
  }

  *[Symbol.iterator](): Generator<BatchRow> {
    const skip = new Skip(this.#left)
    for (let place = skip.behind(0); ;) {
      this.#check()
      const rows = this.#sql
        .exec<Row>('SELECT place, max_timestamp, bytes FROM batches WHERE place >= ? ORDER BY place LIMIT ?', place, ROWS_PER_READ)
        .toArray()
      for (const row of rows) {
        if (row.place < place) continue
        place = skip.behind(row.place)
        if (place !== row.place) continue
        yield { place, maxTimestamp: row.max_timestamp, bytes: new Uint8Array(row.bytes) }
        place++
      }
      if (rows.length < ROWS_PER_READ) return
    }
  }
}

/** Asked of places in their order. */
class Skip {
  readonly #ranges: readonly PlaceRange[]
  #next = 0

  constructor(ranges: readonly PlaceRange[]) {
    this.#ranges = ranges
  }

  /** The place itself, or the end of the range that it lies in. */
  behind(place: number): number {
    while ((this.#ranges[this.#next]?.untilPlace ?? Number.POSITIVE_INFINITY) <= place) this.#next++
    const range = this.#ranges[this.#next]
    return range !== undefined && range.fromPlace <= place ? range.untilPlace : place
  }
}

function merged(ranges: readonly PlaceRange[]): PlaceRange[] {
  const joined: { fromPlace: number; untilPlace: number }[] = []
  for (const { fromPlace, untilPlace } of ranges.toSorted((one, other) => one.fromPlace - other.fromPlace)) {
    const last = joined.at(-1)
    if (last !== undefined && fromPlace <= last.untilPlace) last.untilPlace = Math.max(last.untilPlace, untilPlace)
    else joined.push({ fromPlace, untilPlace })
  }
  return joined
}
