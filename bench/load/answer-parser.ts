// Reads HTTP/1.1 answers off a connection. Client and server share the processor, so whatever the client burns is missing from the
// measured rate: this parser finds the end of an answer and copies nothing it does not have to. It understands what workerd sends
// (Content-Length, chunked, no body) and refuses the rest.

/** The longest head that is waited for. workerd's heads are below 1 KiB; more means that we lost our place. */
const MAX_HEAD_BYTES = 64 * 1024
/** The longest line that announces a chunk: sixteen hex digits are more than any size has. */
const MAX_CHUNK_LINE_BYTES = 64

const HEAD_END = Buffer.from('\r\n\r\n')
const LINE_END = Buffer.from('\r\n')
const STATUS_START = 'HTTP/1.1 '.length

export type AnswerEvents = {
  /** A part of a body, in order. It is only valid during the call. */
  readonly onBody: (part: Buffer) => void
  readonly onEnd: (status: number) => void
}

type State = 'head' | 'body' | 'chunk-line' | 'chunk' | 'trailer'

/** Feed it what arrives, one answer after another. It throws on what it does not understand: a benchmark must not guess. */
export class AnswerParser {
  readonly #events: AnswerEvents
  #state: State = 'head'
  #status = 0
  /** Bytes of this body or chunk that are still to come; a chunk counts with the line end behind it. */
  #leftBytes = 0
  #unread: Buffer = Buffer.alloc(0)

  constructor(events: AnswerEvents) {
    this.#events = events
  }

  push(part: Buffer): void {
    let data = this.#unread.length === 0 ? part : Buffer.concat([this.#unread, part])
    for (let taken = this.#step(data); taken > 0; taken = this.#step(data)) data = data.subarray(taken)
    this.#unread = data
  }

  /** Handles what stands at the front and says how many bytes that was; 0 means that more has to arrive first. */
  #step(data: Buffer): number {
    if (data.length === 0) return 0
    if (this.#state === 'head') return this.#head(data)
    if (this.#state === 'body') return this.#body(data)
    if (this.#state === 'chunk-line') return this.#chunkLine(data)
    return this.#state === 'chunk' ? this.#chunk(data) : this.#trailer(data)
  }

  #head(data: Buffer): number {
    const end = data.indexOf(HEAD_END)
    if (end < 0) {
      if (data.length > MAX_HEAD_BYTES) throw new Error('An HTTP answer has no end of its head.')
      return 0
    }
    const head = data.toString('latin1', 0, end + LINE_END.length)
    this.#status = Number(head.slice(STATUS_START, STATUS_START + 3))
    if (!head.startsWith('HTTP/1.1 ') || !Number.isInteger(this.#status)) throw new Error(`Not an HTTP answer: ${head.slice(0, 60)}`)
    const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1]
    if (length !== undefined) this.#expectBody(Number(length))
    else if (/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) this.#state = 'chunk-line'
    else if (this.#status === 204 || this.#status === 304) this.#end()
    else throw new Error('An HTTP answer with neither Content-Length nor chunks cannot be kept alive.')
    return end + HEAD_END.length
  }

  #expectBody(lengthBytes: number): void {
    this.#leftBytes = lengthBytes
    this.#state = 'body'
    if (lengthBytes === 0) this.#end()
  }

  #body(data: Buffer): number {
    const part = data.length <= this.#leftBytes ? data : data.subarray(0, this.#leftBytes)
    this.#leftBytes -= part.length
    this.#events.onBody(part)
    if (this.#leftBytes === 0) this.#end()
    return part.length
  }

  #chunkLine(data: Buffer): number {
    const end = data.indexOf(LINE_END)
    if (end < 0 && data.length <= MAX_CHUNK_LINE_BYTES) return 0
    const sizeBytes = Number.parseInt(data.toString('latin1', 0, Math.max(end, 0)), 16)
    if (!Number.isSafeInteger(sizeBytes)) throw new Error('A chunk of an HTTP answer does not begin with its size.')
    this.#state = sizeBytes === 0 ? 'trailer' : 'chunk'
    this.#leftBytes = sizeBytes + LINE_END.length
    return end + LINE_END.length
  }

  #chunk(data: Buffer): number {
    const taken = Math.min(data.length, this.#leftBytes)
    const bodyBytes = Math.min(taken, this.#leftBytes - LINE_END.length)
    if (bodyBytes > 0) this.#events.onBody(data.subarray(0, bodyBytes))
    this.#leftBytes -= taken
    if (this.#leftBytes === 0) this.#state = 'chunk-line'
    return taken
  }

  /** workerd sends no trailers, so the line end right behind the last chunk ends the answer. */
  #trailer(data: Buffer): number {
    if (data.length < LINE_END.length) return 0
    if (data.indexOf(LINE_END) !== 0) throw new Error('An HTTP answer has trailers, which this client does not read.')
    this.#end()
    return LINE_END.length
  }

  #end(): void {
    this.#state = 'head'
    this.#events.onEnd(this.#status)
  }
}
