// Batches that no log needs any more. As long as the kept history reaches back to when one did, they stay, so that the cluster can be rewound to
// that moment; then they go, in turns, so that a large delete never blocks the object.
import { DELETE_ROWS_PER_TURN, EXTENT_OFFSETS } from '../../schema/limits.ts'
import type { BatchRemoval } from '../engine/decision.ts'
import type { PlaceRange } from './later-places.ts'
import { placeOf } from './place.ts'

type Range = { from_place: number; until_place: number }

export class Garbage {
  readonly #sql: SqlStorage
  /** Whether a turn of work is left; null until somebody asked. Somebody does after every commit. */
  #hasWork: boolean | null = null
  /** Everything that was discarded by then may go: the kept history begins there. */
  #firstSequence = 0
  #holds = 0

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** `sequence` is that of the record since which nobody needs it. Until it was looked at, nobody knows how much it is. */
  discard({ extentId, fromOffset, untilOffset }: BatchRemoval, sequence: number): void {
    this.#sql.exec(
      `INSERT INTO garbage (from_place, until_place, sequence, size_bytes) VALUES (?1, ?2, ?3, NULL)
       ON CONFLICT (from_place) DO UPDATE SET until_place = max(until_place, ?2), sequence = ?3, size_bytes = NULL`,
      placeOf(extentId, fromOffset),
      placeOf(extentId, untilOffset ?? EXTENT_OFFSETS),
      sequence,
    )
    this.#hasWork = true
  }

  /** The kept history begins right behind this record from now on. */
  keepFrom(firstSequence: number): void {
    if (firstSequence === this.#firstSequence) return
    this.#firstSequence = firstSequence
    this.#hasWork = null
  }

  /** The ranges that nobody needs who does not look back further than to right behind a record. */
  rangesBefore(sequence: number): PlaceRange[] {
    const rows = this.#sql.exec<Range>('SELECT from_place, until_place FROM garbage WHERE sequence <= ?', sequence).toArray()
    return rows.map(({ from_place: fromPlace, until_place: untilPlace }) => ({ fromPlace, untilPlace }))
  }

  /** Nothing is removed until `release`: somebody reads what is there, and takes longer than a turn. */
  hold(): void {
    this.#holds++
  }

  release(): void {
    this.#holds--
    this.#hasWork = null
  }

  /** Whether something is to be removed or measured. What only waits for its history to pass is no work, and wakes nobody. */
  get hasWork(): boolean {
    if (this.#holds > 0) return false
    this.#hasWork ??=
      this.#sql.exec('SELECT 1 FROM garbage WHERE sequence <= ? OR size_bytes IS NULL LIMIT 1', this.#firstSequence).toArray().length > 0
    return this.#hasWork
  }

  /** Bytes that only the past needs, as far as they were measured. */
  get keptBytes(): number {
    return this.#sql.exec<{ size: number }>('SELECT coalesce(sum(size_bytes), 0) AS size FROM garbage').one().size
  }

  /** Looks at up to DELETE_ROWS_PER_TURN batches; afterwards hasWork says whether there is more to do. */
  work(): void {
    let left = DELETE_ROWS_PER_TURN
    while (left > 0 && this.hasWork) left -= this.#collect(left) ?? this.#measure(left) ?? left
    this.#hasWork = null
  }

  /** Removes batches whose time has passed, and answers how many it looked at; null when there are none. */
  #collect(maxRows: number): number | null {
    const [range] = this.#sql
      .exec<Range>('SELECT from_place, until_place FROM garbage WHERE sequence <= ? LIMIT 1', this.#firstSequence)
      .toArray()
    if (range === undefined) return null
    const removed = this.#sql.exec(
      'DELETE FROM batches WHERE place IN (SELECT place FROM batches WHERE place >= ? AND place < ? ORDER BY place LIMIT ?)',
      range.from_place,
      range.until_place,
      maxRows,
    ).rowsWritten
    if (removed < maxRows) this.#sql.exec('DELETE FROM garbage WHERE from_place = ?', range.from_place)
    this.#hasWork = null
    return Math.max(1, removed)
  }

  /** Finds out how much a range is. What is too much for a turn becomes a range of its own. */
  #measure(maxRows: number): number | null {
    const [range] = this.#sql
      .exec<Range & { sequence: number }>('SELECT from_place, until_place, sequence FROM garbage WHERE size_bytes IS NULL LIMIT 1')
      .toArray()
    if (range === undefined) return null
    const { rows, size, last } = this.#sql
      .exec<{ rows: number; size: number; last: number }>(
        `SELECT count(*) AS rows, coalesce(sum(size), 0) AS size, coalesce(max(place), 0) AS last FROM
         (SELECT place, length(bytes) AS size FROM batches WHERE place >= ? AND place < ? ORDER BY place LIMIT ?)`,
        range.from_place,
        range.until_place,
        maxRows,
      )
      .one()
    const untilPlace = rows < maxRows ? range.until_place : last + 1
    this.#sql.exec('UPDATE garbage SET size_bytes = ?, until_place = ? WHERE from_place = ?', size, untilPlace, range.from_place)
    if (untilPlace < range.until_place) {
      this.#sql.exec('INSERT INTO garbage VALUES (?, ?, ?, NULL)', untilPlace, range.until_place, range.sequence)
    }
    this.#hasWork = null
    return Math.max(1, rows)
  }

  /** What was discarded by later records is needed again. */
  cutBehind(sequence: number): void {
    this.#sql.exec('DELETE FROM garbage WHERE sequence > ?', sequence)
    this.#hasWork = null
  }

  clear(): void {
    this.#sql.exec('DELETE FROM garbage')
    this.#hasWork = null
  }
}
