// UTF-8 at the level of bytes. Kafka's keys and values are bytes and most of them are text; asking whether they are, without making a
// string of each, is what keeps both directions of the REST side cheap.

const CONTINUATION_MASK = 0xc0
const CONTINUATION_BITS = 0x80

const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: false })
const encoder = new TextEncoder()

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & CONTINUATION_MASK) === CONTINUATION_BITS
}

/**
 * Length in bytes (2 to 4) of the well-formed sequence that starts at `position` with a byte of 0x80 or more, or 0 when it is not
 * well-formed: a stray continuation byte, an overlong form, an encoded surrogate, a value above U+10FFFF, or a sequence cut by `end`
 * (Unicode, table 3-7).
 */
export function utf8SequenceLength(bytes: Uint8Array, position: number, end: number): number {
  const first = bytes[position] as number
  const second = position + 1 < end ? bytes[position + 1] : undefined
  if (first < 0xc2 || first > 0xf4 || !isContinuation(second)) return 0
  if (first < 0xe0) return 2
  const secondByte = second as number
  if (position + 2 >= end || !isContinuation(bytes[position + 2])) return 0
  if (first < 0xf0) return (first === 0xe0 && secondByte < 0xa0) || (first === 0xed && secondByte > 0x9f) ? 0 : 3
  if (position + 3 >= end || !isContinuation(bytes[position + 3])) return 0
  return (first === 0xf0 && secondByte < 0x90) || (first === 0xf4 && secondByte > 0x8f) ? 0 : 4
}

// Up to this many bytes, building ASCII text by hand costs less than a call of the decoder.
const SHORT_TEXT_BYTES = 24

/** The text of a span that is known to be well-formed UTF-8; a malformed part would come out as U+FFFD. A byte order mark is kept. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_TEXT_BYTES) return decoder.decode(bytes.subarray(start, end))
  let seen = 0
  for (let position = start; position < end; position++) seen |= bytes[position] as number
  return seen < 0x80 ? shortAsciiText(bytes, start, end) : decoder.decode(bytes.subarray(start, end))
}

/** Four characters a step: joining single characters would build a chain of strings that is flattened on its first use. */
function shortAsciiText(bytes: Uint8Array, start: number, end: number): string {
  const [a, b, c] = [bytes[start] as number, bytes[start + 1] as number, bytes[start + 2] as number]
  switch (end - start) {
    case 0:
      return ''
    case 1:
      return String.fromCharCode(a)
    case 2:
      return String.fromCharCode(a, b)
    case 3:
      return String.fromCharCode(a, b, c)
    default:
      return String.fromCharCode(a, b, c, bytes[start + 3] as number) + shortAsciiText(bytes, start + 4, end)
  }
}

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}
