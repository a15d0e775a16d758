// Texts of messages as UTF-8. The engine stands on no platform, so TextEncoder and TextDecoder do not exist here; the texts are names and
// configs, short and mostly ASCII. Both directions give what Java gives: half a surrogate pair is written as a question mark, malformed
// bytes are read as U+FFFD, and nothing is refused.
// Source: String.getBytes and new String with UTF_8, which MessageUtil and Readable.readString of Kafka use.

const REPLACEMENT = '\ufffd'
const QUESTION_MARK = 0x3f

/** Code points that are appended at once; an argument list has its limits. */
const CHUNK = 1024

export function utf8Bytes(text: string): Uint8Array {
  // One UTF-16 unit takes three bytes at most.
  const bytes = new Uint8Array(text.length * 3)
  let position = 0
  for (let index = 0; index < text.length; index++) {
    const codePoint = text.codePointAt(index) ?? 0
    if (codePoint > 0xffff) index++
    position = writeCodePoint(bytes, position, codePoint)
  }
  return bytes.slice(0, position)
}

function writeCodePoint(bytes: Uint8Array, position: number, codePoint: number): number {
  let next = position
  if (codePoint < 0x80) {
    bytes[next++] = codePoint
  } else if (codePoint < 0x800) {
    bytes[next++] = 0xc0 | (codePoint >> 6)
    bytes[next++] = 0x80 | (codePoint & 0x3f)
  } else if (codePoint >= 0xd800 && codePoint < 0xe000) {
    bytes[next++] = QUESTION_MARK
  } else {
    if (codePoint < 0x10000) bytes[next++] = 0xe0 | (codePoint >> 12)
    else {
      bytes[next++] = 0xf0 | (codePoint >> 18)
      bytes[next++] = 0x80 | ((codePoint >> 12) & 0x3f)
    }
    bytes[next++] = 0x80 | ((codePoint >> 6) & 0x3f)
    bytes[next++] = 0x80 | (codePoint & 0x3f)
  }
  return next
}

/** The text of bytes[start, end). */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let position = start
  while (position < end) {
    const codePoints: number[] = []
    while (position < end && codePoints.length < CHUNK) {
      const length = sequenceLength(bytes, position, end)
      if (length > 0) codePoints.push(codePointAt(bytes, position, length))
      else codePoints.push(REPLACEMENT.charCodeAt(0))
      position += Math.max(1, Math.abs(length))
    }
    text += String.fromCodePoint(...codePoints)
  }
  return text
}

/** The length of the well-formed sequence at `position`; for a malformed one, minus the bytes that one U+FFFD stands for (Unicode 3-7). */
function sequenceLength(bytes: Uint8Array, position: number, end: number): number {
  const first = bytes[position] ?? 0
  if (first < 0x80) return 1
  const wanted = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let index = 1; index < wanted; index++) {
    const byte = position + index < end ? (bytes[position + index] ?? 0) : 0
    const lowest = index > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
    const highest = index > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
    if (byte < lowest || byte > highest) return -index
  }
  return wanted === 0 ? -1 : wanted
}

function codePointAt(bytes: Uint8Array, position: number, length: number): number {
  const first = bytes[position] ?? 0
  if (length === 1) return first
  let codePoint = first & (0x7f >> length)
  for (let index = 1; index < length; index++) codePoint = (codePoint << 6) | ((bytes[position + index] ?? 0) & 0x3f)
  return codePoint
}
