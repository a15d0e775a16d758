// The ring of journal rows: one a commit, overwritten in its time. A single record can be longer than a row, such as a log with thousands of
// producers that goes to another broker: its text goes on in the rows behind its first one.
import { JOURNAL_SLOTS, MAX_ROW_BYTES } from '../../schema/limits.ts'
import type { HistoryRow } from './history-row.ts'
import { textPieces } from './text-pieces.ts'

/** Characters of JSON text a row may hold: up to three bytes each in UTF-8. */
export const MAX_ROW_CHARACTERS = Math.floor(MAX_ROW_BYTES / 3)

/** Begins a row that goes on with the text of the one before. Entries begin otherwise, being a list. */
const CONTINUED = '+'

/** `first_sequence` of a row that goes on is that of what comes behind it, so that a search by sequence never ends in its middle. */
type Row = { readonly number: number; readonly first_sequence: number; readonly records: string }

export class JournalRows {
  readonly #sql: SqlStorage
  /** Of the newest row: whoever loads the journal finds out which that is. */
  lastNumber = 0

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Writes a text in one row where it fits, and answers how many it took. `count` records are in it. */
  append(firstSequence: number, text: string, count: number): number {
    const [first = '', ...more] = textPieces(text, MAX_ROW_CHARACTERS)
    this.#insert(firstSequence, first)
    for (const piece of more) this.#insert(firstSequence + count, CONTINUED + piece)
    return 1 + more.length
  }

  #insert(firstSequence: number, text: string): void {
    const number = this.lastNumber + 1
    this.#sql.exec(
      `INSERT INTO journal (slot, number, first_sequence, records) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (slot) DO UPDATE SET number = ?2, first_sequence = ?3, records = ?4`,
      number % JOURNAL_SLOTS,
      number,
      firstSequence,
      text,
    )
    this.lastNumber = number
  }

  /** Row `number`, or null when it is not written yet or written over. */
  #row(number: number): Row | null {
    const [row] = this.#sql
      .exec<Row>('SELECT number, first_sequence, records FROM journal WHERE slot = ?', number % JOURNAL_SLOTS)
      .toArray()
    return row?.number === number ? row : null
  }

  /** From a number on. What goes on with a row that is gone already is gone too. */
  *from(number: number): Generator<HistoryRow & { readonly lastNumber: number }, void, undefined> {
    let first: Row | null = null
    let texts: string[] = []
    let lastNumber = number - 1
    for (let row = this.#row(number); row !== null; row = this.#row(row.number + 1)) {
      const goesOn = row.records.startsWith(CONTINUED)
      if (!goesOn && first !== null) yield { ...wholeRow(first, texts), lastNumber }
      if (!goesOn) [first, texts] = [row, []]
      texts.push(goesOn ? row.records.slice(CONTINUED.length) : row.records)
      lastNumber = row.number
    }
    if (first !== null) yield { ...wholeRow(first, texts), lastNumber }
  }

  /** The number of the oldest row that is kept; one behind the newest when there is none. */
  get firstNumber(): number {
    return this.#oldestAfter(() => false)
  }

  /** The number of the row that holds a sequence; of the oldest when that is gone. */
  numberOf(sequence: number): number {
    const behind = this.#oldestAfter((first) => first <= sequence)
    // The search ends behind the row that holds the sequence, if that row is kept.
    return this.firstSequenceOf(behind - 1) === null ? behind : behind - 1
  }

  /**
   * The number of the oldest row that is kept and not skipped. Rows and sequences grow together, so this is a binary search over the ring:
   * an index would cost a written row with each commit.
   */
  #oldestAfter(skips: (firstSequence: number) => boolean): number {
    let low = Math.max(0, this.lastNumber - JOURNAL_SLOTS) + 1
    let high = this.lastNumber + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const first = this.firstSequenceOf(middle)
      if (first === null || skips(first)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The first sequence of a row; null when it is not kept. */
  firstSequenceOf(number: number): number | null {
    const [row] = this.#sql
      .exec<{ number: number; first_sequence: number }>('SELECT number, first_sequence FROM journal WHERE slot = ?', number % JOURNAL_SLOTS)
      .toArray()
    return row?.number === number ? row.first_sequence : null
  }

  /** Removes the oldest rows until the others weigh at most so many bytes. */
  shorten(maxBytes: number): void {
    let left = maxBytes
    const sizes = this.#sql.exec<{ number: number; size: number }>(
      'SELECT number, octet_length(records) AS size FROM journal ORDER BY number DESC',
    )
    for (const { number, size } of sizes) {
      left -= size
      if (left >= 0) continue
      this.#sql.exec('DELETE FROM journal WHERE number <= ?', number)
      return
    }
  }

  /** Removes every row behind a number. */
  cutBehind(number: number): void {
    this.#sql.exec('DELETE FROM journal WHERE number > ?', number)
    this.lastNumber = Math.min(this.lastNumber, number)
  }

  /** Empties the ring; the next row has the number behind `number`. */
  restart(number: number): void {
    this.#sql.exec('DELETE FROM journal')
    this.lastNumber = number
  }
}

function wholeRow({ number, first_sequence: firstSequence }: Row, texts: readonly string[]): HistoryRow {
  return { number, firstSequence, text: texts.join('') }
}
