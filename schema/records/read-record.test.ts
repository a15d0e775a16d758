import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonWriter } from '../json/json-writer.ts'
import { utf8Bytes } from '../json/utf8.ts'
import type { DecodedRecord } from '../kafka/record-cursor.ts'
import { parseProduce } from './parse-produce.ts'
import { plainRecordRenderer } from './plain-record.ts'
import { JsonRecordRenderer } from './read-record.ts'
import type { ReadAs, RecordRenderer } from './read-record.ts'

const RECORD: DecodedRecord = { offset: 7, timestamp: 5, key: null, value: null, headers: [] }

function shown(renderer: RecordRenderer, record: DecodedRecord): string {
  const writer = new JsonWriter(1)
  renderer.render(writer, record, 'CreateTime')
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(writer.take())
}

function valueAs(as: ReadAs, value: string | number[]): string {
  const bytes = typeof value === 'string' ? utf8Bytes(value) : Uint8Array.from(value)
  const text = shown(new JsonRecordRenderer('t', 0, as), { ...RECORD, value: bytes })
  return text.slice(text.indexOf('"value":') + '"value":'.length, -1)
}

describe('JsonRecordRenderer', () => {
  it('writes where the record stands and what it is', () => {
    const headers = [
      { key: utf8Bytes('a'), value: Uint8Array.of(255) },
      { key: Uint8Array.of(255), value: null },
    ]
    const record = { ...RECORD, key: utf8Bytes('k'), headers }
    expect(shown(new JsonRecordRenderer('t"', 3), record)).toBe(
      '{"topic_name":"t\\"","partition_id":3,"offset":7,"timestamp":"1970-01-01T00:00:00.005Z","timestamp_type":"CreateTime",' +
        '"headers":[{"name":"a","value":"/w=="},{"name":"\ufffd","value":null}],"key":{"type":"STRING","data":"k"},"value":null}',
    )
    const writer = new JsonWriter()
    new JsonRecordRenderer('t', 0).render(writer, { ...RECORD, timestamp: -1 }, 'LogAppendTime')
    expect(JSON.parse(new TextDecoder().decode(writer.take()))).toMatchObject({ timestamp: null, timestamp_type: 'LogAppendTime' })
  })

  it('shows UTF-8 as STRING and everything else as BINARY', () => {
    for (const as of ['auto', 'string', 'json'] as const) {
      expect(valueAs(as, 'é "\\\n\u0001\u007f')).toBe('{"type":"STRING","data":"é \\"\\\\\\n\\u0001\u007f"}')
      expect(valueAs(as, [0xff])).toBe('{"type":"BINARY","data":"/w=="}')
      expect(valueAs(as, '')).toBe('{"type":"STRING","data":""}')
    }
    expect(valueAs('binary', 'foobar')).toBe('{"type":"BINARY","data":"Zm9vYmFy"}')
  })

  it('shows JSON as its own bytes when asked, and text that only looks like it as text', () => {
    expect(valueAs('json', ' {"b": 12345678901234567890, "a": 1.0} ')).toBe('{"type":"JSON","data":{"b":12345678901234567890,"a":1.0}}')
    expect(valueAs('json', '{"a":}')).toBe('{"type":"STRING","data":"{\\"a\\":}"}')
    expect(valueAs('json', '1 2')).toBe('{"type":"STRING","data":"1 2"}')
    expect(valueAs('json', 'null')).toBe('{"type":"STRING","data":"null"}')
  })

  it('writes records that can be posted and then hold the same bytes', () => {
    const bytes = fc.option(
      fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: 'binary' }).map(utf8Bytes), fc.json().map(utf8Bytes)),
    )
    const name = fc.string({ unit: 'binary', maxLength: 10 }).map(utf8Bytes)
    const record = fc.record({
      offset: fc.nat(),
      timestamp: fc.nat(),
      key: bytes,
      value: bytes,
      headers: fc.array(fc.record({ key: name, value: bytes }), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(record, fc.constantFrom<ReadAs[]>('auto', 'json', 'string', 'binary'), (wanted, as) => {
        const text = shown(new JsonRecordRenderer('t', 1, as), wanted)
        JSON.parse(text)
        const parsed = parseProduce(utf8Bytes(text))
        if (!parsed.ok) throw new Error(parsed.message)
        expect(parsed.record.timestampMs).toBe(wanted.timestamp)
        expect(parsed.record.headers).toEqual(wanted.headers)
        expect([parsed.record.key, parsed.record.value]).toEqual([wanted.key, wanted.value])
      }),
    )
  })
})

describe('plainRecordRenderer', () => {
  it('writes key, tab, value on one line', () => {
    expect(shown(plainRecordRenderer, { ...RECORD, key: utf8Bytes('k'), value: utf8Bytes('a\tb\nc "é" \\') })).toBe('k\ta\\tb\\nc "é" \\')
  })

  it('shows null and binary', () => {
    expect(shown(plainRecordRenderer, { ...RECORD, value: Uint8Array.of(255, 0) })).toBe('null\tbase64:/wA=')
  })
})
