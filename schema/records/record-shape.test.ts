import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseProduce, parseProduceSequence } from './parse-produce.ts'

const encoder = new TextEncoder()

/** Each record as it is read alone, when there is no shape to go by. */
function oneByOne(texts: readonly string[]): unknown[] {
  return texts.map((text) => parseProduce(encoder.encode(text)))
}

function together(texts: readonly string[]): unknown[] {
  return parseProduceSequence(encoder.encode(texts.join('\n')), texts.length)
}

const data = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant(null), fc.integer())
const side = fc.oneof(fc.constant(undefined), fc.record({ type: fc.constantFrom('STRING', 'JSON', 'BINARY', 'AVRO'), data }))
const record = fc.record(
  { id: fc.string({ maxLength: 4 }), key: side, value: side, partition_id: fc.integer({ min: -1, max: 2 }), surprise: fc.constant(1) },
  { requiredKeys: ['value'] },
)

describe('reading records by the shape of the one before', () => {
  it('gives what reading each of them in full gives', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), fc.constantFrom(0, 1), (records, indent) => {
        const texts = records.map((one) => JSON.stringify(one, null, indent))
        expect(together(texts)).toEqual(oneByOne(texts))
      }),
    )
  })

  it('sees every difference, however small', () => {
    const alike = (value: string): string => `{"id":"a","key":{"type":"STRING","data":"k"},"value":{"type":"STRING","data":"${value}"}}`
    const texts = [
      alike('plain'),
      alike('\\u00e9 and \\"quotes\\"'),
      alike('é'),
      alike(''),
      alike('x').replace('"key"', '"kex"'),
      alike('x').replace('"STRING","data":"k"', '"BINARY","data":"aw=="'),
      alike('x').replace('"data":"k"', '"data":"k","data":"l"'),
      alike('x').replace('}}', '}} '),
      alike('x').replace('"id":"a"', '"id" :"a"'),
      `{"value":{"data":"order of members","type":"STRING"}}`,
      alike('last'),
    ]
    expect(together(texts)).toEqual(oneByOne(texts))
  })

  it('refuses the same keys that reading in full refuses', () => {
    const keyed = (key: string): string => JSON.stringify({ key: { type: 'STRING', data: key } })
    const texts = [keyed('k'), keyed('k'.repeat(300_000)), keyed('l')]
    expect(together(texts)).toEqual(oneByOne(texts))
  })

  it('stops at a broken string', () => {
    const texts = ['{"value":{"type":"STRING","data":"a"}}', '{"value":{"type":"STRING","data":"\\ud800"}}']
    expect(together(texts)).toMatchObject([{ ok: true }, { ok: false, isSyntaxError: true }])
    expect(together([texts[0] ?? '', '{"value":{"type":"STRING","data":"unend'])).toMatchObject([
      { ok: true },
      { ok: false, isSyntaxError: true },
    ])
  })
})
