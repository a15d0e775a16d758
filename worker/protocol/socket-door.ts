// Kafka clients through a WebSocket: the socket ends here at the edge, where the protocol is spoken, and the object only has the hibernating
// line that every connection has (broker-link.ts).
import { readInt32 } from '../../schema/kafka/int64.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import { MAX_KAFKA_FRAME_BYTES } from '../../schema/limits.ts'
import { BrokerLink } from './broker-link.ts'
import { Connection, UnanswerableRequestError } from './connection.ts'
import { isOrdinaryEnd, logBrokenConnection } from './connection-end.ts'
import { WireClient } from './wire-client.ts'
import type { WireDoor } from './wire-client.ts'

const CLOSE_NORMAL = 1000
const CLOSE_BROKER_GONE = 4503

export class SocketDoor {
  /** The upgrade's answer, with the client's end of the socket. */
  readonly response: Response
  readonly ended: Promise<void>
  readonly #socket: WebSocket
  readonly #connection: Connection
  /** Null until the first message has shown whether sizes stand in front of the frames. */
  #hasSizes: boolean | null = null
  #received: Promise<void> = Promise.resolve()

  private constructor(door: WireDoor, link: BrokerLink) {
    const { 0: client, 1: server } = new WebSocketPair()
    this.#socket = server
    this.#connection = new Connection(new WireClient(door, link.connectionId), { send: (frame) => this.#send(frame) })
    this.response = new Response(null, { status: 101, webSocket: client })
    server.accept()
    server.addEventListener('message', ({ data }) => this.#onMessage(data))
    this.ended = new Promise((resolve) => {
      server.addEventListener('close', () => resolve())
      server.addEventListener('error', () => resolve())
    })
    void this.ended.then(() => link.close())
    void link.ended.then(() => this.#close(CLOSE_BROKER_GONE, 'The broker has gone.'))
  }

  /** Throws BrokerRefusedError when there is nobody to connect to. */
  static async open(door: WireDoor): Promise<SocketDoor> {
    return new SocketDoor(door, await BrokerLink.open(door))
  }

  #onMessage(data: string | ArrayBuffer): void {
    this.#received = this.#received.then(() => this.#connection.receive(this.#frameOf(data)))
    this.#received.catch((cause: unknown) => {
      if (!isOrdinaryEnd(cause)) logBrokenConnection(cause)
      this.#close(CLOSE_NORMAL, 'The broker has closed the connection.')
    })
  }

  #frameOf(data: string | ArrayBuffer): Uint8Array {
    if (typeof data === 'string') throw new UnanswerableRequestError('a frame of the protocol is not text')
    const message = new Uint8Array(data)
    if (message.length > MAX_KAFKA_FRAME_BYTES) throw new UnanswerableRequestError(`a frame of ${message.length} bytes is too large`)
    const hasSize = message.length >= FRAME_SIZE_BYTES && readInt32(message, 0) === message.length - FRAME_SIZE_BYTES
    this.#hasSizes ??= hasSize
    if (this.#hasSizes && !hasSize) throw new UnanswerableRequestError('a message is one frame, with its size')
    return this.#hasSizes ? message.subarray(FRAME_SIZE_BYTES) : message
  }

  #send(frame: Uint8Array): void {
    this.#socket.send(this.#hasSizes === true ? frame : frame.subarray(FRAME_SIZE_BYTES))
  }

  #close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason)
  }
}
