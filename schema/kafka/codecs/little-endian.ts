// Unsigned numbers whose lowest byte comes first, as gzip's relatives write them. Kafka's own fields are the other way round: int64.ts.

/** The number in `count` bytes at `position`. Bytes beyond the end count as 0, so the caller checks the length. */
export function littleEndian(bytes: Uint8Array, position: number, count: number): number {
  let value = 0
  for (let index = count - 1; index >= 0; index--) value = value * 256 + (bytes[position + index] ?? 0)
  return value
}
