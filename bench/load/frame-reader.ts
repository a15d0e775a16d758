// Reads the text frames that a WebSocket server sends (RFC 6455, section 5.2). As lean as the HTTP parser and for the same reason.

const TEXT = 1
const CLOSE = 8
const PING = 9
const OPCODE_BITS = 0x0f
const LENGTH_BITS = 0x7f
const LENGTH_IN_16_BITS = 126
const LENGTH_IN_64_BITS = 127

export class FrameReader {
  readonly #onText: (text: string) => void
  #unread: Buffer = Buffer.alloc(0)

  constructor(onText: (text: string) => void) {
    this.#onText = onText
  }

  /** Hands over every frame that is complete. Throws on a close and on frames that workerd does not send, such as fragments. */
  push(part: Buffer): void {
    const data = this.#unread.length === 0 ? part : Buffer.concat([this.#unread, part])
    let start = 0
    for (;;) {
      const end = frameEnd(data, start)
      if (end === null) break
      this.#frame(data, start, end)
      start = end
    }
    this.#unread = data.subarray(start)
  }

  #frame(data: Buffer, start: number, end: number): void {
    const first = data.readUInt8(start)
    const opcode = first & OPCODE_BITS
    const payloadStart = start + headerBytes(data, start)
    // Protocol pings would want a pong within the server's patience, which is longer than any round.
    if (opcode === PING) return
    if (opcode === CLOSE) throw new Error(`The server closed the socket: ${data.toString('utf8', payloadStart + 2, end)}`)
    if (first !== (0x80 | TEXT)) throw new Error(`The server sent a frame that begins with byte ${first}, which this client does not read.`)
    this.#onText(data.toString('utf8', payloadStart, end))
  }
}

/** Where the frame that begins at `start` ends, or null while it is incomplete. */
function frameEnd(data: Buffer, start: number): number | null {
  if (data.length < start + 2) return null
  const header = headerBytes(data, start)
  if (data.length < start + header) return null
  const end = start + header + payloadBytes(data, start)
  return data.length < end ? null : end
}

function headerBytes(data: Buffer, start: number): number {
  const length = data.readUInt8(start + 1) & LENGTH_BITS
  if (length === LENGTH_IN_64_BITS) return 10
  return length === LENGTH_IN_16_BITS ? 4 : 2
}

function payloadBytes(data: Buffer, start: number): number {
  const length = data.readUInt8(start + 1) & LENGTH_BITS
  if (length === LENGTH_IN_64_BITS) return Number(data.readBigUInt64BE(start + 2))
  return length === LENGTH_IN_16_BITS ? data.readUInt16BE(start + 2) : length
}
