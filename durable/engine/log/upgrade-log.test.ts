import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { applyLogChange } from './log-change.ts'
import { emptyLog } from './partition-log.ts'
import { upgradeLog } from './upgrade-log.ts'
import type { StoredLog } from './upgrade-log.ts'

describe('a log that an earlier version stored', () => {
  it('[LOG14] gets the fields that came later, with the meaning of their absence', () => {
    const { logStartOffset, logEndOffset, highWatermark, segments, leaderEpochs } = emptyLog(5)
    const stored = { logStartOffset, logEndOffset, highWatermark, segments, leaderEpochs, extents: [{ extentId: 3, startOffset: 7 }] }
    const log = upgradeLog(JSON.parse(JSON.stringify(stored)) as StoredLog)
    expect(log).toEqual({ ...emptyLog(5), extents: [{ extentId: 3, startOffset: 7, originOffset: 7, endOffset: null }] })
  })

  it('[LOG14] stays as it is when nothing is missing', () => {
    const test = new TestLog()
    test.append([['k', 'v']], { producerId: 1, producerEpoch: 0, baseSequence: 0 })
    test.truncate(0)
    test.append([['k', 'v']])
    expect(upgradeLog(JSON.parse(JSON.stringify(test.log)) as StoredLog)).toEqual(test.log)
  })

  it('[LOG14] and the changes that an earlier version journaled still apply', () => {
    const log = emptyLog(0)
    applyLogChange(log, { kind: 'epoch.started', epoch: 0, startOffset: 0 })
    applyLogChange(log, { kind: 'extent.opened', extentId: 4, startOffset: 0 })
    applyLogChange(log, { kind: 'batch.appended', baseOffset: 0, lastOffset: 1, maxTimestamp: 3, sizeBytes: 70, nowMs: 3 })
    expect(log).toMatchObject({
      logEndOffset: 2,
      extents: [{ extentId: 4, startOffset: 0, originOffset: 0, endOffset: null }],
      producers: {},
    })
  })
})
