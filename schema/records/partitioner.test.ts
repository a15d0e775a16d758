import { describe, expect, it } from 'vitest'
import { utf8Bytes } from '../json/utf8.ts'
import { partitionForKey } from '../kafka/murmur2.ts'
import { choosePartition, FixedPartitioner, StickyPartitioner } from './partitioner.ts'
import type { ProduceRecord } from './produce-record.ts'
import { TARGET_BATCH_BYTES } from '../limits.ts'

const EMPTY: ProduceRecord = { partitionId: null, timestampMs: null, key: null, keyType: null, value: null, valueType: null, headers: [] }

function stickyWith(...randoms: number[]): StickyPartitioner {
  let drawn = 0
  return new StickyPartitioner(() => (randoms[drawn++ % randoms.length] ?? 0) / 10)
}

describe('choosePartition', () => {
  it('takes the partition that the record names, before its key', () => {
    const record = { ...EMPTY, partitionId: 2, key: utf8Bytes('k') }
    expect(choosePartition(record, 100, 3, stickyWith(0))).toBe(2)
    expect(choosePartition(record, 100, 2, stickyWith(0))).toEqual({
      errorCode: 40402,
      message: 'This server does not host this topic-partition.',
    })
  })

  it('sends equal keys where the Java client sends them, empty keys too', () => {
    for (const key of ['', 'a', 'foobar', 'é']) {
      expect(choosePartition({ ...EMPTY, key: utf8Bytes(key) }, 100, 7, stickyWith(0))).toBe(partitionForKey(utf8Bytes(key), 7))
    }
  })

  it('keeps records without a key together until a batch is full', () => {
    const sticky = stickyWith(1, 9)
    const record = { ...EMPTY, value: new Uint8Array(TARGET_BATCH_BYTES / 4) }
    const partitions = Array.from({ length: 5 }, () => choosePartition(record, TARGET_BATCH_BYTES / 4, 10, sticky))
    expect(partitions).toEqual([1, 1, 1, 1, 9])
  })

  it('sends what a known sender sends again where it went, without a key', () => {
    const partitionOf = (sender: string) => choosePartition(EMPTY, 1, 10, new FixedPartitioner(sender))
    expect(partitionOf('7')).toBe(partitionOf('7'))
    expect(new Set(Array.from({ length: 50 }, (_, sender) => partitionOf(String(sender)))).size).toBeGreaterThan(5)
    expect(choosePartition({ ...EMPTY, partitionId: 3 }, 1, 10, new FixedPartitioner('7'))).toBe(3)
  })

  it('draws again when the topic has fewer partitions than before', () => {
    const sticky = stickyWith(9, 1)
    expect(choosePartition(EMPTY, 1, 10, sticky)).toBe(9)
    expect(choosePartition(EMPTY, 1, 5, sticky)).toBe(0)
  })
})
