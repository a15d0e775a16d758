import { describe, expect, it } from 'vitest'
import { utf8Bytes, utf8Text } from '../json/utf8.ts'
import { parseProduce, parseProduceSequence } from './parse-produce.ts'
import type { ProduceRecord } from './produce-record.ts'
import { MAX_HEADERS_PER_RECORD, MAX_HEADER_NAME_BYTES, MAX_KEY_BYTES } from '../limits.ts'

function recordOf(json: string): ProduceRecord {
  const parsed = parseProduce(utf8Bytes(json))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.record
}

function errorOf(json: string): [number, string] {
  const parsed = parseProduce(utf8Bytes(json))
  return parsed.ok ? [200, 'accepted'] : [parsed.errorCode, parsed.message]
}

function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : utf8Text(bytes, 0, bytes.length)
}

function valueOf(side: string): string | null {
  return text(recordOf(`{"value":${side}}`).value)
}

describe('parseProduce', () => {
  it('reads the record of the reference', () => {
    const record = recordOf(
      '{"partition_id":1,"headers":[{"name":"Header-1","value":"SGVhZGVyLTE="}],"key":{"type":"BINARY","data":"Zm9vYmFy"},' +
        '"value":{"type":"JSON","data":{"foo":"bar"}},"timestamp":"2021-02-05T19:14:42Z"}',
    )
    expect(record).toEqual({
      partitionId: 1,
      timestampMs: 1_612_552_482_000,
      key: utf8Bytes('foobar'),
      keyType: 'BINARY',
      value: utf8Bytes('{"foo":"bar"}'),
      valueType: 'JSON',
      headers: [{ key: utf8Bytes('Header-1'), value: utf8Bytes('Header-1') }],
    })
  })

  it('takes everything that says nothing for null', () => {
    const nothing = { partitionId: null, timestampMs: null, key: null, keyType: null, value: null, valueType: null, headers: [] }
    expect(recordOf('{}')).toEqual(nothing)
    expect(recordOf('{"partition_id":null,"timestamp":null,"key":null,"value":null,"headers":null}')).toEqual(nothing)
    for (const type of ['BINARY', 'JSON', 'STRING']) {
      expect(recordOf(`{"key":{"type":"${type}","data":null},"value":{"type":"${type}"}}`)).toEqual({
        ...nothing,
        keyType: type,
        valueType: type,
      })
    }
  })

  it('takes an empty string for zero bytes', () => {
    for (const type of ['BINARY', 'STRING']) expect(valueOf(`{"type":"${type}","data":""}`)).toBe('')
    expect(valueOf('{"type":"JSON","data":""}')).toBe('""')
  })

  it('keeps the bytes of JSON data and drops only its whitespace', () => {
    const data = '{ "b" : 12345678901234567890123 , "a": [ 1.50, 1e+2, "\\u0041 \\" " ] }'
    expect(valueOf(`{"type":"JSON","data": ${data} }`)).toBe('{"b":12345678901234567890123,"a":[1.50,1e+2,"\\u0041 \\" "]}')
    expect(valueOf('{"data":-0.0,"type":"JSON"}')).toBe('-0.0')
  })

  it('does not copy a string without escapes', () => {
    const body = utf8Bytes('{"value":{"type":"STRING","data":"plain é"}}')
    const parsed = parseProduce(body)
    expect(parsed.ok && parsed.record.value?.buffer).toBe(body.buffer)
    expect(valueOf('{"type":"STRING","data":"a\\u00e9\\n\\ud83d\\ude00"}')).toBe('aé\n😀')
  })

  it('reads base64 with and without padding and with escaped slashes', () => {
    expect(valueOf('{"type":"BINARY","data":"Zg"}')).toBe('f')
    expect(recordOf('{"value":{"type":"BINARY","data":"\\/\\/\\/\\/"}}').value).toEqual(Uint8Array.of(255, 255, 255))
  })

  it('reads headers as base64, as text and as null, in order and repeated', () => {
    const { headers } = recordOf('{"headers":[{"name":"a","text":"é"},{"name":"a","value":"/w=="},{"value":null,"name":"b"},{"name":""}]}')
    expect(headers).toEqual([
      { key: utf8Bytes('a'), value: utf8Bytes('é') },
      { key: utf8Bytes('a'), value: Uint8Array.of(255) },
      { key: utf8Bytes('b'), value: null },
      { key: utf8Bytes(''), value: null },
    ])
  })

  it('accepts a record that was read', () => {
    const record = recordOf(
      '{"topic_name":"t","partition_id":0,"offset":9007199254740993,"timestamp":"1970-01-01T00:00:00.005Z","timestamp_type":"CreateTime",' +
        '"headers":[],"key":null,"value":{"type":"STRING","data":"v"},"id":"ignored"}',
    )
    expect([record.timestampMs, text(record.value)]).toEqual([5, 'v'])
  })

  it('refuses data that does not fit its type, in the words of the proxy', () => {
    expect(errorOf('{"value":{"type":"BINARY","data":1}}')).toEqual([400, 'Bad Request: data=1 is not a base64 string.'])
    expect(errorOf('{"key":{"type":"BINARY","data":{ "a": 1 }}}')).toEqual([400, 'Bad Request: data={"a":1} is not a base64 string.'])
    expect(errorOf('{"value":{"type":"BINARY","data":"f!"}}')).toEqual([400, 'Bad Request: data="f!" is not a valid base64 string.'])
    expect(errorOf('{"value":{"type":"STRING","data":1.50}}')).toEqual([400, 'Bad Request: data=1.50 is not a string.'])
    const long = 'x'.repeat(500)
    expect(errorOf(`{"value":{"type":"BINARY","data":"${long}!"}}`)[1]).toBe(
      `Bad Request: data="${'x'.repeat(127)}… is not a valid base64 string.`,
    )
  })

  it('has no schema registry', () => {
    const message = 'Payload error. Schema Registry must be configured when using schemas.'
    for (const side of ['{"data":"x"}', '{}', '{"type":null,"data":"x"}', '{"type":"AVRO","data":{}}', '{"schema_id":1,"data":1}']) {
      expect(errorOf(`{"value":${side}}`), side).toEqual([42206, message])
    }
    for (const type of ['JSONSCHEMA', 'PROTOBUF']) expect(errorOf(`{"key":{"type":"${type}","data":{}}}`)).toEqual([42206, message])
    expect(errorOf('{"value":{"type":"JSON","schema_id":1,"data":1}}')).toEqual([
      400,
      "Bad Request: 'type=JSON' cannot be used with 'schema_id'.",
    ])
    expect(errorOf('{"value":{"type":"BINARY","subject":null,"data":""}}')).toEqual([200, 'accepted'])
    expect(errorOf('{"value":{"type":"XML","data":""}}')).toEqual([400, 'Bad Request: type="XML" is not one of BINARY, JSON, STRING.'])
  })

  it('refuses unknown and repeated fields without naming our classes', () => {
    expect(errorOf('{"records":[]}')).toEqual([400, 'Unrecognized field: records'])
    expect(errorOf('{"value":{"typ":"JSON"}}')).toEqual([400, 'Unrecognized field: typ'])
    expect(errorOf('{"headers":[{"key":"a"}]}')).toEqual([400, 'Unrecognized field: key'])
    expect(errorOf('{"__proto__":{}}')).toEqual([400, 'Unrecognized field: __proto__'])
    expect(errorOf('{"value":null,"v\\u0061lue":null}')).toEqual([400, 'Bad Request: duplicate field value.'])
    expect(errorOf('{"value":{"type":"JSON","data":1,"data":2}}')).toEqual([400, 'Bad Request: duplicate field data.'])
    expect(errorOf('{"headers":[{"name":"a","name":"b"}]}')).toEqual([400, 'Bad Request: duplicate field name.'])
  })

  it('refuses wrong partitions, timestamps, headers and shapes', () => {
    const cases: [string, number, string][] = [
      ['{"partition_id":-1}', 40402, 'Partition not found.'],
      ['{"partition_id":1.5}', 400, 'Bad Request: partition_id=1.5 is not a 32-bit integer.'],
      ['{"partition_id":"1"}', 400, 'Bad Request: partition_id="1" is not a 32-bit integer.'],
      ['{"partition_id":2147483648}', 400, 'Bad Request: partition_id=2147483648 is not a 32-bit integer.'],
      [
        '{"timestamp":1612552482000}',
        400,
        'Bad Request: timestamp=1612552482000 is not an ISO-8601 instant with a zone, like 2021-02-05T19:14:42Z.',
      ],
      ['{"timestamp":"1969-12-31T23:59:59Z"}', 400, 'Bad Request: timestamp="1969-12-31T23:59:59Z" is before 1970.'],
      ['{"key":"a"}', 400, 'Bad Request: key="a" is not an object with type and data.'],
      ['{"headers":{}}', 400, 'Bad Request: headers is not a list.'],
      ['{"headers":[1]}', 400, 'Bad Request: a header is not an object with name and value.'],
      ['{"headers":[{"value":"YQ=="}]}', 400, 'Bad Request: a header has no name.'],
      ['{"headers":[{"name":null}]}', 400, 'Bad Request: header name=null is not a string.'],
      ['{"headers":[{"name":"a","value":1}]}', 400, 'Bad Request: header value=1 is not a base64 string.'],
      ['{"headers":[{"name":"a","text":1}]}', 400, 'Bad Request: header text=1 is not a string.'],
      ['{"headers":[{"name":"a","text":"x","value":"YQ=="}]}', 400, 'Bad Request: a header has either a value or a text, not both.'],
      ['[]', 400, 'Bad Request: a record is not a JSON object.'],
    ]
    for (const [json, errorCode, message] of cases) expect(errorOf(json), json).toEqual([errorCode, message])
    expect(errorOf('{"headers":[{"name":"a","value":"not base64"}]}')[1]).toContain('A plain string goes into text.')
  })

  it('bounds headers, their names and keys', () => {
    const header = '{"name":"a"}'
    const list = (count: number): string => `{"headers":[${Array.from({ length: count }, () => header).join(',')}]}`
    expect(errorOf(list(MAX_HEADERS_PER_RECORD))[0]).toBe(200)
    expect(errorOf(list(MAX_HEADERS_PER_RECORD + 1))).toEqual([400, 'Bad Request: a record has more than 256 headers.'])
    expect(errorOf(`{"headers":[{"name":"${'n'.repeat(MAX_HEADER_NAME_BYTES + 1)}"}]}`)[1]).toContain('a header name is larger than')
    expect(errorOf(`{"key":{"type":"STRING","data":"${'k'.repeat(MAX_KEY_BYTES + 1)}"}}`)[1]).toContain('key is larger than')
  })

  it('tells broken JSON, which ends a stream, from a wrong record, which does not', () => {
    for (const json of [
      '',
      '{',
      '{"value":{"type":"JSON","data":[}}',
      '{"offset":01}',
      '{} {}',
      '{"value":{"type":"STRING","data":"\\ud800"}}',
    ]) {
      expect(parseProduce(utf8Bytes(json)), json).toMatchObject({ ok: false, isSyntaxError: true, errorCode: 400 })
    }
    expect(parseProduce(utf8Bytes('{"x":1}'))).toMatchObject({ ok: false, isSyntaxError: false })
    expect(errorOf('{"a" 1}')).toEqual([400, "Bad Request: malformed JSON: unexpected '1' where ':' was expected at byte 5."])
  })

  it('refuses nesting that is meant to hurt', () => {
    expect(errorOf(`{"value":{"type":"JSON","data":${'['.repeat(1_000_000)}`)[1]).toContain('nested deeper than 1000 levels')
    expect(errorOf(`{"offset":${'['.repeat(1_000_000)}`)[1]).toContain('nested deeper than 32 levels')
  })
})

function outcomes(body: string, maxRecords = 100): string[] {
  return parseProduceSequence(utf8Bytes(body), maxRecords).map((parsed) =>
    parsed.ok ? (text(parsed.record.value) ?? 'null') : `${parsed.errorCode}${parsed.isSyntaxError ? ' and the end' : ''}`,
  )
}

describe('parseProduceSequence', () => {
  it('reads concatenated objects and goes on after a wrong record, not after broken JSON', () => {
    const one = '{"value":{"type":"STRING","data":"a"}}'
    expect(outcomes(`${one}${one}\n {"x":1}\r\n${one}`)).toEqual(['a', 'a', '400', 'a'])
    expect(outcomes(`${one},${one}`)).toEqual(['a', '400 and the end'])
    expect(outcomes(`${one}{"value":`)).toEqual(['a', '400 and the end'])
    expect(outcomes(' \n')).toEqual([])
    expect(outcomes(one.repeat(5), 3)).toHaveLength(3)
  })
})
