// The binary protocol over a WebSocket, one frame a message. A WebSocket delivers whether it is wanted or not and takes whatever is sent to it, so
// both directions are bounded here: requests wait in a queue of so many bytes, and answers wait for the client's word that it has taken those
// before (schema/kafka/protocol/confirmed-flow.ts).
import { ConfirmationError, flowBytes, Receipts, SendWindow } from '../../schema/kafka/protocol/confirmed-flow.ts'
import { readInt32 } from '../../schema/kafka/int64.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import { MAX_KAFKA_FRAME_BYTES, MAX_QUEUED_SOCKET_BYTES, MAX_UNCONFIRMED_SOCKET_BYTES } from '../../schema/protocol-limits.ts'
import { Connection } from './connection.ts'
import { isOrdinaryEnd, logBrokenConnection } from './connection-end.ts'
import { ClientGoneError, UnanswerableRequestError } from './connection-error.ts'
import type { WireClient } from './wire-client.ts'

const CLOSE_NORMAL = 1000
/** 4000 to 4999 are an application's own. */
const CLOSE_FLOODED = 4413
const CLOSE_UNCONFIRMED = 4429

/** The edge's end of the socket. Closing one that is closed does nothing. */
export type SocketEnd = {
  readonly send: (message: Uint8Array | string) => void
  readonly close: (code: number, reason: string) => void
}

export class FrameSocket {
  readonly #end: SocketEnd
  readonly #connection: Connection
  readonly #isConfirmed: boolean
  readonly #window = new SendWindow()
  readonly #receipts = new Receipts()
  /** Null until the first message has shown whether sizes stand in front of the frames. */
  #hasSizes: boolean | null = null
  readonly #queue: Uint8Array[] = []
  #queuedBytes = 0
  #isServing = false
  #isClosed = false
  #goOn: (() => void) | null = null

  /** @param isConfirmed whether both ends confirm what they take. */
  constructor(client: WireClient, end: SocketEnd, isConfirmed: boolean) {
    this.#end = end
    this.#connection = new Connection(client, { send: (frame) => this.#send(frame) })
    this.#isConfirmed = isConfirmed
  }

  onMessage(data: string | ArrayBuffer): void {
    if (this.#isClosed) return
    try {
      if (typeof data === 'string') this.#onConfirmation(data)
      else this.#onFrame(this.#frameOf(new Uint8Array(data)))
    } catch (cause) {
      this.#endWith(cause)
    }
  }

  /** The client has gone. What it had sent is carried out up to the first answer: a produce that wants none has been sent for good. */
  onClose(): void {
    this.#isClosed = true
    this.#goOn?.()
  }

  #onConfirmation(text: string): void {
    if (!this.#isConfirmed) throw new UnanswerableRequestError('a frame of the protocol is not text')
    this.#window.confirm(text)
    if (this.#window.isOpen) this.#goOn?.()
  }

  #onFrame(frame: Uint8Array): void {
    this.#queue.push(frame)
    this.#queuedBytes += flowBytes(frame.length)
    if (this.#queuedBytes > MAX_QUEUED_SOCKET_BYTES) this.#close(CLOSE_FLOODED, 'More requests than can wait: read the answers first.')
    else if (!this.#isServing) void this.#serve().catch((cause: unknown) => this.#endWith(cause))
  }

  async #serve(): Promise<void> {
    this.#isServing = true
    for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) {
      await this.#connection.receive(frame)
      // The answer to a pipelined request comes later, and its failure with it.
      this.#connection.settled.catch((cause: unknown) => this.#endWith(cause))
      this.#queuedBytes -= flowBytes(frame.length)
      const confirmation = this.#receipts.take(frame.length)
      if (confirmation !== null && this.#isConfirmed && !this.#isClosed) this.#end.send(confirmation)
    }
    this.#isServing = false
  }

  #frameOf(message: Uint8Array): Uint8Array {
    if (message.length > MAX_KAFKA_FRAME_BYTES + FRAME_SIZE_BYTES) {
      throw new UnanswerableRequestError(`a frame of ${message.length} bytes is too large`)
    }
    const hasSize = message.length >= FRAME_SIZE_BYTES && readInt32(message, 0) === message.length - FRAME_SIZE_BYTES
    this.#hasSizes ??= hasSize
    if (this.#hasSizes && !hasSize) throw new UnanswerableRequestError('a message is one frame, with its size')
    return this.#hasSizes ? message.subarray(FRAME_SIZE_BYTES) : message
  }

  async #send(frame: Uint8Array): Promise<void> {
    while (!this.#mayGoOn()) {
      await new Promise<void>((resolve) => {
        this.#goOn = resolve
      })
    }
    if (this.#isClosed) throw new ClientGoneError('the client has gone')
    const message = this.#hasSizes === true ? frame : frame.subarray(FRAME_SIZE_BYTES)
    this.#window.sent(message.length)
    this.#end.send(message)
    const isTooMuch = !this.#isConfirmed && this.#window.unconfirmedBytes > MAX_UNCONFIRMED_SOCKET_BYTES
    if (isTooMuch) this.#close(CLOSE_UNCONFIRMED, 'Nobody can tell whether so many answers were read: connect again, or confirm them.')
  }

  #mayGoOn(): boolean {
    return this.#isClosed || !this.#isConfirmed || this.#window.isOpen
  }

  #endWith(cause: unknown): void {
    if (!isOrdinaryEnd(cause) && !(cause instanceof ConfirmationError)) logBrokenConnection(cause)
    this.#close(CLOSE_NORMAL, 'The broker has closed the connection.')
  }

  #close(code: number, reason: string): void {
    this.#queue.length = 0
    this.onClose()
    this.#end.close(code, reason)
  }
}
