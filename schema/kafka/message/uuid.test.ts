import { describe, expect, it } from 'vitest'
import { compareUuids, javaUuidHash, uuidText, ZERO_UUID } from './uuid.ts'

function uuidOf(high: bigint, low: bigint): string {
  const view = new DataView(new ArrayBuffer(16))
  view.setBigInt64(0, high)
  view.setBigInt64(8, low)
  return uuidText(new Uint8Array(view.buffer), 0)
}

describe('what Java knows of a uuid', () => {
  it('is an order of two signed halves', () => {
    const ascending = [uuidOf(-1n, 5n), uuidOf(0n, -1n), ZERO_UUID, uuidOf(0n, 0xffff_ffffn), uuidOf(1n, -9n), uuidOf(0x8000_0000n, 0n)]
    expect(ascending.toReversed().sort(compareUuids)).toEqual(ascending)
    expect(compareUuids(ZERO_UUID, ZERO_UUID)).toBe(0)
  })

  it('is a hash of its four words', () => {
    expect(javaUuidHash(ZERO_UUID)).toBe(0)
    expect(javaUuidHash(uuidOf(0x0000_0001_0000_0002n, 0x0000_0004_0000_0008n))).toBe(15)
    expect(javaUuidHash(uuidOf(-1n, 0n))).toBe(0)
  })
})
