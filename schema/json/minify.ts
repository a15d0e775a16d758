// JSON without its insignificant whitespace. A JSON payload is stored this way, as Confluent's proxy does, but every other byte stays:
// the order of the members, the digits of each number, the spelling of each escape.

import { BACKSLASH, IS_WHITESPACE, QUOTE } from './characters.ts'

/** The position after the string that opens at `position`. */
function skipString(bytes: Uint8Array, position: number): number {
  let next = position + 1
  while (bytes[next] !== QUOTE) next += bytes[next] === BACKSLASH ? 2 : 1
  return next + 1
}

/** A compact copy of the JSON text in `[start, end)`, which a JsonScanner must have accepted. */
export function minifyJson(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const target = new Uint8Array(end - start)
  let written = 0
  let position = start
  while (position < end) {
    const byte = bytes[position] as number
    if (byte === QUOTE) {
      const next = skipString(bytes, position)
      target.set(bytes.subarray(position, next), written)
      written += next - position
      position = next
      continue
    }
    if (IS_WHITESPACE[byte] === 0) target[written++] = byte
    position++
  }
  return target.subarray(0, written)
}
