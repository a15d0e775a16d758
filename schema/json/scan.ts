// A strict JSON scanner over bytes (RFC 8259). It checks syntax and says where things are; it never builds values. A payload that goes into
// a record must keep its own bytes: numbers beyond 2^53 and the text of every number would not survive JSON.parse and JSON.stringify.
//
// Stricter than JSON.parse in two points, because the bytes become Kafka records and JSON answers again: the text must be well-formed
// UTF-8, and an escape may not name half a surrogate pair, which no UTF-8 can hold.

import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, DIGIT_0, DIGIT_9, END_OF_TEXT, LETTER_U, MINUS } from './characters.ts'
import { ESCAPED_BYTE, hexDigit, IS_WHITESPACE, OPEN_ARRAY, OPEN_OBJECT, PLUS, POINT, QUOTE, shownByte } from './characters.ts'
import { STRING_BYTE, STRING_CONTROL, STRING_ESCAPE, STRING_PLAIN, STRING_QUOTE } from './characters.ts'
import { PlainRun } from './plain-run.ts'
import { utf8SequenceLength } from './utf8.ts'
import { MAX_PAYLOAD_DEPTH } from '../limits.ts'

const LITERALS = new Map(['true', 'false', 'null'].map((text) => [text.charCodeAt(0), Uint8Array.from(text, (c) => c.charCodeAt(0))]))

// The open containers of the value being scanned, 1 for an object. Scanning is synchronous and `value` does not call itself, so that all
// scanners can share one stack instead of allocating a kilobyte a record.
const containerIsObject = new Uint8Array(MAX_PAYLOAD_DEPTH)

/**
 * Walks one JSON text. Every method that consumes answers whether it could; after a `false` the scanner is done and `failure` says what is
 * wrong and at which byte. Positions are indexes into `bytes`.
 */
export class JsonScanner {
  readonly bytes: Uint8Array
  readonly end: number
  position: number
  /** Why scanning stopped, in words for the sender, or null. */
  failure: string | null = null
  /** The last string, without its quotes. */
  stringStart = 0
  stringEnd = 0
  stringHasEscape = false
  /** Whether the last number had neither fraction nor exponent. */
  numberIsInteger = false
  /** Insignificant bytes skipped so far. A value that did not raise it needs no minifying. */
  whitespaceCount = 0
  readonly #origin: number
  readonly #plainRun: PlainRun

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes
    this.position = start
    this.end = end
    this.#origin = start
    this.#plainRun = new PlainRun(bytes, end)
  }

  /** Stops the scan. Byte positions in messages count from the start of the text. Always false, so that callers can return it. */
  fail(message: string, position: number = this.position): false {
    this.failure ??= `${message} at byte ${position - this.#origin}`
    return false
  }

  /** Skips whitespace and answers the byte that follows without consuming it, or END_OF_TEXT. */
  next(): number {
    const { bytes, end } = this
    let position = this.position
    while (position < end) {
      const byte = bytes[position] as number
      if (IS_WHITESPACE[byte] === 0) {
        this.whitespaceCount += position - this.position
        this.position = position
        return byte
      }
      position++
    }
    this.whitespaceCount += position - this.position
    this.position = position
    return END_OF_TEXT
  }

  /** Consumes `byte` after optional whitespace; `expected` names it in the error. */
  expect(byte: number, expected: string): boolean {
    const found = this.next()
    if (found !== byte) return this.unexpected(found, expected)
    this.position++
    return true
  }

  /** Fails with what stands here instead of what was expected. Always false. */
  unexpected(found: number, expected: string): false {
    if (found === END_OF_TEXT) return this.fail(`the JSON text ends where ${expected} was expected`)
    return this.fail(`unexpected ${shownByte(found)} where ${expected} was expected`)
  }

  /** Nothing but whitespace may follow. */
  finish(): boolean {
    const found = this.next()
    return found === END_OF_TEXT || this.unexpected(found, 'the end of the JSON text')
  }

  /** Consumes a string whose opening quote stands at `position`; its span and `stringHasEscape` describe it. */
  string(): boolean {
    const { bytes, end } = this
    let position = this.position + 1
    let wordsFrom = this.#plainRun.wordsFrom(position)
    this.stringStart = position
    this.stringHasEscape = false
    while (position < end) {
      const kind = STRING_BYTE[bytes[position] as number] as number
      if (kind === STRING_PLAIN) {
        position++
        if (position === wordsFrom) position = this.#plainRun.skip(position)
        continue
      }
      if (kind === STRING_QUOTE) {
        this.stringEnd = position
        this.position = position + 1
        return true
      }
      const next = this.#special(kind, position)
      if (next < 0) return false
      position = next
      wordsFrom = this.#plainRun.wordsFrom(position)
    }
    return this.fail('the JSON text ends inside a string', end)
  }

  #special(kind: number, position: number): number {
    if (kind === STRING_CONTROL) return this.#refuse('a control character must be escaped in a string', position)
    if (kind === STRING_ESCAPE) {
      this.stringHasEscape = true
      return this.#escape(position)
    }
    const length = utf8SequenceLength(this.bytes, position, this.end)
    return length === 0 ? this.#refuse('malformed UTF-8', position) : position + length
  }

  #refuse(message: string, position: number): -1 {
    this.fail(message, position)
    return -1
  }

  #escape(position: number): number {
    const letter = position + 1 < this.end ? (this.bytes[position + 1] as number) : 0
    if (ESCAPED_BYTE[letter] !== 0) return position + 2
    const unit = this.#unicodeEscape(position)
    if (unit < 0) return this.#refuse('malformed escape', position)
    if (unit < 0xd800 || unit > 0xdfff) return position + 6
    const low = unit < 0xdc00 ? this.#unicodeEscape(position + 6) : -1
    if (low < 0xdc00 || low > 0xdfff) return this.#refuse('half a surrogate pair (no UTF-8 can hold it)', position)
    return position + 12
  }

  /** The 16 bits of the `\uXXXX` at `position`, or -1. */
  #unicodeEscape(position: number): number {
    const { bytes } = this
    if (position + 6 > this.end || bytes[position] !== BACKSLASH || bytes[position + 1] !== LETTER_U) return -1
    let unit = 0
    for (let index = 2; index < 6; index++) {
      const digit = hexDigit(bytes[position + index])
      if (digit < 0) return -1
      unit = unit * 16 + digit
    }
    return unit
  }

  /** Consumes a number that starts at `position`. */
  number(): boolean {
    const { bytes, end } = this
    let position = this.position
    if (bytes[position] === MINUS) position++
    const digits = position
    position = this.#digits(position)
    if (position === digits) return this.fail('malformed number')
    if (bytes[digits] === DIGIT_0 && position > digits + 1) return this.fail('a number may not start with a zero')
    this.numberIsInteger = true
    if (position < end && bytes[position] === POINT) {
      const fraction = position + 1
      position = this.#digits(fraction)
      if (position === fraction) return this.fail('a number needs a digit after its point')
      this.numberIsInteger = false
    }
    if (position < end && ((bytes[position] as number) | 0x20) === 0x65) {
      const sign = bytes[position + 1]
      const exponent = position + (sign === PLUS || sign === MINUS ? 2 : 1)
      position = this.#digits(exponent)
      if (position <= exponent) return this.fail('a number needs a digit in its exponent')
      this.numberIsInteger = false
    }
    this.position = position
    return true
  }

  #digits(start: number): number {
    const { bytes, end } = this
    let position = start
    while (position < end) {
      const byte = bytes[position] as number
      if (byte < DIGIT_0 || byte > DIGIT_9) break
      position++
    }
    return position
  }

  #literal(first: number): boolean {
    const word = LITERALS.get(first)
    if (word === undefined) return this.unexpected(first, 'a JSON value')
    for (let index = 1; index < word.length; index++) {
      if (this.position + index >= this.end || this.bytes[this.position + index] !== word[index]) return this.fail('unknown word')
    }
    this.position += word.length
    return true
  }

  /** Consumes a string, number, true, false or null whose first byte is `first`. */
  scalar(first: number): boolean {
    if (first === QUOTE) return this.string()
    if (first === MINUS || (first >= DIGIT_0 && first <= DIGIT_9)) return this.number()
    return first === END_OF_TEXT ? this.unexpected(first, 'a JSON value') : this.#literal(first)
  }

  /** Consumes a member's name and its colon. The name's span stays readable until the next string. */
  memberName(): boolean {
    const found = this.next()
    if (found !== QUOTE) return this.unexpected(found, 'a name in double quotes')
    return this.string() && this.expect(COLON, "':'")
  }

  /** Consumes the `{` that stands here and, unless the object is empty, its first name: for (more = enterObject(); more; more = nextMember()). */
  enterObject(): boolean {
    this.position++
    if (this.next() !== CLOSE_OBJECT) return this.memberName()
    this.position++
    return false
  }

  /** After a member's value: consumes `,` and the next name, or the closing `}` and answers false. */
  nextMember(): boolean {
    const found = this.next()
    if (found !== COMMA && found !== CLOSE_OBJECT) return this.unexpected(found, "',' or '}'")
    this.position++
    return found === COMMA && this.memberName()
  }

  /** Consumes the `[` that stands here; false when the array is empty. */
  enterArray(): boolean {
    this.position++
    if (this.next() !== CLOSE_ARRAY) return true
    this.position++
    return false
  }

  /** After an item: consumes `,`, or the closing `]` and answers false. */
  nextItem(): boolean {
    const found = this.next()
    if (found !== COMMA && found !== CLOSE_ARRAY) return this.unexpected(found, "',' or ']'")
    this.position++
    return found === COMMA
  }

  /**
   * Consumes any value, nested at most `maxDepth` (up to MAX_PAYLOAD_DEPTH) containers deep. It loops instead of recursing, so that ten
   * megabytes of `[` cost an error and no stack.
   */
  value(maxDepth: number): boolean {
    let depth = 0
    for (;;) {
      const first = this.next()
      if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
        if (depth >= maxDepth) return this.fail(`nested deeper than ${maxDepth} levels`)
        this.position++
        const isObject = first === OPEN_OBJECT
        if (this.next() === (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          this.position++
        } else {
          containerIsObject[depth++] = isObject ? 1 : 0
          if (isObject && !this.memberName()) return false
          continue
        }
      } else if (!this.scalar(first)) return false
      depth = this.#closeContainers(depth)
      if (depth <= 0) return depth === 0
    }
  }

  /** After a value: ends the containers that end here. The depth at which the next value stands, 0 when all are closed, -1 on a failure. */
  #closeContainers(openDepth: number): number {
    let depth = openDepth
    while (depth > 0) {
      const isObject = containerIsObject[depth - 1] === 1
      const found = this.next()
      if (found === COMMA) {
        this.position++
        return isObject && !this.memberName() ? -1 : depth
      }
      if (found !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        this.unexpected(found, isObject ? "',' or '}'" : "',' or ']'")
        return -1
      }
      this.position++
      depth--
    }
    return 0
  }
}
