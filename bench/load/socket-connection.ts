// A WebSocket client that only knows text frames. Every frame is masked with zeros: legal, and it lets a frame be written as it is instead
// of byte by byte, which the server cannot tell from any other mask.

import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { FrameReader } from './frame-reader.ts'

const FINAL_TEXT = 0x81
const MASKED = 0x80
const LARGEST_SHORT_LENGTH = 125
const LENGTH_IN_16_BITS = 126
const LENGTH_IN_64_BITS = 127
const LARGEST_16_BIT_LENGTH = 0xff_ff
const MASK_BYTES = 4

export type SocketEvents = { readonly onText: (text: string) => void; readonly onEnd: (cause: Error) => void }

export class SocketConnection {
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  static async open(origin: string, path: string, events: SocketEvents): Promise<SocketConnection> {
    const { hostname, port, host } = new URL(origin)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const key = randomBytes(16).toString('base64')
    const handshake = [`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Key: ${key}`]
    socket.write([...handshake, 'Sec-WebSocket-Version: 13', '', ''].join('\r\n'))
    const early = await upgraded(socket)
    const reader = new FrameReader(events.onText)
    const take = (part: Buffer): void => {
      try {
        reader.push(part)
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    }
    socket.on('data', take)
    socket.on('error', events.onEnd)
    socket.on('close', () => events.onEnd(new Error('The server closed the socket.')))
    take(early)
    return new SocketConnection(socket)
  }

  /** Sends texts, all in one write. */
  send(texts: readonly string[]): void {
    this.#socket.write(Buffer.concat(texts.map(textFrame)))
  }

  close(): void {
    this.#socket.removeAllListeners()
    this.#socket.on('error', () => undefined)
    this.#socket.destroy()
  }
}

/** Waits for `101 Switching Protocols` and gives what arrived behind it. */
function upgraded(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0)
    socket.once('error', reject)
    socket.on('data', function take(part: Buffer) {
      head = Buffer.concat([head, part])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', take)
      socket.off('error', reject)
      if (head.toString('latin1', 9, 12) === '101') resolve(head.subarray(end + 4))
      else reject(new Error(`The server refused the socket: ${head.toString('utf8').slice(0, 500)}`))
    })
  })
}

function textFrame(text: string): Buffer {
  const payloadBytes = Buffer.byteLength(text)
  const lengthBytes = payloadBytes <= LARGEST_SHORT_LENGTH ? 0 : payloadBytes <= LARGEST_16_BIT_LENGTH ? 2 : 8
  const headerBytes = 2 + lengthBytes + MASK_BYTES
  const frame = Buffer.alloc(headerBytes + payloadBytes)
  frame[0] = FINAL_TEXT
  frame[1] = MASKED | (lengthBytes === 0 ? payloadBytes : lengthBytes === 2 ? LENGTH_IN_16_BITS : LENGTH_IN_64_BITS)
  if (lengthBytes === 2) frame.writeUInt16BE(payloadBytes, 2)
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(payloadBytes), 2)
  frame.write(text, headerBytes)
  return frame
}
