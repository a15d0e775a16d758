// The edge's side of waiting, for records or for events: one hibernating socket to the object for as long as a reader waits. The object is
// told where the reader stands and answers once there is more; until then it may sleep, while the reader's own connection is held here.
import type { Asker } from '../kafka/ask.ts'

export class Waiter {
  readonly #socket: WebSocket
  #wake: (() => void) | null = null
  #closed = false
  #closeReason = ''

  private constructor(socket: WebSocket) {
    this.#socket = socket
    const onSignal = (): void => this.#wake?.()
    socket.addEventListener('message', onSignal)
    // A socket that is gone (the object was evicted, the sandbox deleted) also ends the wait: the next read says what happened.
    const onGone = (): void => {
      this.#closed = true
      onSignal()
    }
    socket.addEventListener('close', ({ reason }) => {
      this.#closeReason = reason
      onGone()
    })
    socket.addEventListener('error', onGone)
  }

  /** `about` says what is waited for: `topic` (and `partition`), or `events`. */
  static async open({ sandbox, caller }: Asker, about: Readonly<Record<string, string>>): Promise<Waiter> {
    const query = new URLSearchParams({ keyId: caller.keyId, ...about })
    const upgrade = new Request(`https://object/wait?${query.toString()}`, { headers: { Upgrade: 'websocket' } })
    const response = await sandbox.fetch(upgrade)
    const socket = response.webSocket
    if (socket === null) throw new WaiterRefused(response.status, await response.text())
    socket.accept()
    return new Waiter(socket)
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** What the object said when it closed the socket. */
  get closeReason(): string {
    return this.#closeReason
  }

  /** True when there is something to read from that place on, false when the time is over first. */
  async wait(place: string, timeoutMs: number): Promise<boolean> {
    if (this.#closed) return true
    let timer: ReturnType<typeof setTimeout> | null = null
    try {
      return await new Promise<boolean>((resolve) => {
        this.#wake = () => resolve(true)
        if (Number.isFinite(timeoutMs)) timer = setTimeout(() => resolve(false), timeoutMs)
        this.#socket.send(place)
      })
    } finally {
      this.#wake = null
      clearTimeout(timer)
    }
  }

  close(): void {
    if (!this.#closed) this.#socket.close(1000, 'done')
    this.#closed = true
  }
}

/** The object did not take the socket: the sandbox is gone, the key revoked, or there are too many readers. */
export class WaiterRefused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
