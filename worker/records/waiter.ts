// The edge's side of waiting: one hibernating socket to the object for as long as a reader waits. The object is told where the reader
// stands and answers once there is more; until then it may sleep, while the reader's own connection is held here.
import type { Asker } from '../kafka/ask.ts'

export class Waiter {
  readonly #socket: WebSocket
  #wake: (() => void) | null = null
  #closed = false

  private constructor(socket: WebSocket) {
    this.#socket = socket
    const onSignal = (): void => this.#wake?.()
    socket.addEventListener('message', onSignal)
    // A socket that is gone (the object was evicted, the sandbox deleted) also ends the wait: the next read says what happened.
    const onGone = (): void => {
      this.#closed = true
      onSignal()
    }
    socket.addEventListener('close', onGone)
    socket.addEventListener('error', onGone)
  }

  static async open({ sandbox, caller }: Asker, topic: string, partition: number | null): Promise<Waiter> {
    const query = new URLSearchParams({ keyId: caller.keyId, topic })
    if (partition !== null) query.set('partition', String(partition))
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

  /** True when there is something to read after the cursor, false when the time is over first. */
  async wait(cursor: string, timeoutMs: number): Promise<boolean> {
    if (this.#closed) return true
    let timer: ReturnType<typeof setTimeout> | null = null
    try {
      return await new Promise<boolean>((resolve) => {
        this.#wake = () => resolve(true)
        if (Number.isFinite(timeoutMs)) timer = setTimeout(() => resolve(false), timeoutMs)
        this.#socket.send(cursor)
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
