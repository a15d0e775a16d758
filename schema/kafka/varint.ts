// Kafka's variable-length integers: seven bits a byte, lowest first, the high bit says that more follow. Zigzag folds the sign into the
// lowest bit, so that small negative numbers stay short. Records are made of these, so this is the hottest code of reading and writing.
//
// 64-bit values are JavaScript numbers. Up to 2^53 they are exact; beyond it (only hostile or sentinel timestamps) a value is read as the
// nearest number and written from it. Nothing throws: a reader that met malformed bytes says so and stands at its end.
// Source: org.apache.kafka.common.utils.ByteUtils; the Protocol Buffers encoding it copies.

import { highHalf, int64FromHalves, lowHalf } from './int64.ts'

/** A 32-bit value takes at most five bytes, whatever a malformed one claims. */
export const MAX_VARINT32_BYTES = 5
/** A 64-bit value takes at most ten bytes. */
export const MAX_VARINT64_BYTES = 10

/**
 * Reads varints one after another from bytes[position, end). After a truncated or over-long one `malformed` is true, `position` is at the
 * end and every further read gives 0, so that a caller may read a few fields and check once.
 */
export class VarintReader {
  readonly bytes: Uint8Array
  position: number
  end: number
  malformed = false
  /** The exact bits of the last 64-bit value, for a caller to whom the nearest number is not enough. */
  high = 0
  low = 0

  constructor(bytes: Uint8Array, position = 0, end: number = bytes.length) {
    this.bytes = bytes
    this.position = position
    this.end = Math.min(end, bytes.length)
  }

  /** Five bytes at most, as an unsigned number. Bits beyond the 32nd are dropped, as Kafka does. */
  readUnsignedVarint32(): number {
    let value = 0
    let position = this.position
    for (let shift = 0; shift < MAX_VARINT32_BYTES * 7; shift += 7) {
      if (position >= this.end) return this.fail()
      const byte = this.bytes[position++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) {
        this.position = position
        return value >>> 0
      }
    }
    return this.fail()
  }

  /** A signed int32. */
  readZigzagVarint32(): number {
    // Nearly every length and delta is one byte.
    const byte = this.bytes[this.position] ?? 0x80
    if (byte < 0x80 && this.position < this.end) {
      this.position++
      return (byte >>> 1) ^ -(byte & 1)
    }
    const value = this.readUnsignedVarint32()
    return (value >>> 1) ^ -(value & 1)
  }

  /** A signed int64 as the nearest number; `high` and `low` hold its exact bits. */
  readZigzagVarint64(): number {
    let low = 0
    let high = 0
    let position = this.position
    for (let shift = 0; shift < MAX_VARINT64_BYTES * 7; shift += 7) {
      if (position >= this.end) return this.fail()
      const byte = this.bytes[position++] ?? 0
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) {
        this.position = position
        return this.#unfold(high, low)
      }
    }
    return this.fail()
  }

  #unfold(high: number, low: number): number {
    const sign = -(low & 1)
    this.low = ((low >>> 1) | (high << 31)) ^ sign
    this.high = (high >>> 1) ^ sign
    return int64FromHalves(this.high, this.low)
  }

  /** Marks the bytes as malformed and gives the 0 that stands for every value from here on. */
  fail(): 0 {
    this.malformed = true
    this.position = this.end
    return 0
  }
}

/** Writes the 32 bits of `value` and returns the position behind them. The caller has made room for MAX_VARINT32_BYTES. */
export function writeUnsignedVarint32(bytes: Uint8Array, position: number, value: number): number {
  let rest = value >>> 0
  let next = position
  while (rest > 0x7f) {
    bytes[next++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[next++] = rest
  return next
}

/** Writes a signed int32 and returns the position behind it. */
export function writeZigzagVarint32(bytes: Uint8Array, position: number, value: number): number {
  return writeUnsignedVarint32(bytes, position, (value << 1) ^ (value >> 31))
}

/** Writes a whole number as signed int64 and returns the position behind it. Values beyond the int64 range are clamped to it. */
export function writeZigzagVarint64(bytes: Uint8Array, position: number, value: number): number {
  if (value >= -0x40000000 && value < 0x40000000) return writeZigzagVarint32(bytes, position, value)
  const sign = highHalf(value) >> 31
  let low = (lowHalf(value) << 1) ^ sign
  let high = ((highHalf(value) << 1) | (lowHalf(value) >>> 31)) ^ sign
  let next = position
  while (high !== 0 || low >>> 0 > 0x7f) {
    bytes[next++] = (low & 0x7f) | 0x80
    low = (low >>> 7) | (high << 25)
    high >>>= 7
  }
  bytes[next++] = low
  return next
}

/** How many bytes writeZigzagVarint32 takes for this value. */
export function sizeOfZigzagVarint32(value: number): number {
  const bits = 32 - Math.clz32((value << 1) ^ (value >> 31))
  return bits <= 7 ? 1 : Math.ceil(bits / 7)
}

/** How many bytes writeZigzagVarint64 takes for this value. */
export function sizeOfZigzagVarint64(value: number): number {
  if (value >= -0x40000000 && value < 0x40000000) return sizeOfZigzagVarint32(value)
  const sign = highHalf(value) >> 31
  const high = ((highHalf(value) << 1) | (lowHalf(value) >>> 31)) ^ sign
  const low = (lowHalf(value) << 1) ^ sign
  const bits = high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high)
  return Math.ceil(bits / 7)
}
