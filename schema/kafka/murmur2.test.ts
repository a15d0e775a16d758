import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32, crc32PartitionForKey } from './crc32-partitioner.ts'
import { kafkajsLegacyMurmur2 } from './kafkajs-legacy-murmur2.ts'
import { murmur2, partitionForKey } from './murmur2.ts'

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

/** MurmurHash2 in exact integers. */
function slowMurmur2(key: Uint8Array): number {
  const cut = (value: bigint) => BigInt.asUintN(32, value)
  const multiplier = 0x5bd1e995n
  let hash = cut(0x9747b28cn ^ BigInt(key.length))
  let position = 0
  for (; position + 4 <= key.length; position += 4) {
    let word = BigInt(new DataView(key.buffer, key.byteOffset).getUint32(position, true))
    word = cut(word * multiplier)
    word = cut((word ^ (word >> 24n)) * multiplier)
    hash = cut(hash * multiplier) ^ word
  }
  if (position < key.length) {
    for (let index = key.length - 1; index >= position; index--) hash ^= BigInt(key[index]!) << BigInt(8 * (index - position))
    hash = cut(hash * multiplier)
  }
  hash = cut((hash ^ (hash >> 13n)) * multiplier)
  return Number(BigInt.asIntN(32, hash ^ (hash >> 15n)))
}

describe('the partition of a key', () => {
  it('is the same as with a Java producer', () => {
    expect(murmur2(text('foobar'))).toBe(-790332482)
    expect(murmur2(new Uint8Array(0))).toBe(275646681)
    expect(partitionForKey(text('foo'), 100)).toBe(16)
  })

  it('agrees with MurmurHash2 in exact integers for any key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 1000 }), (key, count) => {
        expect(murmur2(key)).toBe(slowMurmur2(key))
        expect(partitionForKey(key, count)).toBe((slowMurmur2(key) & 0x7fffffff) % count)
      }),
    )
  })

  it('is another one with librdkafka and with kafkajs 1', () => {
    expect(crc32(text('hejsan'))).toBe(3497460606)
    expect(crc32PartitionForKey(text('hejsan'), 7)).toBe(3)
    expect(kafkajsLegacyMurmur2(text('0'))).toBe(272173970)
  })
})
