// From cluster time to the width of the timeline and back. Long stretches in which nothing happened are shown short, so that a sandbox that
// slept for a night still shows what was done before it.

/** A stretch of time that is not as wide as it was long. */
export type Gap = { readonly fromMs: number; readonly untilMs: number; readonly shownMs: number }

/** Nothing for so long is a gap. */
const GAP_MS = 10_000
const SHOWN_GAP_MS = 2_000

/** What is kept but was not loaded takes at most this part of the width. */
const UNLOADED_PART = 0.12

/** Finds gaps in times that only grow. */
export class Gaps {
  readonly list: Gap[] = []
  #lastMs: number | null = null

  clear(): void {
    this.list.length = 0
    this.#lastMs = null
  }

  add(timeMs: number): void {
    if (this.#lastMs !== null && timeMs - this.#lastMs > GAP_MS) {
      this.list.push({ fromMs: this.#lastMs, untilMs: timeMs, shownMs: SHOWN_GAP_MS })
    }
    this.#lastMs = timeMs
  }
}

export type AxisSpan = {
  /** When the oldest event that is kept by the server happened; null when that is not known. */
  readonly keptFromMs: number | null
  /** When the oldest and the newest event happened that the page has. */
  readonly fromMs: number
  readonly untilMs: number
  readonly nowMs: number
}

export class Axis {
  readonly gaps: readonly Gap[]
  readonly fromMs: number
  readonly untilMs: number
  readonly #shownMs: number

  constructor({ keptFromMs, fromMs, untilMs, nowMs }: AxisSpan, gaps: readonly Gap[]) {
    const quiet = nowMs - untilMs > GAP_MS ? [{ fromMs: untilMs, untilMs: nowMs, shownMs: SHOWN_GAP_MS }] : []
    const loaded = [...gaps, ...quiet]
    this.untilMs = Math.max(untilMs, nowMs)
    const loadedMs = this.untilMs - fromMs - loaded.reduce((sum, gap) => sum + hiddenMs(gap), 0)
    const isMoreKept = keptFromMs !== null && keptFromMs < fromMs
    this.fromMs = isMoreKept ? keptFromMs : fromMs
    const shownMs = Math.min(fromMs - this.fromMs, Math.max(1, loadedMs * UNLOADED_PART))
    this.gaps = isMoreKept ? [{ fromMs: this.fromMs, untilMs: fromMs, shownMs }, ...loaded] : loaded
    this.#shownMs = Math.max(1, loadedMs + (isMoreKept ? shownMs : 0))
  }

  /** From 0 at the beginning to 1 at the end. */
  positionOf(timeMs: number): number {
    let shown = Math.min(Math.max(timeMs, this.fromMs), this.untilMs) - this.fromMs
    for (const gap of this.gaps) {
      if (timeMs <= gap.fromMs) break
      const share = Math.min(1, (timeMs - gap.fromMs) / (gap.untilMs - gap.fromMs))
      shown -= hiddenMs(gap) * share
    }
    return shown / this.#shownMs
  }

  timeAt(position: number): number {
    let timeMs = this.fromMs + Math.min(1, Math.max(0, position)) * this.#shownMs
    for (const gap of this.gaps) {
      if (timeMs <= gap.fromMs) break
      const share = Math.min(1, (timeMs - gap.fromMs) / gap.shownMs)
      timeMs += hiddenMs(gap) * share
    }
    return Math.min(timeMs, this.untilMs)
  }
}

function hiddenMs({ fromMs, untilMs, shownMs }: Gap): number {
  return untilMs - fromMs - shownMs
}
