import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Bytes } from '../json/utf8.ts'
import { MAX_FILTER_CHARACTERS, MAX_FILTER_STEPS_PER_RECORD } from '../limits.ts'
import { takes } from './evaluate.ts'
import { FilterError } from './filter-error.ts'
import { parseFilter } from './parse-filter.ts'
import { RecordView } from './record-view.ts'

type Given = { key?: string | null; value?: unknown; text?: string | null; headers?: readonly (readonly [string, string | null])[] }

function record({ key = 'order-1', value, text, headers = [] }: Given): RecordView {
  const payload = text === undefined ? JSON.stringify(value ?? null) : text
  return new RecordView(2, {
    offset: 41,
    timestamp: 1_700_000_000_000,
    key: key === null ? null : utf8Bytes(key),
    value: payload === null ? null : utf8Bytes(payload),
    headers: headers.map(([name, one]) => ({ key: utf8Bytes(name), value: one === null ? null : utf8Bytes(one) })),
  })
}

const verdict = (filter: string, given: Given = {}): boolean | null =>
  takes(parseFilter(filter), record(given), MAX_FILTER_STEPS_PER_RECORD).isTaken

function problem(filter: string): [code: string, position: number] {
  try {
    parseFilter(filter)
  } catch (error) {
    if (error instanceof FilterError) return [error.code, error.position]
    throw error
  }
  throw new Error(`${filter} is a filter`)
}

describe('a filter', () => {
  const value = { amount: 120.5, sku: 'A-7', items: [{ n: 1 }, { n: 2 }], paid: true, note: null }

  it.each([
    'value.amount > 100 && key.startsWith("ord")',
    'offset == 41 && partition == 2 && timestamp == 1700000000000',
    'timestamp > timestamp("2023-11-14T00:00:00Z")',
    'value.items[1].n == 2',
    'value["sku"] in ["A-7", "B-1"]',
    '"sku" in value && !("nothing" in value)',
    'has(value.paid) && !has(value.price) && !has(value.price.cents)',
    'value.paid ? value.amount >= 120.5 : false',
    'size(value.items) == 2 && value.sku.size() == 3 && size(value) == 5',
    'value.note == null',
    'value.items != [1, 2] && [1, [2]] == [1.0, [2]]',
    '(1 + 2 * 3 - 4) / 2 == 1.5 && -7 % 4 == -3 && 7 / 2 == 3.5',
    '"a" + "b" == "ab" && "b" > "a"',
    'value.sku.endsWith("7") && value.sku.contains("-") && value.sku.lowerAscii() == "a-7"',
    'int("12") + 1 == 13 && double("1.5") == 1.5 && string(7) == "7" && int(7.9) == 7',
    String.raw`value.sku.matches(r"^[A-Z]-\d$") && "a\tb" == "a	b"`,
    'string(value).contains("\\"amount\\":120.5")',
    'key != "other"',
  ])('takes a record of which it is true: %s', (filter) => {
    expect(verdict(filter, { value })).toBe(true)
  })

  it('leaves a record of which it is not', () => {
    expect(verdict('value.amount < 100', { value })).toBe(false)
    expect(verdict('key == null', {})).toBe(false)
    expect(verdict('value == null', { text: null })).toBe(true)
  })

  it('has no answer where a field is missing or kinds differ, unless the other side decides', () => {
    expect(verdict('value.price > 1', { value })).toBeNull()
    expect(verdict('value.sku > 1', { value })).toBeNull()
    expect(verdict('value.amount', { value })).toBeNull()
    expect(verdict('!(value.price > 1)', { value })).toBeNull()
    expect(verdict('value.price > 1 || offset == 41', { value })).toBe(true)
    expect(verdict('value.price > 1 && offset == 0', { value })).toBe(false)
    expect(verdict('1 / 0 == 1')).toBeNull()
    expect(verdict('value.amount == "120.5"', { value })).toBe(false)
  })

  it('reads a value that is not JSON as text', () => {
    expect(verdict('value.contains("<b>")', { text: '<b>hello</b>' })).toBe(true)
    expect(verdict('value == "{broken"', { text: '{broken' })).toBe(true)
  })

  it('loses no digit of a whole number', () => {
    const text = '{"id":9007199254740993,"big":123456789012345678901234567890}'
    expect(verdict('value.id == 9007199254740993', { text })).toBe(true)
    expect(verdict('value.id == 9007199254740992', { text })).toBe(false)
    expect(verdict('value.id + 1 == 9007199254740994 && value.id > 9007199254740992', { text })).toBe(true)
    expect(verdict('value.big - 1 == 123456789012345678901234567889', { text })).toBe(true)
  })

  it('sees only what a payload has itself', () => {
    expect(verdict('has(value.constructor) || has(value.toString)', { value: {} })).toBe(false)
    expect(verdict('value.__proto__ == 1', { text: '{"__proto__":1}' })).toBe(true)
  })

  it('takes the last header of a name', () => {
    const headers = [
      ['x', '1'],
      ['x', '2'],
      ['none', null],
    ] as const
    expect(verdict('headers["x"] == "2" && headers.none == null && "y" in headers', { headers })).toBe(false)
    expect(verdict('headers["x"] == "2" && headers.none == null && size(headers) == 2', { headers })).toBe(true)
  })
})

describe('a filter that is none', () => {
  it.each([
    ['', 'UNEXPECTED_END', 0],
    ['offset >', 'UNEXPECTED_END', 8],
    ['offset = 1', 'SINGLE_EQUALS', 7],
    ['offset == 1 1', 'UNEXPECTED_TOKEN', 12],
    ['ofset == 1', 'UNKNOWN_NAME', 0],
    ['1 == key.upper()', 'UNKNOWN_FUNCTION', 9],
    ['contains(key, "a")', 'UNKNOWN_FUNCTION', 0],
    ['key.contains()', 'WRONG_ARGUMENTS', 4],
    ['has(key)', 'WRONG_ARGUMENTS', 0],
    ['key.matches(value)', 'PATTERN_NOT_LITERAL', 4],
    ['key.matches("(")', 'BAD_PATTERN', 4],
    ['key == "abc', 'UNTERMINATED_TEXT', 7],
    [String.raw`key == "\q"`, 'BAD_ESCAPE', 8],
    ['offset == 1x', 'BAD_NUMBER', 10],
    ['offset # 1', 'UNEXPECTED_CHARACTER', 7],
    ['('.repeat(100), 'TOO_DEEP', 32],
    ['!'.repeat(100), 'TOO_DEEP', 32],
  ])('says what is wrong and where: %s', (filter, code, position) => {
    expect(problem(filter)).toEqual([code, position])
  })

  it('may be so long and no longer', () => {
    expect(problem(' '.repeat(MAX_FILTER_CHARACTERS))).toEqual(['UNEXPECTED_END', MAX_FILTER_CHARACTERS])
    expect(problem(' '.repeat(MAX_FILTER_CHARACTERS + 1))).toEqual(['TOO_LONG', MAX_FILTER_CHARACTERS])
  })
})

describe('a filter of any text, over any record', () => {
  const words = [
    'offset',
    'value',
    'key',
    '.',
    '(',
    ')',
    '[',
    ']',
    '"a"',
    '1',
    '2.5',
    '&&',
    '||',
    '!',
    '-',
    '?',
    ':',
    ',',
    '==',
    'in',
    '<',
    '+',
    '/',
    '%',
  ]
  const phrase = fc.array(fc.constantFrom(...words, 'has', 'size', 'matches', 'startsWith', 'a', 'null', 'true', 'headers'), {
    maxLength: 30,
  })

  it('ends with a verdict or a FilterError, and never in another way', () => {
    const filters = fc.oneof(
      phrase.map((parts) => parts.join(' ')),
      phrase.map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(filters, fc.json(), fc.string(), (filter, text, key) => {
        try {
          expect([true, false, null]).toContain(verdict(filter, { text, key }))
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('compares whole numbers as they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (one, other) => {
        expect(verdict(`value < ${other}`, { text: String(one) })).toBe(one < other)
        expect(verdict(`value + ${other < 0n ? `(${other})` : other} == ${one + other}`, { text: String(one) })).toBe(true)
      }),
    )
  })

  it('gives up on what would take long', () => {
    const long = 'a'.repeat(400_000)
    expect(verdict('value + value + value == "x"', { text: long })).toBeNull()
    expect(verdict('value.contains(value)', { text: long })).toBeNull()
    expect(verdict('value.matches("(a*)*(a*)*b")', { text: long })).toBeNull()
    const nested = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(verdict('value == value', { text: nested })).toBeNull()
    // Walking it for its long number is too deep, so that it is filtered as the text that it is.
    expect(verdict('value.startsWith("[[[")', { text: nested.replace('[]', '[12345678901234567]') })).toBe(true)
  })
})
