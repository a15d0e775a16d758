import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonWriter, NOT_TEXT, textKind } from './json-writer.ts'
import { utf8Bytes } from './utf8.ts'

describe('JsonWriter', () => {
  it('writes strings that JSON.parse reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const writer = new JsonWriter(1)
        const bytes = utf8Bytes(text)
        writer.string(bytes, textKind(bytes))
        expect(JSON.parse(new TextDecoder().decode(writer.take()))).toBe(text)
      }),
    )
  })

  it('knows bytes that are not UTF-8', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
    const isUtf8 = (bytes: Uint8Array): boolean => {
      try {
        strict.decode(bytes)
        return true
      } catch {
        return false
      }
    }
    const lead = fc.constantFrom(0x7f, 0x80, 0xc1, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5)
    const follow = fc.constantFrom(0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0)
    const sequence = fc.tuple(lead, fc.array(follow, { maxLength: 3 })).map(([first, rest]) => Uint8Array.of(first, ...rest))
    const bytes = fc.oneof(sequence, fc.uint8Array())
    fc.assert(
      fc.property(bytes, (sample) => void expect(textKind(sample) !== NOT_TEXT).toBe(isUtf8(sample))),
      { numRuns: 2000 },
    )
  })

  it('gives its bytes away and starts again', () => {
    const writer = new JsonWriter(4)
    writer.ascii('abcdef')
    const first = writer.take()
    writer.raw(new Uint8Array(100).fill(0x78))
    expect(new TextDecoder().decode(first)).toBe('abcdef')
    expect(writer.take()).toHaveLength(100)
  })
})
