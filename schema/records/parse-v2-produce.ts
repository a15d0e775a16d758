// The body of a produce request of REST v2, `{"records":[{"key":…,"value":…,"partition":0}]}`, from JSON bytes to records. Payloads are never
// parsed into JavaScript, so that numbers keep their digits.
// Source: ProduceRequest (v2) of confluentinc/kafka-rest.
import { DIGIT_0, DIGIT_9, LETTER_N, OPEN_ARRAY, OPEN_OBJECT } from '../json/characters.ts'
import { JsonScanner } from '../json/scan.ts'
import { utf8Text } from '../json/utf8.ts'
import { MAX_ENVELOPE_DEPTH, MAX_KEY_BYTES, MAX_RECORDS_PER_PRODUCE_CALL } from '../limits.ts'
import { EMBEDDED_FORMATS, readPayload } from './embedded-format.ts'
import type { V2Format } from './embedded-format.ts'
import { FieldNames, UNKNOWN_FIELD } from './field-names.ts'
import { BAD_REQUEST, badRequest, PAYLOAD_ERROR } from './produce-record.ts'
import type { ParsedProduce, ProduceError, ProduceRecord } from './produce-record.ts'
import { duplicateField, quoted, quotedName } from './refusals.ts'

export type ParsedV2Produce = { readonly ok: true; readonly records: readonly ParsedProduce[] } | ({ readonly ok: false } & ProduceError)

/** Numbers of the proxy for what can be read and is not allowed. */
const UNPROCESSABLE = 422
const JSON_CONVERSION = 42203

const BODY_FIELDS = new FieldNames(['records', 'key_schema', 'key_schema_id', 'value_schema', 'value_schema_id'])
const RECORDS = 0
const RECORD_FIELDS = new FieldNames(['key', 'value', 'partition'])
const KEY = 0
const VALUE = 1

const MAX_INT32 = 2_147_483_647

/** The whole body is refused for one bad record: so the proxy does, which reads it before it sends anything. */
export function parseV2Produce(bytes: Uint8Array, format: V2Format): ParsedV2Produce {
  const reader = new BodyReader(new JsonScanner(bytes), format)
  const records = reader.read()
  return reader.error === null ? { ok: true, records } : { ok: false, ...reader.error }
}

class BodyReader {
  readonly #scanner: JsonScanner
  readonly #format: V2Format
  readonly #records: ParsedProduce[] = []
  #error: ProduceError | null = null

  constructor(scanner: JsonScanner, format: V2Format) {
    this.#scanner = scanner
    this.#format = format
  }

  get error(): ProduceError | null {
    const { failure } = this.#scanner
    return failure === null ? this.#error : { errorCode: BAD_REQUEST, message: `Bad Request: malformed JSON: ${failure}.` }
  }

  read(): readonly ParsedProduce[] {
    const scanner = this.#scanner
    if (scanner.next() !== OPEN_OBJECT) this.#refuse(badRequest('the body is not a JSON object.'))
    else this.#readFields(BODY_FIELDS, (field) => (field === RECORDS ? this.#readRecords() : this.#readSchema()))
    if (this.error === null) scanner.finish()
    if (this.#records.length === 0) this.#refuse({ errorCode: UNPROCESSABLE, message: 'records: may not be empty' })
    return this.#records
  }

  /** An object whose members are all known. A refusal ends the reading. */
  #readFields(fields: FieldNames, readField: (field: number) => boolean): void {
    const scanner = this.#scanner
    let seen = 0
    for (let more = scanner.enterObject(); more && this.error === null; more = scanner.nextMember()) {
      const field = fields.match(scanner)
      if (field === UNKNOWN_FIELD) {
        this.#refuse({ errorCode: UNPROCESSABLE, message: `Unrecognized field: ${quotedName(scanner)}` })
        return
      }
      if ((seen & (1 << field)) !== 0) this.#refuse(duplicateField(scanner))
      seen |= 1 << field
      if (!readField(field)) return
    }
  }

  #readSchema(): boolean {
    if (this.#scanner.next() !== LETTER_N) {
      this.#refuse({ errorCode: PAYLOAD_ERROR, message: 'Payload error. Schema Registry must be configured when using schemas.' })
    }
    return this.#scanner.value(MAX_ENVELOPE_DEPTH)
  }

  #readRecords(): boolean {
    const scanner = this.#scanner
    if (scanner.next() !== OPEN_ARRAY) {
      this.#refuse(badRequest('records is not a list.'))
      return false
    }
    for (let more = scanner.enterArray(); more; more = scanner.nextItem()) {
      if (this.#records.length === MAX_RECORDS_PER_PRODUCE_CALL) {
        this.#refuse({ errorCode: UNPROCESSABLE, message: `records: at most ${MAX_RECORDS_PER_PRODUCE_CALL} of them` })
      } else this.#readRecord()
      if (this.error !== null) return false
    }
    return scanner.failure === null
  }

  #readRecord(): void {
    if (this.#scanner.next() !== OPEN_OBJECT) {
      this.#refuse(badRequest('a record is not a JSON object.'))
      return
    }
    const type = EMBEDDED_FORMATS[this.#format]
    const record: ProduceRecord = {
      partitionId: null,
      timestampMs: null,
      key: null,
      keyType: type,
      value: null,
      valueType: type,
      headers: [],
    }
    this.#readFields(RECORD_FIELDS, (field) => {
      if (field === KEY) return this.#readPayload('key', (bytes) => (record.key = bytes))
      if (field === VALUE) return this.#readPayload('value', (bytes) => (record.value = bytes))
      return this.#readPartition(record)
    })
    this.#records.push({ ok: true, record })
  }

  #readPayload(side: 'key' | 'value', keep: (bytes: Uint8Array | null) => void): boolean {
    const read = readPayload(this.#scanner, this.#format)
    if (read === null) return false
    if (!read.ok)
      this.#refuse({ errorCode: JSON_CONVERSION, message: `Conversion of JSON to Object failed: ${side} is not ${read.expected}.` })
    else if (side === 'key' && read.bytes !== null && read.bytes.length > MAX_KEY_BYTES) {
      this.#refuse(badRequest(`key is larger than ${MAX_KEY_BYTES} bytes.`))
    } else keep(read.bytes)
    return true
  }

  #readPartition(record: ProduceRecord): boolean {
    const scanner = this.#scanner
    const first = scanner.next()
    const start = scanner.position
    if (!scanner.value(MAX_ENVELOPE_DEPTH)) return false
    if (first === LETTER_N) return true
    const isNumber = first >= DIGIT_0 && first <= DIGIT_9 && scanner.numberIsInteger
    const partitionId = isNumber ? Number(utf8Text(scanner.bytes, start, scanner.position)) : Number.NaN
    if (partitionId <= MAX_INT32) record.partitionId = partitionId
    else this.#refuse(badRequest(`partition=${quoted(scanner.bytes, start, scanner.position)} is not the number of a partition.`))
    return true
  }

  #refuse(error: ProduceError): void {
    this.#error ??= error
  }
}
