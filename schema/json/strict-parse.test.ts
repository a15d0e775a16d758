import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './strict-parse.ts'
import { utf8Bytes } from './utf8.ts'

function messageOf(text: string): string {
  const result = parseStrictJson(utf8Bytes(text))
  return result.ok ? 'accepted' : result.message
}

describe('parseStrictJson', () => {
  it('gives the values that JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__') && !/\d{16}/.test(text))
        expect(parseStrictJson(utf8Bytes(text))).toEqual({ ok: true, value: JSON.parse(text) as unknown })
      }),
    )
  })

  it('refuses a name given twice, at any depth, however it is spelled', () => {
    expect(messageOf('{"a":1,"b":2,"a":3}')).toBe('duplicate name "a" at byte 13')
    expect(messageOf('[{"x":{"a":1,"\\u0061":2}}]')).toBe('duplicate name "a" at byte 13')
  })

  it('refuses __proto__ and keeps constructor as an own member', () => {
    expect(messageOf('{"__proto__":{"admin":true}}')).toBe('the name __proto__ is not allowed at byte 1')
    expect(messageOf('{"\\u005f_proto__":1}')).toBe('the name __proto__ is not allowed at byte 1')
    const result = parseStrictJson(utf8Bytes('{"constructor":1,"toString":2}'))
    expect(result).toEqual({ ok: true, value: { constructor: 1, toString: 2 } })
  })

  it('refuses integers that a double cannot hold exactly', () => {
    expect(messageOf('9007199254740991')).toBe('accepted')
    expect(messageOf('{"n":9007199254740993}')).toBe('the integer 9007199254740993 is beyond 2^53 - 1 and would lose digits at byte 5')
    expect(messageOf('-9007199254740993')).toContain('beyond 2^53 - 1')
    expect(messageOf('1'.repeat(400))).toBe(`the integer ${'1'.repeat(64)}… is beyond 2^53 - 1 and would lose digits at byte 0`)
    expect(messageOf('1e400')).toBe('the number 1e400 is too large at byte 0')
    expect(messageOf('1.5e300')).toBe('accepted')
  })

  it('refuses nesting beyond its bound', () => {
    expect(messageOf('['.repeat(32) + ']'.repeat(32))).toBe('accepted')
    expect(messageOf('{"a":'.repeat(33))).toBe('nested too deep at byte 160')
    expect(messageOf('['.repeat(1_000_000))).toBe('nested too deep at byte 32')
    expect(parseStrictJson(utf8Bytes('[[]]'), { maxDepth: 1 }).ok).toBe(false)
  })

  it('refuses an empty body, trailing text, half surrogates and malformed UTF-8', () => {
    expect(messageOf('')).toBe('the JSON text ends where a JSON value was expected at byte 0')
    expect(messageOf('{} x')).toBe("unexpected 'x' where the end of the JSON text was expected at byte 3")
    expect(messageOf('"\\ud800"')).toContain('half a surrogate pair')
    expect(parseStrictJson(Uint8Array.from([0x22, 0xff, 0x22]))).toEqual({ ok: false, message: 'malformed UTF-8 at byte 1' })
  })
})
