import { describe, expect, it } from 'vitest'
import { lineEncoder } from './record-lines.ts'
import { english } from './strings.en.ts'
import type { Flags } from './flags.ts'

function encode(flags: Flags<'produce'>, line: Buffer | string): unknown {
  const encoded = lineEncoder(flags, english)(Buffer.from(line as string))
  expect(encoded?.at(-1) ?? 0x0a).toBe(0x0a)
  return encoded === null ? null : JSON.parse(encoded.toString('utf8'))
}

describe('a line', () => {
  it('is the value of a record, as text where it is text, and else as bytes', () => {
    expect(encode({}, 'zwei Kaffee ☕')).toEqual({ headers: [], value: { type: 'STRING', data: 'zwei Kaffee ☕' } })
    expect(encode({}, '')).toEqual({ headers: [], value: { type: 'STRING', data: '' } })
    expect(encode({}, Buffer.from([0xff, 0xfe]))).toEqual({ headers: [], value: { type: 'BINARY', data: '//4=' } })
    // A byte order mark is part of the value.
    expect(encode({}, '\uFEFFa')).toMatchObject({ value: { data: '\uFEFFa' } })
  })

  it('may have its key in front', () => {
    const flags = { 'key-separator': '::' }
    expect(encode(flags, 'ada::two::coffees')).toEqual({
      headers: [],
      key: { type: 'STRING', data: 'ada' },
      value: { type: 'STRING', data: 'two::coffees' },
    })
    expect(encode(flags, 'no key')).toEqual({ headers: [], value: { type: 'STRING', data: 'no key' } })
    expect(encode(flags, '::v')).toMatchObject({ key: { data: '' }, value: { data: 'v' } })
  })

  it('takes key, partition and headers from the options', () => {
    expect(encode({ key: 'k', partition: '2', header: ['a=1', 'b=x=y'] }, 'v')).toEqual({
      partition_id: 2,
      headers: [
        { name: 'a', text: '1' },
        { name: 'b', text: 'x=y' },
      ],
      key: { type: 'STRING', data: 'k' },
      value: { type: 'STRING', data: 'v' },
    })
  })

  it('is a record already with --ndjson, and is passed on byte for byte', () => {
    const line = '{"value":{"type":"JSON","data":12345678901234567890}}'
    expect(lineEncoder({ ndjson: true }, english)(Buffer.from(line))?.toString()).toBe(`${line}\n`)
    expect(encode({ ndjson: true }, ' \t')).toBeNull()
  })
})

describe('options', () => {
  it('that exclude each other or say nothing are refused', () => {
    expect(() => lineEncoder({ key: 'k', 'key-separator': ':' }, english)).toThrow(english.optionsExclude('--key', '--key-separator'))
    expect(() => lineEncoder({ ndjson: true, partition: '0' }, english)).toThrow(english.optionsExclude('--ndjson', '--partition'))
    expect(() => lineEncoder({ header: ['novalue'] }, english)).toThrow(english.optionNeedsPair('--header'))
    expect(() => lineEncoder({ partition: '-1' }, english)).toThrow(english.optionNeedsNumber('--partition', 0))
  })
})
