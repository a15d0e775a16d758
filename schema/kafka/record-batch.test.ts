import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from './batch-builder.ts'
import {
  BATCH_FIELD,
  compressionOf,
  computeBatchCrc,
  decodeBatchHeader,
  hasDeleteHorizon,
  isControl,
  isTransactional,
  lastOffsetOf,
  sequenceOf,
  splitBatches,
  stampBatch,
  stampLogAppendTime,
  timestampTypeOf,
} from './record-batch.ts'
import { writeInt32 } from './int64.ts'

function batchOf(count: number): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (let index = 0; index < count; index++) builder.append(1000 + index, null, Uint8Array.of(index), [])
  return builder.build()
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

describe('the attributes of a batch', () => {
  it('name the codec, or none for a number that has no codec', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(compressionOf)).toEqual(['none', 'gzip', 'snappy', 'lz4', 'zstd', null, null, null])
    expect(compressionOf(0x78)).toBe('none')
  })

  it('are one bit each', () => {
    expect([timestampTypeOf(0), timestampTypeOf(8)]).toEqual(['CreateTime', 'LogAppendTime'])
    expect([isTransactional(0x10), isControl(0x10), hasDeleteHorizon(0x10)]).toEqual([true, false, false])
    expect([isTransactional(0x20), isControl(0x20), hasDeleteHorizon(0x20)]).toEqual([false, true, false])
    expect([isTransactional(0x40), isControl(0x40), hasDeleteHorizon(0x40)]).toEqual([false, false, true])
  })
})

describe('stamping a batch', () => {
  it('gives it a place in the log without touching what the CRC covers', () => {
    const batch = batchOf(3)
    stampBatch(batch, 2 ** 40, 7)
    const header = decodeBatchHeader(batch)
    expect(header).toMatchObject({ baseOffset: 2 ** 40, partitionLeaderEpoch: 7, crc: computeBatchCrc(batch) })
    expect(lastOffsetOf(header)).toBe(2 ** 40 + 2)
  })

  it('with the broker time keeps the CRC right', () => {
    const batch = batchOf(3)
    stampLogAppendTime(batch, 5000)
    const header = decodeBatchHeader(batch)
    expect(header).toMatchObject({ maxTimestamp: 5000, baseTimestamp: 1000, crc: computeBatchCrc(batch) })
    expect(timestampTypeOf(header.attributes)).toBe('LogAppendTime')
  })
})

describe('sequence numbers', () => {
  it('wrap from 2147483647 to 0, as DefaultRecordBatchTest says', () => {
    expect(sequenceOf({ baseOffset: 0, baseSequence: 5 }, 5)).toBe(10)
    expect(sequenceOf({ baseOffset: 100, baseSequence: 2147483647 }, 101)).toBe(0)
    expect(sequenceOf({ baseOffset: 100, baseSequence: 2147483642 }, 110)).toBe(4)
  })
})

describe('splitBatches', () => {
  it('cuts batches apart without copying them', () => {
    const bytes = joined(batchOf(1), batchOf(20), batchOf(2))
    const split = splitBatches(bytes)
    expect(split).toEqual({ ok: true, batches: [batchOf(1), batchOf(20), batchOf(2)] })
    expect(split.ok && split.batches[0]!.buffer).toBe(bytes.buffer)
    expect(splitBatches(new Uint8Array(0))).toEqual({ ok: true, batches: [] })
  })

  it('refuses every truncation', () => {
    const bytes = joined(batchOf(1), batchOf(2))
    for (let length = 1; length < bytes.length; length++) {
      const ends = length === batchOf(1).length
      expect(splitBatches(bytes.subarray(0, length))).toMatchObject(ends ? { ok: true } : { ok: false, error: 'CORRUPT_MESSAGE' })
    }
  })

  it('refuses lengths that lie and formats that nobody reads', () => {
    for (const length of [-1, 0, 48, -2147483648, 2147483647]) {
      const bytes = batchOf(1)
      writeInt32(bytes, BATCH_FIELD.batchLength, length)
      expect(splitBatches(bytes)).toMatchObject({ ok: false, error: 'CORRUPT_MESSAGE' })
    }
    const old = batchOf(1)
    old[BATCH_FIELD.magic] = 1
    expect(splitBatches(old)).toEqual({ ok: false, error: 'CORRUPT_MESSAGE', message: 'Invalid magic found in record: 1' })
  })
})
