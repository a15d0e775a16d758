// The journal: what changed, one row a commit in a ring, and the checkpoint from which a wake starts. Waking is: load the checkpoint, apply
// the rows after it. Rows from before the checkpoint are kept until the ring comes round: they are the history that events are read from.
// A single record can be longer than a row, such as a log with thousands of producers that goes to another broker: its text goes on in the rows
// behind its first one.
import { apply } from '../engine/apply.ts'
import { assert } from '../engine/assert.ts'
import { emptyCluster } from '../engine/cluster.ts'
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import { eventsOf } from '../engine/event.ts'
import type { ClusterEvent, JournalEntry } from '../engine/event.ts'
import { decodeCluster, encodeCluster } from '../engine/snapshot.ts'
import { decodeEntries, encodeEntries } from './journal-text.ts'
import { textPieces } from './text-pieces.ts'
import {
  CHECKPOINT_AFTER_BYTES,
  CHECKPOINT_AFTER_COMMITS,
  JOURNAL_SLOTS,
  MAX_EVENT_PAGE_CHARACTERS,
  MAX_HISTORY_BYTES,
  MAX_ROW_BYTES,
} from '../../schema/limits.ts'

/** Characters of JSON text a row may hold: up to three bytes each in UTF-8. */
const MAX_ROW_CHARACTERS = Math.floor(MAX_ROW_BYTES / 3)

/** Begins a row that goes on with the text of the one before. Entries begin otherwise, being a list. */
const CONTINUED = '+'

/** `first_sequence` of a row that goes on is that of what comes behind it, so that a search by sequence never ends in its middle. */
type Row = { readonly number: number; readonly first_sequence: number; readonly records: string }

export class Journal {
  readonly #sql: SqlStorage
  readonly #maxHistoryBytes: number
  #number = 0
  #rowsSinceCheckpoint = 0
  #charactersSinceCheckpoint = 0

  /** `maxHistoryBytes` is smaller in tests only. */
  constructor(sql: SqlStorage, maxHistoryBytes: number = MAX_HISTORY_BYTES) {
    this.#sql = sql
    this.#maxHistoryBytes = maxHistoryBytes
  }

  /** The cluster as it was at the last commit. */
  load(): Cluster {
    const cluster = this.#loadCheckpoint()
    for (const { row, lastNumber } of this.#wholeRows(this.#number + 1)) {
      assert(row.first_sequence === cluster.recordSequence + 1, 'the journal has no gap')
      for (const { records, nowMs } of entriesOf(row)) for (const record of records) apply(cluster, record, nowMs)
      this.#count(lastNumber, row.records)
    }
    return cluster
  }

  #loadCheckpoint(): Cluster {
    const pieces = this.#sql.exec<{ number: number; text: string }>('SELECT number, text FROM checkpoint ORDER BY piece').toArray()
    const [first] = pieces
    if (first === undefined) return emptyCluster()
    this.#number = first.number
    return decodeCluster(pieces.map(({ text }) => text).join(''))
  }

  /** Begins an empty journal after row `number`, from the cluster as it is. */
  restart(number: number, cluster: ClusterView): void {
    this.#number = number
    this.checkpoint(cluster)
  }

  /** Row `number`, or null when it is not written yet or written over. */
  #row(number: number): Row | null {
    const [row] = this.#sql
      .exec<Row>('SELECT number, first_sequence, records FROM journal WHERE slot = ?', number % JOURNAL_SLOTS)
      .toArray()
    return row?.number === number ? row : null
  }

  /** Rows from a number on, each with the text that goes on behind it. What goes on with a row that is gone already is gone too. */
  *#wholeRows(number: number): Generator<{ readonly row: Row; readonly lastNumber: number }, void, undefined> {
    let first: Row | null = null
    let texts: string[] = []
    let lastNumber = number - 1
    for (let row = this.#row(number); row !== null; row = this.#row(row.number + 1)) {
      const goesOn = row.records.startsWith(CONTINUED)
      if (!goesOn && first !== null) yield { row: { ...first, records: texts.join('') }, lastNumber }
      if (!goesOn) [first, texts] = [row, []]
      texts.push(goesOn ? row.records.slice(CONTINUED.length) : row.records)
      lastNumber = row.number
    }
    if (first !== null) yield { row: { ...first, records: texts.join('') }, lastNumber }
  }

  /** Stores the steps of one commit, in one row where they fit, and a checkpoint of `cluster` (which already has them) when it is due. */
  append(entries: readonly JournalEntry[], cluster: ClusterView): void {
    let firstSequence = cluster.recordSequence - recordCount(entries) + 1
    for (const { text, entries: ofRow } of rowsOf(entries)) {
      const [first = '', ...more] = textPieces(text, MAX_ROW_CHARACTERS)
      this.#insert(firstSequence, first)
      firstSequence += recordCount(ofRow)
      for (const piece of more) this.#insert(firstSequence, CONTINUED + piece)
    }
    const due = this.#rowsSinceCheckpoint >= CHECKPOINT_AFTER_COMMITS || this.#charactersSinceCheckpoint >= CHECKPOINT_AFTER_BYTES
    if (due) this.checkpoint(cluster)
  }

  #insert(firstSequence: number, text: string): void {
    const number = this.#number + 1
    this.#sql.exec(
      `INSERT INTO journal (slot, number, first_sequence, records) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (slot) DO UPDATE SET number = ?2, first_sequence = ?3, records = ?4`,
      number % JOURNAL_SLOTS,
      number,
      firstSequence,
      text,
    )
    this.#count(number, text)
  }

  #count(number: number, text: string): void {
    this.#number = number
    this.#rowsSinceCheckpoint++
    this.#charactersSinceCheckpoint += text.length
  }

  checkpoint(cluster: ClusterView): void {
    const pieces = textPieces(encodeCluster(cluster), MAX_ROW_CHARACTERS)
    for (const [piece, text] of pieces.entries()) {
      this.#sql.exec(
        'INSERT INTO checkpoint (piece, number, text) VALUES (?1, ?2, ?3) ON CONFLICT (piece) DO UPDATE SET number = ?2, text = ?3',
        piece,
        this.#number,
        text,
      )
    }
    this.#sql.exec('DELETE FROM checkpoint WHERE piece >= ?', pieces.length)
    this.#rowsSinceCheckpoint = 0
    this.#charactersSinceCheckpoint = 0
    this.#forgetOldest()
  }

  /** History is bounded by its bytes as well: the checkpoint that was just written makes every row one of history. */
  #forgetOldest(): void {
    let left = this.#maxHistoryBytes
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

  // ---- History ----

  /** The sequence of the oldest event that is kept; null when there is none at all. */
  firstKeptSequence(): number | null {
    return this.#firstSequenceOf(this.#oldestAfter(() => false))
  }

  /**
   * Events from a sequence on, or from the oldest that is kept: at most `maxEvents`, and not many more bytes than fit in one answer. There
   * is at least one while any is left.
   */
  eventsFrom(sequence: number, maxEvents: number): ClusterEvent[] {
    const events: ClusterEvent[] = []
    let characters = 0
    let number = this.#oldestAfter((first) => first <= sequence)
    // The search ends behind the row that holds the sequence, if that row is kept.
    if (this.#firstSequenceOf(number - 1) !== null) number--
    for (const { row } of this.#wholeRows(number)) {
      for (const event of eventsOfRow(row)) if (event.sequence >= sequence && events.length < maxEvents) events.push(event)
      characters += row.records.length
      if (events.length === maxEvents || (events.length > 0 && characters >= MAX_EVENT_PAGE_CHARACTERS)) break
    }
    return events
  }

  /**
   * The number of the oldest row that is kept and not skipped. Rows and sequences grow together, so this is a binary search over the ring:
   * an index would cost a written row with each commit.
   */
  #oldestAfter(skips: (firstSequence: number) => boolean): number {
    let low = Math.max(0, this.#number - JOURNAL_SLOTS) + 1
    let high = this.#number + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const first = this.#firstSequenceOf(middle)
      if (first === null || skips(first)) low = middle + 1
      else high = middle
    }
    return low
  }

  #firstSequenceOf(number: number): number | null {
    const [row] = this.#sql
      .exec<{ number: number; first_sequence: number }>('SELECT number, first_sequence FROM journal WHERE slot = ?', number % JOURNAL_SLOTS)
      .toArray()
    return row?.number === number ? row.first_sequence : null
  }
}

function entriesOf({ records }: Row): JournalEntry[] {
  return decodeEntries(records)
}

function* eventsOfRow(row: Row): Generator<ClusterEvent, void, undefined> {
  let sequence = row.first_sequence
  for (const entry of entriesOf(row)) {
    yield* eventsOf(entry, sequence)
    sequence += entry.records.length
  }
}

function recordCount(entries: readonly JournalEntry[]): number {
  let count = 0
  for (const { records } of entries) count += records.length
  return count
}

type RowText = { readonly text: string; readonly entries: readonly JournalEntry[] }

/** The entries as text, each below the row limit unless it is a single record. All rows of a commit are written in one transaction. */
function rowsOf(entries: readonly JournalEntry[]): RowText[] {
  const text = encodeEntries(entries)
  const isWhole = text.length <= MAX_ROW_CHARACTERS || recordCount(entries) === 1
  return isWhole ? [{ text, entries }] : halvesOf(entries).flatMap(rowsOf)
}

/** A single entry is cut in two with the same time and trigger; what caused a record is counted in records back, so it stays true. */
function halvesOf(entries: readonly JournalEntry[]): JournalEntry[][] {
  const [entry] = entries
  if (entries.length > 1 || entry === undefined) {
    const half = Math.ceil(entries.length / 2)
    return [entries.slice(0, half), entries.slice(half)]
  }
  const half = Math.ceil(entry.records.length / 2)
  return [
    [{ ...entry, records: entry.records.slice(0, half), causes: entry.causes.slice(0, half) }],
    [{ ...entry, records: entry.records.slice(half), causes: entry.causes.slice(half) }],
  ]
}
