// A client of the object's sockets, for tests in workerd.
import type { Opened } from './object.ts'

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string }

/** A client that reads frames one by one, waiting for those that have not come yet. */
export class Client {
  readonly #socket: WebSocket
  readonly #frames: string[] = []
  #wanted: (() => void) | null = null
  closeCode: number | null = null

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.accept()
    socket.addEventListener('message', ({ data }) => {
      this.#frames.push(String(data))
      this.#wanted?.()
    })
    socket.addEventListener('close', ({ code }) => {
      this.closeCode = code
      this.#wanted?.()
    })
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame))
  }

  async text(): Promise<string> {
    while (this.#frames.length === 0) {
      if (this.closeCode !== null) throw new Error(`closed with ${this.closeCode}`)
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
      })
    }
    return this.#frames.shift() ?? ''
  }

  async next(): Promise<Frame> {
    return JSON.parse(await this.text()) as Frame
  }

  close(): void {
    this.#socket.close(1000, 'done')
  }

  async closed(): Promise<number> {
    while (this.closeCode === null) {
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
      })
    }
    return this.closeCode
  }
}

export async function connect({ stub }: Opened, path = '/socket?keyId=owner-key&produce=1&read=1'): Promise<Client> {
  const response = await stub.fetch(`https://object${path}`, { headers: { Upgrade: 'websocket' } })
  if (response.webSocket === null) throw new Error(`no socket: ${response.status}`)
  return new Client(response.webSocket)
}
