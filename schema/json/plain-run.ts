// Skips long runs of plain ASCII inside strings four bytes at a time. Most of the bytes of most bodies are such runs, and looking at each
// byte of them is most of what scanning JSON would cost.

/** Plain bytes after which a string is read by words. Names and short values never pay for the second view of the memory. */
const RUN_BYTES = 8

/** The words of one span of bytes. Bytes that need a look of their own are those above 0x7f, below 0x20, quotes and backslashes. */
export class PlainRun {
  readonly #byteOffset: number
  readonly #base: number
  readonly #end: number
  readonly #buffer: ArrayBufferLike
  /** The same memory as 32-bit words, made for the first long string. */
  #words: Int32Array | null = null

  constructor(bytes: Uint8Array, end: number) {
    this.#byteOffset = bytes.byteOffset
    this.#base = (bytes.byteOffset + 3) & ~3
    this.#end = bytes.byteOffset + end
    this.#buffer = bytes.buffer
  }

  /** The position from which `skip` may be called, if all bytes from `position` up to it were plain. */
  wordsFrom(position: number): number {
    return ((this.#byteOffset + position + RUN_BYTES + 3) & ~3) - this.#byteOffset
  }

  /**
   * The position after all whole words of plain bytes that start at `position`, which came from `wordsFrom`. The byte it stops at may be
   * plain too. The subtractions borrow into a byte's high bit for exactly the bytes that are not plain (Hacker's Delight, 6-1).
   */
  skip(position: number): number {
    const words = (this.#words ??= new Int32Array(this.#buffer, this.#base, Math.max(0, (this.#end - this.#base) >> 2)))
    const first = (this.#byteOffset + position - this.#base) >> 2
    let index = first
    for (; index < words.length; index++) {
      const word = words[index] as number
      const quotes = (word ^ 0x22222222) - 0x01010101
      const backslashes = (word ^ 0x5c5c5c5c) - 0x01010101
      if (((word | (word - 0x20202020) | quotes | backslashes) & 0x80808080) !== 0) break
    }
    return position + (index - first) * 4
  }
}
