import { describe, expect, it } from 'vitest'
import { qrCodeOf } from './qr-code.ts'

/** What another encoder (uqr 0.1.3, level M) makes of the same texts: a row in hexadecimal, its last digit filled up with light modules. */
const REFERENCE: readonly (readonly [text: string, rows: string])[] = [
  [
    '一个链接',
    'fe53f8 82e208 ba22e8 ba2ae8 babae8 823208 feabf8 002000 aa2890 58f468 a67420 503e70 6bb438 0093d8 fe2930 8203b0 bab810 ba5990 baa028 823f70 fed258',
  ],
  [
    'https://samsa.example/x/kqmAwl6B8V7C7iC2O2ZrN1Vb3J4D0kK8xq9b2o3Zp1Q',
    'fe3128e3f8 8214d01a08 ba873e92e8 baa6fafae8 bad18b4ae8 82a9a21a08 feaaaaabf8 00fa813800 be033f7be0 148b840b30 7eee4c1278 301286b548 ' +
      '27ca8ae7b8 516e758908 3265c4d7d8 9de0f68b80 6616854ba8 f9d12bec50 3293f6b298 48b31eb688 6bf5766680 6c85892050 5ec7225bd8 ac6e191380 ' +
      '5e772f7e20 f8c3850100 a71e4c9df8 9c26878610 8b26cbefe8 00d877d8d8 fe31c46ab8 82966e28c0 ba8f945fa8 baf96e6ec8 bacfb23478 82691f90c8 fea312e4b8',
  ],
]

function hexRows(code: readonly (readonly boolean[])[]): string {
  const hex = (bits: string): string => Number.parseInt(bits.padEnd(4, '0'), 2).toString(16)
  const rowOf = (row: readonly boolean[]): string =>
    row
      .map((isDark) => (isDark ? '1' : '0'))
      .join('')
      .replace(/.{1,4}/g, hex)
  return code.map(rowOf).join(' ')
}

describe('the QR code of a link', () => {
  it.each(REFERENCE)('of %s is what another encoder makes of it', (text, rows) => {
    expect(hexRows(qrCodeOf(text) ?? [])).toBe(rows)
  })

  it('is as large as its text needs, and says which version it is from the seventh on', () => {
    expect([10, 40, 100, 150, 300].map((length) => qrCodeOf('a'.repeat(length))?.length)).toEqual([21, 29, 41, 49, 69])
  })

  it('is not made of a text that is too long to be read from a screen', () => {
    expect(qrCodeOf('a'.repeat(412))).not.toBeNull()
    expect(qrCodeOf('a'.repeat(413))).toBeNull()
  })
})
