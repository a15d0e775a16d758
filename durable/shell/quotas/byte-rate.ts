// Bytes a second, as Kafka's quotas measure them: over eleven samples of a second each. Who has just begun is measured as if it had been quiet
// before that, so a burst is allowed and has to be paid for later.
// Source: Rate and SampledStat of Kafka 4.3; quota.window.num and quota.window.size.seconds.

const SAMPLES = 11
const SAMPLE_MS = 1000
const SHORTEST_WINDOW_MS = (SAMPLES - 1) * SAMPLE_MS

/** A rate of which nothing is left after this time has forgotten everything. */
export const RATE_MEMORY_MS = SAMPLES * SAMPLE_MS

type Sample = { readonly startMs: number; bytes: number }

export class ByteRate {
  #samples: Sample[] = []

  record(bytes: number, nowMs: number): void {
    const newest = this.#samples.at(-1)
    if (newest !== undefined && nowMs - newest.startMs < SAMPLE_MS) newest.bytes += bytes
    else this.#samples.push({ startMs: nowMs, bytes })
  }

  /** How long nothing may come for the rate to fall to the bound, milliseconds; 0 when it is not above it. */
  throttleMs(bytesPerSecond: number, nowMs: number): number {
    this.#samples = this.#samples.filter(({ startMs }) => nowMs - startMs < RATE_MEMORY_MS)
    const windowMs = this.#windowMs(nowMs)
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, 0)
    const rate = (bytes / windowMs) * 1000
    return rate > bytesPerSecond ? Math.round(((rate - bytesPerSecond) / bytesPerSecond) * windowMs) : 0
  }

  #windowMs(nowMs: number): number {
    const elapsedMs = nowMs - (this.#samples[0]?.startMs ?? nowMs)
    return elapsedMs < SHORTEST_WINDOW_MS ? (elapsedMs % SAMPLE_MS) + SHORTEST_WINDOW_MS : elapsedMs
  }
}
