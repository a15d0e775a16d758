import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInt16, readInt32, readInt64, writeInt16, writeInt32, writeInt64 } from './int64.ts'

function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, value)
  return bytes
}

describe('int64 fields', () => {
  it('keep every safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = new Uint8Array(10)
        writeInt64(bytes, 1, value)
        expect(readInt64(bytes, 1)).toBe(value)
        expect(bytes.subarray(1, 9)).toEqual(bytesOf(BigInt(value)))
      }),
    )
  })

  it('read any int64 as the nearest number', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        expect(readInt64(bytesOf(value), 0)).toBe(Number(value))
      }),
    )
  })

  it('write what does not fit as the nearest int64', () => {
    const bytes = new Uint8Array(8)
    writeInt64(bytes, 0, Number(2n ** 63n - 1n))
    expect(bytes).toEqual(bytesOf(2n ** 63n - 1n))
    writeInt64(bytes, 0, -1e300)
    expect(bytes).toEqual(bytesOf(-(2n ** 63n)))
  })

  it('have smaller relatives with a sign', () => {
    const bytes = new Uint8Array(6)
    writeInt32(bytes, 0, -2)
    writeInt16(bytes, 4, -3)
    expect(readInt32(bytes, 0)).toBe(-2)
    expect(readInt16(bytes, 4)).toBe(-3)
  })
})
