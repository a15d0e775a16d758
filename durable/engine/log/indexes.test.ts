import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { indexEntries } from './indexes.ts'

describe('the sparse indexes of a segment', () => {
  it('[LOG13] have an entry whenever index.interval.bytes were passed, and a last timestamp once the segment is closed', () => {
    const test = new TestLog({ 'index.interval.bytes': '100' })
    for (const time of [10, 30, 20, 40, 35, 36]) {
      test.nowMs = time
      test.append([['k', 'v']])
    }
    // A batch is 70 bytes: entries come before the third and the fifth.
    const active = indexEntries(test.log, test.store, 0, 100)
    expect(active.offsetIndex).toEqual([
      { relativeOffset: 2, position: 140 },
      { relativeOffset: 4, position: 280 },
    ])
    expect(active.timeIndex).toEqual([
      { timestamp: 30, relativeOffset: 1 },
      { timestamp: 40, relativeOffset: 3 },
    ])
    test.nowMs = 50
    test.append([['k', 'v']])
    test.roll()
    test.append([['k', 'v']])
    const closed = indexEntries(test.log, test.store, 0, 100)
    expect(closed.timeIndex.at(-1)).toEqual({ timestamp: 50, relativeOffset: 6 })
    expect(test.log.segments[0]).toMatchObject({
      offsetIndexEntries: closed.offsetIndex.length,
      timeIndexEntries: closed.timeIndex.length,
    })
    expect([0, 3, 99].map(closed.positionOf)).toEqual([0, 210, 490])
  })
})
