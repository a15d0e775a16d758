// The events of one commit, rendered at most once for everybody who watches.
import { eventsOf } from '../../engine/event.ts'
import type { Commit } from '../runtime.ts'
import { eventFrame } from './event-frame.ts'
import type { EventFrame } from './event-frame.ts'

export class FreshEvents {
  readonly #commit: Commit
  #frames: EventFrame[] | null = null

  constructor(commit: Commit) {
    this.#commit = commit
  }

  /** Those from a sequence on; null when it lies before this commit, and history must be read. */
  from(sequence: number): readonly EventFrame[] | null {
    const { firstSequence } = this.#commit
    if (sequence < firstSequence) return null
    this.#frames ??= this.#render()
    return this.#frames.slice(sequence - firstSequence)
  }

  #render(): EventFrame[] {
    let sequence = this.#commit.firstSequence
    return this.#commit.entries.flatMap((entry) => {
      const events = eventsOf(entry, sequence)
      sequence += events.length
      return events.map(eventFrame)
    })
  }
}
