// Cuts a stream of JSON objects, written one after another with or without whitespace between, into the objects (Confluent's streaming
// produce). Chunks may end anywhere: inside a number, an escape, a UTF-8 sequence. Each byte is looked at once, whatever the chunking, so
// that a sender of single bytes costs no more than one of megabytes.
//
// It follows the structure (what may come next, which bracket closes what), so that a missing brace or quote ends the stream where it
// happens instead of swallowing all records behind it. What is inside a string, a number or a word is left to the parser of the object.

import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, IS_WHITESPACE, OPEN_ARRAY, OPEN_OBJECT, QUOTE, shownByte } from './characters.ts'
import { STRING_BYTE, STRING_CONTROL, STRING_ESCAPE, STRING_PLAIN, STRING_QUOTE } from './characters.ts'
import { PlainRun } from './plain-run.ts'
import { MAX_PAYLOAD_DEPTH, MAX_RECORD_JSON_BYTES } from '../limits.ts'

export type ConcatenatedLimits = { maxObjectBytes: number }

/** Why a stream ended early: its text is not JSON objects, or one object is larger than allowed. */
export type ConcatenatedFailure = { kind: 'syntax' | 'too-large'; message: string }

export type ConcatenatedResult = { objects: Uint8Array[]; failure: ConcatenatedFailure | null }

// What may come next. Plain numbers, because `erasableSyntaxOnly` has no enums and this is compared for every byte.
const BETWEEN_OBJECTS = 0
const VALUE = 1
const VALUE_OR_CLOSE = 2
const NAME = 3
const NAME_OR_CLOSE = 4
const NAME_COLON = 5
const COMMA_OR_CLOSE = 6
const IN_STRING = 7
const IN_ESCAPE = 8
const IN_WORD = 9

// Depth inside one object: the envelope's own levels and the payload's.
const MAX_DEPTH = MAX_PAYLOAD_DEPTH + 4
const FIRST_PENDING_BYTES = 1024

/** A byte of a number or of true, false, null. Words are cut here and judged by the parser. */
const IS_WORD = new Uint8Array(256)
for (const character of '+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') IS_WORD[character.charCodeAt(0)] = 1

/** One stream. `push` chunks as they arrive, then `end` once. After a failure the stream is over and further chunks are ignored. */
export class ConcatenatedJson {
  readonly #maxObjectBytes: number
  readonly #containerIsObject = new Uint8Array(MAX_DEPTH)
  #depth = 0
  #state = BETWEEN_OBJECTS
  #stringIsName = false
  #pending = new Uint8Array(0)
  #pendingLength = 0
  #consumedBytes = 0
  #failure: ConcatenatedFailure | null = null

  constructor(limits: ConcatenatedLimits = { maxObjectBytes: MAX_RECORD_JSON_BYTES }) {
    this.#maxObjectBytes = limits.maxObjectBytes
  }

  /**
   * The objects completed by this chunk, in order, each as its own bytes. An object that lies within the chunk is a view of it, so the
   * chunk must not be overwritten while its objects are in use. `failure` is set once the stream is broken; objects before it count.
   */
  push(chunk: Uint8Array): ConcatenatedResult {
    const objects: Uint8Array[] = []
    if (this.#failure !== null) return { objects, failure: this.#failure }
    const plainRun = new PlainRun(chunk, chunk.length)
    let start = 0
    let position = 0
    while (position < chunk.length && this.#failure === null) {
      const wasBetween = this.#state === BETWEEN_OBJECTS
      if (wasBetween) start = position
      position = this.#advance(chunk, position, plainRun)
      if (!wasBetween && this.#state === BETWEEN_OBJECTS && this.#failure === null) this.#complete(chunk, start, position, objects)
    }
    if (this.#failure === null && this.#state !== BETWEEN_OBJECTS) this.#keep(chunk, start, chunk.length)
    this.#consumedBytes += chunk.length
    return { objects, failure: this.#failure }
  }

  /** The body is over. An object that is still open is an error. */
  end(): ConcatenatedFailure | null {
    if (this.#failure === null && this.#state !== BETWEEN_OBJECTS) {
      this.#failure = { kind: 'syntax', message: `the body ends inside a JSON object at byte ${this.#consumedBytes}` }
    }
    return this.#failure
  }

  /** Takes one token or one byte and answers the position after it. */
  #advance(chunk: Uint8Array, position: number, plainRun: PlainRun): number {
    if (this.#state === IN_STRING) return this.#inString(chunk, position, plainRun)
    const byte = chunk[position] as number
    if (this.#state === IN_ESCAPE) {
      this.#state = IN_STRING
      return position + 1
    }
    if (this.#state === IN_WORD) {
      if (IS_WORD[byte] === 1) return position + 1
      this.#state = COMMA_OR_CLOSE
    }
    if (IS_WHITESPACE[byte] !== 1 && !this.#structure(byte)) this.#unexpected(byte, position)
    return position + 1
  }

  #inString(chunk: Uint8Array, start: number, plainRun: PlainRun): number {
    const wordsFrom = plainRun.wordsFrom(start)
    let position = start
    while (position < chunk.length) {
      const kind = STRING_BYTE[chunk[position] as number] as number
      if (kind === STRING_QUOTE) {
        this.#state = this.#stringIsName ? NAME_COLON : COMMA_OR_CLOSE
        return position + 1
      }
      if (kind === STRING_ESCAPE) {
        this.#state = IN_ESCAPE
        return position + 1
      }
      if (kind === STRING_CONTROL) {
        this.#fail('syntax', 'a control character must be escaped in a string', position)
        return position
      }
      position++
      if (position === wordsFrom && kind === STRING_PLAIN) position = plainRun.skip(position)
    }
    return position
  }

  /** Whether `byte` may stand here; moves to what may follow it. */
  #structure(byte: number): boolean {
    switch (this.#state) {
      case BETWEEN_OBJECTS:
        return byte === OPEN_OBJECT && this.#open(true)
      case VALUE:
        return this.#value(byte)
      case VALUE_OR_CLOSE:
        return byte === CLOSE_ARRAY ? this.#close(false) : this.#value(byte)
      case NAME:
        return byte === QUOTE && this.#string(true)
      case NAME_OR_CLOSE:
        return byte === CLOSE_OBJECT ? this.#close(true) : byte === QUOTE && this.#string(true)
      case NAME_COLON:
        this.#state = VALUE
        return byte === COLON
      default:
        return this.#afterValue(byte)
    }
  }

  #value(byte: number): boolean {
    if (byte === QUOTE) return this.#string(false)
    if (byte === OPEN_OBJECT) return this.#open(true)
    if (byte === OPEN_ARRAY) return this.#open(false)
    this.#state = IN_WORD
    return IS_WORD[byte] === 1
  }

  #string(isName: boolean): boolean {
    this.#stringIsName = isName
    this.#state = IN_STRING
    return true
  }

  #open(isObject: boolean): boolean {
    if (this.#depth === MAX_DEPTH) return false
    this.#containerIsObject[this.#depth++] = isObject ? 1 : 0
    this.#state = isObject ? NAME_OR_CLOSE : VALUE_OR_CLOSE
    return true
  }

  #close(isObject: boolean): boolean {
    if ((this.#containerIsObject[this.#depth - 1] === 1) !== isObject) return false
    this.#depth--
    this.#state = this.#depth === 0 ? BETWEEN_OBJECTS : COMMA_OR_CLOSE
    return true
  }

  #afterValue(byte: number): boolean {
    if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return this.#close(byte === CLOSE_OBJECT)
    this.#state = this.#containerIsObject[this.#depth - 1] === 1 ? NAME : VALUE
    return byte === COMMA
  }

  #complete(chunk: Uint8Array, start: number, end: number, objects: Uint8Array[]): void {
    if (this.#pendingLength === 0) {
      if (end - start > this.#maxObjectBytes) this.#tooLarge(start)
      else objects.push(chunk.subarray(start, end))
      return
    }
    this.#keep(chunk, start, end)
    if (this.#failure !== null) return
    objects.push(this.#pending.slice(0, this.#pendingLength))
    this.#pendingLength = 0
  }

  /** Holds the part of an open object that this chunk brought, as long as the object stays within the limit. */
  #keep(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#pendingLength + (end - start)
    if (length > this.#maxObjectBytes) {
      this.#tooLarge(start)
      return
    }
    if (length > this.#pending.length) {
      const larger = new Uint8Array(Math.min(this.#maxObjectBytes, Math.max(FIRST_PENDING_BYTES, length, this.#pending.length * 2)))
      larger.set(this.#pending.subarray(0, this.#pendingLength))
      this.#pending = larger
    }
    this.#pending.set(chunk.subarray(start, end), this.#pendingLength)
    this.#pendingLength = length
  }

  #tooLarge(position: number): void {
    this.#fail('too-large', `one JSON object is larger than ${this.#maxObjectBytes} bytes`, position)
  }

  #unexpected(byte: number, position: number): void {
    if (this.#depth === MAX_DEPTH && (byte === OPEN_OBJECT || byte === OPEN_ARRAY)) {
      this.#fail('syntax', `nested deeper than ${MAX_DEPTH} levels`, position)
      return
    }
    this.#fail('syntax', `unexpected ${shownByte(byte)}${this.#depth === 0 ? ' where a JSON object was expected' : ''}`, position)
  }

  #fail(kind: ConcatenatedFailure['kind'], message: string, position: number): void {
    this.#failure = { kind, message: `${message} at byte ${this.#consumedBytes + position}` }
    this.#pending = new Uint8Array(0)
    this.#pendingLength = 0
  }
}
