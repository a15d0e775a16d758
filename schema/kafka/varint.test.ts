import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  sizeOfZigzagVarint32,
  sizeOfZigzagVarint64,
  VarintReader,
  writeUnsignedVarint32,
  writeZigzagVarint32,
  writeZigzagVarint64,
} from './varint.ts'

/** Kafka's writeVarlong, over exact integers. */
function exactZigzag(value: bigint): Uint8Array {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  const bytes: number[] = []
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Uint8Array.from([...bytes, Number(rest)])
}

const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)
const buffer = new Uint8Array(10)

describe('varints', () => {
  it('of 32 bits come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const size = writeZigzagVarint32(buffer, 0, value)
        const reader = new VarintReader(buffer, 0, size)
        expect([reader.readZigzagVarint32(), reader.position, reader.malformed]).toEqual([value, size, false])
        expect(sizeOfZigzagVarint32(value)).toBe(size)
        const unsigned = new VarintReader(buffer, 0, writeUnsignedVarint32(buffer, 0, value))
        expect(unsigned.readUnsignedVarint32()).toBe(value >>> 0)
      }),
    )
  })

  it('of 64 bits come back exactly while a number can hold them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer()), (value) => {
        const size = writeZigzagVarint64(buffer, 0, value)
        expect(buffer.slice(0, size)).toEqual(exactZigzag(BigInt(value)))
        expect(new VarintReader(buffer, 0, size).readZigzagVarint64()).toBe(value)
        expect(sizeOfZigzagVarint64(value)).toBe(size)
      }),
    )
  })

  it('of 64 bits beyond that are read as the nearest number with their exact bits at hand', () => {
    fc.assert(
      fc.property(int64, (value) => {
        const reader = new VarintReader(exactZigzag(value))
        expect(reader.readZigzagVarint64()).toBe(Number(value))
        expect((BigInt(reader.high) << 32n) | BigInt(reader.low >>> 0)).toBe(value)
      }),
    )
  })

  it('keep the extremes of a timestamp', () => {
    for (const value of [-(2n ** 63n), 2n ** 63n - 1n, -(2n ** 53n), 2n ** 53n, -(2n ** 31n), 2n ** 31n, -(2n ** 32n), 2n ** 32n]) {
      const size = writeZigzagVarint64(buffer, 0, Number(value))
      expect(buffer.slice(0, size)).toEqual(exactZigzag(value))
      expect(sizeOfZigzagVarint64(Number(value))).toBe(size)
    }
  })

  it('that are cut off or never end are noticed, and reading goes no further', () => {
    const cutOff = new VarintReader(Uint8Array.of(0x80, 0x80))
    expect([cutOff.readZigzagVarint64(), cutOff.malformed]).toEqual([0, true])
    for (const read of ['readUnsignedVarint32', 'readZigzagVarint32', 'readZigzagVarint64'] as const) {
      const endless = new VarintReader(new Uint8Array(20).fill(0xff))
      expect([endless[read](), endless.malformed, endless.position]).toEqual([0, true, 20])
      expect([endless[read](), endless.malformed]).toEqual([0, true])
    }
  })

  it('do not reach beyond the given end', () => {
    const reader = new VarintReader(Uint8Array.of(0x80, 0x01), 0, 1)
    expect([reader.readZigzagVarint32(), reader.malformed]).toEqual([0, true])
    expect(new VarintReader(Uint8Array.of(1), 1).readZigzagVarint32()).toBe(0)
  })
})
