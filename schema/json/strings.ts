// Contents of JSON strings that a JsonScanner has already accepted, as bytes or as text.

import { BACKSLASH, ESCAPED_BYTE, hexDigit, LETTER_U } from './characters.ts'
import { utf8Text } from './utf8.ts'

function codeUnit(bytes: Uint8Array, position: number): number {
  let unit = 0
  for (let index = 0; index < 4; index++) unit = unit * 16 + hexDigit(bytes[position + index])
  return unit
}

/** Writes one code point as UTF-8 and answers the position after it. */
function putCodePoint(target: Uint8Array, at: number, codePoint: number): number {
  if (codePoint < 0x80) {
    target[at] = codePoint
    return at + 1
  }
  if (codePoint < 0x800) {
    target[at] = 0xc0 | (codePoint >> 6)
    target[at + 1] = 0x80 | (codePoint & 0x3f)
    return at + 2
  }
  if (codePoint < 0x10000) {
    target[at] = 0xe0 | (codePoint >> 12)
    target[at + 1] = 0x80 | ((codePoint >> 6) & 0x3f)
    target[at + 2] = 0x80 | (codePoint & 0x3f)
    return at + 3
  }
  target[at] = 0xf0 | (codePoint >> 18)
  target[at + 1] = 0x80 | ((codePoint >> 12) & 0x3f)
  target[at + 2] = 0x80 | ((codePoint >> 6) & 0x3f)
  target[at + 3] = 0x80 | (codePoint & 0x3f)
  return at + 4
}

function unescape(bytes: Uint8Array, start: number, end: number): Uint8Array {
  // An escape is never shorter than the bytes it stands for.
  const target = new Uint8Array(end - start)
  let written = 0
  let position = start
  while (position < end) {
    const byte = bytes[position] as number
    if (byte !== BACKSLASH) {
      target[written++] = byte
      position++
      continue
    }
    const letter = bytes[position + 1] as number
    if (letter !== LETTER_U) {
      target[written++] = ESCAPED_BYTE[letter] as number
      position += 2
      continue
    }
    let codePoint = codeUnit(bytes, position + 2)
    position += 6
    if (codePoint >= 0xd800 && codePoint < 0xdc00) {
      codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (codeUnit(bytes, position + 2) - 0xdc00)
      position += 6
    }
    written = putCodePoint(target, written, codePoint)
  }
  return target.subarray(0, written)
}

/** The UTF-8 contents of a scanned string. Without escapes it is a view of the given bytes: nothing is copied. */
export function stringContents(bytes: Uint8Array, start: number, end: number, hasEscape: boolean): Uint8Array {
  return hasEscape ? unescape(bytes, start, end) : bytes.subarray(start, end)
}

/** The contents of a scanned string as text. */
export function stringText(bytes: Uint8Array, start: number, end: number, hasEscape: boolean): string {
  if (!hasEscape) return utf8Text(bytes, start, end)
  const contents = unescape(bytes, start, end)
  return utf8Text(contents, 0, contents.length)
}
