// Where a message is written to: a buffer that grows, with one method for each of Kafka's primitive types. A number that its type cannot
// hold is a bug of ours and stops the message, because bytes that wrap around would be read as something else by every client. Record batches
// do not go through the buffer: they are kept as they are and copied once, when the whole is put together.
// Source: org.apache.kafka.common.protocol.Writable.

import { concatenate } from '../concatenate.ts'
import { writeInt16, writeInt32, writeInt64 } from '../int64.ts'
import { MAX_VARINT32_BYTES, writeUnsignedVarint32 } from '../varint.ts'

/** Engines keep so few bytes beside the object itself, which is much cheaper than asking for memory; longer messages grow. */
const INITIAL_BYTES = 64

/** Bytes that are worth being a piece of their own: beyond it growing the buffer for them costs more than one piece more does. */
const PIECE_BYTES = 1024

/** We asked for a message that its version cannot carry. */
export class UnwritableMessageError extends Error {
  override readonly name = 'UnwritableMessageError'
}

export class MessageWriter {
  #bytes = new Uint8Array(INITIAL_BYTES)
  #position = 0
  /** What stands before the buffer. */
  readonly #pieces: Uint8Array[] = []
  #pieceBytes = 0

  get sizeBytes(): number {
    return this.#pieceBytes + this.#position
  }

  /** What was written; the writer must not be used after it. Without large bytes in it there is no copy. */
  finish(): Uint8Array {
    return concatenate([...this.#pieces, this.#bytes.subarray(0, this.#position)], this.sizeBytes)
  }

  writeInt8(value: number): void {
    checkWhole(value, -0x80, 0x7f)
    const position = this.#take(1)
    this.#bytes[position] = value
  }

  writeInt16(value: number): void {
    checkWhole(value, -0x8000, 0x7fff)
    const position = this.#take(2)
    writeInt16(this.#bytes, position, value)
  }

  writeUint16(value: number): void {
    checkWhole(value, 0, 0xffff)
    const position = this.#take(2)
    writeInt16(this.#bytes, position, value)
  }

  writeInt32(value: number): void {
    checkWhole(value, -0x80000000, 0x7fffffff)
    const position = this.#take(4)
    writeInt32(this.#bytes, position, value)
  }

  writeUint32(value: number): void {
    checkWhole(value, 0, 0xffffffff)
    const position = this.#take(4)
    writeInt32(this.#bytes, position, value)
  }

  /** 2^63 stands for Long.MAX_VALUE, its nearest number. */
  writeInt64(value: number): void {
    checkWhole(value, -(2 ** 63), 2 ** 63)
    const position = this.#take(8)
    writeInt64(this.#bytes, position, value)
  }

  writeFloat64(value: number): void {
    const position = this.#take(8)
    new DataView(this.#bytes.buffer).setFloat64(position, value)
  }

  writeUnsignedVarint(value: number): void {
    checkWhole(value, 0, 0xffffffff)
    const position = this.#take(MAX_VARINT32_BYTES)
    this.#position = writeUnsignedVarint32(this.#bytes, position, value)
  }

  /** Large bytes must not change until the writer has finished. */
  writeBytes(bytes: Uint8Array): void {
    if (bytes.length >= PIECE_BYTES) return this.#addPiece(bytes)
    const position = this.#take(bytes.length)
    this.#bytes.set(bytes, position)
  }

  #addPiece(bytes: Uint8Array): void {
    const before = this.#bytes.subarray(0, this.#position)
    this.#pieces.push(before, bytes)
    this.#pieceBytes += before.length + bytes.length
    this.#bytes = new Uint8Array(INITIAL_BYTES)
    this.#position = 0
  }

  /** Makes room and gives its position. It may replace the buffer, so nobody may have looked at the buffer before. */
  #take(sizeBytes: number): number {
    const position = this.#position
    const end = position + sizeBytes
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, position))
      this.#bytes = larger
    }
    this.#position = end
    return position
  }
}

function checkWhole(value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return
  throw new UnwritableMessageError(`${value} is no whole number from ${lowest} to ${highest}`)
}
