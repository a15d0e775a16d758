// What replicas lost a moment ago: a log that became shorter is shown with the lost offsets struck out for a while.
import type { ClusterState } from '../../data/shapes.ts'
import type { Cut } from './strip.ts'

/** Long enough to be read. */
export const SHOWN_FOR_MS = 6_000

export class Truncations {
  #ends = new Map<string, number>()
  readonly #cuts = new Map<string, Cut & { readonly untilMs: number }>()

  /** Compares a state with the one before it. */
  note(state: ClusterState, nowMs: number): void {
    const ends = new Map<string, number>()
    for (const topic of state.topics) {
      for (const partition of topic.partitions) {
        for (const { broker_id, log_end_offset, log_start_offset } of partition.logs) {
          const key = `replica:${topic.name}:${partition.partition_index}:${broker_id}`
          const before = this.#ends.get(key)
          ends.set(key, log_end_offset)
          // A log that begins anew behind its old end was not cut off: retention on the leader overtook it.
          if (before === undefined || before <= log_end_offset || log_start_offset > before) continue
          this.#cuts.set(key, { fromOffset: log_end_offset, toOffset: before, untilMs: nowMs + SHOWN_FOR_MS })
        }
      }
    }
    this.#ends = ends
  }

  of(key: string, nowMs: number): Cut | null {
    const cut = this.#cuts.get(key)
    return cut === undefined || cut.untilMs <= nowMs ? null : cut
  }

  /** Somebody looks at another moment: what is shorter there was not cut off. */
  forget(): void {
    this.#ends.clear()
    this.#cuts.clear()
  }

  /** When the next one is over; null when nothing is struck out. Forgets what is over. */
  nextEndMs(nowMs: number): number | null {
    let next: number | null = null
    for (const [key, { untilMs }] of this.#cuts) {
      if (untilMs <= nowMs) this.#cuts.delete(key)
      else if (next === null || untilMs < next) next = untilMs
    }
    return next
  }
}
