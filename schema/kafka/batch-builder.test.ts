import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder, recordSizeBytes } from './batch-builder.ts'
import { checkBatch } from './check-batch.ts'
import { batchSizeBytes, computeBatchCrc, decodeBatchHeader, isTransactional, RECORD_BATCH_HEADER_BYTES } from './record-batch.ts'
import { decodeRecords } from './record-cursor.ts'

const bytes = fc.uint8Array({ maxLength: 80 })
const nullableBytes = fc.option(bytes)
const record = fc.record(
  {
    timestamp: fc.oneof(fc.integer({ min: 0, max: 2 ** 42 }), fc.constantFrom(-1, 0, 2 ** 52)),
    key: nullableBytes,
    value: nullableBytes,
    headers: fc.array(fc.record({ key: bytes, value: nullableBytes }, { noNullPrototype: true }), { maxLength: 3 }),
  },
  { noNullPrototype: true },
)

describe('RecordBatchBuilder', () => {
  it('writes batches that a broker takes and that read back as they were appended', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), (records) => {
        const builder = new RecordBatchBuilder(0)
        for (const { timestamp, key, value, headers } of records) {
          const before = builder.sizeBytes
          builder.append(timestamp, key, value, headers)
          expect(builder.sizeBytes - before).toBeLessThanOrEqual(recordSizeBytes(key, value, headers))
        }
        const batch = builder.build()
        expect(batch.length).toBe(builder.sizeBytes)
        const timestamps = records.map(({ timestamp }) => timestamp)
        expect(checkBatch(batch)).toEqual({
          ok: true,
          facts: {
            recordCount: records.length,
            hasRecordWithoutKey: records.some(({ key }) => key === null),
            minTimestamp: Math.min(...timestamps),
            maxTimestamp: Math.max(...timestamps),
            uncompressedBytes: batch.length - RECORD_BATCH_HEADER_BYTES,
          },
        })
        expect(decodeRecords(batch, 1e6)).toEqual({ ok: true, records: records.map((each, offset) => ({ offset, ...each })) })
      }),
    )
  })

  it('fills in the header of a batch without a producer id', () => {
    const builder = new RecordBatchBuilder()
    builder.append(2000, null, null, [])
    builder.append(1000, null, null, [])
    const batch = builder.build()
    expect(decodeBatchHeader(batch)).toEqual({
      baseOffset: 0,
      batchLength: batch.length - 12,
      partitionLeaderEpoch: -1,
      magic: 2,
      crc: computeBatchCrc(batch),
      attributes: 0,
      lastOffsetDelta: 1,
      baseTimestamp: 2000,
      maxTimestamp: 2000,
      producerId: -1,
      producerEpoch: -1,
      baseSequence: -1,
      recordCount: 2,
    })
    expect(batchSizeBytes(batch)).toBe(batch.length)
  })

  it('writes the producer of a transaction', () => {
    const builder = new RecordBatchBuilder()
    builder.append(5, null, null, [])
    const header = decodeBatchHeader(builder.build({ producerId: 9, producerEpoch: 1, baseSequence: 7, isTransactional: true }))
    expect(header).toMatchObject({ producerId: 9, producerEpoch: 1, baseSequence: 7 })
    expect(isTransactional(header.attributes)).toBe(true)
  })

  it('builds a batch that is not touched by what is appended later', () => {
    const builder = new RecordBatchBuilder()
    builder.append(1, Uint8Array.of(1), null, [])
    const batch = builder.build()
    const copy = batch.slice()
    builder.reset()
    expect([builder.count, builder.sizeBytes]).toEqual([0, RECORD_BATCH_HEADER_BYTES])
    builder.append(2, Uint8Array.of(2), null, [])
    expect(batch).toEqual(copy)
    expect(decodeBatchHeader(builder.build())).toMatchObject({ recordCount: 1, baseTimestamp: 2, maxTimestamp: 2 })
  })

  it('does not build a batch without records', () => {
    expect(() => new RecordBatchBuilder().build()).toThrow('without records')
  })
})
