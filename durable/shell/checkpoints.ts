// Checkpoints: the cluster's state behind some journal rows, as text. A wake starts from the newest one; the older ones are the ways back into
// the past, each of use as long as every row behind it is kept. When they weigh too much the closest ones are thinned out.
import { CHECKPOINT_PIECES, MAX_CHECKPOINT_HISTORY_BYTES } from '../../schema/limits.ts'
import { assert } from '../engine/assert.ts'
import { MAX_ROW_CHARACTERS } from './journal-rows.ts'
import { textPieces } from './text-pieces.ts'

/** A moment of the cluster: right behind the record with this sequence, by the cluster's time. */
export type Moment = { readonly sequence: number; readonly timeMs: number }

/** `number` is the journal row behind which it stands. */
export type CheckpointFacts = Moment & { readonly number: number; readonly sizeBytes: number }

type FactsRow = { number: number; sequence: number; time_ms: number; size: number }

export class Checkpoints {
  readonly #sql: SqlStorage
  readonly #maxBytes: number
  /** From the oldest to the newest; null until somebody asked. */
  #kept: readonly CheckpointFacts[] | null = null

  constructor(sql: SqlStorage, maxBytes: number = MAX_CHECKPOINT_HISTORY_BYTES) {
    this.#sql = sql
    this.#maxBytes = maxBytes
  }

  get kept(): readonly CheckpointFacts[] {
    this.#kept ??= this.#sql
      .exec<FactsRow>(
        `SELECT place / ${CHECKPOINT_PIECES} AS number, sequence, time_ms, sum(octet_length(text)) AS size
         FROM checkpoints GROUP BY 1 ORDER BY 1`,
      )
      .toArray()
      .map(({ number, sequence, time_ms: timeMs, size }) => ({ number, sequence, timeMs, sizeBytes: size }))
    return this.#kept
  }

  get newest(): CheckpointFacts | null {
    return this.kept.at(-1) ?? null
  }

  textOf(number: number): string {
    const pieces = this.#sql
      .exec<{ text: string }>('SELECT text FROM checkpoints WHERE place >= ? AND place < ? ORDER BY place', ...placesOf(number))
      .toArray()
    return pieces.map(({ text }) => text).join('')
  }

  /** One behind row `number`, in the place of another that stands there already. */
  write(number: number, { sequence, timeMs }: Moment, text: string): void {
    this.#drop(number)
    const pieces = textPieces(text, MAX_ROW_CHARACTERS)
    assert(pieces.length <= CHECKPOINT_PIECES, 'a checkpoint fits in its places')
    for (const [piece, pieceText] of pieces.entries()) {
      const place = number * CHECKPOINT_PIECES + piece
      this.#sql.exec('INSERT INTO checkpoints (place, sequence, time_ms, text) VALUES (?, ?, ?, ?)', place, sequence, timeMs, pieceText)
    }
    this.#kept = null
  }

  /** Removes those that lead nowhere any more, since rows behind them are gone, and as many as are too much. The newest stays. */
  tidy(firstRowNumber: number): void {
    for (const { number } of this.kept.slice(0, -1)) if (number + 1 < firstRowNumber) this.#drop(number)
    while (this.kept.length > 1 && sizeOf(this.kept) > this.#maxBytes) this.#drop(superfluous(this.kept))
  }

  /** Removes the oldest, unless it is the only one. */
  dropOldest(): boolean {
    const [oldest, next] = this.kept
    if (oldest === undefined || next === undefined) return false
    this.#drop(oldest.number)
    return true
  }

  /** Removes those of later moments. */
  cutBehind(sequence: number): void {
    for (const later of this.kept) if (later.sequence > sequence) this.#drop(later.number)
  }

  clear(): void {
    this.#sql.exec('DELETE FROM checkpoints')
    this.#kept = null
  }

  #drop(number: number): void {
    this.#sql.exec('DELETE FROM checkpoints WHERE place >= ? AND place < ?', ...placesOf(number))
    this.#kept = null
  }
}

function placesOf(number: number): [from: number, until: number] {
  return [number * CHECKPOINT_PIECES, (number + 1) * CHECKPOINT_PIECES]
}

function sizeOf(checkpoints: readonly CheckpointFacts[]): number {
  return checkpoints.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

/** The one whose neighbours lie closest together; the oldest where there is none between. */
function superfluous(checkpoints: readonly CheckpointFacts[]): number {
  let [found, smallest] = [checkpoints[0]?.number ?? 0, Number.POSITIVE_INFINITY]
  for (const [index, { number }] of checkpoints.entries()) {
    const gap = (checkpoints[index + 1]?.number ?? Number.POSITIVE_INFINITY) - (checkpoints[index - 1]?.number ?? Number.NEGATIVE_INFINITY)
    if (gap < smallest) [found, smallest] = [number, gap]
  }
  return found
}
