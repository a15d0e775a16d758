// One produce request object, from JSON bytes to a record (ProduceRequest and ProduceAction of Confluent's proxy). Values are never parsed
// into JavaScript: strings without escapes stay views of the body, JSON payloads keep their own bytes.
//
// A record that was read can be posted again: `offset`, `topic_name` and `timestamp_type` are accepted and have no effect.

import { DIGIT_0, DIGIT_9, END_OF_TEXT, LETTER_N, MINUS, OPEN_OBJECT, QUOTE } from '../json/characters.ts'
import { JsonScanner } from '../json/scan.ts'
import { stringText } from '../json/strings.ts'
import { utf8Text } from '../json/utf8.ts'
import type { RecordHeader } from '../kafka/record-cursor.ts'
import { FieldNames, UNKNOWN_FIELD } from './field-names.ts'
import { BAD_REQUEST, badRequest, PARTITION_NOT_FOUND } from './produce-record.ts'
import type { EmbeddedFormat, ParsedProduce, ProduceError, ProduceRecord } from './produce-record.ts'
import { RecordDataReader } from './record-data.ts'
import { RecordHeadersReader } from './record-headers.ts'
import { RecordShape } from './record-shape.ts'
import type { Hole } from './record-shape.ts'
import { duplicateField, quoted, unrecognizedField } from './refusals.ts'
import { parseInstant } from './timestamp.ts'
import { MAX_ENVELOPE_DEPTH, MAX_KEY_BYTES } from '../limits.ts'

const FIELDS = new FieldNames(['partition_id', 'headers', 'key', 'value', 'timestamp', 'id', 'topic_name', 'offset', 'timestamp_type'])
const PARTITION_ID = 0
const HEADERS = 1
const KEY = 2
const VALUE = 3
const TIMESTAMP = 4
const ID = 5
const TOPIC_NAME = 6

const NO_HEADERS: readonly RecordHeader[] = []

const MAX_INT32 = 2_147_483_647
/** Records in a row that did not look like the one before them, after which nobody looks any more. */
const MAX_MISSES = 8

/** Reads record objects from a scanner, one after another. It is kept for a whole body, so that a record costs no reader. */
export class ProduceReader {
  readonly #data = new RecordDataReader()
  readonly #headersReader = new RecordHeadersReader()
  #error: ProduceError | null = null
  #seen = 0
  #partitionId: number | null = null
  #timestampMs: number | null = null
  #key: Uint8Array | null = null
  #keyType: EmbeddedFormat | null = null
  #value: Uint8Array | null = null
  #valueType: EmbeddedFormat | null = null
  #headers: readonly RecordHeader[] = NO_HEADERS
  /** Strings of the record being read that may differ in the next one. */
  #holes: Hole[] = []
  #shape: RecordShape | null = null
  #misses = 0
  /** The entry's `id` if it was a string: records:batch needs it, and must report it also when the record is refused. */
  id: string | null = null
  /** The entry's `topic_name` if it was a string: records:batch of a whole cluster needs it, all others ignore it. */
  topicName: string | null = null

  /**
   * Consumes the object that stands at the scanner and gives its record, or why there is none. After a refusal the scanner stands behind
   * the object all the same, unless `isSyntaxError` says that the JSON is broken.
   */
  read(scanner: JsonScanner): ParsedProduce {
    const first = scanner.next()
    if (this.#shape !== null) {
      const alike = this.#readAlike(this.#shape, scanner)
      if (alike !== null) return alike
    }
    return this.#readWhole(scanner, first)
  }

  /** Reads a record that looks like the one before; null when it does not. */
  #readAlike(shape: RecordShape, scanner: JsonScanner): ParsedProduce | null {
    const start = scanner.position
    if (shape.match(scanner)) {
      if (shape.key === null || shape.key.length <= MAX_KEY_BYTES) {
        this.#misses = 0
        this.id = shape.id
        this.topicName = shape.topicName
        return { ok: true, record: shape.record() }
      }
      scanner.position = start
    }
    if (scanner.failure !== null) return brokenJson(scanner.failure)
    this.#misses++
    return null
  }

  #readWhole(scanner: JsonScanner, first: number): ParsedProduce {
    this.#reset()
    const start = scanner.position
    if (first === OPEN_OBJECT) {
      for (let more = scanner.enterObject(); more; more = scanner.nextMember()) {
        if (!this.#readMember(scanner)) break
      }
    } else if (scanner.value(MAX_ENVELOPE_DEPTH)) this.#error = badRequest('a record is not a JSON object.')
    if (scanner.failure !== null) return brokenJson(scanner.failure)
    if (this.#error !== null) return { ok: false, isSyntaxError: false, errorCode: this.#error.errorCode, message: this.#error.message }
    const record = {
      partitionId: this.#partitionId,
      timestampMs: this.#timestampMs,
      key: this.#key,
      keyType: this.#keyType,
      value: this.#value,
      valueType: this.#valueType,
      headers: this.#headers,
    }
    this.#learn(scanner, start, record)
    return { ok: true, record }
  }

  /** Bodies whose records keep looking different are not worth learning from. */
  #learn(scanner: JsonScanner, start: number, record: ProduceRecord): void {
    const isWorthIt = this.#holes.length > 0 && this.#misses <= MAX_MISSES
    const learned = { record, id: this.id, topicName: this.topicName }
    this.#shape = isWorthIt ? new RecordShape(scanner.bytes, start, scanner.position, this.#holes, learned) : null
  }

  #reset(): void {
    this.#error = null
    this.#seen = 0
    this.#partitionId = null
    this.#timestampMs = null
    this.#key = null
    this.#keyType = null
    this.#value = null
    this.#valueType = null
    this.#headers = NO_HEADERS
    this.#holes = []
    this.id = null
    this.topicName = null
  }

  #readMember(scanner: JsonScanner): boolean {
    const field = FIELDS.match(scanner)
    if (field === UNKNOWN_FIELD) {
      this.#error ??= unrecognizedField(scanner)
      return scanner.value(MAX_ENVELOPE_DEPTH)
    }
    const bit = 1 << field
    if ((this.#seen & bit) !== 0) this.#error ??= duplicateField(scanner)
    this.#seen |= bit
    switch (field) {
      case VALUE:
        return this.#readValue(scanner)
      case KEY:
        return this.#readKey(scanner)
      case HEADERS:
        return this.#readHeaders(scanner)
      case PARTITION_ID:
        return this.#readPartitionId(scanner)
      case TIMESTAMP:
        return this.#readTimestamp(scanner)
      default:
        return this.#readOther(scanner, field)
    }
  }

  #readValue(scanner: JsonScanner): boolean {
    if (!this.#data.read(scanner, 'value')) return false
    this.#error ??= this.#data.error
    this.#value = this.#data.bytes
    this.#valueType = this.#data.type
    this.#noteData('value')
    return true
  }

  #readKey(scanner: JsonScanner): boolean {
    if (!this.#data.read(scanner, 'key')) return false
    this.#error ??= this.#data.error
    this.#key = this.#data.bytes
    this.#keyType = this.#data.type
    this.#noteData('key')
    if (this.#key !== null && this.#key.length > MAX_KEY_BYTES) this.#error ??= badRequest(`key is larger than ${MAX_KEY_BYTES} bytes.`)
    return true
  }

  #noteData(what: 'key' | 'value'): void {
    const { isPlainString, dataStart, dataEnd } = this.#data
    if (isPlainString) this.#holes.push({ what, start: dataStart, end: dataEnd })
  }

  #readHeaders(scanner: JsonScanner): boolean {
    if (!this.#headersReader.read(scanner)) return false
    this.#error ??= this.#headersReader.error
    this.#headers = this.#headersReader.headers
    return true
  }

  #readPartitionId(scanner: JsonScanner): boolean {
    const first = scanner.next()
    const start = scanner.position
    if (!scanner.value(MAX_ENVELOPE_DEPTH)) return false
    if (first === LETTER_N) return true
    const isInteger = (first === MINUS || (first >= DIGIT_0 && first <= DIGIT_9)) && scanner.numberIsInteger
    const partitionId = isInteger ? Number(utf8Text(scanner.bytes, start, scanner.position)) : Number.NaN
    if (!(Math.abs(partitionId) <= MAX_INT32)) {
      this.#error ??= badRequest(`partition_id=${quoted(scanner.bytes, start, scanner.position)} is not a 32-bit integer.`)
    } else if (partitionId < 0) this.#error ??= { errorCode: PARTITION_NOT_FOUND, message: 'Partition not found.' }
    else this.#partitionId = partitionId
    return true
  }

  #readTimestamp(scanner: JsonScanner): boolean {
    const first = scanner.next()
    const start = scanner.position
    if (!scanner.value(MAX_ENVELOPE_DEPTH)) return false
    if (first === LETTER_N) return true
    const timestampMs = first === QUOTE ? parseInstant(this.#lastString(scanner)) : null
    if (timestampMs === null) {
      const shown = quoted(scanner.bytes, start, scanner.position)
      this.#error ??= badRequest(`timestamp=${shown} is not an ISO-8601 instant with a zone, like 2021-02-05T19:14:42Z.`)
    } else if (timestampMs < 0) {
      // Kafka's ProducerRecord refuses them too: -1 means none, and the rest would sort before every retention limit.
      this.#error ??= badRequest(`timestamp=${quoted(scanner.bytes, start, scanner.position)} is before 1970.`)
    } else this.#timestampMs = timestampMs
    return true
  }

  #readOther(scanner: JsonScanner, field: number): boolean {
    const isString = scanner.next() === QUOTE
    const start = scanner.position
    if (!(isString ? scanner.string() : scanner.value(MAX_ENVELOPE_DEPTH))) return false
    if (isString && field === ID) {
      this.id = this.#lastString(scanner)
      this.#holes.push({ what: 'id', start, end: scanner.position })
    }
    if (isString && field === TOPIC_NAME) this.topicName = this.#lastString(scanner)
    return true
  }

  #lastString(scanner: JsonScanner): string {
    return stringText(scanner.bytes, scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape)
  }
}

function brokenJson(failure: string): ParsedProduce {
  return { ok: false, isSyntaxError: true, errorCode: BAD_REQUEST, message: `Bad Request: malformed JSON: ${failure}.` }
}

/** One produce request object that fills `bytes`. The record's key and value may be views of `bytes`. */
export function parseProduce(bytes: Uint8Array): ParsedProduce {
  const scanner = new JsonScanner(bytes)
  const parsed = new ProduceReader().read(scanner)
  if (scanner.failure !== null || scanner.finish()) return parsed
  return brokenJson(scanner.failure ?? 'unreadable')
}

/**
 * All produce request objects of a body that arrived whole, written one after another, in one pass. It ends at the first broken JSON, whose
 * refusal is then the last of the list, or before record `maxRecords` + 1.
 */
export function parseProduceSequence(bytes: Uint8Array, maxRecords: number): ParsedProduce[] {
  const scanner = new JsonScanner(bytes)
  const reader = new ProduceReader()
  const sequence: ParsedProduce[] = []
  while (sequence.length < maxRecords && scanner.next() !== END_OF_TEXT) {
    sequence.push(reader.read(scanner))
    if (scanner.failure !== null) break
  }
  return sequence
}
