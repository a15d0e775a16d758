// What the timeline is drawn from, kept up as events come: only what is new is looked at, unless older events came in front.
import { signal } from '@preact/signals'
import type { SandboxSession } from '../data/session.ts'
import { SnapshotSession } from '../data/snapshot-session.ts'
import { Axis, Gaps } from './axis.ts'
import type { Kept } from './event-search.ts'
import { Lanes } from './lanes.ts'

export type KeptHistory = {
  readonly first_sequence: number
  readonly first_time_ms: number
  /** Counts rewinds, restores and resets. */
  readonly generation: number
}

/** Of what the log forgets at its beginning, so much is kept here before all is worked out anew. */
const MAX_FORGOTTEN = 10_000

export class TrackModel {
  readonly lanes = new Lanes()
  /** What the server keeps, or the snapshot holds; null until that is known. */
  readonly history = signal<KeptHistory | null>(null)
  readonly #session: SandboxSession
  readonly #gaps = new Gaps()
  #first: number | null = null
  #last: number | null = null
  #builtFrom: number | null = null

  constructor(session: SandboxSession) {
    this.#session = session
  }

  /** The first moment that can be looked at; null while that is not known. */
  get kept(): Kept | null {
    if (this.#session instanceof SnapshotSession) return this.#keptOf(this.#session)
    const history = this.history.value
    return history === null ? null : { sequence: history.first_sequence, timeMs: history.first_time_ms }
  }

  /** A snapshot says which event is its first, but not when it happened. */
  #keptOf({ snapshot, events }: SnapshotSession): Kept | null {
    const first = events.get(snapshot.first_sequence) ?? events.all[0]
    return first === undefined ? null : { sequence: snapshot.first_sequence, timeMs: first.time_ms }
  }

  async askHistory(): Promise<void> {
    if (this.#session instanceof SnapshotSession) {
      const { first_sequence, first_time_ms } = this.#session.snapshot
      this.history.value = { first_sequence, first_time_ms, generation: 0 }
      return
    }
    const answer = await this.#session.api.look<KeptHistory>({ method: 'GET', path: this.#session.v1('/history') })
    if (answer.ok) this.history.value = answer.value
  }

  /** Takes in what the log has by now. */
  catchUp(): void {
    const { events } = this.#session
    const { firstSequence, lastSequence } = events
    const isAnother = firstSequence !== null && this.#first !== null && firstSequence < this.#first
    const isOld = firstSequence !== null && firstSequence - (this.#builtFrom ?? firstSequence) > MAX_FORGOTTEN
    if (lastSequence === null || isAnother || isOld || lastSequence < (this.#last ?? 0)) this.#startAgain()
    this.#builtFrom ??= firstSequence
    for (let index = events.indexOf((this.#last ?? 0) + 1); index < events.all.length; index++) {
      const event = events.all[index]
      if (event === undefined) continue
      this.lanes.add(event)
      this.#gaps.add(event.time_ms)
    }
    this.#first = firstSequence
    this.#last = lastSequence
  }

  /** Null while nothing is known. */
  axis(): Axis | null {
    const { all } = this.#session.events
    const first = all[0]
    const last = all.at(-1)
    if (first === undefined || last === undefined) return null
    const nowMs = Math.max(last.time_ms, this.#session.live.value?.clock.now_ms ?? 0)
    const gaps = this.#gaps.list.filter((gap) => gap.fromMs >= first.time_ms)
    return new Axis({ keptFromMs: this.#keptFromMs(first.sequence), fromMs: first.time_ms, untilMs: last.time_ms, nowMs }, gaps)
  }

  #keptFromMs(firstLoaded: number): number | null {
    const kept = this.kept
    return kept !== null && kept.sequence < firstLoaded ? kept.timeMs : null
  }

  #startAgain(): void {
    this.lanes.clear()
    this.#gaps.clear()
    this.#first = null
    this.#last = null
    this.#builtFrom = null
  }
}
