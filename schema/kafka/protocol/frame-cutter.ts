// Cuts a stream of bytes into frames, as a broker reads its connections. The pieces of a frame are kept as they came and joined once, when
// the last of them is there: joining at every piece would copy a large frame as often as it has pieces, and making room for the announced
// size would give memory away on a sender's word.
// Source: org.apache.kafka.common.network.NetworkReceive of Kafka 4.3.

import { concatenate } from '../concatenate.ts'
import { readInt32 } from '../int64.ts'
import { FRAME_SIZE_BYTES } from './response-frame.ts'

/** A size that no frame may have. Nothing behind it can be understood, so the connection ends. */
export class FrameSizeError extends Error {
  override readonly name = 'FrameSizeError'
}

export class FrameCutter {
  readonly #maxFrameBytes: number
  readonly #size = new Uint8Array(FRAME_SIZE_BYTES)
  #sizeBytesRead = 0
  #pieces: Uint8Array[] = []
  #frameBytes = 0
  #missingBytes = 0

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Bytes of a frame are here that has not come to its end. */
  get isInside(): boolean {
    return this.#sizeBytesRead > 0
  }

  /** The frames that end in this piece, each without its size; a view of the piece where it lies in it whole. Throws FrameSizeError. */
  *cut(piece: Uint8Array): Generator<Uint8Array> {
    let position = 0
    while (position < piece.length) {
      if (this.#sizeBytesRead < FRAME_SIZE_BYTES) {
        this.#size[this.#sizeBytesRead++] = piece[position++] ?? 0
        if (this.#sizeBytesRead === FRAME_SIZE_BYTES) this.#begin(readInt32(this.#size, 0))
      } else {
        const end = Math.min(piece.length, position + this.#missingBytes)
        this.#pieces.push(piece.subarray(position, end))
        this.#missingBytes -= end - position
        position = end
      }
      if (this.#sizeBytesRead === FRAME_SIZE_BYTES && this.#missingBytes === 0) yield this.#whole()
    }
  }

  #begin(frameBytes: number): void {
    if (frameBytes < 0) throw new FrameSizeError(`a frame of ${frameBytes} bytes is announced`)
    if (frameBytes > this.#maxFrameBytes) {
      throw new FrameSizeError(`a frame of ${frameBytes} bytes is announced, and ${this.#maxFrameBytes} are the most that is taken`)
    }
    this.#frameBytes = frameBytes
    this.#missingBytes = frameBytes
  }

  #whole(): Uint8Array {
    const frame = concatenate(this.#pieces, this.#frameBytes)
    this.#sizeBytesRead = 0
    this.#pieces = []
    return frame
  }
}
