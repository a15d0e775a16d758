// The records of one body mostly look alike: the same members in the same order, the same formats, and only an id, a key and a value that
// change. A shape is what stands between those, learned from a record that was read in full. Where the next record has exactly the same
// bytes there, it has exactly the same structure, so only its strings need reading: half the work of the whole parse.
//
// Nothing is guessed. One other byte, and the record is read in full like the first.

import { QUOTE } from '../json/characters.ts'
import type { JsonScanner } from '../json/scan.ts'
import { stringContents, stringText } from '../json/strings.ts'
import type { ProduceRecord } from './produce-record.ts'

/** A string that may change from record to record, from its opening quote to behind its closing one. */
export type Hole = { readonly what: 'id' | 'key' | 'value'; readonly start: number; readonly end: number }

/** What a learned record was, for whatever is not a hole. */
export type LearnedRecord = { readonly record: ProduceRecord; readonly id: string | null; readonly topicName: string | null }

type Part = { readonly literal: Uint8Array; readonly hole: Hole['what'] | null }

export class RecordShape {
  readonly #parts: readonly Part[]
  readonly #learned: LearnedRecord
  /** What the last match found. */
  id: string | null = null
  key: Uint8Array | null = null
  value: Uint8Array | null = null

  /** The object stands at `start` to `end` of `bytes`, which the shape keeps views of. */
  constructor(bytes: Uint8Array, start: number, end: number, holes: readonly Hole[], learned: LearnedRecord) {
    const inOrder = holes.toSorted((left, right) => left.start - right.start)
    const parts: Part[] = []
    let position = start
    for (const { what, start: holeStart, end: holeEnd } of inOrder) {
      parts.push({ literal: bytes.subarray(position, holeStart), hole: what })
      position = holeEnd
    }
    parts.push({ literal: bytes.subarray(position, end), hole: null })
    this.#parts = parts
    this.#learned = learned
  }

  get topicName(): string | null {
    return this.#learned.topicName
  }

  /**
   * Consumes the object at the scanner if it has this shape. False leaves the scanner where it was, unless a string was broken, which
   * `scanner.failure` then says.
   */
  match(scanner: JsonScanner): boolean {
    const start = scanner.position
    const { record, id } = this.#learned
    this.id = id
    this.key = record.key
    this.value = record.value
    // Indexed, like everything that runs for each record of each body: an iterator would cost as much as comparing a literal.
    for (let index = 0; index < this.#parts.length; index++) {
      const { literal, hole } = this.#parts[index] as Part
      if (!standsAt(scanner, literal, hole !== null)) {
        scanner.position = start
        return false
      }
      scanner.position += literal.length
      if (hole !== null && !this.#fill(scanner, hole)) return false
    }
    return true
  }

  #fill(scanner: JsonScanner, hole: Hole['what']): boolean {
    if (!scanner.string()) return false
    const { bytes, stringStart, stringEnd, stringHasEscape } = scanner
    if (hole === 'value') this.value = stringContents(bytes, stringStart, stringEnd, stringHasEscape)
    else if (hole === 'key') this.key = stringContents(bytes, stringStart, stringEnd, stringHasEscape)
    else this.id = stringText(bytes, stringStart, stringEnd, stringHasEscape)
    return true
  }

  /** The record that the last match found. */
  record(): ProduceRecord {
    const { partitionId, timestampMs, keyType, valueType, headers } = this.#learned.record
    return { partitionId, timestampMs, key: this.key, keyType, value: this.value, valueType, headers }
  }
}

/** Whether the literal stands at the scanner, and behind it the quote of a string where one is wanted: data may also be a number or null. */
function standsAt(scanner: JsonScanner, literal: Uint8Array, beforeString: boolean): boolean {
  const { bytes, position } = scanner
  const after = position + literal.length
  if (after > scanner.end || (beforeString && (after === scanner.end || bytes[after] !== QUOTE))) return false
  for (let index = 0; index < literal.length; index++) {
    if (bytes[position + index] !== literal[index]) return false
  }
  return true
}
