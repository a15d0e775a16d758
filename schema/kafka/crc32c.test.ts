import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'

/** The definition, bit by bit. */
function slowCrc32c(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

describe('crc32c', () => {
  it('gives the check value of the polynomial', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(0))).toBe(0)
  })

  it('agrees with the definition for every length, and for a part of longer bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), fc.nat(20), (bytes, before, after) => {
        const padded = new Uint8Array(before + bytes.length + after).fill(0xa5)
        padded.set(bytes, before)
        expect(crc32c(bytes)).toBe(slowCrc32c(bytes))
        expect(crc32c(padded, before, before + bytes.length)).toBe(slowCrc32c(bytes))
        // A view does not begin where its buffer begins.
        expect(crc32c(padded.subarray(before), 0, bytes.length)).toBe(slowCrc32c(bytes))
      }),
    )
  })
})
