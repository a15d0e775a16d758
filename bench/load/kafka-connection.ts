// One connection of Kafka's binary protocol with one request under way at a time. Requests are frames that were made beforehand, so that the
// measured loop only writes them and waits.

import { connect, type Socket } from 'node:net'
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'

const MAX_ANSWER_BYTES = 64 * 1024 ** 2

export class KafkaConnection {
  readonly #socket: Socket
  readonly #cutter = new FrameCutter(MAX_ANSWER_BYTES)
  #waiting: { readonly resolve: (frame: Uint8Array) => void; readonly reject: (cause: Error) => void } | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (part) => {
      for (const frame of this.#cutter.cut(part)) this.#onFrame(frame)
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The broker closed the connection.')))
  }

  static open(port: number): Promise<KafkaConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new KafkaConnection(socket))
      })
    })
  }

  /** @param frame with its size. The answer comes without it. */
  send(frame: Uint8Array): Promise<Uint8Array> {
    if (this.#waiting !== null) throw new Error('This connection is still waiting for an answer.')
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(frame)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #onFrame(frame: Uint8Array): void {
    const waiting = this.#waiting
    if (waiting === null) throw new Error('An answer arrived that nobody asked for.')
    this.#waiting = null
    waiting.resolve(frame)
  }

  #fail(cause: Error): void {
    this.#socket.destroy()
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.reject(cause)
  }
}
