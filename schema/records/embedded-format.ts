// The embedded formats of REST v2: how keys and values stand in JSON when neither says so itself. `binary` is base64, `json` any JSON, `text` a
// string (as Strimzi's bridge has it). Formats with a schema are refused: there is no Schema Registry.
// Source: EmbeddedFormat and the converters of confluentinc/kafka-rest; HttpTextMessageConverter of strimzi-kafka-bridge.
import { LETTER_N, QUOTE } from '../json/characters.ts'
import { NOT_TEXT, textKind } from '../json/json-writer.ts'
import type { JsonWriter } from '../json/json-writer.ts'
import { minifyJson } from '../json/minify.ts'
import { JsonScanner } from '../json/scan.ts'
import { stringContents } from '../json/strings.ts'
import { utf8Bytes } from '../json/utf8.ts'
import { MAX_PAYLOAD_DEPTH } from '../limits.ts'
import { decodeBase64 } from './base64.ts'
import type { EmbeddedFormat } from './produce-record.ts'
import { writeBase64 } from './read-record.ts'

export type V2Format = 'binary' | 'json' | 'text'

/** How a format is called in a record that is sent. */
export const EMBEDDED_FORMATS: Readonly<Record<V2Format, EmbeddedFormat>> = { binary: 'BINARY', json: 'JSON', text: 'STRING' }

const NULL = utf8Bytes('null')

export type ReadPayload = { readonly ok: true; readonly bytes: Uint8Array | null } | { readonly ok: false; readonly expected: string }

/** Consumes the value at the scanner and gives its bytes; null is Kafka's null. Null itself when the JSON is broken: the scanner says how. */
export function readPayload(scanner: JsonScanner, format: V2Format): ReadPayload | null {
  const first = scanner.next()
  const start = scanner.position
  const whitespaceBefore = scanner.whitespaceCount
  if (!(first === QUOTE ? scanner.string() : scanner.value(MAX_PAYLOAD_DEPTH))) return null
  if (first === LETTER_N) return { ok: true, bytes: null }
  const { bytes, position } = scanner
  if (format === 'json') {
    const hasWhitespace = scanner.whitespaceCount !== whitespaceBefore
    return { ok: true, bytes: hasWhitespace ? minifyJson(bytes, start, position) : bytes.subarray(start, position) }
  }
  if (first !== QUOTE) return { ok: false, expected: format === 'binary' ? 'a base64 string' : 'a string' }
  const contents = stringContents(bytes, scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape)
  if (format === 'text') return { ok: true, bytes: contents }
  const decoded = decodeBase64(contents, 0, contents.length)
  return decoded === null ? { ok: false, expected: 'a base64 string' } : { ok: true, bytes: decoded }
}

/**
 * Writes a key or a value. What is not in the format never keeps the reader from going on: in `json` and `text` bytes that are no JSON are a
 * string, and bytes that are no text the string of their base64.
 */
export function writePayload(writer: JsonWriter, bytes: Uint8Array | null, format: V2Format): void {
  if (bytes === null) writer.raw(NULL)
  else if (format === 'json' && isJson(bytes)) writer.raw(minifyJson(bytes, 0, bytes.length))
  else writeText(writer, bytes, format === 'binary' ? NOT_TEXT : textKind(bytes))
}

function writeText(writer: JsonWriter, bytes: Uint8Array, kind: number): void {
  if (kind !== NOT_TEXT) return writer.string(bytes, kind)
  writer.byte(QUOTE)
  writeBase64(writer, bytes)
  writer.byte(QUOTE)
}

function isJson(bytes: Uint8Array): boolean {
  const scanner = new JsonScanner(bytes)
  return scanner.value(MAX_PAYLOAD_DEPTH) && scanner.finish()
}
