// Whether the screen keeps up. A canvas with four times the pixels is the first thing to give up when it does not.

const WINDOW = 120
const TOO_SLOW_MS = 20

export class FramePace {
  readonly #gaps: number[] = []
  #lastMs: number | null = null

  /** One frame after another. A pause of the loop is no slow frame: call `rest` at its end. */
  frame(nowMs: number): void {
    if (this.#lastMs !== null) this.#gaps.push(nowMs - this.#lastMs)
    if (this.#gaps.length > WINDOW) this.#gaps.shift()
    this.#lastMs = nowMs
  }

  rest(): void {
    this.#lastMs = null
  }

  /** The 95th percentile of the last frames is too long. Only told when enough of them were seen. */
  get isSlow(): boolean {
    if (this.#gaps.length < WINDOW) return false
    const sorted = this.#gaps.toSorted((one, other) => one - other)
    return (sorted[Math.floor(WINDOW * 0.95)] ?? 0) > TOO_SLOW_MS
  }
}
