import { describe, expect, it } from 'vitest'
import { applyLogChange } from './log-change.ts'
import type { LogChange } from './log-change.ts'
import { moveLogStart, removeSegmentsBeforeStart } from './log-start.ts'
import { emptyLog } from './partition-log.ts'
import type { PartitionLog } from './partition-log.ts'

/** Three segments of two records each, in the leader epochs 0 (offsets 0 to 2) and 1 (from 3), all below the high watermark. */
function logOfThreeSegments(): PartitionLog {
  const log = emptyLog(0)
  const epochAt = new Map([
    [0, 0],
    [3, 1],
  ])
  for (let offset = 0; offset < 6; offset++) {
    const epoch = epochAt.get(offset)
    const changes: LogChange[] = []
    if (offset > 0 && offset % 2 === 0) changes.push({ kind: 'segment.rolled', baseOffset: offset, rollJitterMs: 0, nowMs: offset })
    if (epoch !== undefined)
      changes.push({ kind: 'epoch.started', epoch, startOffset: offset }, { kind: 'extent.opened', extentId: epoch, startOffset: offset })
    changes.push({ kind: 'batch.appended', baseOffset: offset, lastOffset: offset, maxTimestamp: offset, sizeBytes: 70, nowMs: offset })
    for (const change of changes) applyLogChange(log, change)
  }
  applyLogChange(log, { kind: 'highWatermark.moved', highWatermark: 6 })
  return log
}

function applied(log: PartitionLog, changes: readonly LogChange[] | null): PartitionLog {
  for (const change of changes ?? []) applyLogChange(log, change)
  return log
}

describe('the start of a log', () => {
  it('[LOG8] moves up to the high watermark and never back', () => {
    const log = logOfThreeSegments()
    expect(moveLogStart(log, 7)).toBeNull()
    expect(applied(log, moveLogStart(log, 5)).logStartOffset).toBe(5)
    expect(moveLogStart(log, 2)).toEqual([])
    expect(applied(log, moveLogStart(log, 6)).logStartOffset).toBe(6)
  })

  it('[LOG8] takes along the segments that lie wholly below it, but never the active one', () => {
    const log = logOfThreeSegments()
    applied(log, moveLogStart(log, 3))
    expect(applied(log, removeSegmentsBeforeStart(log)).segments.map(({ baseOffset }) => baseOffset)).toEqual([2, 4])
    applied(log, moveLogStart(log, 6))
    expect(applied(log, removeSegmentsBeforeStart(log)).segments.map(({ baseOffset }) => baseOffset)).toEqual([4])
    expect(removeSegmentsBeforeStart(log)).toEqual([])
  })

  it('[LOG9] keeps the epoch that covers it, from there on', () => {
    const log = logOfThreeSegments()
    applied(log, moveLogStart(log, 2))
    expect(log.leaderEpochs).toEqual([
      { epoch: 0, startOffset: 2 },
      { epoch: 1, startOffset: 3 },
    ])
    applied(log, moveLogStart(log, 4))
    expect(log.leaderEpochs).toEqual([{ epoch: 1, startOffset: 4 }])
  })

  it('lets go of extents that hold only removed segments', () => {
    const log = logOfThreeSegments()
    applied(log, moveLogStart(log, 5))
    applied(log, removeSegmentsBeforeStart(log))
    expect(log.extents).toEqual([{ extentId: 1, startOffset: 3, originOffset: 3, endOffset: null }])
  })
})
