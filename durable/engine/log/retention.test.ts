import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { nextRetentionMs, planRetention } from './retention.ts'

/** Segments of one batch of 70 bytes each, written at these times; the last one is active. */
function segmentsAt(times: readonly number[], configs: Readonly<Record<string, string>>): TestLog {
  const test = new TestLog(configs)
  for (const [index, time] of times.entries()) {
    test.nowMs = time
    if (index > 0) test.roll()
    test.append([['k', 'v']])
  }
  test.moveHighWatermark()
  return test
}

function run(test: TestLog, nowMs: number): number[] {
  test.apply(planRetention(test.log, test.configs, nowMs))
  return test.log.segments.map(({ baseOffset }) => baseOffset)
}

describe('retention', () => {
  it('[RTN1] deletes whole segments from the oldest on, never one above the high watermark', () => {
    const test = segmentsAt([1, 2, 3, 4], { 'retention.ms': '100' })
    test.log.highWatermark = 2
    expect(run(test, 1000)).toEqual([2, 3])
    expect(test.log.logStartOffset).toBe(2)
    test.moveHighWatermark()
    expect(run(test, 1000)).toEqual([4])
    expect(test.log).toMatchObject({ logStartOffset: 4, logEndOffset: 4, segments: [{ sizeBytes: 0, createdMs: 1000 }] })
    expect(run(test, 1_000_000)).toEqual([4])
  })

  it('[RTN2] by size keeps at least retention.bytes; by time what is not older than retention.ms', () => {
    expect(run(segmentsAt([1, 2, 3, 4], { 'retention.bytes': '140' }), 4)).toEqual([2, 3])
    expect(run(segmentsAt([1, 2, 3, 4], { 'retention.bytes': '141' }), 4)).toEqual([1, 2, 3])
    expect(run(segmentsAt([100, 200, 300], { 'retention.ms': '100' }), 300)).toEqual([1, 2])
    expect(run(segmentsAt([100, 200, 300], { 'retention.ms': '100' }), 301)).toEqual([2])
  })

  it('[RTN3] without delete in cleanup.policy only what lies below the log start goes', () => {
    for (const policy of ['', 'compact']) {
      const test = segmentsAt([1, 2, 3], { 'cleanup.policy': policy, 'retention.ms': '1', 'retention.bytes': '1' })
      expect(run(test, 1000)).toEqual([0, 1, 2])
      expect(nextRetentionMs(test.log, test.configs)).toBeNull()
      test.apply([{ kind: 'logStartOffset.moved', logStartOffset: 1 }])
      expect(run(test, 1000)).toEqual([1, 2])
    }
  })

  it('[RTN4] says when it will next find something too old', () => {
    const test = segmentsAt([100, 200], { 'retention.ms': '50' })
    expect(nextRetentionMs(test.log, test.configs)).toBe(151)
    expect(planRetention(test.log, test.configs, 150)).toEqual([])
    expect(run(test, 151)).toEqual([1])
    expect(nextRetentionMs(test.log, test.configs)).toBe(251)
    expect(run(test, 251)).toEqual([2])
    expect(nextRetentionMs(test.log, test.configs)).toBeNull()
  })

  it('[RTN4] waits for no time while nothing is replicated or retention.ms has no limit', () => {
    const unreplicated = segmentsAt([100], { 'retention.ms': '50' })
    unreplicated.log.highWatermark = 0
    expect(nextRetentionMs(unreplicated.log, unreplicated.configs)).toBeNull()
    for (const retention of ['-1', '9223372036854775807']) {
      const test = segmentsAt([100], { 'retention.ms': retention })
      expect(nextRetentionMs(test.log, test.configs)).toBeNull()
    }
  })
})
