// The edge's line to the broker of one connection: a hibernating socket to the object for as long as the client is connected. The object
// refuses it when the broker is down, closes it when the broker goes down or the key is revoked, and may sleep in between.
import type { WireDoor } from './wire-client.ts'

/** There is nobody to connect to: the broker is down, the sandbox is gone, the key revoked, or there are too many connections. */
export class BrokerRefusedError extends Error {
  override readonly name = 'BrokerRefusedError'
}

export class BrokerLink {
  readonly #socket: WebSocket
  /** Settled when the object has ended the line. */
  readonly ended: Promise<void>

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.ended = new Promise((resolve) => {
      socket.addEventListener('close', () => resolve())
      socket.addEventListener('error', () => resolve())
    })
  }

  static async open({ sandbox, principal, brokerId }: Pick<WireDoor, 'sandbox' | 'principal' | 'brokerId'>): Promise<BrokerLink> {
    const query = new URLSearchParams({ keyId: principal.keyId, broker: String(brokerId) })
    const upgrade = new Request(`https://object/kafka?${query.toString()}`, { headers: { Upgrade: 'websocket' } })
    const response = await sandbox.fetch(upgrade)
    const socket = response.webSocket
    if (socket === null) throw new BrokerRefusedError(await response.text())
    socket.accept()
    return new BrokerLink(socket)
  }

  close(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(1000, 'done')
  }
}
