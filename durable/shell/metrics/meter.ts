// A rate as Kafka's metrics library (Yammer's) measures it: a count, its mean, and moving averages over 1, 5 and 15 minutes that weigh the
// past exponentially less. Nothing runs on a timer: the ticks that have passed are caught up with whenever somebody marks or reads.

/** Yammer's ticks: what was counted since the last one enters the averages. */
const TICK_MS = 5_000

const MINUTES = [1, 5, 15] as const
/** How much of a tick's own rate enters each average. */
const ALPHAS = MINUTES.map((minutes) => 1 - Math.exp(-TICK_MS / 60_000 / minutes))

/** Events per second. */
type MeterRates = {
  readonly meanRate: number
  readonly oneMinuteRate: number
  readonly fiveMinuteRate: number
  readonly fifteenMinuteRate: number
}

export class Meter {
  readonly #startMs: number
  #lastTickMs: number
  #count = 0
  #sinceTick = 0
  /** Null before the first tick, whose rate the averages begin with. */
  #averages: number[] | null = null

  constructor(startMs: number) {
    this.#startMs = startMs
    this.#lastTickMs = startMs
  }

  get count(): number {
    return this.#count
  }

  mark(events: number, nowMs: number): void {
    if (nowMs - this.#lastTickMs >= TICK_MS) this.#tick(nowMs)
    this.#count += events
    this.#sinceTick += events
  }

  rates(nowMs: number): MeterRates {
    if (nowMs - this.#lastTickMs >= TICK_MS) this.#tick(nowMs)
    const elapsedMs = nowMs - this.#startMs
    const [oneMinuteRate = 0, fiveMinuteRate = 0, fifteenMinuteRate = 0] = this.#averages ?? []
    return { meanRate: elapsedMs > 0 ? (this.#count * 1000) / elapsedMs : 0, oneMinuteRate, fiveMinuteRate, fifteenMinuteRate }
  }

  /** Everything counted belongs to the first of the ticks that are due; the ones after it had nothing, however many a moved clock skips. */
  #tick(nowMs: number): void {
    const ticks = Math.floor((nowMs - this.#lastTickMs) / TICK_MS)
    const rate = (this.#sinceTick * 1000) / TICK_MS
    const before = this.#averages
    this.#averages = ALPHAS.map((alpha, index) => {
      const first = before === null ? rate : (before[index] ?? 0) + alpha * (rate - (before[index] ?? 0))
      return first * (1 - alpha) ** (ticks - 1)
    })
    this.#sinceTick = 0
    this.#lastTickMs += ticks * TICK_MS
  }
}
