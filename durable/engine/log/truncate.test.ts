import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { logSizeBytes } from './partition-log.ts'
import { copyLogUntil, truncateFullyAndStartAt, truncateLog } from './truncate.ts'

/** Three segments: offsets 0 to 3, 4 and 5, 6 and 7, two records a batch, in the leader epochs 0 and (from 4) 1. */
function threeSegments(): TestLog {
  const test = new TestLog()
  for (const offset of [0, 2, 4, 6]) {
    if (offset === 4 || offset === 6) test.roll()
    if (offset === 4) test.leaderEpoch = 1
    test.nowMs = offset
    test.append([
      [`${offset}`, 'v'],
      [`${offset + 1}`, 'v'],
    ])
  }
  return test
}

function offsetsOf(test: TestLog): number[] {
  return test.records().map(({ offset }) => offset)
}

describe('truncating a log', () => {
  it('[LOG11] cuts off batches, segments and epochs, and takes the high watermark along', () => {
    const test = threeSegments()
    test.moveHighWatermark()
    test.truncate(4)
    const { logEndOffset, highWatermark, leaderEpochs, segments } = test.log
    expect({ logEndOffset, highWatermark, leaderEpochs }).toEqual({
      logEndOffset: 4,
      highWatermark: 4,
      leaderEpochs: [{ epoch: 0, startOffset: 0 }],
    })
    expect(segments.map(({ baseOffset, sizeBytes }) => [baseOffset, sizeBytes])).toEqual([
      [0, logSizeBytes(test.log)],
      [4, 0],
    ])
    expect(offsetsOf(test)).toEqual([0, 1, 2, 3])
  })

  it('[LOG11] cuts off a batch that the offset lies in as a whole, and goes on at the offset', () => {
    const test = threeSegments()
    test.truncate(3)
    expect(offsetsOf(test)).toEqual([0, 1])
    expect(test.log.logEndOffset).toBe(3)
    expect(test.log.segments).toMatchObject([{ baseOffset: 0, maxTimestamp: 0, offsetOfMaxTimestamp: 1 }])
    test.append([['new', 'v']])
    expect(offsetsOf(test)).toEqual([0, 1, 3])
  })

  it('[LOG11] writes what comes next to an extent of its own, since the old one holds what was cut off', () => {
    const test = threeSegments()
    test.truncate(6)
    expect(test.log.extents.at(-1)).toMatchObject({ extentId: 1, endOffset: 6 })
    test.append([['new', 'v']])
    expect(test.log.extents.at(-1)).toEqual({ extentId: 2, startOffset: 6, originOffset: 6, endOffset: null })
    expect(test.records().at(-1)).toEqual({ offset: 6, key: 'new', value: 'v' })
  })

  it('[LOG11] below the first segment starts the log again', () => {
    const test = threeSegments()
    test.moveHighWatermark()
    test.apply([
      { kind: 'logStartOffset.moved', logStartOffset: 6 },
      { kind: 'segments.removed', count: 2 },
    ])
    test.truncate(5)
    expect(test.log).toMatchObject({ logStartOffset: 5, logEndOffset: 5, highWatermark: 5, leaderEpochs: [], extents: [] })
    test.apply(truncateFullyAndStartAt(test.log, 40, { nowMs: 9 }))
    expect(test.log).toMatchObject({ logStartOffset: 40, logEndOffset: 40, segments: [{ baseOffset: 40, createdMs: 9 }] })
  })

  it('[LOG11] at or above its end changes nothing but epochs in which nobody wrote', () => {
    const test = threeSegments()
    expect(truncateLog(test.log, test.store, 8)).toEqual([])
    test.apply([{ kind: 'epoch.started', epoch: 5, startOffset: 8 }])
    test.truncate(9)
    expect(test.log.leaderEpochs.at(-1)).toEqual({ epoch: 1, startOffset: 4 })
  })

  it('[LOG11] makes what was clean dirty again from there', () => {
    const test = threeSegments()
    test.apply([{ kind: 'cleaner.moved', cleaner: { firstDirtyOffset: 6, round: null } }])
    test.truncate(4)
    expect(test.log.cleaner.firstDirtyOffset).toBe(4)
  })
})

describe('a copy of the beginning of a log', () => {
  it('[LOG11] reads the same bytes and never writes to them', () => {
    const test = threeSegments()
    for (const offset of [4, 8]) {
      const copy = new TestLog()
      copy.log = copyLogUntil(test.log, test.store, offset)
      expect(copy.log.extents.at(-1)?.endOffset).toBe(offset)
      expect(copy.log.logEndOffset).toBe(offset)
    }
    const before = structuredClone(test.log)
    const copy = copyLogUntil(test.log, test.store, 6)
    copy.segments[0]!.sizeBytes = 0
    copy.leaderEpochs[0]!.startOffset = 99
    expect(test.log).toEqual(before)
  })

  it('[PID4] knows the last five batches of every producer, which a truncated log does not', () => {
    const test = new TestLog()
    const states: unknown[] = []
    for (let sequence = 0; sequence < 12; sequence++) {
      if (sequence === 8) test.roll()
      states.push(structuredClone(test.log.producers))
      test.append([['k', `${sequence}`]], { producerId: 7, producerEpoch: 0, baseSequence: sequence })
    }
    for (const offset of [3, 7, 9, 11]) expect(copyLogUntil(test.log, test.store, offset).producers).toEqual(states[offset])
    test.truncate(10)
    expect(test.log.producers['7']?.batches.map(({ lastSequence }) => lastSequence)).toEqual([7, 8, 9])
  })

  it('[PID4] finds a transaction open again whose producer is forgotten and whose marker is cut off', () => {
    for (const rolls of [false, true]) {
      const test = new TestLog()
      test.append([['a', 'v']], { producerId: 7, producerEpoch: 0, baseSequence: 0, isTransactional: true })
      if (rolls) test.roll()
      test.mark('ABORT', 7)
      test.moveHighWatermark()
      test.apply([{ kind: 'producers.expired', producerIds: [7] }])
      expect(test.log.ongoingTransactions).toEqual([])
      test.truncate(1)
      expect(test.log.ongoingTransactions).toEqual([{ producerId: 7, firstOffset: 0 }])
    }
  })

  it('[PID4] finds a transaction open again whose producer is forgotten, for who stood still before its marker', () => {
    const test = new TestLog()
    test.append([['a', 'v']], { producerId: 7, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    test.mark('ABORT', 7)
    test.moveHighWatermark()
    test.apply([{ kind: 'producers.expired', producerIds: [7] }])
    const { ongoingTransactions, producers } = copyLogUntil(test.log, test.store, 1)
    expect(ongoingTransactions).toEqual([{ producerId: 7, firstOffset: 0 }])
    expect(Object.keys(producers)).toEqual(['7'])
  })

  it('[PID4] finds open transactions again when it is cut off behind their beginning', () => {
    const test = new TestLog()
    test.append([['a', '1']], { producerId: 1, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    test.append([['b', '1']], { producerId: 2, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    test.mark('ABORT', 1)
    expect(test.log.abortedTransactions).toEqual([{ producerId: 1, firstOffset: 0, lastOffset: 2, lastStableOffset: 1 }])
    test.truncate(2)
    expect(test.log.abortedTransactions).toEqual([])
    expect(test.log.ongoingTransactions).toEqual([
      { producerId: 1, firstOffset: 0 },
      { producerId: 2, firstOffset: 1 },
    ])
  })
})
