import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from './batch-builder.ts'
import { writeInt32, writeInt64 } from './int64.ts'
import { BATCH_FIELD, computeBatchCrc, RECORD_BATCH_HEADER_BYTES, stampBatch, stampLogAppendTime } from './record-batch.ts'
import { decodeRecords, openRecords, RecordCursor } from './record-cursor.ts'
import { MAX_RECORDS_PER_BATCH } from '../limits.ts'

const MAX_BYTES = 1 << 20

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

function sampleBatch(): Uint8Array {
  const builder = new RecordBatchBuilder()
  builder.append(1000, text('k'), text('v'), [{ key: text('h'), value: null }])
  builder.append(500, null, null, [])
  builder.append(2000, text(''), text(''), [])
  return builder.build()
}

/** A batch of these record bytes, however wrong they are. */
function rawBatch(records: readonly number[], recordCount: number): Uint8Array {
  const batch = new Uint8Array(RECORD_BATCH_HEADER_BYTES + records.length)
  batch.set(records, RECORD_BATCH_HEADER_BYTES)
  batch[BATCH_FIELD.magic] = 2
  writeInt32(batch, BATCH_FIELD.batchLength, batch.length - 12)
  writeInt32(batch, BATCH_FIELD.lastOffsetDelta, recordCount - 1)
  writeInt32(batch, BATCH_FIELD.recordCount, recordCount)
  writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
  return batch
}

function refusal(batch: Uint8Array): string {
  const decoded = decodeRecords(batch, MAX_BYTES)
  return decoded.ok ? 'accepted' : decoded.error
}

describe('RecordCursor', () => {
  it('walks over keys, values and headers, null and empty', () => {
    const batch = sampleBatch()
    stampBatch(batch, 100, 0)
    const cursor = new RecordCursor(batch)
    expect(cursor.next()).toBe(true)
    expect([cursor.offset, cursor.timestamp, cursor.key, cursor.value]).toEqual([100, 1000, text('k'), text('v')])
    expect(cursor.headers).toEqual([{ key: text('h'), value: null }])
    expect(cursor.next()).toBe(true)
    expect([cursor.offset, cursor.timestamp, cursor.keyIsNull, cursor.valueIsNull, cursor.key, cursor.value]).toEqual([
      101,
      500,
      true,
      true,
      null,
      null,
    ])
    expect(cursor.next()).toBe(true)
    expect([cursor.keyIsNull, cursor.valueIsNull, cursor.key, cursor.value, cursor.headers]).toEqual([false, false, text(''), text(''), []])
    expect([cursor.next(), cursor.next(), cursor.problem]).toEqual([false, false, null])
  })

  it('gives the broker time of a LogAppendTime batch, and the own time of its records beside it', () => {
    const batch = sampleBatch()
    stampLogAppendTime(batch, 9999)
    const cursor = new RecordCursor(batch)
    expect([cursor.next(), cursor.timestamp, cursor.createTimestamp]).toEqual([true, 9999, 1000])
  })

  it('keeps timestamps at the ends of int64 as the nearest number', () => {
    const builder = new RecordBatchBuilder()
    builder.append(0, null, null, [])
    builder.append(Number(2n ** 63n - 1n), null, null, [])
    builder.append(Number(-(2n ** 63n)), null, null, [])
    const decoded = decodeRecords(builder.build(), MAX_BYTES)
    expect(decoded.ok && decoded.records.map(({ timestamp }) => timestamp)).toEqual([0, 2 ** 63, -(2 ** 63)])
  })
})

describe('decodeRecords', () => {
  it('reads a compressed batch', () => {
    const plain = sampleBatch()
    const packed = gzipSync(plain.subarray(RECORD_BATCH_HEADER_BYTES))
    const batch = new Uint8Array(RECORD_BATCH_HEADER_BYTES + packed.length)
    batch.set(plain.subarray(0, RECORD_BATCH_HEADER_BYTES))
    batch.set(packed, RECORD_BATCH_HEADER_BYTES)
    batch[BATCH_FIELD.attributes + 1] = 1
    expect(decodeRecords(batch, MAX_BYTES)).toEqual(decodeRecords(plain, MAX_BYTES))
    expect(decodeRecords(batch, 5)).toMatchObject({ ok: false, error: 'RECORD_LIST_TOO_LARGE' })
  })

  it('reads a batch whose compaction left holes', () => {
    const batch = sampleBatch()
    writeInt32(batch, BATCH_FIELD.lastOffsetDelta, 50)
    expect(decodeRecords(batch, MAX_BYTES)).toMatchObject({ ok: true, records: [{ offset: 0 }, { offset: 1 }, { offset: 2 }] })
  })

  it('counts deltas from the delete horizon when there is one', () => {
    const batch = sampleBatch()
    batch[BATCH_FIELD.attributes + 1] = 0x40
    writeInt64(batch, BATCH_FIELD.baseTimestamp, 5000)
    expect(decodeRecords(batch, MAX_BYTES)).toMatchObject({ records: [{ timestamp: 5000 }, { timestamp: 4500 }, { timestamp: 6000 }] })
  })

  it('refuses a count that is not the number of records', () => {
    for (const recordCount of [2, 4, -1, 100_000]) {
      const batch = sampleBatch()
      writeInt32(batch, BATCH_FIELD.recordCount, recordCount)
      expect(refusal(batch)).toBe('INVALID_RECORD')
    }
    expect(refusal(rawBatch([], MAX_RECORDS_PER_BATCH + 1))).toBe('RECORD_LIST_TOO_LARGE')
  })

  it('refuses records that reach outside', () => {
    const empty = [12, 0, 0, 0, 1, 1, 0]
    expect(refusal(rawBatch(empty, 1))).toBe('accepted')
    expect(refusal(rawBatch([...empty, 0], 1))).toBe('INVALID_RECORD')
    const wrong = {
      'a length of -1': [1],
      'a length beyond the end': [14, 0, 0, 0, 1, 1, 0],
      'a length of 0': [0],
      'a length that cuts the record': [10, 0, 0, 0, 1, 1, 0],
      'a record longer than its fields': [14, 0, 0, 0, 1, 1, 0, 0],
      'a key beyond the record': [12, 0, 0, 0, 126, 1, 0],
      'a value beyond the record': [12, 0, 0, 0, 1, 126, 0],
      'a negative header count': [12, 0, 0, 0, 1, 1, 1],
      'more headers than bytes': [12, 0, 0, 0, 1, 1, 126],
      'two billion headers': [20, 0, 0, 0, 1, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f],
      'a header without a key': [16, 0, 0, 0, 1, 1, 2, 1, 1],
      'a varint without an end': [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    }
    for (const [name, records] of Object.entries(wrong)) expect([name, refusal(rawBatch(records, 1))]).toEqual([name, 'INVALID_RECORD'])
  })

  it('refuses a header that is cut off and a codec that nobody knows', () => {
    expect(refusal(sampleBatch().subarray(0, 60))).toBe('CORRUPT_MESSAGE')
    expect(refusal(new Uint8Array(0))).toBe('CORRUPT_MESSAGE')
    const batch = sampleBatch()
    batch[BATCH_FIELD.attributes + 1] = 5
    expect(openRecords(batch, MAX_BYTES)).toEqual({ ok: false, error: 'CORRUPT_MESSAGE', message: 'Unknown compression type id: 5' })
  })

  it('answers any bytes with records or a refusal', () => {
    const anyRecords = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.array(fc.constantFrom(0, 1, 2, 12, 14, 126, 255), { maxLength: 60 }))
    fc.assert(
      fc.property(anyRecords, fc.integer({ min: -1, max: 10 }), fc.nat(4), (records, recordCount, codec) => {
        const batch = rawBatch([...records], recordCount)
        batch[BATCH_FIELD.attributes + 1] = codec
        expect(typeof decodeRecords(batch, MAX_BYTES).ok).toBe('boolean')
      }),
      { numRuns: 2000 },
    )
  })

  it('answers a batch with any byte changed', () => {
    const batch = sampleBatch()
    for (let position = 0; position < batch.length; position++) {
      for (const byte of [0, 1, 0x7f, 0x80, 0xff]) {
        const changed = batch.slice()
        changed[position] = byte
        expect(typeof decodeRecords(changed, MAX_BYTES).ok).toBe('boolean')
      }
    }
  })
})
