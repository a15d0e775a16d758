import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from './batch-builder.ts'
import { checkBatch } from './check-batch.ts'
import { encodeControlBatch } from './control-record.ts'
import { writeInt16, writeInt32, writeInt64 } from './int64.ts'
import {
  BATCH_FIELD,
  computeBatchCrc,
  decodeBatchHeader,
  RECORD_BATCH_HEADER_BYTES,
  stampBatch,
  stampLogAppendTime,
} from './record-batch.ts'
import { MAX_RECORDS_PER_BATCH } from '../limits.ts'

function batchOf(count: number, options = {}): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (let index = 0; index < count; index++) builder.append(1000 + index, Uint8Array.of(index), null, [])
  return builder.build(options)
}

/** The batch with a change that its sender signed: the CRC is right again. */
function changed(batch: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  change(batch)
  writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
  return batch
}

function packed(batch: Uint8Array, codec: number, records: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(RECORD_BATCH_HEADER_BYTES + records.length)
  bytes.set(batch.subarray(0, RECORD_BATCH_HEADER_BYTES))
  bytes.set(records, RECORD_BATCH_HEADER_BYTES)
  writeInt32(bytes, BATCH_FIELD.batchLength, bytes.length - 12)
  return changed(bytes, (all) => writeInt16(all, BATCH_FIELD.attributes, codec))
}

function refusal(batch: Uint8Array): string {
  const checked = checkBatch(batch)
  return checked.ok ? 'accepted' : checked.error
}

describe('checkBatch', () => {
  it('takes a batch and tells the facts about its records', () => {
    const builder = new RecordBatchBuilder()
    builder.append(5, null, null, [])
    builder.append(-1, Uint8Array.of(1), null, [])
    expect(checkBatch(builder.build())).toMatchObject({
      ok: true,
      facts: { recordCount: 2, hasRecordWithoutKey: true, minTimestamp: -1, maxTimestamp: 5 },
    })
  })

  it('takes a compressed batch and counts its records unpacked', () => {
    const plain = batchOf(100)
    const records = plain.subarray(RECORD_BATCH_HEADER_BYTES)
    expect(checkBatch(packed(plain, 1, gzipSync(records)))).toMatchObject({
      ok: true,
      facts: { recordCount: 100, hasRecordWithoutKey: false, uncompressedBytes: records.length },
    })
  })

  it('refuses every truncation as corrupt', () => {
    const batch = batchOf(3)
    for (let length = 1; length < batch.length; length++) expect(refusal(batch.subarray(0, length))).toBe('CORRUPT_MESSAGE')
  })

  it('notices every changed bit that the CRC covers', () => {
    const batch = batchOf(2)
    for (let bit = BATCH_FIELD.crc * 8; bit < batch.length * 8; bit++) {
      const wrong = batch.slice()
      wrong[bit >> 3]! ^= 1 << (bit & 7)
      expect(refusal(wrong)).toBe('CORRUPT_MESSAGE')
    }
  })

  it('wants exactly one batch', () => {
    expect(refusal(new Uint8Array(0))).toBe('INVALID_RECORD')
    expect(refusal(Uint8Array.from([...batchOf(1), ...batchOf(1)]))).toBe('INVALID_RECORD')
    expect(refusal(Uint8Array.from([...batchOf(1), 0]))).toBe('INVALID_RECORD')
  })

  it('refuses old formats and unknown ones', () => {
    for (const [magic, error] of [
      [0, 'INVALID_RECORD'],
      [1, 'INVALID_RECORD'],
      [3, 'CORRUPT_MESSAGE'],
      [255, 'CORRUPT_MESSAGE'],
    ] as const) {
      expect(refusal(changed(batchOf(1), (bytes) => (bytes[BATCH_FIELD.magic] = magic)))).toBe(error)
    }
  })

  it('refuses a batch length that lies', () => {
    for (const length of [-1, 0, 48, 2147483647, -2147483648]) {
      expect(refusal(changed(batchOf(1), (bytes) => writeInt32(bytes, BATCH_FIELD.batchLength, length)))).toBe('CORRUPT_MESSAGE')
    }
  })

  it('refuses offsets and counts that do not fit each other', () => {
    const wrong: [keyof typeof BATCH_FIELD, number][] = [
      ['recordCount', 0],
      ['recordCount', -1],
      ['recordCount', 2],
      ['recordCount', 4],
      ['lastOffsetDelta', -1],
      ['lastOffsetDelta', 3],
      ['lastOffsetDelta', 2147483647],
    ]
    for (const [field, value] of wrong) {
      expect([field, value, refusal(changed(batchOf(3), (bytes) => writeInt32(bytes, BATCH_FIELD[field], value)))]).toEqual([
        field,
        value,
        'INVALID_RECORD',
      ])
    }
    for (const count of [2, 4]) {
      const both = changed(batchOf(3), (bytes) => {
        writeInt32(bytes, BATCH_FIELD.recordCount, count)
        writeInt32(bytes, BATCH_FIELD.lastOffsetDelta, count - 1)
      })
      expect(refusal(both)).toBe('INVALID_RECORD')
    }
  })

  it('refuses inner offsets that do not count from 0', () => {
    // length, attributes, timestamp delta, then the offset delta of the first record.
    expect(refusal(changed(batchOf(1), (bytes) => (bytes[RECORD_BATCH_HEADER_BYTES + 3] = 2)))).toBe('INVALID_RECORD')
  })

  it('refuses a base offset, which only a broker gives', () => {
    const batch = batchOf(1)
    stampBatch(batch, 5, 0)
    expect(refusal(batch)).toBe('INVALID_RECORD')
  })

  it('refuses control batches of clients', () => {
    const marker = { type: 'COMMIT', timestampMs: 1, producerId: 1, producerEpoch: 0, coordinatorEpoch: 0 } as const
    expect(checkBatch(encodeControlBatch(marker))).toMatchObject({
      error: 'INVALID_RECORD',
      message: 'Clients are not allowed to write control records',
    })
  })

  it('refuses a producer id without a sequence', () => {
    expect(refusal(batchOf(1, { producerId: 1, producerEpoch: 0 }))).toBe('INVALID_RECORD')
    expect(refusal(batchOf(1, { producerId: 1, producerEpoch: 0, baseSequence: 0 }))).toBe('accepted')
  })

  it('refuses the broker time from a client', () => {
    const batch = batchOf(1)
    stampLogAppendTime(batch, 1)
    expect(refusal(batch)).toBe('INVALID_TIMESTAMP')
  })

  it('corrects a greatest timestamp that is not that of the records, and the CRC with it', () => {
    const batch = changed(batchOf(3), (bytes) => writeInt64(bytes, BATCH_FIELD.maxTimestamp, 0))
    expect(checkBatch(batch)).toMatchObject({ ok: true, facts: { maxTimestamp: 1002 } })
    expect(decodeBatchHeader(batch)).toMatchObject({ maxTimestamp: 1002, crc: computeBatchCrc(batch) })
    expect(batch).toEqual(batchOf(3))
  })

  it('does not touch a batch that is right or refused', () => {
    const good = batchOf(3)
    checkBatch(good)
    expect(good).toEqual(batchOf(3))
    const bad = Uint8Array.from([...batchOf(1), 0])
    checkBatch(bad)
    expect(bad).toEqual(Uint8Array.from([...batchOf(1), 0]))
  })

  it('refuses more records than it would ever hold in memory before it unpacks them', () => {
    const many = changed(batchOf(1), (bytes) => {
      writeInt32(bytes, BATCH_FIELD.recordCount, MAX_RECORDS_PER_BATCH + 1)
      writeInt32(bytes, BATCH_FIELD.lastOffsetDelta, MAX_RECORDS_PER_BATCH)
    })
    expect(refusal(many)).toBe('RECORD_LIST_TOO_LARGE')
  })

  it('refuses packed records that are no such thing', () => {
    for (const codec of [1, 2, 3, 4])
      expect(refusal(packed(batchOf(1), codec, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)))).toBe('CORRUPT_MESSAGE')
    expect(refusal(packed(batchOf(1), 7, Uint8Array.of(1)))).toBe('CORRUPT_MESSAGE')
  })

  it('answers any bytes whatever', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(4), (tail, codec) => {
        expect(typeof checkBatch(packed(batchOf(1), codec, tail)).ok).toBe('boolean')
        expect(checkBatch(tail).ok).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})
