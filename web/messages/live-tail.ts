// The line over which new messages come: one request that is answered for as long as somebody looks, and begun again where it broke.
import type { Problem } from '../data/api.ts'
import { EventStreamParser } from './event-stream.ts'
import type { StreamedEvent } from './event-stream.ts'

export type TailHooks = {
  readonly onRecord: (json: string) => void
  /** Once for each frame of the screen, so that a burst is one change of the document. */
  readonly onFrame: () => void
  /** It has ended for good. */
  readonly onProblem: (problem: Problem) => void
}

const MIN_RETRY_MS = 500
const MAX_RETRY_MS = 10_000

export class LiveTail {
  readonly #key: string | null
  readonly #path: string
  readonly #query: URLSearchParams
  readonly #hooks: TailHooks
  readonly #abort = new AbortController()
  #cursor: string | null = null
  #retryMs = MIN_RETRY_MS
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #frame = 0

  constructor(key: string | null, path: string, query: URLSearchParams, hooks: TailHooks) {
    this.#key = key
    this.#path = path
    this.#query = query
    this.#hooks = hooks
    void this.#follow()
    this.#nextFrame()
  }

  close(): void {
    this.#abort.abort()
    clearTimeout(this.#retryTimer)
    cancelAnimationFrame(this.#frame)
  }

  get #isClosed(): boolean {
    return this.#abort.signal.aborted
  }

  #nextFrame(): void {
    this.#frame = requestAnimationFrame(() => {
      this.#hooks.onFrame()
      if (!this.#isClosed) this.#nextFrame()
    })
  }

  async #follow(): Promise<void> {
    try {
      const response = await fetch(this.#address(), { headers: this.#headers(), signal: this.#abort.signal })
      if (response.ok && response.body !== null) await this.#listen(response.body)
      else if (await this.#isRefused(response)) return
    } catch {
      // The network, or a body that broke off; either way it is tried again.
    }
    if (!this.#isClosed) this.#retryLater()
  }

  #address(): string {
    const query = new URLSearchParams(this.#query)
    if (this.#cursor === null) query.set('offset', 'latest')
    else query.set('cursor', this.#cursor)
    return `${this.#path}?${query.toString()}`
  }

  #headers(): Record<string, string> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (this.#key !== null) headers['Authorization'] = `Bearer ${this.#key}`
    return headers
  }

  /** A refusal that will be the same again ends the tail; an overloaded server is asked again. */
  async #isRefused(response: Response): Promise<boolean> {
    if (response.status >= 500 || response.status === 429) return false
    const said = (await response.json()) as { readonly message?: string; readonly error_code?: number }
    this.#refuse(String(said.error_code ?? response.status), said.message ?? response.statusText, response.status)
    return true
  }

  #refuse(code: string, detail: string, status: number): void {
    this.#hooks.onProblem({ status, code, detail, retriable: false, retryAfterSeconds: null, more: {} })
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    const parser = new EventStreamParser()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      this.#retryMs = MIN_RETRY_MS
      for (const event of parser.push(decoder.decode(value, { stream: true }))) this.#hear(event)
    }
  }

  #hear({ event, id, data }: StreamedEvent): void {
    if (this.#isClosed) return
    if (id !== null) this.#cursor = id
    if (event === 'record') this.#hooks.onRecord(data)
    else if (event === 'error') {
      const said = JSON.parse(data) as { readonly error_code?: number; readonly message?: string }
      this.#refuse(String(said.error_code ?? ''), said.message ?? '', 500)
    }
  }

  #retryLater(): void {
    this.#retryTimer = setTimeout(() => void this.#follow(), this.#retryMs)
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2)
  }
}
