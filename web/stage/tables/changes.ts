// Which values of a table changed a moment ago. A change is marked for a while, by weight and by a word, and nothing flashes.

/** Long enough to be noticed and read. */
export const MARKED_FOR_MS = 4_000

export class Changes {
  readonly #values = new Map<string, { value: string; changedMs: number }>()

  /** Takes note of a value, and tells whether it changed a moment ago. What is seen for the first time did not change. */
  note(key: string, value: string, nowMs: number): boolean {
    const known = this.#values.get(key)
    if (known === undefined) {
      this.#values.set(key, { value, changedMs: Number.NEGATIVE_INFINITY })
      return false
    }
    if (known.value !== value) this.#values.set(key, { value, changedMs: nowMs })
    return this.#values.get(key) !== known || nowMs - known.changedMs < MARKED_FOR_MS
  }

  /** Another moment is shown: that it differs is no change. */
  forget(): void {
    this.#values.clear()
  }
}
