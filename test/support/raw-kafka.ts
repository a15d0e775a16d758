// A Kafka connection by TCP as bytes: it sends what it is told to, frames or not, and notes what comes back and when the connection ends.
import { connect, type Socket } from 'node:net'
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../../schema/kafka/message/message-definition.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import type { WireMessages } from '../../schema/kafka/protocol/wire-message.ts'
import { readResponse, requestFrame } from './wire.ts'

const MAX_ANSWER_BYTES = 16 * 1024 ** 2

export class RawKafka {
  readonly socket: Socket
  /** Settled when the connection has ended, in order or not. */
  readonly closed: Promise<void>
  readonly #cutter = new FrameCutter(MAX_ANSWER_BYTES)
  readonly #frames: Uint8Array[] = []
  #wanted: (() => void) | null = null
  #isClosed = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (piece) => {
      for (const frame of this.#cutter.cut(piece)) this.#frames.push(frame.slice())
      this.#wanted?.()
    })
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true
        this.#wanted?.()
        resolve()
      })
    })
  }

  /** @param broker `host:port`. */
  static open(broker: string): Promise<RawKafka> {
    const [host, port] = broker.split(':')
    return new Promise((resolve, reject) => {
      const socket = connect({ host: host ?? '', port: Number(port) })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new RawKafka(socket)))
    })
  }

  send<Request extends MessageDefinition>(messages: WireMessages<Request>, apiVersion: number, message: WrittenMessageOf<Request>): void {
    this.socket.write(sizedFrame(requestFrame(messages, apiVersion, message)))
  }

  /** The next answer; null when the connection ends first. */
  async next<Response extends MessageDefinition>(
    messages: WireMessages<MessageDefinition, Response>,
    apiVersion: number,
  ): Promise<MessageOf<Response> | null> {
    while (this.#frames.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
      })
    }
    const frame = this.#frames.shift()
    return frame === undefined ? null : readResponse(messages, apiVersion, sizedFrame(frame)).message
  }

  /** Answers that have come and that nobody has asked for yet. */
  get answers(): number {
    return this.#frames.length
  }

  close(): void {
    this.socket.destroy()
  }
}

export function sizedFrame(frame: Uint8Array): Uint8Array {
  const sized = new Uint8Array(FRAME_SIZE_BYTES + frame.length)
  new DataView(sized.buffer).setInt32(0, frame.length)
  sized.set(frame, FRAME_SIZE_BYTES)
  return sized
}
