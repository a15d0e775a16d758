import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Bytes, utf8Text } from './utf8.ts'
import { uuidBytes, uuidText, ZERO_UUID } from './uuid.ts'

describe('UTF-8 without a platform', () => {
  it('is what TextEncoder and TextDecoder make of well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = utf8Bytes(text)
        expect([...bytes]).toEqual([...new TextEncoder().encode(text)])
        expect(utf8Text(bytes, 0, bytes.length)).toBe(text)
      }),
    )
  })

  it('reads malformed bytes as the platform does: one U+FFFD for each maximal part', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: false })
    const nasty = fc.constantFrom(
      0x00,
      0x41,
      0x7f,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xa0,
      0xed,
      0x9f,
      0xef,
      0xf0,
      0x90,
      0xf4,
      0x8f,
      0xf5,
      0xff,
    )
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 12 }), (given) => {
        const bytes = Uint8Array.from(given)
        expect(utf8Text(bytes, 0, bytes.length)).toBe(decoder.decode(bytes))
      }),
      { numRuns: 3000 },
    )
  })

  it('writes half a surrogate pair as a question mark, as Java does', () => {
    expect(Buffer.from(utf8Bytes('a\ud800b\udc00')).toString()).toBe('a?b?')
  })

  it('reads long texts', () => {
    const text = 'größe '.repeat(5000)
    const bytes = utf8Bytes(text)
    expect(utf8Text(bytes, 0, bytes.length)).toBe(text)
  })
})

describe('a uuid', () => {
  it('is 16 bytes and 22 characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = uuidText(bytes, 0)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect([...(uuidBytes(text) ?? [])]).toEqual([...bytes])
      }),
    )
    expect(uuidText(new Uint8Array(16), 0)).toBe(ZERO_UUID)
  })

  it('is none with another length, another alphabet or bits to spare', () => {
    for (const text of ['', 'AAAA', `${ZERO_UUID}A`, 'AAAAAAAAAAAAAAAAAAAAA+', 'AAAAAAAAAAAAAAAAAAAAAB', 'AAAAAAAAAAAAAAAAAAAA==']) {
      expect(uuidBytes(text)).toBeNull()
    }
  })
})
