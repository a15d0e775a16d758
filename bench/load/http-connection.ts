// One keep-alive HTTP/1.1 connection with one request under way at a time. Requests are bytes that were made beforehand, so that the
// measured loop only writes them and waits.

import { connect, type Socket } from 'node:net'
import { AnswerParser } from './answer-parser.ts'

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What is kept of an answer. `bodyBytes` counts all of it, `body` is empty if a listener took the parts. */
export type HttpAnswer = { readonly status: number; readonly body: string }

type Waiting = {
  readonly request: Uint8Array
  readonly resolve: (answer: HttpAnswer) => void
  readonly reject: (cause: Error) => void
  readonly onBody: ((part: Buffer) => void) | null
}

/** The bytes of a request, ready to be sent as often as wanted. */
export function encodeRequest(origin: string, request: HttpRequest): Buffer {
  const body = request.body === undefined ? Buffer.alloc(0) : Buffer.from(request.body)
  const headers = { Host: new URL(origin).host, ...request.headers, ...(request.method === 'GET' ? {} : { 'Content-Length': body.length }) }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body])
}

export class HttpConnection {
  readonly #socket: Socket
  readonly #parts: Buffer[] = []
  #waiting: Waiting | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    const parser = new AnswerParser({ onBody: (part) => this.#onBody(part), onEnd: (status) => this.#onEnd(status) })
    socket.on('data', (part) => {
      try {
        parser.push(part)
      } catch (error) {
        this.#fail(error instanceof Error ? error : new Error(String(error)))
      }
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection.')))
  }

  static open(origin: string): Promise<HttpConnection> {
    const { hostname, port } = new URL(origin)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new HttpConnection(socket))
      })
    })
  }

  /** Sends a request. With `onBody` the body goes there, in parts that are only valid during the call, and is not kept. */
  send(request: Uint8Array, onBody: ((part: Buffer) => void) | null = null): Promise<HttpAnswer> {
    if (this.#waiting !== null) throw new Error('This connection is still waiting for an answer.')
    return new Promise((resolve, reject) => {
      this.#waiting = { request, resolve, reject, onBody }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #onBody(part: Buffer): void {
    if (this.#waiting?.onBody) this.#waiting.onBody(part)
    // A part is a view of what the socket read, and Node never writes there again: keeping it costs no copy.
    else this.#parts.push(part)
  }

  #onEnd(status: number): void {
    const waiting = this.#waiting
    if (waiting === null) throw new Error('An answer arrived that nobody asked for.')
    const [first] = this.#parts
    const whole = this.#parts.length > 1 ? Buffer.concat(this.#parts) : first
    this.#parts.length = 0
    this.#waiting = null
    waiting.resolve({ status, body: whole === undefined ? '' : whole.toString('latin1') })
  }

  #fail(cause: Error): void {
    this.#socket.destroy()
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.reject(new Error(`No answer to ${requestLine(waiting.request)}: ${cause.message}`, { cause }))
  }
}

function requestLine(request: Uint8Array): string {
  return Buffer.from(request.buffer, request.byteOffset, request.byteLength).toString('latin1').split('\r\n', 1)[0] ?? ''
}
