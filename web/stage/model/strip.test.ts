import { describe, expect, it } from 'vitest'
import { aPartition, aReplica } from './fixtures.ts'
import { marksOf, stripOf, windowOf } from './strip.ts'

const kinds = (strip: ReturnType<typeof stripOf>): string => strip.cells.map(({ kind }) => kind).join(' ')

describe('the window of a partition', () => {
  it('shows the newest offsets', () => {
    const partition = aPartition({ logs: [aReplica({ log_end_offset: 120 })] })
    expect(windowOf(partition, 10)).toEqual({ firstOffset: 110, endOffset: 120 })
  })

  it('begins where the oldest log begins when there are few records', () => {
    const partition = aPartition({ logs: [aReplica({ log_start_offset: 3, log_end_offset: 5 })] })
    expect(windowOf(partition, 10)).toEqual({ firstOffset: 3, endOffset: 5 })
  })

  it('reaches to the end of the longest log, whoever has it', () => {
    const partition = aPartition({ logs: [aReplica({ log_end_offset: 5 }), aReplica({ broker_id: 2, log_end_offset: 8 })] })
    expect(windowOf(partition, 4)).toEqual({ firstOffset: 4, endOffset: 8 })
  })

  it('is empty where nothing was written', () => {
    expect(windowOf(aPartition({ logs: [aReplica({})] }), 10)).toEqual({ firstOffset: 0, endOffset: 0 })
  })
})

describe('the strip of a replica', () => {
  const window = { firstOffset: 4, endOffset: 10 }

  it('tells what is committed, what is in an open transaction, and what waits for the high watermark', () => {
    const replica = aReplica({ log_end_offset: 10, high_watermark: 8, last_stable_offset: 6 })
    expect(kinds(stripOf(replica, window))).toBe('committed committed open open uncommitted uncommitted')
  })

  it('leaves a hole where a follower lags', () => {
    const replica = aReplica({ log_end_offset: 7, high_watermark: 7, last_stable_offset: 7 })
    expect(kinds(stripOf(replica, window))).toBe('committed committed committed missing missing missing')
  })

  it('counts what is older than its cells', () => {
    expect(stripOf(aReplica({ log_start_offset: 1, log_end_offset: 10 }), window).olderCount).toBe(3)
    expect(stripOf(aReplica({ log_end_offset: 2 }), window).olderCount).toBe(2)
  })

  it('strikes out what was cut off a moment ago', () => {
    const replica = aReplica({ log_end_offset: 8, high_watermark: 8, last_stable_offset: 8 })
    expect(kinds(stripOf(replica, window, { fromOffset: 8, toOffset: 10 }))).toBe('committed committed committed committed cut cut')
  })
})

describe('the marks', () => {
  it('become one where they stand at the same offset', () => {
    const replica = aReplica({ log_end_offset: 10, high_watermark: 8, last_stable_offset: 8 })
    expect(marksOf(replica, { firstOffset: 4, endOffset: 10 })).toEqual([
      { offset: 8, names: ['LSO', 'HW'], at: 4 },
      { offset: 10, names: ['LEO'], at: 6 },
    ])
  })

  it('stand at the edge when they are older than the window', () => {
    const replica = aReplica({ log_end_offset: 10, high_watermark: 2, last_stable_offset: 2 })
    expect(marksOf(replica, { firstOffset: 4, endOffset: 10 })[0]).toEqual({ offset: 2, names: ['LSO', 'HW'], at: 0 })
  })
})
