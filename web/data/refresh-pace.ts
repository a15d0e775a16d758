// When the state is fetched again. Usually there is a pause after each time, so that neither the page nor the sandbox is busy with nothing else;
// what people wait to see, such as a broker that dies, does not wait for its end. A page that nobody sees fetches nothing, and catches up.

/** The pause, and how much longer than the fetch itself it is at least. */
const MIN_GAP_MS = 120
const GAP_PER_FETCH = 2

export class RefreshPace {
  readonly #fetch: () => Promise<void>
  #timer: ReturnType<typeof setTimeout> | undefined
  #isFetching = false
  #isStale = false
  #isUrgent = false
  #isStopped = false

  constructor(fetch: () => Promise<void>) {
    this.#fetch = fetch
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#onVisible)
  }

  stop(): void {
    this.#isStopped = true
    document.removeEventListener('visibilitychange', this.#onVisible)
    clearTimeout(this.#timer)
  }

  /** What is known is out of date. */
  ask(isUrgent = false): void {
    this.#isStale = true
    this.#isUrgent ||= isUrgent
    this.#go()
  }

  readonly #onVisible = (): void => {
    if (this.#isStale) this.#go()
  }

  #go(): void {
    if (this.#isStopped || this.#isFetching || document.hidden) return
    if (this.#timer === undefined || this.#isUrgent) void this.#run()
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isFetching = true
    this.#isStale = false
    this.#isUrgent = false
    const startedMs = performance.now()
    await this.#fetch()
    this.#isFetching = false
    const gapMs = Math.max(MIN_GAP_MS, (performance.now() - startedMs) * GAP_PER_FETCH)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#isStale) this.#go()
    }, gapMs)
    if (this.#isUrgent) this.#go()
  }
}
