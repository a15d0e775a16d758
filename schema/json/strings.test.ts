import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScanner } from './scan.ts'
import { stringContents, stringText } from './strings.ts'
import { utf8Bytes } from './utf8.ts'

function scanned(literal: string): JsonScanner {
  const scanner = new JsonScanner(utf8Bytes(literal))
  expect(scanner.string(), literal).toBe(true)
  return scanner
}

describe('string contents', () => {
  it('is a view of the given bytes when nothing is escaped', () => {
    const { bytes, stringStart, stringEnd, stringHasEscape } = scanned('"plain é"')
    const contents = stringContents(bytes, stringStart, stringEnd, stringHasEscape)
    expect(contents.buffer).toBe(bytes.buffer)
    expect(contents).toEqual(utf8Bytes('plain é'))
  })

  it('says what JSON.parse says, escaped or not', () => {
    const literal = fc.string({ unit: 'binary', maxLength: 40 }).chain((text) => {
      const escaped = Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join(
        '',
      )
      return fc.constantFrom(JSON.stringify(text), `"${escaped}"`)
    })
    fc.assert(
      fc.property(literal, (json) => {
        const { bytes, stringStart, stringEnd, stringHasEscape } = scanned(json)
        const expected = JSON.parse(json) as string
        expect(stringText(bytes, stringStart, stringEnd, stringHasEscape)).toBe(expected)
        expect(stringContents(bytes, stringStart, stringEnd, stringHasEscape)).toEqual(utf8Bytes(expected))
      }),
    )
  })

  it('knows the short escapes', () => {
    const { bytes, stringStart, stringEnd } = scanned('"\\"\\\\\\/\\b\\f\\n\\r\\t"')
    expect(stringText(bytes, stringStart, stringEnd, true)).toBe('"\\/\b\f\n\r\t')
  })

  it('sees every special byte wherever it stands in a long string and in memory', () => {
    for (let offset = 0; offset < 4; offset++) {
      for (let length = 0; length < 40; length++) {
        for (const special of ['"', '\\n', '\u0001', 'é', '\u007f']) {
          const text = utf8Bytes(`${' '.repeat(offset)}"${'x'.repeat(length)}${special}${'y'.repeat(20)}"`)
          const scanner = new JsonScanner(text, offset)
          const isString = scanner.string()
          const expected = special === '"' ? length : length + utf8Bytes(special).length + 20
          expect(isString, `${offset} ${length}`).toBe(special !== '\u0001')
          if (isString) expect([scanner.stringEnd - scanner.stringStart, scanner.stringHasEscape]).toEqual([expected, special === '\\n'])
        }
      }
    }
  })
})
