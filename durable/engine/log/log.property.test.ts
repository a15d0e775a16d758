import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { decodeBatchHeader, lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import { extentRanges } from './extents.ts'
import { indexEntries } from './indexes.ts'
import { applyLogChange } from './log-change.ts'
import { moveLogStart } from './log-start.ts'
import { emptyLog, logSizeBytes, segmentEndOffset } from './partition-log.ts'
import { planRetention } from './retention.ts'
import { copyLogUntil } from './truncate.ts'

type Operation =
  | { readonly kind: 'append'; readonly keys: readonly number[]; readonly producerId: number | null }
  | { readonly kind: 'roll' | 'highWatermark' | 'retention' | 'epoch' | 'copy' }
  | { readonly kind: 'truncate' | 'deleteRecords'; readonly share: number }
  | { readonly kind: 'clean'; readonly maxBytes: number; readonly maxKeys: number }

const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      keys: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
      producerId: fc.option(fc.nat(2)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('roll', 'highWatermark', 'retention', 'epoch', 'copy') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('truncate', 'deleteRecords'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clean' as const),
      maxBytes: fc.constantFrom(100, 400, 100_000),
      maxKeys: fc.constantFrom(2, 1000),
    }),
  },
) as fc.Arbitrary<Operation>

/** A log and what ought to be in it. */
class Model {
  readonly test = new TestLog({
    'cleanup.policy': 'compact,delete',
    'internal.segment.bytes': '600',
    'index.interval.bytes': '150',
    'retention.ms': '40',
  })
  /** Everything that was written and not cut off, by offset. */
  written = new Map<number, { key: string; value: string | null }>()
  sequences = new Map<number, number>()
  /** Records below may have been left out by the cleaner. */
  cleanedBelow = 0
  hasTruncated = false
  #count = 0

  run(operation: Operation): void {
    const { test } = this
    const { log } = test
    test.nowMs++
    switch (operation.kind) {
      case 'append':
        return this.append(operation.keys, operation.producerId)
      case 'roll':
        return test.roll()
      case 'epoch':
        test.leaderEpoch++
        return
      case 'highWatermark':
        return test.moveHighWatermark()
      case 'retention':
        return test.apply(planRetention(log, test.configs, test.nowMs))
      case 'deleteRecords':
        return test.apply(moveLogStart(log, Math.floor(log.highWatermark * operation.share)) ?? [])
      case 'truncate':
        return this.truncate(operation.share)
      case 'clean':
        this.cleanedBelow = Math.max(this.cleanedBelow, log.segments.at(-1)!.baseOffset)
        test.clean(undefined, operation)
        return
      case 'copy':
        test.log = copyLogUntil(log, test.store, log.logEndOffset)
        test.changes.length = 0
    }
  }

  append(keys: readonly number[], producerId: number | null): void {
    const { test } = this
    const baseOffset = test.log.logEndOffset
    const records = keys.map((key): [string, string | null] => [`key ${key}`, key === 0 ? null : `value ${this.#count++}`])
    const baseSequence = producerId === null ? -1 : (this.sequences.get(producerId) ?? 0)
    const checked = test.append(records, producerId === null ? {} : { producerId, producerEpoch: 0, baseSequence })
    expect(checked.kind).toBe('ok')
    if (producerId !== null) this.sequences.set(producerId, baseSequence + keys.length)
    for (const [index, [key, value]] of records.entries()) this.written.set(baseOffset + index, { key, value })
  }

  /** Not into what was cleaned: Kafka's cleaner stays below the high watermark because what is cut off there cannot be told any more. */
  truncate(share: number): void {
    const before = this.test.log
    const lowest = Math.max(before.logStartOffset, this.cleanedBelow)
    const offset = lowest + Math.floor((before.logEndOffset - lowest) * share)
    this.hasTruncated = true
    this.test.truncate(offset)
    const { log } = this.test
    for (const written of this.written.keys()) if (written >= offset) this.written.delete(written)
    // A batch that reaches beyond the offset goes as a whole.
    const kept = new Set(this.test.records().map((record) => record.offset))
    for (const written of [...this.written.keys()].toReversed()) {
      if (kept.has(written) || written < this.cleanedBelow) break
      this.written.delete(written)
    }
    this.sequences = new Map(
      Object.entries(log.producers).map(([producerId, { batches }]) => [Number(producerId), (batches.at(-1)?.lastSequence ?? -1) + 1]),
    )
  }

  check(): void {
    const { log, store } = this.test
    this.checkRecords()
    this.checkSegments()
    expect(JSON.parse(JSON.stringify(log))).toEqual(log)
    expect(log.logStartOffset).toBeLessThanOrEqual(log.highWatermark)
    expect(log.highWatermark).toBeLessThanOrEqual(log.logEndOffset)
    const ranges = extentRanges(log)
    expect(ranges.every(({ fromOffset, untilOffset }) => fromOffset < untilOffset && fromOffset >= 0)).toBe(true)
    const before = this.test.records()
    for (const extentId of new Set(log.extents.map((extent) => extent.extentId))) {
      const used = ranges.filter((range) => range.extentId === extentId).sort((one, other) => one.fromOffset - other.fromOffset)
      let fromOffset = 0
      for (const range of used) {
        if (range.fromOffset > fromOffset) store.discard({ extentId, fromOffset, untilOffset: range.fromOffset })
        fromOffset = range.untilOffset
      }
    }
    expect(this.test.records()).toEqual(before)
  }

  checkRecords(): void {
    const { log } = this.test
    const firstOffset = log.segments[0]!.baseOffset
    const records = new Map(this.test.records().map(({ offset, key, value }) => [offset, { key, value }]))
    const latest = new Map<string, number>()
    for (const [offset, { key }] of this.written) latest.set(key, Math.max(offset, latest.get(key) ?? -1))
    for (const [offset, record] of records) expect(record).toEqual(this.written.get(offset))
    for (const [offset, record] of this.written) {
      const mayBeGone = offset < this.cleanedBelow && (latest.get(record.key) !== offset || record.value === null)
      if (offset >= firstOffset && !mayBeGone) expect(records.get(offset)).toEqual(record)
    }
  }

  checkSegments(): void {
    const { log, store } = this.test
    const headers = this.test.batches().map((batch) => ({ ...decodeBatchHeader(batch), sizeBytes: batch.length }))
    expect(headers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(logSizeBytes(log))
    for (const [index, segment] of log.segments.entries()) {
      const endOffset = segmentEndOffset(log, index)
      const own = headers.filter(({ baseOffset }) => baseOffset >= segment.baseOffset && baseOffset < endOffset)
      expect(own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(segment.sizeBytes)
      expect(own.reduce((max, { maxTimestamp }) => Math.max(max, maxTimestamp), -1)).toBe(segment.maxTimestamp)
      expect(own.every((header) => lastOffsetOf(header) < endOffset)).toBe(true)
      expect(segment.firstBatchTimestamp).toBe(own[0]?.maxTimestamp ?? null)
      const { offsetIndex, timeIndex } = indexEntries(log, store, index, this.test.configs.indexIntervalBytes)
      // A truncated segment counts the bytes to its next index entry from where it was cut, so its entries lie elsewhere.
      if (this.hasTruncated) continue
      expect([offsetIndex.length, timeIndex.length]).toEqual([segment.offsetIndexEntries, segment.timeIndexEntries])
    }
  }
}

describe('a log under any operations', () => {
  it('[LOG10] [STP2] holds what was written, and its changes give it again', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { minLength: 1, maxLength: 60, size: 'max' }), (operations) => {
        const model = new Model()
        let copied = emptyLog(0)
        for (const each of operations) {
          model.run(each)
          if (each.kind === 'copy') copied = structuredClone(model.test.log)
          model.check()
        }
        for (const change of model.test.changes) applyLogChange(copied, JSON.parse(JSON.stringify(change)))
        expect(copied).toEqual(model.test.log)
      }),
      { numRuns: 80 },
    )
  })
})
