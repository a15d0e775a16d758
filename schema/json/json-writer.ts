// Writes JSON as UTF-8 bytes into one growing buffer. Record payloads are bytes already; going through strings would decode and encode each
// of them once for nothing.

import { BACKSLASH, QUOTE, STRING_BYTE, STRING_CONTROL, STRING_MULTIBYTE, STRING_PLAIN } from './characters.ts'
import { utf8Bytes, utf8SequenceLength } from './utf8.ts'

const DEFAULT_CAPACITY_BYTES = 16 * 1024
/** Below this a loop copies faster than TypedArray.set, which pays for a call into the engine. */
const SMALL_COPY_BYTES = 32
/** The longest escape of one byte, \u001f. */
const MAX_ESCAPE_BYTES = 6

/** What `textKind` finds. */
export const NOT_TEXT = 0
export const PLAIN_TEXT = 1
export const TEXT_WITH_ESCAPES = 2

/** Whether bytes are well-formed UTF-8, and if so whether a JSON string of them needs escapes. */
export function textKind(bytes: Uint8Array): number {
  const end = bytes.length
  let kind = PLAIN_TEXT
  let position = 0
  while (position < end) {
    const byteKind = STRING_BYTE[bytes[position] as number] as number
    if (byteKind === STRING_PLAIN) {
      position++
    } else if (byteKind === STRING_MULTIBYTE) {
      const length = utf8SequenceLength(bytes, position, end)
      if (length === 0) return NOT_TEXT
      position += length
    } else {
      kind = TEXT_WITH_ESCAPES
      position++
    }
  }
  return kind
}

const SHORT_ESCAPES = new Uint8Array(0x20)
for (const [byte, letter] of [
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0c, 'f'],
  [0x0d, 'r'],
] as const) {
  SHORT_ESCAPES[byte] = letter.charCodeAt(0)
}
const HEX_DIGITS = utf8Bytes('0123456789abcdef')

/** A buffer that is kept for a whole answer. `bytes` and `length` are open, so that other encoders can write in place after `ensure`. */
export class JsonWriter {
  bytes: Uint8Array
  length = 0

  constructor(capacityBytes: number = DEFAULT_CAPACITY_BYTES) {
    this.bytes = new Uint8Array(capacityBytes)
  }

  /** Makes room for `byteCount` more bytes. `bytes` may be another array afterwards. */
  ensure(byteCount: number): void {
    const wanted = this.length + byteCount
    if (wanted <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(wanted, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }

  byte(value: number): void {
    this.ensure(1)
    this.bytes[this.length++] = value
  }

  /** Bytes as they are. */
  raw(source: Uint8Array): void {
    const size = source.length
    this.ensure(size)
    if (size > SMALL_COPY_BYTES) this.bytes.set(source, this.length)
    else for (let index = 0; index < size; index++) this.bytes[this.length + index] = source[index] as number
    this.length += size
  }

  /** Text that is known to be ASCII, without quotes. */
  ascii(text: string): void {
    const size = text.length
    this.ensure(size)
    for (let index = 0; index < size; index++) this.bytes[this.length + index] = text.charCodeAt(index)
    this.length += size
  }

  /** A JSON string of UTF-8 contents whose `textKind` the caller has asked. */
  string(contents: Uint8Array, kind: number): void {
    this.byte(QUOTE)
    if (kind === PLAIN_TEXT) this.raw(contents)
    else this.#escaped(contents)
    this.byte(QUOTE)
  }

  #escaped(contents: Uint8Array): void {
    this.ensure(contents.length * MAX_ESCAPE_BYTES)
    const { bytes } = this
    let at = this.length
    for (const byte of contents) {
      const kind = STRING_BYTE[byte] as number
      if (kind === STRING_PLAIN || kind === STRING_MULTIBYTE) {
        bytes[at++] = byte
        continue
      }
      bytes[at++] = BACKSLASH
      const short = kind === STRING_CONTROL ? (SHORT_ESCAPES[byte] as number) : byte
      if (short !== 0) bytes[at++] = short
      else at = putUnicodeEscape(bytes, at, byte)
    }
    this.length = at
  }

  /** Everything written, as bytes of its own; the writer starts again and keeps its buffer. */
  take(): Uint8Array {
    const written = this.bytes.slice(0, this.length)
    this.length = 0
    return written
  }
}

function putUnicodeEscape(bytes: Uint8Array, position: number, control: number): number {
  bytes[position] = 0x75
  bytes[position + 1] = 0x30
  bytes[position + 2] = 0x30
  bytes[position + 3] = HEX_DIGITS[control >> 4] as number
  bytes[position + 4] = HEX_DIGITS[control & 15] as number
  return position + 5
}
