// The past of a sandbox, as far as it is kept: the cluster at any moment, worked out from the checkpoint before it and the rows behind that. And the
// way back: a rewind removes everything that came later, bytes included.
import { assert, present } from '../engine/assert.ts'
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import { decodeCluster } from '../engine/snapshot.ts'
import type { Checkpoints, Moment } from './checkpoints.ts'
import type { Garbage } from './garbage.ts'
import type { HistoryRow } from './history-row.ts'
import type { JournalRows } from './journal-rows.ts'
import { decodeEntries, encodeEntries } from './journal-text.ts'
import { laterPlaces } from './later-places.ts'
import { entriesBehind, replayEntries } from './replay.ts'
import { recordCount } from './row-texts.ts'

/** A state from which the past can be replayed: that of a checkpoint. */
export type Base = Moment & {
  /** The journal row behind which it stands. */
  readonly number: number
  readonly text: string
}

/** The cluster as it was. Nobody may store what happens to it. */
export type PastCluster = { readonly cluster: Cluster; readonly timeMs: number }

export type HistoryParts = {
  readonly sql: SqlStorage
  readonly rows: JournalRows
  readonly checkpoints: Checkpoints
  readonly garbage: Garbage
}

export class History {
  readonly #parts: HistoryParts

  constructor(parts: HistoryParts) {
    this.#parts = parts
  }

  /** Every checkpoint that still leads somewhere, the oldest first. */
  get moments(): readonly (Moment & { readonly number: number })[] {
    const { rows, checkpoints } = this.#parts
    const { firstNumber } = rows
    return checkpoints.kept.filter(({ number }) => number + 1 >= firstNumber)
  }

  /** The earliest moment that can be worked out. */
  get first(): Moment {
    return present(this.moments[0], 'a sandbox has a checkpoint from its creation on')
  }

  /** The state that the way to a moment begins at: the newest before it. Without a moment the oldest one. */
  base(sequence?: number): Base {
    const { moments } = this
    const found = sequence === undefined ? moments[0] : moments.findLast((moment) => moment.sequence <= sequence)
    const { number, timeMs, ...moment } = present(found, 'a moment that is kept')
    return { sequence: moment.sequence, timeMs, number, text: this.#parts.checkpoints.textOf(number) }
  }

  /** What happened behind a base, up to the end of a step (`stepEnd`). */
  *rows({ number }: Pick<Base, 'number'>, untilSequence: number): Generator<HistoryRow, void, undefined> {
    for (const { number: rowNumber, firstSequence, text } of this.#parts.rows.from(number + 1)) {
      if (firstSequence > untilSequence) return
      yield { number: rowNumber, firstSequence, text: textUntil({ firstSequence, text }, untilSequence) }
    }
  }

  /** The cluster right behind a record, which may lie inside of a step. */
  at(sequence: number): PastCluster {
    const { rows } = this.#parts
    const { number, timeMs: baseMs, text } = this.base(sequence)
    const cluster = decodeCluster(text)
    let timeMs = baseMs
    for (const row of rows.from(number + 1)) {
      if (cluster.recordSequence >= sequence) break
      timeMs = replayEntries(cluster, entriesBehind(cluster, row), { untilSequence: sequence }) ?? timeMs
    }
    assert(cluster.recordSequence === sequence, 'the moment is kept')
    return { cluster, timeMs }
  }

  /**
   * The last record of the step that a record belongs to. A step is what one input brought about in an instant, and half of it is no state that a
   * cluster was ever left in: whoever goes back goes to its end.
   */
  stepEnd(sequence: number): number {
    const { rows } = this.#parts
    if (this.moments.some((moment) => moment.sequence === sequence)) return sequence
    for (const { firstSequence, text } of rows.from(rows.numberOf(sequence))) {
      let end = firstSequence - 1
      for (const { records, goesOn } of decodeEntries(text)) {
        end += records.length
        if (end >= sequence && goesOn !== true) return end
      }
    }
    throw new Error('The step has no end: the moment is not in the journal.')
  }

  /** Makes the end of a step the newest moment again. What memory holds of the sandbox is wrong afterwards: it has to be loaded anew. */
  rewindTo(stepEnd: number): void {
    this.dropLater(this.at(stepEnd).cluster)
    this.#cutRows(stepEnd)
    this.#parts.checkpoints.cutBehind(stepEnd)
  }

  /** Drops what was written, and what became garbage, behind the end of a step, as the cluster of then tells. */
  dropLater(cluster: ClusterView): void {
    const { sql, garbage } = this.#parts
    for (const { fromPlace, untilPlace } of laterPlaces(cluster)) {
      sql.exec('DELETE FROM batches WHERE place >= ? AND place < ?', fromPlace, untilPlace)
    }
    garbage.cutBehind(cluster.recordSequence)
  }

  /** The last row that stays is written anew, since what else its commit did is gone. */
  #cutRows(stepEnd: number): void {
    const { rows } = this.#parts
    const base = this.moments.find(({ sequence }) => sequence === stepEnd)
    if (base !== undefined) return rows.cutBehind(base.number)
    const [last] = this.rows({ number: rows.numberOf(stepEnd) - 1 }, stepEnd)
    const { number, firstSequence, text } = present(last, 'the row of a moment that is kept')
    rows.cutBehind(number - 1)
    rows.append(firstSequence, text, recordCount(decodeEntries(text)))
  }
}

/** The text of a row without what came behind a sequence. */
function textUntil({ firstSequence, text }: Pick<HistoryRow, 'firstSequence' | 'text'>, untilSequence: number): string {
  const entries = decodeEntries(text)
  if (firstSequence + recordCount(entries) - 1 <= untilSequence) return text
  let end = firstSequence - 1
  return encodeEntries(entries.filter(({ records }) => (end += records.length) <= untilSequence))
}
