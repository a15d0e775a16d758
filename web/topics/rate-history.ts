// How fast topics grow, as far as this page has seen it: the end of each topic, once a second, for the last minute.

/** Seconds that are kept. */
export const KEPT_SAMPLES = 60

export class RateHistory {
  readonly #ends = new Map<string, number[]>()

  /** Takes the ends of all topics. Topics that are not there any more are forgotten. */
  sample(ends: ReadonlyMap<string, number>): void {
    for (const topic of this.#ends.keys()) if (!ends.has(topic)) this.#ends.delete(topic)
    for (const [topic, end] of ends) {
      const known = this.#ends.get(topic) ?? []
      this.#ends.set(topic, [...known, end].slice(-(KEPT_SAMPLES + 1)))
    }
  }

  /** Records in each of the last seconds, oldest first. A log that was cut grew by nothing. */
  perSecond(topic: string): number[] {
    const ends = this.#ends.get(topic) ?? []
    return ends.slice(1).map((end, index) => Math.max(0, end - (ends[index] ?? end)))
  }

  /** The mean of the last seconds; null before there are two samples. */
  rate(topic: string, seconds = 10): number | null {
    const last = this.perSecond(topic).slice(-seconds)
    return last.length === 0 ? null : last.reduce((sum, count) => sum + count, 0) / last.length
  }
}
