import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minifyJson } from './minify.ts'
import { utf8Bytes } from './utf8.ts'

function minified(text: string): string {
  const bytes = utf8Bytes(text)
  return new TextDecoder().decode(minifyJson(bytes, 0, bytes.length))
}

describe('minifyJson', () => {
  it('drops whitespace and keeps every other byte', () => {
    const text = ' { "b" : 12345678901234567890 ,\r\n\t"a" : [ 1.50e+01 , "x \\" y\\\\" , "\\u0041" ] } '
    expect(minified(text)).toBe('{"b":12345678901234567890,"a":[1.50e+01,"x \\" y\\\\","\\u0041"]}')
  })

  it('undoes any indentation', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(minified(JSON.stringify(value, null, 3))).toBe(JSON.stringify(value))))
  })
})
