// The body of a request that is written record by record. The server stores together what comes together, so what is written within one turn of the
// event loop goes out as one piece: a file is sent in large ones, and a line that somebody types at once.

import type { ClientRequest } from 'node:http'

/** As much as an edge takes at once. More would only wait there. */
const PIECE_BYTES = 256 * 1024

export class RequestBody {
  readonly #message: ClientRequest
  #pieces: Buffer[] = []
  #pieceBytes = 0
  #flushing: NodeJS.Immediate | undefined

  constructor(message: ClientRequest) {
    this.#message = message
  }

  /** Resolves when there is room for more, or when nobody reads it any more. */
  async write(bytes: Buffer): Promise<void> {
    this.#pieces.push(bytes)
    this.#pieceBytes += bytes.length
    if (this.#pieceBytes < PIECE_BYTES) this.#flushing ??= setImmediate(() => void this.#flush())
    else if (!this.#flush()) await this.#drained()
  }

  end(): void {
    this.#flush()
    this.#message.end()
  }

  #flush(): boolean {
    clearImmediate(this.#flushing)
    this.#flushing = undefined
    const piece = Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#pieceBytes = 0
    return piece.length === 0 || this.#message.destroyed || this.#message.write(piece)
  }

  #drained(): Promise<void> {
    const message = this.#message
    return new Promise((resolve) => {
      const end = (): void => {
        message.off('drain', end).off('close', end)
        resolve()
      }
      message.on('drain', end).on('close', end)
    })
  }
}
