// The journal: what changed, one row a commit in a ring, and the checkpoint that lets older rows be overwritten.
// Waking is: load the checkpoint, apply the rows after it.
import { apply } from '../engine/apply.ts'
import { assert } from '../engine/assert.ts'
import { emptyCluster } from '../engine/cluster.ts'
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import type { ClusterRecord } from '../engine/record.ts'
import { decodeCluster, encodeCluster } from '../engine/snapshot.ts'
import { CHECKPOINT_AFTER_BYTES, CHECKPOINT_AFTER_COMMITS, JOURNAL_SLOTS, MAX_ROW_BYTES } from '../../schema/limits.ts'

/** Characters of JSON text a row may hold: up to three bytes each in UTF-8. */
const MAX_ROW_CHARACTERS = Math.floor(MAX_ROW_BYTES / 3)

export class Journal {
  readonly #sql: SqlStorage
  #number = 0
  #rowsSinceCheckpoint = 0
  #charactersSinceCheckpoint = 0

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** The cluster as it was at the last commit. */
  load(): Cluster {
    const cluster = this.#loadCheckpoint()
    const rows = this.#sql.exec<{ number: number; records: string }>(
      'SELECT number, records FROM journal WHERE number > ? ORDER BY number',
      this.#number,
    )
    for (const { number, records } of rows) {
      assert(number === this.#number + 1, 'the journal has no gap')
      for (const record of JSON.parse(records) as ClusterRecord[]) apply(cluster, record)
      this.#count(number, records)
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

  /** Stores the records of one commit, in one row where they fit, and a checkpoint of `cluster` (which already has them) when it is due. */
  append(records: readonly ClusterRecord[], cluster: ClusterView): void {
    for (const text of rowsOf(records)) {
      const number = this.#number + 1
      this.#sql.exec(
        'INSERT INTO journal (slot, number, records) VALUES (?1, ?2, ?3) ON CONFLICT (slot) DO UPDATE SET number = ?2, records = ?3',
        number % JOURNAL_SLOTS,
        number,
        text,
      )
      this.#count(number, text)
    }
    const due = this.#rowsSinceCheckpoint >= CHECKPOINT_AFTER_COMMITS || this.#charactersSinceCheckpoint >= CHECKPOINT_AFTER_BYTES
    if (due) this.checkpoint(cluster)
  }

  #count(number: number, text: string): void {
    this.#number = number
    this.#rowsSinceCheckpoint++
    this.#charactersSinceCheckpoint += text.length
  }

  checkpoint(cluster: ClusterView): void {
    const text = encodeCluster(cluster)
    const pieces = Math.ceil(text.length / MAX_ROW_CHARACTERS)
    for (let piece = 0; piece < pieces; piece++) {
      this.#sql.exec(
        'INSERT INTO checkpoint (piece, number, text) VALUES (?1, ?2, ?3) ON CONFLICT (piece) DO UPDATE SET number = ?2, text = ?3',
        piece,
        this.#number,
        text.slice(piece * MAX_ROW_CHARACTERS, (piece + 1) * MAX_ROW_CHARACTERS),
      )
    }
    this.#sql.exec('DELETE FROM checkpoint WHERE piece >= ?', pieces)
    this.#rowsSinceCheckpoint = 0
    this.#charactersSinceCheckpoint = 0
  }
}

/** The records as JSON arrays, each below the row limit. All rows of a commit are written in one transaction. */
function rowsOf(records: readonly ClusterRecord[]): string[] {
  const whole = JSON.stringify(records)
  if (whole.length <= MAX_ROW_CHARACTERS) return [whole]
  const half = Math.ceil(records.length / 2)
  assert(half < records.length, 'one record fits in a row')
  return [...rowsOf(records.slice(0, half)), ...rowsOf(records.slice(half))]
}
