// The bytes of one client that came by TCP. It is read a piece ahead, so that its end is heard of while a request of it is carried out or
// waits; no further, so that whoever sends more than is answered waits with it.
// Source: connections.max.idle.ms is org.apache.kafka.common.network.Selector's of Kafka 4.3.
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'
import { CONNECTIONS_MAX_IDLE_MS, MAX_KAFKA_FRAME_BYTES } from '../../schema/protocol-limits.ts'
import type { BrokerLine } from './broker-line.ts'
import { Connection } from './connection.ts'
import { ClientGoneError } from './connection-error.ts'
import { IdleLimit } from './idle-limit.ts'
import { PieceReader } from './piece-reader.ts'
import { WireClient } from './wire-client.ts'
import type { WireDoor } from './wire-client.ts'

export class TcpConnection {
  readonly #reader: PieceReader
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>
  readonly #connection: Connection
  readonly #idle: IdleLimit
  #fail: (cause: unknown) => void = () => undefined
  /** By an answer that came after the next request was taken. */
  readonly #failed = new Promise<never>((_, reject) => {
    this.#fail = reject
  })
  /** Rejects with what isOrdinaryEnd knows, or with what is our own fault. Resolves when the client has closed its side or says nothing. */
  readonly ended: Promise<void>

  constructor(socket: Pick<Socket, 'readable' | 'writable'>, door: WireDoor, line: BrokerLine) {
    this.#reader = new PieceReader(socket.readable)
    this.#writer = socket.writable.getWriter() as WritableStreamDefaultWriter<Uint8Array>
    this.#connection = new Connection(new WireClient(door, line), { send: (frame) => this.#send(frame) })
    this.#idle = new IdleLimit(CONNECTIONS_MAX_IDLE_MS)
    this.ended = Promise.race([this.#serve(), this.#failed, this.#idle.over])
  }

  close(): void {
    this.#idle.stop()
  }

  async #serve(): Promise<void> {
    const cutter = new FrameCutter(MAX_KAFKA_FRAME_BYTES)
    let ahead = this.#read()
    for (let piece = await ahead; piece !== null; piece = await ahead) {
      ahead = this.#read()
      const gone = endOf(ahead)
      for (const frame of cutter.cut(piece)) {
        const isGone = await Promise.race([this.#connection.receive(frame), gone])
        if (isGone === true) return
        this.#connection.settled.catch(this.#fail)
      }
    }
  }

  async #read(): Promise<Uint8Array | null> {
    const piece = await this.#reader.read().catch(clientGone)
    this.#idle.touch()
    return piece
  }

  async #send(frame: Uint8Array): Promise<void> {
    await this.#writer.write(frame).catch(clientGone)
    this.#idle.touch()
  }
}

/** True once the client has closed or broken its side; as long as it has not, nothing at all. */
function endOf(ahead: Promise<Uint8Array | null>): Promise<true> {
  return new Promise((resolve) => {
    const look = (piece: Uint8Array | null): void => {
      if (piece === null) resolve(true)
    }
    ahead.then(look, () => resolve(true))
  })
}

function clientGone(cause: unknown): never {
  throw new ClientGoneError('the client has broken the connection', { cause })
}
