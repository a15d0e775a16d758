// Reads the `headers` of a produce request: `{"name":…,"value":base64 or null}` as Confluent has it, or with `text` for a plain string,
// because hardly any header is binary. Names may repeat and order is kept.

import { LETTER_N, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from '../json/characters.ts'
import type { JsonScanner } from '../json/scan.ts'
import { stringContents } from '../json/strings.ts'
import type { RecordHeader } from '../kafka/record-cursor.ts'
import { decodeBase64 } from './base64.ts'
import { FieldNames, UNKNOWN_FIELD } from './field-names.ts'
import { badRequest } from './produce-record.ts'
import type { ProduceError } from './produce-record.ts'
import { duplicateField, quoted, unrecognizedField } from './refusals.ts'
import { MAX_ENVELOPE_DEPTH, MAX_HEADERS_PER_RECORD, MAX_HEADER_NAME_BYTES } from '../limits.ts'

const FIELDS = new FieldNames(['name', 'value', 'text'])
const NAME_FIELD = 0
const VALUE_FIELD = 1

/** A reader that is used again for every record of a body. After `read`, the fields describe the headers that were read. */
export class RecordHeadersReader {
  headers: RecordHeader[] = []
  error: ProduceError | null = null
  #name: Uint8Array | null = null
  #value: Uint8Array | null = null
  #seen = 0

  /** Consumes null or a list. False only when the JSON itself is broken; `error` says when it is valid but not headers. */
  read(scanner: JsonScanner): boolean {
    this.headers = []
    this.error = null
    const first = scanner.next()
    if (first !== OPEN_ARRAY) {
      if (first !== LETTER_N) this.error = badRequest('headers is not a list.')
      return scanner.value(MAX_ENVELOPE_DEPTH)
    }
    for (let more = scanner.enterArray(); more; more = scanner.nextItem()) {
      if (!this.#readHeader(scanner)) return false
    }
    return scanner.failure === null
  }

  #readHeader(scanner: JsonScanner): boolean {
    if (scanner.next() !== OPEN_OBJECT) {
      this.error ??= badRequest('a header is not an object with name and value.')
      return scanner.value(MAX_ENVELOPE_DEPTH)
    }
    this.#name = null
    this.#value = null
    this.#seen = 0
    for (let more = scanner.enterObject(); more; more = scanner.nextMember()) {
      if (!this.#readMember(scanner)) return false
    }
    if (scanner.failure !== null) return false
    this.#add()
    return true
  }

  #add(): void {
    if (this.error !== null) return
    if (this.#name === null) this.error = badRequest('a header has no name.')
    else if (this.#name.length > MAX_HEADER_NAME_BYTES)
      this.error = badRequest(`a header name is larger than ${MAX_HEADER_NAME_BYTES} bytes.`)
    else if (this.headers.length === MAX_HEADERS_PER_RECORD)
      this.error = badRequest(`a record has more than ${MAX_HEADERS_PER_RECORD} headers.`)
    else this.headers.push({ key: this.#name, value: this.#value })
  }

  #readMember(scanner: JsonScanner): boolean {
    const field = FIELDS.match(scanner)
    const bit = 1 << field
    if (field === UNKNOWN_FIELD) this.error ??= unrecognizedField(scanner)
    else if ((this.#seen & bit) !== 0) this.error ??= duplicateField(scanner)
    else if (field !== NAME_FIELD && this.#seen >> VALUE_FIELD !== 0)
      this.error ??= badRequest('a header has either a value or a text, not both.')
    this.#seen |= field === UNKNOWN_FIELD ? 0 : bit
    const first = scanner.next()
    const start = scanner.position
    if (!scanner.value(MAX_ENVELOPE_DEPTH)) return false
    if (this.error !== null || (first === LETTER_N && field !== NAME_FIELD)) return true
    if (first === QUOTE) this.#take(scanner, field)
    else this.#refuse(scanner, field, start)
    return true
  }

  #take(scanner: JsonScanner, field: number): void {
    const contents = stringContents(scanner.bytes, scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape)
    if (field === NAME_FIELD) this.#name = contents
    else if (field !== VALUE_FIELD) this.#value = contents
    else {
      this.#value = decodeBase64(contents, 0, contents.length)
      if (this.#value === null) {
        const shown = quoted(scanner.bytes, scanner.stringStart - 1, scanner.stringEnd + 1)
        this.error = badRequest(`header value=${shown} is not a valid base64 string. A plain string goes into text.`)
      }
    }
  }

  #refuse(scanner: JsonScanner, field: number, start: number): void {
    const shown = quoted(scanner.bytes, start, scanner.position)
    if (field === VALUE_FIELD) this.error = badRequest(`header value=${shown} is not a base64 string.`)
    else this.error = badRequest(`header ${field === NAME_FIELD ? 'name' : 'text'}=${shown} is not a string.`)
  }
}
