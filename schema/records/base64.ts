// Base64 with the standard alphabet, from bytes to bytes: both sides of every JSON answer are UTF-8 bytes already, so the built-in
// Uint8Array.fromBase64 and toBase64, which want strings and which Node 24 lacks, would only add copies.
//
// Decoding follows Guava's BaseEncoding.base64(), which Confluent's proxy uses: padding at the end may be missing, short or too long; anything
// else outside the alphabet, whitespace and the URL alphabet included, is refused; a length of 4n + 1 is refused; left over bits are ignored.

const PADDING = 0x3d
const INVALID = 0xff
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const ENCODED = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))
const DECODED = new Uint8Array(256).fill(INVALID)
for (let index = 0; index < ENCODED.length; index++) DECODED[ENCODED[index] as number] = index

/** The bytes that the base64 text in `[start, end)` stands for, or null when it is not base64. */
export function decodeBase64(text: Uint8Array, start: number, end: number): Uint8Array | null {
  let textEnd = end
  while (textEnd > start && text[textEnd - 1] === PADDING) textEnd--
  const rest = (textEnd - start) & 3
  if (rest === 1) return null
  const wholeEnd = textEnd - rest
  const bytes = new Uint8Array(((wholeEnd - start) >> 2) * 3 + (rest === 0 ? 0 : rest - 1))
  let written = 0
  // Every invalid character decodes to 0xff, so that one check of the collected bits at the end finds any of them.
  let seen = 0
  for (let position = start; position < wholeEnd; position += 4) {
    const a = DECODED[text[position] as number] as number
    const b = DECODED[text[position + 1] as number] as number
    const c = DECODED[text[position + 2] as number] as number
    const d = DECODED[text[position + 3] as number] as number
    seen |= a | b | c | d
    bytes[written++] = (a << 2) | (b >> 4)
    bytes[written++] = (b << 4) | (c >> 2)
    bytes[written++] = (c << 6) | d
  }
  if (rest > 0) seen |= decodeRest(text, wholeEnd, rest, bytes, written)
  return seen > 63 ? null : bytes
}

function decodeRest(text: Uint8Array, position: number, rest: number, bytes: Uint8Array, written: number): number {
  const a = DECODED[text[position] as number] as number
  const b = DECODED[text[position + 1] as number] as number
  const c = rest === 3 ? (DECODED[text[position + 2] as number] as number) : 0
  bytes[written] = (a << 2) | (b >> 4)
  if (rest === 3) bytes[written + 1] = (b << 4) | (c >> 2)
  return a | b | c
}

/** Length of the padded base64 text of `byteCount` bytes. */
export function base64Length(byteCount: number): number {
  return Math.ceil(byteCount / 3) * 4
}

/** Writes the padded base64 text of `bytes` at `at` into `target`, which must have room, and answers the position after it. */
export function encodeBase64Into(target: Uint8Array, at: number, bytes: Uint8Array): number {
  const wholeEnd = bytes.length - (bytes.length % 3)
  let written = at
  for (let position = 0; position < wholeEnd; position += 3) {
    const bits = ((bytes[position] as number) << 16) | ((bytes[position + 1] as number) << 8) | (bytes[position + 2] as number)
    target[written++] = ENCODED[bits >> 18] as number
    target[written++] = ENCODED[(bits >> 12) & 63] as number
    target[written++] = ENCODED[(bits >> 6) & 63] as number
    target[written++] = ENCODED[bits & 63] as number
  }
  const rest = bytes.length - wholeEnd
  if (rest === 0) return written
  const bits = ((bytes[wholeEnd] as number) << 16) | (rest === 2 ? (bytes[wholeEnd + 1] as number) << 8 : 0)
  target[written++] = ENCODED[bits >> 18] as number
  target[written++] = ENCODED[(bits >> 12) & 63] as number
  target[written++] = rest === 2 ? (ENCODED[(bits >> 6) & 63] as number) : PADDING
  target[written++] = PADDING
  return written
}
