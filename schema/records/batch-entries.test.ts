import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Bytes } from '../json/utf8.ts'
import { parseBatch } from './batch-entries.ts'
import { MAX_BATCH_BODY_BYTES, MAX_BATCH_ENTRIES } from '../limits.ts'

function parsed(json: string): ReturnType<typeof parseBatch> {
  return parseBatch(utf8Bytes(json))
}

function errorOf(json: string): [number, string] {
  const batch = parsed(json)
  return batch.ok ? [207, 'accepted'] : [batch.errorCode, batch.message]
}

function entries(count: number): string {
  return `{"entries":[${Array.from({ length: count }, (_, id) => `{"id":"${id}"}`).join(',')}]}`
}

describe('parseBatch', () => {
  it('reads entries in order, each with its own outcome', () => {
    const batch = parsed(
      '{"entries":[{"id":"1","value":{"type":"STRING","data":"a"}},{"value":{"type":"STRING","data":1},"id":"two_2-","topic_name":"t"}]}',
    )
    expect(batch).toMatchObject({
      ok: true,
      atomic: false,
      entries: [
        { id: '1', topicName: null, produce: { ok: true, record: { value: utf8Bytes('a') } } },
        { id: 'two_2-', topicName: 't', produce: { ok: false, errorCode: 400, message: 'Bad Request: data=1 is not a string.' } },
      ],
    })
  })

  it('reads atomic wherever it stands', () => {
    expect(parsed('{"atomic":true,"entries":[{"id":"1"}]}')).toMatchObject({ ok: true, atomic: true })
    expect(parsed('{"entries":[{"id":"1"}],"atomic":null}')).toMatchObject({ ok: true, atomic: false })
    expect(errorOf('{"entries":[{"id":"1"}],"atomic":1}')).toEqual([400, 'Bad Request: atomic is not a boolean.'])
  })

  it('refuses a wrong envelope in the words of the proxy', () => {
    expect(errorOf('')).toEqual([42208, 'Request body is empty. Data is required.'])
    expect(errorOf(' \n')).toEqual([42208, 'Request body is empty. Data is required.'])
    for (const json of ['{}', '{"entries":[]}', '{"entries":null}']) expect(errorOf(json), json).toEqual([42208, 'Empty batch.'])
    for (const id of ['1', 'null', '""', '"a b"', '"é"', `"${'x'.repeat(81)}"`, '{}']) {
      expect(errorOf(`{"entries":[{"id":${id}}]}`), id).toEqual([42208, 'Batch entry identifier is not a valid string.'])
    }
    expect(errorOf('{"entries":[{}]}')).toEqual([42208, 'Batch entry identifier is not a valid string.'])
    expect(errorOf('{"entries":[{"id":"1"},{"id":"\\u0031"}]}')).toEqual([42208, 'Batch entry IDs are not distinct.'])
  })

  it('notices every repeated id, whatever the order of the ids', () => {
    const id = fc.integer({ min: 0, max: 120 }).map(String)
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 30 }), fc.boolean(), (ids, sorted) => {
        const given = sorted ? ids.toSorted((left, right) => Number(left) - Number(right)) : ids
        const body = new TextEncoder().encode(JSON.stringify({ entries: given.map((one) => ({ id: one })) }))
        expect(parseBatch(body).ok).toBe(new Set(given).size === given.length)
      }),
    )
  })

  it('bounds entries and bytes', () => {
    expect(errorOf(entries(MAX_BATCH_ENTRIES))[0]).toBe(207)
    expect(errorOf(entries(MAX_BATCH_ENTRIES + 1))).toEqual([42208, 'Too many entries in batch.'])
    expect(parseBatch(new Uint8Array(MAX_BATCH_BODY_BYTES + 1))).toMatchObject({ ok: false, errorCode: 413 })
  })

  it('refuses malformed JSON, unknown fields and other shapes', () => {
    expect(errorOf('{"entries":[{"id":"1"}')).toEqual([
      400,
      "Bad Request: malformed JSON: the JSON text ends where ',' or ']' was expected at byte 22.",
    ])
    expect(errorOf('{"entries":[{"id":"1"}]}x')[0]).toBe(400)
    expect(errorOf('{"records":[]}')).toEqual([400, 'Unrecognized field: records'])
    expect(errorOf('{"entries":[],"entries":[]}')).toEqual([400, 'Bad Request: duplicate field entries.'])
    expect(errorOf('{"entries":{}}')).toEqual([400, 'Bad Request: entries is not a list.'])
    expect(errorOf('[]')).toEqual([400, 'Bad Request: the request body is not a JSON object with entries.'])
    expect(errorOf('{"entries":["a"]}')[0]).toBe(42208)
  })
})
