// UTF-8 at the level of bytes. Kafka's keys and values are bytes and most of them are text; asking whether they are, without making a
// string of each, is what keeps both directions of the REST side cheap.

const CONTINUATION_MASK = 0xc0
const CONTINUATION_BITS = 0x80

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
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

/** The text of a span that is known to be well-formed UTF-8; a malformed part would come out as U+FFFD. A byte order mark is kept. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_TEXT_BYTES) return decoder.decode(bytes.subarray(start, end))
  let text = ''
  for (let position = start; position < end; position++) {
    const byte = bytes[position] as number
    if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}

// Calling the decoder costs more than joining this many characters by hand.
const SHORT_TEXT_BYTES = 24

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}
