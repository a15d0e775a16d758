// One connection of a Kafka client, carried over a WebSocket: a frame a message. Each side is read only as far as the other takes it, by what both
// ends of the WebSocket confirm (schema/kafka/protocol/confirmed-flow.ts), so a client that never reads keeps a window of bytes waiting and no more.
// When one side ends, so does the other: a Kafka client connects again by itself.

import type { Agent, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { CONFIRMED_FLOW_PROTOCOL, Receipts, SendWindow } from '../../schema/kafka/protocol/confirmed-flow.ts'
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import { MAX_KAFKA_FRAME_BYTES } from '../../schema/protocol-limits.ts'
import { refusalOf } from '../client/sandbox-api.ts'
import { reasonOf } from '../command/command-error.ts'

/** As long as a Kafka client waits for a connection (socket.connection.setup.timeout.max.ms). */
const CONNECT_WITHIN_MS = 30_000
/** Proxies and Cloudflare cut a WebSocket that has been silent for 60 to 100 seconds; a ping does not wake the sandbox. */
const PING_EVERY_MS = 30_000
/** What the client has still to read when the broker closes in order. One that never does is cut off. */
const FLUSH_WITHIN_MS = 30_000
/** A refusal is a sentence. */
const MAX_REFUSAL_BYTES = 64 * 1024

const CLOSE_NORMAL = 1000

/** Why there is no connection. The status is null when nobody has answered. */
export type Refusal = { readonly status: number | null; readonly reason: string }

export type BridgedConnectionOptions = {
  readonly url: string
  readonly key: string
  readonly agent: Agent | undefined
  readonly onOpen: () => void
  readonly onRefused: (refusal: Refusal) => void
  readonly onEnd: () => void
}

export class BridgedConnection {
  readonly #socket: Socket
  readonly #webSocket: WebSocket
  readonly #options: BridgedConnectionOptions
  readonly #cutter = new FrameCutter(MAX_KAFKA_FRAME_BYTES)
  readonly #window = new SendWindow()
  readonly #receipts = new Receipts()
  #pinging: NodeJS.Timeout | undefined
  /** What came before the WebSocket was open. A client that goes away meanwhile is noticed only when it is read from. */
  #early: Uint8Array[] = []
  #wasOpen = false
  #wasHeard = true

  constructor(socket: Socket, options: BridgedConnectionOptions) {
    this.#socket = socket
    this.#options = options
    const { url, key, agent } = options
    this.#webSocket = new WebSocket(url, CONFIRMED_FLOW_PROTOCOL, {
      headers: { authorization: `Bearer ${key}` },
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_WITHIN_MS,
      ...(agent === undefined ? {} : { agent }),
    })
    this.#listenToWebSocket()
    this.#listenToSocket()
  }

  /** Ends both sides. */
  close(): void {
    this.#socket.destroy()
  }

  #listenToWebSocket(): void {
    const webSocket = this.#webSocket
    webSocket.on('open', () => this.#onOpen())
    webSocket.on('message', (data: Buffer, isBinary) => this.#onMessage(data, isBinary))
    webSocket.on('pong', () => {
      this.#wasHeard = true
    })
    webSocket.on('unexpected-response', (_request, answer) => void this.#onAnswer(answer))
    webSocket.on('error', (error) => this.#onBroken(error))
    webSocket.on('close', (code) => this.#onWebSocketClose(code))
  }

  #listenToSocket(): void {
    const socket = this.#socket
    socket.on('data', (piece: Buffer) => this.#onData(piece))
    // An error is followed by close, and what the client did is its own affair.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(this.#pinging)
      if (this.#webSocket.readyState === WebSocket.CONNECTING) this.#webSocket.terminate()
      else this.#webSocket.close(CLOSE_NORMAL)
      this.#options.onEnd()
    })
  }

  #onOpen(): void {
    this.#wasOpen = true
    this.#options.onOpen()
    this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS)
    for (const frame of this.#early) this.#webSocket.send(frame)
    this.#early = []
  }

  #onData(piece: Buffer): void {
    const { readyState } = this.#webSocket
    if (readyState !== WebSocket.OPEN && readyState !== WebSocket.CONNECTING) return
    try {
      for (const frame of this.#cutter.cut(piece)) {
        this.#window.sent(frame.length)
        if (readyState === WebSocket.OPEN) this.#webSocket.send(frame)
        else this.#early.push(frame)
      }
    } catch {
      // A size that no frame has: nothing behind it can be understood, and a broker hangs up.
      this.#socket.destroy()
    }
    if (!this.#window.isOpen) this.#socket.pause()
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (isBinary) return this.#write(data)
    try {
      this.#window.confirm(data.toString('latin1'))
    } catch (error) {
      this.#onBroken(error)
    }
    if (this.#window.isOpen) this.#socket.resume()
  }

  /** An answer counts as taken when the client's machine has it. The server sends no more than a window beyond that. */
  #write(answer: Buffer): void {
    const size = Buffer.alloc(FRAME_SIZE_BYTES)
    size.writeInt32BE(answer.length)
    this.#socket.cork()
    this.#socket.write(size)
    this.#socket.write(answer, (error) => {
      const confirmation = error ? null : this.#receipts.take(answer.length)
      if (confirmation !== null && this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(confirmation)
    })
    this.#socket.uncork()
  }

  /** An answer that is no WebSocket. */
  async #onAnswer(answer: IncomingMessage): Promise<void> {
    let text = ''
    try {
      for await (const part of answer.setEncoding('utf8')) {
        text += String(part)
        if (text.length > MAX_REFUSAL_BYTES) break
      }
    } catch {
      // What has come of it says enough.
    }
    this.#refuse({ status: answer.statusCode ?? null, reason: refusalOf(text) ?? answer.statusMessage ?? '' })
  }

  #onBroken(error: unknown): void {
    if (this.#wasOpen || this.#socket.destroyed) this.#socket.destroy()
    else this.#refuse({ status: null, reason: reasonOf(error) })
  }

  #refuse(refusal: Refusal): void {
    this.#options.onRefused(refusal)
    // As the machine of a broker does that is not there.
    this.#socket.resetAndDestroy()
  }

  #onWebSocketClose(code: number): void {
    this.#socket.end()
    // The connections of a process that is killed are closed too; what it had not sent is lost.
    if (code !== CLOSE_NORMAL) return void this.#socket.destroy()
    this.#socket.setTimeout(FLUSH_WITHIN_MS, () => this.#socket.destroy())
  }

  /** A line that has broken without a word is found by its silence. */
  #ping(): void {
    if (!this.#wasHeard) return this.#webSocket.terminate()
    this.#wasHeard = false
    this.#webSocket.ping()
  }
}
