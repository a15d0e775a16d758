// A record as a line for people's eyes: key, tab, value. Null is shown as null, as the console consumer does. Control characters are escaped
// as in JSON, so that a value never breaks its line; bytes that are not UTF-8 are shown as `base64:` and their base64. It is for looking at,
// not for reading back: a text that says null looks like a null.

import { STRING_BYTE, STRING_CONTROL } from '../json/characters.ts'
import { NOT_TEXT, textKind } from '../json/json-writer.ts'
import type { JsonWriter } from '../json/json-writer.ts'
import type { DecodedRecord } from '../kafka/record-cursor.ts'
import { writeBase64 } from './read-record.ts'
import type { RecordRenderer } from './read-record.ts'

const TAB = 0x09

/** Writes `key TAB value`, without a line feed. */
export const plainRecordRenderer: RecordRenderer = {
  render(writer: JsonWriter, record: DecodedRecord): void {
    writeSide(writer, record.key)
    writer.byte(TAB)
    writeSide(writer, record.value)
  },
}

function writeSide(writer: JsonWriter, bytes: Uint8Array | null): void {
  if (bytes === null) {
    writer.ascii('null')
    return
  }
  if (textKind(bytes) === NOT_TEXT) {
    writer.ascii('base64:')
    writeBase64(writer, bytes)
    return
  }
  let plainStart = 0
  for (let position = 0; position < bytes.length; position++) {
    const byte = bytes[position] as number
    if (STRING_BYTE[byte] !== STRING_CONTROL) continue
    writer.raw(bytes.subarray(plainStart, position))
    writer.ascii(JSON.stringify(String.fromCharCode(byte)).slice(1, -1))
    plainStart = position + 1
  }
  writer.raw(plainStart === 0 ? bytes : bytes.subarray(plainStart))
}
