// Where a message is read from. The bytes come from anybody: every length is compared with the bytes that are there before anything is
// made of it, and what does not fit ends the reading with one error that says what is wrong. Nothing is allocated on a sender's word.
// Source: org.apache.kafka.common.protocol.Readable and ByteBufferAccessor.

import { readInt16, readInt32, readInt64 } from '../int64.ts'
import { VarintReader } from '../varint.ts'
import { MAX_ELEMENTS_PER_MESSAGE } from '../../protocol-limits.ts'

/** The bytes are not the message they should be. Whoever opens the door to a sender catches it there and answers or hangs up. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError'
}

export class MessageReader extends VarintReader {
  readonly #maxElements: number
  #elementsLeft: number

  constructor(bytes: Uint8Array, maxElements: number = MAX_ELEMENTS_PER_MESSAGE) {
    super(bytes)
    this.#maxElements = maxElements
    this.#elementsLeft = maxElements
  }

  get remainingBytes(): number {
    return this.end - this.position
  }

  readInt8(): number {
    return ((this.bytes[this.skip(1)] ?? 0) << 24) >> 24
  }

  readInt16(): number {
    return readInt16(this.bytes, this.skip(2))
  }

  readInt32(): number {
    return readInt32(this.bytes, this.skip(4))
  }

  readInt64(): number {
    return readInt64(this.bytes, this.skip(8))
  }

  readFloat64(): number {
    const position = this.skip(8)
    return new DataView(this.bytes.buffer, this.bytes.byteOffset).getFloat64(position)
  }

  readUnsignedVarint(): number {
    const value = this.readUnsignedVarint32()
    if (this.malformed) throw new MalformedMessageError('an unsigned varint is cut off or longer than five bytes')
    return value
  }

  /** Moves over bytes that must be there and gives the position of the first. */
  skip(sizeBytes: number): number {
    const position = this.position
    if (sizeBytes > this.end - position) {
      throw new MalformedMessageError(`${sizeBytes} bytes are announced where only ${this.end - position} are left`)
    }
    this.position = position + sizeBytes
    return position
  }

  /** Refuses an array whose elements cannot stand in the bytes that are left, or that makes the message hold too many of them. */
  checkElements(count: number, leastBytesEach: number): void {
    if (count * leastBytesEach > this.remainingBytes) {
      throw new MalformedMessageError(`an array of ${count} elements is announced where only ${this.remainingBytes} bytes are left`)
    }
    this.#elementsLeft -= count
    if (this.#elementsLeft < 0) throw new MalformedMessageError(`the arrays hold more than ${this.#maxElements} elements`)
  }
}
