// The rows of a live tail, newest first and bounded: a burst that is faster than anybody reads leaves a gap behind, which says how much it left out.
import type { ReadRecord } from './message.ts'
import { messageOf } from './message.ts'
import type { Message } from './message.ts'

export type GapRow = { readonly kind: 'gap'; readonly id: number; readonly dropped: number }
export type Row = Message | GapRow

/** Rows that are kept; older ones are let go at the bottom. */
export const MAX_ROWS = 10_000
/** Rows that one frame adds. A frame draws some dozens; the rest is there for whoever scrolls. */
export const MAX_ROWS_A_FRAME = 500

export class LiveRows {
  rows: readonly Row[] = []
  /** Rows that were ever put on top, so that a list that is scrolled can stay where it is. */
  added = 0
  received = 0
  dropped = 0
  /** Records as they came, oldest first. They are parsed only when they become rows. */
  #waiting: string[] = []
  #droppedNow = 0
  #gaps = 0

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Takes a record that came. The oldest that waits goes when there are more than the next frame can take. */
  receive(json: string): void {
    this.received++
    this.#waiting.push(json)
    // Cut in one go now and then: shifting each would move all the others.
    if (this.#waiting.length < MAX_ROWS_A_FRAME * 2) return
    this.#droppedNow += this.#waiting.length - MAX_ROWS_A_FRAME
    this.#waiting = this.#waiting.slice(-MAX_ROWS_A_FRAME)
  }

  /** Makes rows of what waits: once a frame. */
  commit(): void {
    const excess = Math.max(0, this.#waiting.length - MAX_ROWS_A_FRAME)
    const dropped = this.#droppedNow + excess
    const fresh: Row[] = this.#waiting.slice(excess).map((json) => messageOf(JSON.parse(json) as ReadRecord))
    fresh.reverse()
    if (dropped > 0) fresh.push({ kind: 'gap', id: this.#gaps++, dropped })
    this.#waiting = []
    this.#droppedNow = 0
    this.dropped += dropped
    this.added += fresh.length
    this.rows = [...fresh, ...this.rows].slice(0, MAX_ROWS)
  }
}
