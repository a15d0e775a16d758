import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { splitBatches, decodeBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { readLog } from './read.ts'

function baseOffsets(test: TestLog, fromOffset: number, maxBytes: number, atLeastOne = true): number[] {
  const split = splitBatches(readLog(test.log, test.store, fromOffset, test.log.logEndOffset, maxBytes, atLeastOne))
  return split.ok ? split.batches.map((batch) => decodeBatchHeader(batch).baseOffset) : []
}

describe('reading a log', () => {
  it('[LOG12] never passes over a batch that does not fit for a smaller one of the next extent', () => {
    const test = new TestLog()
    test.append([['a', 'small']])
    test.append([['b', 'x'.repeat(500)]])
    test.leaderEpoch++
    test.append([['c', 'small']])
    expect(baseOffsets(test, 0, 300)).toEqual([0])
    expect(baseOffsets(test, 1, 300, false)).toEqual([])
    expect(baseOffsets(test, 0, 10_000)).toEqual([0, 1, 2])
  })

  it('[LOG12] gives one whole batch to whoever has room for none', () => {
    const test = new TestLog()
    test.append([['a', 'v']])
    test.append([['b', 'v']])
    expect(baseOffsets(test, 1, 0)).toEqual([1])
    expect(baseOffsets(test, 1, 0, false)).toEqual([])
  })

  it('[LOG12] goes on behind a gap that compaction left, however little may be read', () => {
    const test = new TestLog({ 'cleanup.policy': 'compact' })
    for (const key of ['a', 'b', 'c', 'b', 'c', 'd']) test.append([[key, 'v']])
    test.roll()
    test.append([['e', 'v']])
    test.moveHighWatermark()
    test.clean()
    expect(baseOffsets(test, 0, 10_000)).toEqual([0, 3, 4, 5, 6])
    expect(baseOffsets(test, 1, 1)).toEqual([3])
    expect(baseOffsets(test, 2, 1)).toEqual([3])
  })
})
