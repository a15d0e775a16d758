// What all codecs share: the outcome of unpacking, and the output buffer with its bound.

export type Unpacked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly error: 'CORRUPT_MESSAGE' | 'RECORD_LIST_TOO_LARGE'; readonly message: string }

/** Thrown deep inside a decoder about the bytes it was given; `unpacking` turns it into a result and lets every other error pass. */
class UnpackFailure extends Error {
  readonly code: 'CORRUPT_MESSAGE' | 'RECORD_LIST_TOO_LARGE'

  constructor(code: 'CORRUPT_MESSAGE' | 'RECORD_LIST_TOO_LARGE', message: string) {
    super(message)
    this.code = code
  }
}

/** Ends the decoder that is running: the bytes are not what they say they are. */
export function corrupt(problem: string): never {
  throw new UnpackFailure('CORRUPT_MESSAGE', `The compressed records are corrupt: ${problem}.`)
}

/** Ends the decoder that is running: its output would exceed the bound. */
export function tooLarge(maxBytes: number): never {
  throw new UnpackFailure('RECORD_LIST_TOO_LARGE', `The records unpack to more than the ${maxBytes} bytes allowed here.`)
}

/** Runs a decoder and gives its bytes or its failure as a result. */
export function unpacking(decode: () => Uint8Array): Unpacked {
  try {
    return { ok: true, bytes: decode() }
  } catch (error) {
    if (error instanceof UnpackFailure) return { ok: false, error: error.code, message: error.message }
    throw error
  }
}

const FIRST_CAPACITY_BYTES = 4096
const SMALL_COPY_BYTES = 32

/** Output that grows by doubling, never by what the input claims, and ends the decoder at its bound. */
export class OutputBuffer {
  bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY_BYTES)
  /** Bytes written so far. */
  length = 0
  readonly maxBytes: number

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.bytes.length) return
    if (needed > this.maxBytes) tooLarge(this.maxBytes)
    const larger = new Uint8Array(Math.max(needed, Math.min(this.bytes.length * 2, this.maxBytes)))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }

  /** Appends source[start, end), which lies inside the source. */
  append(source: Uint8Array, start: number, end: number): void {
    const count = end - start
    this.reserve(count)
    const { bytes, length } = this
    // A call of set costs more than this loop while there is little to copy, and packed data is mostly little pieces.
    if (count > SMALL_COPY_BYTES) bytes.set(source.subarray(start, end), length)
    else for (let index = 0; index < count; index++) bytes[length + index] = source[start + index] ?? 0
    this.length = length + count
  }

  fill(byte: number, count: number): void {
    this.reserve(count)
    this.bytes.fill(byte, this.length, this.length + count)
    this.length += count
  }

  /** Repeats `length` bytes from `offset` bytes back. They may reach into what is being written: that is how runs are packed. */
  copyBack(offset: number, length: number): void {
    this.reserve(length)
    const { bytes } = this
    const to = this.length
    if (offset >= length && length > SMALL_COPY_BYTES) bytes.copyWithin(to, to - offset, to - offset + length)
    else for (let index = to; index < to + length; index++) bytes[index] = bytes[index - offset] ?? 0
    this.length = to + length
  }

  /** What was written, as a view. */
  written(): Uint8Array {
    // The first capacity is given without looking at the bound, so that reserve stays short.
    if (this.length > this.maxBytes) tooLarge(this.maxBytes)
    return this.bytes.subarray(0, this.length)
  }
}
