// The bit streams of zstd, which are read from their end: the last byte's highest set bit marks where they begin, and every read takes the
// bits below the last one. Reading past the first byte is allowed for a moment, the missing bits are 0; the decoders check afterwards.
// Source: RFC 8878, section 4.1 and 4.2.

import { corrupt } from './unpacking.ts'

/** The longest single read: with up to 7 bits in front of it, it lies in four bytes. */
export const MAX_BITS_PER_READ = 25

export class BackwardBits {
  /** Bits that are left; below 0 when more was read than there was. */
  remaining: number
  readonly #bytes: Uint8Array
  readonly #firstBit: number

  /** Over bytes[start, end). */
  constructor(bytes: Uint8Array, start: number, end: number) {
    const last = end > start ? (bytes[end - 1] ?? 0) : 0
    if (last === 0) corrupt('a bit stream has no end')
    this.#bytes = bytes
    this.#firstBit = start * 8
    this.remaining = (end - start) * 8 - 1 - Math.clz32(last << 24)
  }

  /** The next `count` bits (0 to MAX_BITS_PER_READ) without taking them. */
  peek(count: number): number {
    const from = this.remaining - count
    if (from >= 0) return this.#extract(from, count)
    return this.remaining > 0 ? this.#extract(0, this.remaining) << -from : 0
  }

  read(count: number): number {
    const bits = this.peek(count)
    this.remaining -= count
    return bits
  }

  #extract(from: number, count: number): number {
    const bit = this.#firstBit + from
    const at = bit >>> 3
    const bytes = this.#bytes
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    return (word >>> (bit & 7)) & ((1 << count) - 1)
  }
}
