// Reads what a client sends by TCP in pieces that fit what comes: small ones while it says little, large ones in the middle of a produce.
// Left to itself the platform hands over 4 KiB at a time, which costs a busy connection most of its speed (measured: a tenth), and large
// pieces for everybody would cost a quarter of a mebibyte for each client that has nothing to say.
import { LARGEST_PIECE_BYTES, SMALLEST_PIECE_BYTES } from '../../schema/protocol-limits.ts'

/** How much larger the next piece may be than the last one was. Every buffer is filled with zeros first, so one that is far too large costs time. */
const GROWTH = 4

export class PieceReader {
  readonly #reader: ReadableStreamBYOBReader
  #wantedBytes = SMALLEST_PIECE_BYTES

  constructor(readable: ReadableStream) {
    this.#reader = readable.getReader({ mode: 'byob' })
  }

  /** The next piece, which nobody else writes to; null when the client has closed its side. */
  async read(): Promise<Uint8Array | null> {
    const { value, done } = await this.#reader.read(new Uint8Array(this.#wantedBytes))
    if (done) return null
    this.#wantedBytes = Math.min(LARGEST_PIECE_BYTES, Math.max(SMALLEST_PIECE_BYTES, value.length * GROWTH))
    return value
  }
}
