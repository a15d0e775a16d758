// Reads one side of a produce request, `{"type":"STRING","data":"…"}`, into bytes (ProduceRequestData and NoSchemaRecordSerializer of
// Confluent's proxy). `data` may come before `type`, so it is remembered as a span and turned into bytes at the end.

import { OPEN_OBJECT, LETTER_N, QUOTE } from '../json/characters.ts'
import { minifyJson } from '../json/minify.ts'
import type { JsonScanner } from '../json/scan.ts'
import { stringContents } from '../json/strings.ts'
import { decodeBase64 } from './base64.ts'
import { FieldNames, UNKNOWN_FIELD } from './field-names.ts'
import { badRequest, PAYLOAD_ERROR } from './produce-record.ts'
import type { EmbeddedFormat, ProduceError } from './produce-record.ts'
import { duplicateField, quoted, unrecognizedField } from './refusals.ts'
import { MAX_ENVELOPE_DEPTH, MAX_PAYLOAD_DEPTH } from '../limits.ts'

const FIELDS = new FieldNames(['type', 'data', 'schema_id', 'schema_version', 'schema', 'subject', 'subject_name_strategy'])
const TYPE_FIELD = 0
const DATA_FIELD = 1
const SCHEMA_FIELD_NAMES = ['', '', 'schema_id', 'schema_version', 'schema', 'subject', 'subject_name_strategy']

const FORMAT_NAMES = ['BINARY', 'JSON', 'STRING', 'AVRO', 'JSONSCHEMA', 'PROTOBUF'] as const
const FORMATS = new FieldNames(FORMAT_NAMES)

const NO_SCHEMA_REGISTRY: ProduceError = {
  errorCode: PAYLOAD_ERROR,
  message: 'Payload error. Schema Registry must be configured when using schemas.',
}

/** A reader that is used again for every key and value of a body. After `read`, the fields below describe the side that was read. */
export class RecordDataReader {
  bytes: Uint8Array | null = null
  type: EmbeddedFormat | null = null
  error: ProduceError | null = null
  /** The declared format, which may be one that is refused. */
  #format: (typeof FORMAT_NAMES)[number] | null = null
  #schemaField = ''
  #seen = 0
  #dataStart = 0
  #dataEnd = 0
  /** The first byte of `data`, which tells its JSON type; 0 when there is none. */
  #dataFirst = 0
  #stringHasEscape = false
  #dataHasWhitespace = false

  /** Whether `data` is a STRING whose contents alone could change; it then stands at `dataStart` to `dataEnd`, quotes included. */
  get isPlainString(): boolean {
    return this.type === 'STRING' && this.#dataFirst === QUOTE
  }

  get dataStart(): number {
    return this.#dataStart
  }

  get dataEnd(): number {
    return this.#dataEnd
  }

  /** Consumes null or an object. False only when the JSON itself is broken; `error` says when it is valid but not a key or value. */
  read(scanner: JsonScanner, side: 'key' | 'value'): boolean {
    this.#reset()
    const first = scanner.next()
    const start = scanner.position
    if (first !== OPEN_OBJECT) {
      if (!scanner.value(MAX_ENVELOPE_DEPTH)) return false
      if (first !== LETTER_N)
        this.error = badRequest(`${side}=${quoted(scanner.bytes, start, scanner.position)} is not an object with type and data.`)
      return true
    }
    for (let more = scanner.enterObject(); more; more = scanner.nextMember()) {
      if (!this.#readMember(scanner)) return false
    }
    if (scanner.failure !== null) return false
    this.error ??= this.#serialize(scanner.bytes)
    return true
  }

  #reset(): void {
    this.bytes = null
    this.type = null
    this.error = null
    this.#format = null
    this.#schemaField = ''
    this.#seen = 0
    this.#dataFirst = 0
  }

  #readMember(scanner: JsonScanner): boolean {
    const field = FIELDS.match(scanner)
    if (field === UNKNOWN_FIELD) {
      this.error ??= unrecognizedField(scanner)
      return scanner.value(MAX_ENVELOPE_DEPTH)
    }
    const bit = 1 << field
    if ((this.#seen & bit) !== 0) this.error ??= duplicateField(scanner)
    this.#seen |= bit
    if (field === DATA_FIELD) return this.#readData(scanner)
    if (field === TYPE_FIELD) return this.#readType(scanner)
    const isNull = scanner.next() === LETTER_N
    if (!isNull) this.#schemaField = SCHEMA_FIELD_NAMES[field] ?? ''
    return scanner.value(MAX_ENVELOPE_DEPTH)
  }

  #readData(scanner: JsonScanner): boolean {
    this.#dataFirst = scanner.next()
    this.#dataStart = scanner.position
    const whitespaceBefore = scanner.whitespaceCount
    if (!(this.#dataFirst === QUOTE ? scanner.string() : scanner.value(MAX_PAYLOAD_DEPTH))) return false
    this.#dataHasWhitespace = scanner.whitespaceCount !== whitespaceBefore
    this.#stringHasEscape = scanner.stringHasEscape
    this.#dataEnd = scanner.position
    return true
  }

  #readType(scanner: JsonScanner): boolean {
    const first = scanner.next()
    const start = scanner.position
    if (!(first === QUOTE ? scanner.string() : scanner.value(MAX_ENVELOPE_DEPTH))) return false
    const format = first === QUOTE ? FORMAT_NAMES[FORMATS.match(scanner)] : undefined
    if (format !== undefined) this.#format = format
    else if (first !== LETTER_N) {
      this.error ??= badRequest(`type=${quoted(scanner.bytes, start, scanner.position)} is not one of BINARY, JSON, STRING.`)
    }
    return true
  }

  #serialize(bytes: Uint8Array): ProduceError | null {
    const format = this.#format
    if (format !== 'BINARY' && format !== 'JSON' && format !== 'STRING') return NO_SCHEMA_REGISTRY
    if (this.#schemaField !== '') return badRequest(`'type=${format}' cannot be used with '${this.#schemaField}'.`)
    this.type = format
    if (this.#dataFirst === 0 || this.#dataFirst === LETTER_N) return null
    if (format === 'JSON') this.bytes = this.#jsonBytes(bytes)
    else if (this.#dataFirst !== QUOTE) return this.#refuseData(bytes, format === 'BINARY' ? 'a base64 string' : 'a string')
    else if (format === 'STRING') this.bytes = this.#stringBytes(bytes)
    else {
      this.bytes = this.#binaryBytes(bytes)
      if (this.bytes === null) return this.#refuseData(bytes, 'a valid base64 string')
    }
    return null
  }

  #jsonBytes(bytes: Uint8Array): Uint8Array {
    return this.#dataHasWhitespace ? minifyJson(bytes, this.#dataStart, this.#dataEnd) : bytes.subarray(this.#dataStart, this.#dataEnd)
  }

  #stringBytes(bytes: Uint8Array): Uint8Array {
    return stringContents(bytes, this.#dataStart + 1, this.#dataEnd - 1, this.#stringHasEscape)
  }

  #binaryBytes(bytes: Uint8Array): Uint8Array | null {
    // Some encoders write "/" as "\/", which is base64 once it is unescaped.
    if (!this.#stringHasEscape) return decodeBase64(bytes, this.#dataStart + 1, this.#dataEnd - 1)
    const text = this.#stringBytes(bytes)
    return decodeBase64(text, 0, text.length)
  }

  #refuseData(bytes: Uint8Array, expected: string): ProduceError {
    return badRequest(`data=${quoted(bytes, this.#dataStart, this.#dataEnd)} is not ${expected}.`)
  }
}
