// The edge's line to the broker of one connection: a hibernating socket to the object for as long as the client is connected. The object
// refuses it when the broker is down, closes it when the broker goes down or the key is revoked, and may sleep in between.
import type { WireDoor } from './wire-client.ts'

/** There is nobody to connect to: the broker is down, the sandbox is gone, the key revoked, or there are too many connections. */
export class BrokerRefusedError extends Error {
  override readonly name = 'BrokerRefusedError'
}

export class BrokerLink {
  /** Requests name it, so that the object knows for whom it need not wait any more when the line has ended. */
  readonly connectionId: string
  readonly #socket: WebSocket
  #isClosed = false
  /** Settled when the object has ended the line. */
  readonly ended: Promise<void>

  private constructor(socket: WebSocket, connectionId: string) {
    this.#socket = socket
    this.connectionId = connectionId
    this.ended = new Promise((resolve) => {
      const onEnd = (): void => {
        if (!this.#isClosed) resolve()
      }
      socket.addEventListener('close', onEnd)
      socket.addEventListener('error', onEnd)
    })
  }

  static async open({ sandbox, principal, brokerId }: Pick<WireDoor, 'sandbox' | 'principal' | 'brokerId'>): Promise<BrokerLink> {
    const connectionId = crypto.randomUUID()
    const query = new URLSearchParams({ keyId: principal.keyId, broker: String(brokerId), connection: connectionId })
    const upgrade = new Request(`https://object/kafka?${query.toString()}`, { headers: { Upgrade: 'websocket' } })
    const response = await sandbox.fetch(upgrade)
    const socket = response.webSocket
    if (socket === null) throw new BrokerRefusedError(await response.text())
    socket.accept()
    return new BrokerLink(socket, connectionId)
  }

  /** The client has gone. */
  close(): void {
    this.#isClosed = true
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(1000, 'done')
  }
}
