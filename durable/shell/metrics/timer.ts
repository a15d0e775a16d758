// How often something happened and how long it took: Yammer's timer. Mean and maximum are of everything since the start; the percentiles
// are of the latest durations, where Yammer draws a sample that favours them.
import { Meter } from './meter.ts'

/** The size of Yammer's sample. */
const MAX_DURATIONS = 1_028

export class Timer {
  readonly meter: Meter
  readonly #durations: number[] = []
  #sumMs = 0
  #maxMs = 0

  constructor(startMs: number) {
    this.meter = new Meter(startMs)
  }

  update(durationMs: number, nowMs: number): void {
    // The oldest one makes room.
    this.#durations[this.meter.count % MAX_DURATIONS] = durationMs
    this.meter.mark(1, nowMs)
    this.#sumMs += durationMs
    this.#maxMs = Math.max(this.#maxMs, durationMs)
  }

  get meanMs(): number {
    return this.meter.count === 0 ? 0 : this.#sumMs / this.meter.count
  }

  get maxMs(): number {
    return this.#maxMs
  }

  /** Each `quantile` is a share of 1. Between two durations the value is interpolated, as Yammer's Snapshot does. */
  percentilesMs(quantiles: readonly number[]): number[] {
    const sorted = this.#durations.toSorted((one, other) => one - other)
    return quantiles.map((quantile) => {
      const position = quantile * (sorted.length + 1)
      const below = sorted[Math.max(1, Math.min(sorted.length, Math.floor(position))) - 1] ?? 0
      const above = sorted[Math.min(sorted.length - 1, Math.floor(position))] ?? 0
      return position < 1 ? below : below + (position - Math.floor(position)) * (above - below)
    })
  }
}
