import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../../test/support/test-log.ts'
import { BATCH_FIELD, computeBatchCrc, decodeBatchHeader, RECORD_BATCH_HEADER_BYTES } from '../../../../schema/kafka/record-batch.ts'
import { RecordBatchBuilder } from '../../../../schema/kafka/batch-builder.ts'
import { writeInt16, writeInt32 } from '../../../../schema/kafka/int64.ts'
import { cleanableOffsets, cleaningDue } from './cleanable.ts'
import { nextCleaningMs } from './plan-cleaning.ts'

const COMPACT = { 'cleanup.policy': 'compact', 'delete.retention.ms': '1000' }

function closed(test: TestLog): TestLog {
  test.roll()
  test.append([['active', 'v']])
  test.moveHighWatermark()
  return test
}

function compacted(keys: readonly string[], configs: Readonly<Record<string, string>> = {}): TestLog {
  const test = new TestLog({ ...COMPACT, ...configs })
  for (const [index, key] of keys.entries()) test.append([[key, `${index}`]])
  return closed(test)
}

function kept(test: TestLog): string[] {
  return test.records().map(({ offset, key, value }) => `${offset} ${key} ${value}`)
}

describe('compaction', () => {
  it('[CMP1] keeps the last record of every key at its offset, and the active segment as it is', () => {
    const test = compacted(['a', 'b', 'a', 'active', 'b'])
    test.clean()
    expect(kept(test)).toEqual(['2 a 2', '3 active 3', '4 b 4', '5 active v'])
    expect(test.log.cleaner).toEqual({ firstDirtyOffset: 5, round: null })
  })

  it('[CMP1] leaves records out of a batch and keeps its offsets; a round without a change stores nothing', () => {
    const test = new TestLog(COMPACT)
    test.append([
      ['a', '1'],
      ['b', '1'],
      ['a', '2'],
    ])
    closed(test)
    test.clean()
    expect(kept(test)).toEqual(['1 b 1', '2 a 2', '3 active v'])
    expect(decodeBatchHeader(test.batches()[0]!)).toMatchObject({ baseOffset: 0, lastOffsetDelta: 2, recordCount: 2 })
    const { batchCount } = test.store
    const { extents } = structuredClone(test.log)
    test.clean(0)
    expect(test.store.batchCount).toBe(batchCount)
    expect(test.log.extents).toEqual(extents)
  })

  it('[CMP2] keeps a tombstone for delete.retention.ms after the first round that finds it', () => {
    const test = new TestLog(COMPACT)
    test.append([['a', '1']])
    test.append([['a', null]])
    test.append([['b', '1']])
    closed(test)
    test.nowMs = 500
    test.clean()
    expect(kept(test)).toEqual(['1 a null', '2 b 1', '3 active v'])
    expect(decodeBatchHeader(test.batches()[0]!).baseTimestamp).toBe(1500)
    test.nowMs = 1499
    test.clean(0)
    expect(kept(test)).toHaveLength(3)
    test.nowMs = 1500
    test.clean(0)
    expect(kept(test)).toEqual(['2 b 1', '3 active v'])
  })

  it('[CMP3] drops what a transaction wrote that was aborted, and its marker once nothing of it is left', () => {
    const test = new TestLog(COMPACT)
    const transactional = (baseSequence: number) => ({ producerId: 7, producerEpoch: 0, baseSequence, isTransactional: true })
    test.append([['a', 'committed']])
    test.append([['a', 'aborted']], transactional(0))
    test.mark('ABORT', 7)
    test.append([['c', 'v']], transactional(1))
    test.mark('COMMIT', 7)
    closed(test)
    test.clean()
    expect(kept(test)).toEqual(['0 a committed', '3 c v', '5 active v'])
    expect(test.log.abortedTransactions).toHaveLength(1)
    test.clean(0)
    expect(test.log.abortedTransactions).toEqual([])
    test.nowMs += 1001
    test.clean(0)
    expect(test.batches().map((batch) => decodeBatchHeader(batch).baseOffset)).toEqual([0, 3, 4, 5])
  })

  it('[CMP4] keeps an empty batch where a known producer wrote last, so that a retry is still recognised', () => {
    const test = new TestLog(COMPACT)
    test.append([['a', '1']], { producerId: 7, producerEpoch: 0, baseSequence: 0 })
    test.append([['a', '2']])
    closed(test)
    test.clean()
    expect(decodeBatchHeader(test.batches()[0]!)).toMatchObject({ baseOffset: 0, recordCount: 0, producerId: 7, baseSequence: 0 })
    test.apply([{ kind: 'producers.expired', producerIds: [7] }])
    test.clean(0)
    expect(decodeBatchHeader(test.batches()[0]!).baseOffset).toBe(1)
  })

  it('[CMP5] leaves alone the active segment, open transactions, what is not replicated and what is too young', () => {
    const test = compacted(['a', 'a'], { 'min.compaction.lag.ms': '100' })
    const until = (nowMs: number) => cleanableOffsets(test.log, test.configs, nowMs).firstUncleanableDirtyOffset
    expect([until(99), until(100)]).toEqual([0, 2])
    test.log.highWatermark = 1
    expect(until(100)).toBe(1)
    expect(cleanableOffsets(test.log, test.configs, 100, 99)).toEqual({
      firstDirtyOffset: 0,
      firstUncleanableDirtyOffset: 1,
      forceUpdateCheckpoint: true,
    })
  })

  it('[CMP6] is due when more than min.cleanable.dirty.ratio is dirty, or max.compaction.lag.ms has passed', () => {
    const test = compacted(['a', 'a'], { 'min.cleanable.dirty.ratio': '0.9' })
    expect(cleaningDue(test.log, test.configs, 0)).toEqual({ firstDirtyOffset: 0, uncleanableOffset: 2 })
    test.nowMs = 10
    test.clean()
    expect(cleaningDue(test.log, test.configs, 10)).toBeNull()
    expect(nextCleaningMs(test.log, test.configs, 10)).toBeNull()
    test.roll()
    test.append([['b', '1']])
    test.moveHighWatermark()
    test.configs = { ...test.configs, maxCompactionLagMs: 500 }
    // 70 dirty bytes of 140 are not enough. The dirty segment’s first batch is of time 0, which counts as unknown.
    expect(nextCleaningMs(test.log, test.configs, 10)).toBeNull()
    test.log.segments[1]!.firstBatchTimestamp = 5
    expect(nextCleaningMs(test.log, test.configs, 10)).toBe(506)
    expect(cleaningDue(test.log, test.configs, 505)).toBeNull()
    expect(cleaningDue(test.log, test.configs, 506)).not.toBeNull()
  })

  it('[CMP7] takes a large log in several steps and a large segment in pieces, with the same result', () => {
    const keys = Array.from({ length: 40 }, (_, index) => `${index % 7}`)
    const whole = compacted(keys)
    const inSteps = compacted(keys)
    expect(whole.clean()).toBe(1)
    expect(inSteps.clean(0, { maxBytes: 300, maxMapBytes: 900 })).toBeGreaterThan(3)
    while ((inSteps.log.cleaner.firstDirtyOffset ?? 0) < 40) inSteps.clean(undefined, { maxBytes: 300, maxMapBytes: 900 })
    expect(kept(inSteps)).toEqual(kept(whole))
    expect(inSteps.log.cleaner.round).toBeNull()
  })

  it('[CMP7] maps as many keys as it may and leaves the rest for the next round', () => {
    const test = compacted(['a', 'b', 'c', 'a', 'b', 'c'])
    test.clean(0, { maxKeys: 2 })
    expect(test.log.cleaner.firstDirtyOffset).toBe(2)
    expect(kept(test)).toHaveLength(7)
    while ((test.log.cleaner.firstDirtyOffset ?? 0) < 6) test.clean(undefined, { maxKeys: 2 })
    expect(kept(test)).toEqual(['3 a 3', '4 b 4', '5 c 5', '6 active v'])
  })

  it('[CMP8] writes what is left of a compressed batch uncompressed', () => {
    const test = new TestLog(COMPACT)
    test.write(gzipped(['a', 'b']), { origin: 'client' })
    test.append([['a', 'later']])
    closed(test)
    test.clean()
    expect(kept(test)).toEqual(['1 b v', '2 a later', '3 active v'])
    expect(decodeBatchHeader(test.batches()[0]!).attributes & 7).toBe(0)
  })
})

function gzipped(keys: readonly string[]): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const key of keys) builder.append(0, new TextEncoder().encode(key), new TextEncoder().encode('v'), [])
  const plain = builder.build()
  const packed = gzipSync(plain.subarray(RECORD_BATCH_HEADER_BYTES))
  const batch = new Uint8Array(RECORD_BATCH_HEADER_BYTES + packed.length)
  batch.set(plain.subarray(0, RECORD_BATCH_HEADER_BYTES))
  batch.set(packed, RECORD_BATCH_HEADER_BYTES)
  writeInt32(batch, BATCH_FIELD.batchLength, batch.length - 12)
  writeInt16(batch, BATCH_FIELD.attributes, 1)
  writeInt32(batch, BATCH_FIELD.crc, computeBatchCrc(batch))
  return batch
}
