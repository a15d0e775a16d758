// Kafka clients through a WebSocket: the socket ends here at the edge, where the protocol is spoken, and the object only has the hibernating
// line that every connection has (broker-link.ts).
import { CONFIRMED_FLOW_PROTOCOL } from '../../schema/kafka/protocol/confirmed-flow.ts'
import { BrokerLink } from './broker-link.ts'
import { FrameSocket } from './frame-socket.ts'
import { WireClient } from './wire-client.ts'
import type { WireDoor } from './wire-client.ts'

const CLOSE_BROKER_GONE = 4503

export class SocketDoor {
  /** The upgrade's answer, with the client's end of the socket. */
  readonly response: Response
  readonly ended: Promise<void>
  readonly #socket: WebSocket

  private constructor(door: WireDoor, link: BrokerLink, isConfirmed: boolean) {
    const { 0: client, 1: server } = new WebSocketPair()
    this.#socket = server
    const headers = isConfirmed ? { 'Sec-WebSocket-Protocol': CONFIRMED_FLOW_PROTOCOL } : {}
    this.response = new Response(null, { status: 101, webSocket: client, headers })
    const end = { send: (message: Uint8Array | string) => server.send(message), close: this.#close.bind(this) }
    const frames = new FrameSocket(new WireClient(door, link), end, isConfirmed)
    server.accept()
    // Frames are read at once and in order; a Blob, which the platform gives otherwise, has to be waited for.
    server.binaryType = 'arraybuffer'
    server.addEventListener('message', ({ data }) => frames.onMessage(data))
    this.ended = new Promise((resolve) => {
      server.addEventListener('close', () => resolve())
      server.addEventListener('error', () => resolve())
    })
    void this.ended.then(() => frames.onClose())
    void this.ended.then(() => link.close())
    void link.ended.then(() => this.#close(CLOSE_BROKER_GONE, 'The broker has gone.'))
  }

  /**
   * @param isConfirmed whether the client has offered to confirm what it takes.
   *
   * Throws BrokerRefusedError when there is nobody to connect to.
   */
  static async open(door: WireDoor, isConfirmed: boolean): Promise<SocketDoor> {
    return new SocketDoor(door, await BrokerLink.open(door), isConfirmed)
  }

  #close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason)
  }
}
