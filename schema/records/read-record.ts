// A record as JSON for readers, in the shape that produce accepts: a record that was read can be posted. It is written as bytes, and bytes
// of the log go into it unchanged wherever JSON allows: text without escapes is copied, JSON payloads keep the digits of their numbers.

import { LETTER_N } from '../json/characters.ts'
import { NOT_TEXT, textKind } from '../json/json-writer.ts'
import type { JsonWriter } from '../json/json-writer.ts'
import { minifyJson } from '../json/minify.ts'
import { JsonScanner } from '../json/scan.ts'
import { utf8Bytes, utf8Text } from '../json/utf8.ts'
import type { TimestampType } from '../kafka/record-batch.ts'
import type { DecodedRecord, RecordHeader } from '../kafka/record-cursor.ts'
import { base64Length, encodeBase64Into } from './base64.ts'
import { instantText } from './timestamp.ts'
import { MAX_PAYLOAD_DEPTH } from '../limits.ts'

/**
 * How keys and values are shown. `auto` and `string` are STRING where the bytes are UTF-8, else BINARY. `json` is JSON where they are JSON,
 * else as `auto`; a text of the word null alone stays STRING, because JSON data of null would be posted as a tombstone. `binary` is always
 * BINARY.
 */
export type ReadAs = 'auto' | 'json' | 'string' | 'binary'

/** Anything that writes records for readers. Nothing is written before or after the record. */
export type RecordRenderer = { render(writer: JsonWriter, record: DecodedRecord, timestampType: TimestampType): void }

const NULL = utf8Bytes('null')
const TIMESTAMP = utf8Bytes(',"timestamp":')
const CREATE_TIME = utf8Bytes(',"timestamp_type":"CreateTime","headers":[')
const LOG_APPEND_TIME = utf8Bytes(',"timestamp_type":"LogAppendTime","headers":[')
const KEY = utf8Bytes('],"key":')
const VALUE = utf8Bytes(',"value":')
const TYPE_STRING = utf8Bytes('{"type":"STRING","data":')
const TYPE_BINARY = utf8Bytes('{"type":"BINARY","data":"')
const TYPE_JSON = utf8Bytes('{"type":"JSON","data":')
const HEADER_NAME = utf8Bytes('{"name":')
const HEADER_VALUE = utf8Bytes(',"value":')

const QUOTE = 0x22
const COMMA = 0x2c
const CLOSE = 0x7d

/** Writes the records of one partition as JSON objects. */
export class JsonRecordRenderer implements RecordRenderer {
  readonly #prefix: Uint8Array
  readonly #as: ReadAs
  #cachedTimestamp = Number.NaN
  #cachedTimestampText = NULL

  constructor(topicName: string, partitionId: number, as: ReadAs = 'auto') {
    this.#prefix = utf8Bytes(`{"topic_name":${JSON.stringify(topicName)},"partition_id":${partitionId},"offset":`)
    this.#as = as
  }

  render(writer: JsonWriter, record: DecodedRecord, timestampType: TimestampType): void {
    writer.raw(this.#prefix)
    writer.ascii(String(record.offset))
    writer.raw(TIMESTAMP)
    writer.raw(this.#timestamp(record.timestamp))
    writer.raw(timestampType === 'LogAppendTime' ? LOG_APPEND_TIME : CREATE_TIME)
    const { headers } = record
    for (let index = 0; index < headers.length; index++) {
      if (index > 0) writer.byte(COMMA)
      writeHeader(writer, headers[index] as RecordHeader)
    }
    writer.raw(KEY)
    writeSide(writer, record.key, this.#as)
    writer.raw(VALUE)
    writeSide(writer, record.value, this.#as)
    writer.byte(CLOSE)
  }

  #timestamp(timestamp: number): Uint8Array {
    if (timestamp !== this.#cachedTimestamp) {
      this.#cachedTimestampText = utf8Bytes(JSON.stringify(instantText(timestamp)))
      this.#cachedTimestamp = timestamp
    }
    return this.#cachedTimestampText
  }
}

function writeSide(writer: JsonWriter, bytes: Uint8Array | null, as: ReadAs): void {
  if (bytes === null) {
    writer.raw(NULL)
    return
  }
  if (as === 'json' && writeJson(writer, bytes)) return
  const kind = as === 'binary' ? NOT_TEXT : textKind(bytes)
  if (kind === NOT_TEXT) {
    writer.raw(TYPE_BINARY)
    writeBase64(writer, bytes)
    writer.byte(QUOTE)
  } else {
    writer.raw(TYPE_STRING)
    writer.string(bytes, kind)
  }
  writer.byte(CLOSE)
}

/** Writes bytes that are JSON as themselves, without insignificant whitespace. False, and nothing written, when they are not. */
function writeJson(writer: JsonWriter, bytes: Uint8Array): boolean {
  const scanner = new JsonScanner(bytes)
  if (scanner.next() === LETTER_N || !scanner.value(MAX_PAYLOAD_DEPTH) || !scanner.finish()) return false
  writer.raw(TYPE_JSON)
  writer.raw(scanner.whitespaceCount === 0 ? bytes : minifyJson(bytes, 0, bytes.length))
  writer.byte(CLOSE)
  return true
}

export function writeBase64(writer: JsonWriter, bytes: Uint8Array): void {
  writer.ensure(base64Length(bytes.length))
  writer.length = encodeBase64Into(writer.bytes, writer.length, bytes)
}

function writeHeader(writer: JsonWriter, header: RecordHeader): void {
  writer.raw(HEADER_NAME)
  const kind = textKind(header.key)
  // A name is a string in Kafka, but a client can send any bytes; JSON can only show U+FFFD for what is not UTF-8.
  const name = kind === NOT_TEXT ? utf8Bytes(utf8Text(header.key, 0, header.key.length)) : header.key
  writer.string(name, kind)
  writer.raw(HEADER_VALUE)
  if (header.value === null) writer.raw(NULL)
  else {
    writer.byte(QUOTE)
    writeBase64(writer, header.value)
    writer.byte(QUOTE)
  }
  writer.byte(CLOSE)
}
