import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScanner } from './scan.ts'
import { utf8Bytes } from './utf8.ts'
import { MAX_PAYLOAD_DEPTH } from '../limits.ts'

function failureOf(text: string | Uint8Array, maxDepth = MAX_PAYLOAD_DEPTH): string | null {
  const scanner = new JsonScanner(typeof text === 'string' ? utf8Bytes(text) : text)
  if (scanner.value(maxDepth)) scanner.finish()
  return scanner.failure
}

/** JSON.parse, minus the lone surrogates that it accepts and we do not. */
function jsonParseAccepts(text: string): boolean {
  try {
    const wellFormed = (value: unknown): boolean => {
      if (typeof value === 'string') return value.isWellFormed()
      if (typeof value !== 'object' || value === null) return true
      return Object.entries(value).every(([name, member]) => name.isWellFormed() && wellFormed(member))
    }
    return wellFormed(JSON.parse(text))
  } catch {
    return false
  }
}

describe('JsonScanner', () => {
  it('accepts what RFC 8259 accepts', () => {
    for (const text of ['0', '-0.5e+10', '""', '[]', '{}', ' [ 1 , {"a" : null} ] ', '"\\ud83d\\ude00"', '"é😀\u2028"', '1E400', 'true']) {
      expect(failureOf(text), text).toBeNull()
    }
  })

  it('refuses what RFC 8259 refuses and says where', () => {
    const cases: [string, string][] = [
      ['', 'the JSON text ends where a JSON value was expected at byte 0'],
      ['01', 'a number may not start with a zero at byte 0'],
      ['-', 'malformed number at byte 0'],
      ['1.', 'a number needs a digit after its point at byte 0'],
      ['1e+', 'a number needs a digit in its exponent at byte 0'],
      ['NaN', "unexpected 'N' where a JSON value was expected at byte 0"],
      ['nul', 'unknown word at byte 0'],
      ['[1,]', "unexpected ']' where a JSON value was expected at byte 3"],
      ['{"a":1,}', "unexpected '}' where a name in double quotes was expected at byte 7"],
      ['{a:1}', "unexpected 'a' where a name in double quotes was expected at byte 1"],
      ['{"a" 1}', "unexpected '1' where ':' was expected at byte 5"],
      ['[1}', "unexpected '}' where ',' or ']' was expected at byte 2"],
      ['[1', "the JSON text ends where ',' or ']' was expected at byte 2"],
      ['"a', 'the JSON text ends inside a string at byte 2'],
      ['"a\nb"', 'a control character must be escaped in a string at byte 2'],
      ['"\\x"', 'malformed escape at byte 1'],
      ['"\\u12g4"', 'malformed escape at byte 1'],
      ['"\\ud800"', 'half a surrogate pair (no UTF-8 can hold it) at byte 1'],
      ['"\\ud800\\u0041"', 'half a surrogate pair (no UTF-8 can hold it) at byte 1'],
      ['"\\udc00"', 'half a surrogate pair (no UTF-8 can hold it) at byte 1'],
      ['1 2', "unexpected '2' where the end of the JSON text was expected at byte 2"],
      ['\ufeff1', 'unexpected byte 0xef where a JSON value was expected at byte 0'],
    ]
    for (const [text, message] of cases) expect(failureOf(text), text).toBe(message)
  })

  it('refuses malformed UTF-8 in strings', () => {
    for (const bytes of [
      [0x80],
      [0xc0, 0x80],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xff],
      [0xf0, 0x80, 0x80, 0x80],
    ]) {
      expect(failureOf(Uint8Array.from([0x22, ...bytes, 0x22]))).toBe('malformed UTF-8 at byte 1')
    }
  })

  it('stops at its depth without using the stack', () => {
    expect(failureOf(`${'['.repeat(MAX_PAYLOAD_DEPTH)}${']'.repeat(MAX_PAYLOAD_DEPTH)}`)).toBeNull()
    expect(failureOf(new Uint8Array(10_000_000).fill(0x5b))).toBe('nested deeper than 1000 levels at byte 1000')
    expect(failureOf('[[1]]', 1)).toBe('nested deeper than 1 levels at byte 1')
  })

  it('never reads past the end of its span', () => {
    const bytes = utf8Bytes('[1e-5,true,"\\u0041"]')
    for (let end = 0; end < bytes.length; end++) {
      const scanner = new JsonScanner(bytes, 0, end)
      expect(scanner.value(10), String(end)).toBe(false)
    }
  })

  it('says where a string is and whether it has escapes', () => {
    const scanner = new JsonScanner(utf8Bytes('  "ab\\n"'))
    scanner.value(1)
    expect([scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape, scanner.whitespaceCount]).toEqual([3, 7, true, 2])
  })

  it('agrees with JSON.parse on every JSON text', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => void expect(failureOf(text)).toBeNull()),
      { numRuns: 300 },
    )
  })

  it('agrees with JSON.parse on mutated JSON text', () => {
    const alphabet = '{}[],:"\\ \n0123456789+-.eEtrufalsn/bud8cDF\u0001é'
    const edit = fc.record({ at: fc.nat(), remove: fc.nat(2), insert: fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 3 }) })
    const mutated = fc.tuple(fc.json({ maxDepth: 3 }), fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) =>
      edits.reduce((current, { at, remove, insert }) => {
        const from = current.length === 0 ? 0 : at % (current.length + 1)
        return current.slice(0, from) + insert + current.slice(from + remove)
      }, text),
    )
    fc.assert(
      fc.property(mutated, (text) => {
        fc.pre(text.isWellFormed())
        expect(failureOf(text) === null, text).toBe(jsonParseAccepts(text))
      }),
      { numRuns: 3000 },
    )
  })
})
