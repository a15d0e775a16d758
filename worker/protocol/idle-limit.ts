// Tells when nothing has happened for too long. One timer that looks when the last thing was: a connection that is busy does not set it anew.

export class IdleLimit {
  readonly #limitMs: number
  readonly over: Promise<void>
  #lastMs = Date.now()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(limitMs: number) {
    this.#limitMs = limitMs
    this.over = new Promise((resolve) => this.#lookIn(limitMs, resolve))
  }

  touch(): void {
    this.#lastMs = Date.now()
  }

  /** It will never be over. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #lookIn(timeoutMs: number, resolve: () => void): void {
    this.#timer = setTimeout(() => {
      const leftMs = this.#lastMs + this.#limitMs - Date.now()
      if (leftMs > 0) this.#lookIn(leftMs, resolve)
      else resolve()
    }, timeoutMs)
  }
}
