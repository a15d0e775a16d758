// Runs one job at a time. Of what is asked for meanwhile only the latest is run, so that dragging the timeline asks the sandbox for as many
// states as it can give and ends at the one where the drag ended.

export class LatestWins<Wanted> {
  readonly #run: (wanted: Wanted) => Promise<void>
  #next: { readonly wanted: Wanted } | null = null
  #isRunning = false

  /** @param run never rejects. */
  constructor(run: (wanted: Wanted) => Promise<void>) {
    this.#run = run
  }

  /** Resolves when nothing that was asked for is left to do. */
  async want(wanted: Wanted): Promise<void> {
    this.#next = { wanted }
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let next = this.#take(); next !== null; next = this.#take()) await this.#run(next.wanted)
    } finally {
      this.#isRunning = false
    }
  }

  #take(): { readonly wanted: Wanted } | null {
    const next = this.#next
    this.#next = null
    return next
  }
}
