// Reading and writing big-endian int64 fields as JavaScript numbers. Numbers are exact up to 2^53, far beyond any offset or real time.
// A client may still send any int64 as a timestamp or producer id: such a value is read as the nearest number, and the nearest number of
// Long.MAX_VALUE is 2^63, which does not fit into an int64 any more. Writing therefore clamps instead of wrapping around.

const TWO_TO_32 = 2 ** 32
const TWO_TO_63 = 2 ** 63

/** The signed number that two 32-bit halves make, rounded to the nearest double beyond 2^53. */
export function int64FromHalves(high: number, low: number): number {
  return (high | 0) * TWO_TO_32 + (low >>> 0)
}

/** The upper half of an int64 as int32. Values outside the int64 range are clamped to it. */
export function highHalf(value: number): number {
  if (value >= TWO_TO_63) return 0x7fffffff
  if (value <= -TWO_TO_63) return -0x80000000
  return Math.floor(value / TWO_TO_32) | 0
}

/** The lower half of an int64 as int32 bits. It belongs to the upper half that highHalf gives for the same value. */
export function lowHalf(value: number): number {
  if (value >= TWO_TO_63) return -1
  if (value <= -TWO_TO_63) return 0
  return value | 0
}

/** Reads the int64 at `position`; the caller has checked that 8 bytes are there. */
export function readInt64(bytes: Uint8Array, position: number): number {
  return int64FromHalves(readInt32(bytes, position), readInt32(bytes, position + 4))
}

/** Writes a whole number as int64 at `position`; the caller has checked that 8 bytes are there. */
export function writeInt64(bytes: Uint8Array, position: number, value: number): void {
  writeInt32(bytes, position, highHalf(value))
  writeInt32(bytes, position + 4, lowHalf(value))
}

/** Reads the signed int32 at `position`. Bytes beyond the end count as 0, so the caller checks the length. */
export function readInt32(bytes: Uint8Array, position: number): number {
  return (
    ((bytes[position] ?? 0) << 24) | ((bytes[position + 1] ?? 0) << 16) | ((bytes[position + 2] ?? 0) << 8) | (bytes[position + 3] ?? 0)
  )
}

/** Writes an int32 (or the bits of a uint32) at `position`. */
export function writeInt32(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >>> 24
  bytes[position + 1] = value >>> 16
  bytes[position + 2] = value >>> 8
  bytes[position + 3] = value
}

/** Reads the signed int16 at `position`. */
export function readInt16(bytes: Uint8Array, position: number): number {
  return (((bytes[position] ?? 0) << 24) >> 16) | (bytes[position + 1] ?? 0)
}

/** Writes an int16 at `position`. */
export function writeInt16(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >>> 8
  bytes[position + 1] = value
}
