import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Bytes } from '../json/utf8.ts'
import { checkBatch } from '../kafka/check-batch.ts'
import { decodeBatchHeader, isTransactional } from '../kafka/record-batch.ts'
import { decodeRecords } from '../kafka/record-cursor.ts'
import { accumulate } from './accumulate.ts'
import type { AccumulateOptions } from './accumulate.ts'
import { StickyPartitioner } from './partitioner.ts'
import type { ProduceRecord } from './produce-record.ts'

const EMPTY: ProduceRecord = { partitionId: null, timestampMs: null, key: null, keyType: null, value: null, valueType: null, headers: [] }

function recordOf(valueBytes: number, changes: Partial<ProduceRecord> = {}): ProduceRecord {
  return { ...EMPTY, value: new Uint8Array(valueBytes), ...changes }
}

function options(changes: Partial<AccumulateOptions> = {}): AccumulateOptions {
  return { partitionCount: 3, nowMs: 1000, maxMessageBytes: 1_048_588, keyless: new StickyPartitioner(() => 0), ...changes }
}

function decoded(bytes: Uint8Array): ReturnType<typeof decodeRecords> & { ok: true } {
  const result = decodeRecords(bytes, 1 << 24)
  if (!result.ok) throw new Error(result.message)
  return result
}

describe('accumulate', () => {
  it('makes one batch a partition and says where each record went', () => {
    const records = [0, 1, 0].map((partitionId, index) => recordOf(2, { partitionId, timestampMs: index * 10 }))
    const { batches, placements } = accumulate(records, options())
    expect(batches.map(({ partitionIndex, recordCount }) => [partitionIndex, recordCount])).toEqual([
      [0, 2],
      [1, 1],
    ])
    expect(placements).toEqual([
      { ok: true, batch: 0, indexInBatch: 0, timestampMs: 0, keySizeBytes: null, valueSizeBytes: 2 },
      { ok: true, batch: 1, indexInBatch: 0, timestampMs: 10, keySizeBytes: null, valueSizeBytes: 2 },
      { ok: true, batch: 0, indexInBatch: 1, timestampMs: 20, keySizeBytes: null, valueSizeBytes: 2 },
    ])
    expect(batches[0]?.facts).toMatchObject({ recordCount: 2, hasRecordWithoutKey: true, minTimestamp: 0, maxTimestamp: 20 })
  })

  it('gives records without a timestamp the time of the call', () => {
    const { batches } = accumulate([{ ...EMPTY, key: utf8Bytes('k') }], options({ nowMs: 77 }))
    expect(batches[0]?.facts).toMatchObject({ minTimestamp: 77, maxTimestamp: 77, hasRecordWithoutKey: false })
  })

  it('numbers the batch of a producer', () => {
    const producer = { producerId: 7, producerEpoch: 2, baseSequence: 40 }
    const headerOf = (changes: Partial<AccumulateOptions>) => {
      const [batch] = accumulate([recordOf(1, { partitionId: 0 })], options(changes)).batches
      return decodeBatchHeader(batch?.bytes ?? new Uint8Array())
    }
    expect(headerOf({ producer })).toMatchObject({ producerId: 7, producerEpoch: 2, baseSequence: 40 })
    expect(isTransactional(headerOf({ producer }).attributes)).toBe(false)
    expect(isTransactional(headerOf({ producer, isTransactional: true }).attributes)).toBe(true)
    expect(headerOf({})).toMatchObject({ producerId: -1, producerEpoch: -1, baseSequence: -1 })
  })

  it('refuses only the records that cannot be placed', () => {
    const records = [
      { ...EMPTY, partitionId: 3 },
      { ...EMPTY, value: new Uint8Array(2000) },
      { ...EMPTY, partitionId: 1 },
    ]
    const { batches, placements } = accumulate(records, options({ maxMessageBytes: 1000 }))
    expect(batches).toHaveLength(1)
    expect(placements).toMatchObject([
      { ok: false, errorCode: 40402 },
      { ok: false, errorCode: 413 },
      { ok: true, batch: 0 },
    ])
  })

  it('takes a record that fills max.message.bytes to the byte and refuses one more', () => {
    const exact = accumulate([recordOf(900)], options()).batches[0]?.bytes.length ?? 0
    expect(accumulate([recordOf(900)], options({ maxMessageBytes: exact })).placements[0]?.ok).toBe(true)
    expect(accumulate([recordOf(901)], options({ maxMessageBytes: exact })).placements[0]).toMatchObject({
      ok: false,
      errorCode: 413,
      message: `The record is ${exact + 1} bytes when serialized, which is larger than the topic's max.message.bytes of ${exact}.`,
    })
  })

  it('closes a batch before it exceeds its size and gives a large record its own', () => {
    const records = [100, 100, 3000, 100].map((sizeBytes) => recordOf(sizeBytes, { partitionId: 0 }))
    const { batches, placements } = accumulate(records, options({ batchBytes: 1000 }))
    expect(batches.map(({ recordCount }) => recordCount)).toEqual([2, 1, 1])
    expect(placements.map((placement) => placement.ok && placement.batch)).toEqual([0, 0, 1, 2])
  })

  it('makes no batch when there is nothing to write', () => {
    expect(accumulate([], options())).toEqual({ batches: [], placements: [] })
  })

  it('keeps every byte and the order of each partition', () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 300 }))
    const headers = fc.array(fc.record({ key: fc.uint8Array({ maxLength: 5 }), value: bytes }), { maxLength: 3 })
    const record = fc.record({
      partitionId: fc.option(fc.nat(2)),
      timestampMs: fc.option(fc.nat()),
      key: bytes,
      value: bytes,
      headers,
      keyType: fc.constant(null),
      valueType: fc.constant(null),
    })
    fc.assert(
      fc.property(fc.array(record), fc.integer({ min: 100, max: 1500 }), (records, batchBytes) => {
        const { batches, placements } = accumulate(records, options({ batchBytes }))
        const read = batches.map((batch) => decoded(batch.bytes).records)
        const seen = new Map<number, number>()
        for (const [index, placement] of placements.entries()) {
          if (!placement.ok) throw new Error(placement.message)
          const { key, value, timestampMs } = records[index]!
          const found = read[placement.batch]![placement.indexInBatch]!
          expect(found).toMatchObject({ key, value, timestamp: timestampMs ?? 1000, offset: placement.indexInBatch })
          expect(found.headers).toEqual(records[index]!.headers)
          const partition = batches[placement.batch]!.partitionIndex
          const position = placement.batch * 100_000 + placement.indexInBatch
          expect(position).toBeGreaterThan(seen.get(partition) ?? -1)
          seen.set(partition, position)
        }
        expect(read.flat()).toHaveLength(records.length)
        for (const { bytes: batch, facts } of batches) expect(checkBatch(batch)).toEqual({ ok: true, facts })
      }),
      { numRuns: 50 },
    )
  })
})
