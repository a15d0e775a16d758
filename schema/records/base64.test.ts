import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Bytes, utf8Text } from '../json/utf8.ts'
import { base64Length, decodeBase64, encodeBase64Into } from './base64.ts'

function encode(bytes: Uint8Array): string {
  const target = new Uint8Array(base64Length(bytes.length))
  expect(encodeBase64Into(target, 0, bytes)).toBe(target.length)
  return utf8Text(target, 0, target.length)
}

function decode(text: string): string | null {
  const surrounded = utf8Bytes(`A${text}B`)
  const bytes = decodeBase64(surrounded, 1, surrounded.length - 1)
  return bytes === null ? null : utf8Text(bytes, 0, bytes.length)
}

describe('base64', () => {
  it('knows the vectors of RFC 4648', () => {
    const vectors: [string, string][] = [
      ['', ''],
      ['f', 'Zg=='],
      ['fo', 'Zm8='],
      ['foo', 'Zm9v'],
      ['foob', 'Zm9vYg=='],
      ['fooba', 'Zm9vYmE='],
      ['foobar', 'Zm9vYmFy'],
    ]
    for (const [text, encoded] of vectors) {
      expect(encode(utf8Bytes(text))).toBe(encoded)
      expect(decode(encoded)).toBe(text)
      expect(decode(encoded.replace(/=+$/, ''))).toBe(text)
    }
  })

  it('is as lenient about padding as Guava, and about nothing else', () => {
    for (const text of ['Zg', 'Zg=', 'Zg==', 'Zg===', 'Zg====']) expect(decode(text), text).toBe('f')
    for (const text of ['Z', '12345', 'AB=C', 'A=BCD', 'Wf2!', 'A-_A', 'Zm9v\n', ' Zm9v', 'Zg==Zg==', '{"a"}', 'é', 'A\u007f']) {
      expect(decode(text), text).toBeNull()
    }
  })

  it('gives back what it encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = utf8Bytes(encode(bytes))
        expect(utf8Text(text, 0, text.length)).toBe(Buffer.from(bytes).toString('base64'))
        expect(decodeBase64(text, 0, text.length)).toEqual(bytes)
      }),
    )
  })
})
