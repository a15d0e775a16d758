import { describe, expect, it } from 'vitest'
import { assignEpoch, divergingEpoch, endOffsetForEpoch, epochForOffset, truncateEpochsFromEnd, truncationOffset } from './leader-epochs.ts'
import type { LeaderEpoch } from './partition-log.ts'

const epochs: LeaderEpoch[] = [
  { epoch: 1, startOffset: 0 },
  { epoch: 3, startOffset: 10 },
  { epoch: 4, startOffset: 15 },
]
const log = { leaderEpochs: epochs, logEndOffset: 20, logStartOffset: 0, highWatermark: 12 }

describe('leader epochs', () => {
  it('[EPO1] a new epoch takes the place of entries that are not before it, and what is known stays', () => {
    expect(assignEpoch(epochs, 4, 18)).toEqual(epochs)
    expect(assignEpoch(epochs, 5, 20)).toEqual([...epochs, { epoch: 5, startOffset: 20 }])
    expect(assignEpoch(epochs, 5, 10)).toEqual([epochs[0], { epoch: 5, startOffset: 10 }])
    expect(truncateEpochsFromEnd(epochs, 10)).toEqual([epochs[0]])
    expect([-1, 0, 9, 10, 30].map((offset) => epochForOffset(epochs, offset))).toEqual([null, 1, 1, 3, 4])
  })

  it('[EPO2] an epoch ends where the next one begins, the latest at the log end', () => {
    const ends = [-1, 0, 1, 2, 3, 4, 5].map((epoch) => Object.values(endOffsetForEpoch(log, epoch)))
    expect(ends).toEqual([
      [-1, -1],
      [0, 0],
      [1, 10],
      [1, 10],
      [3, 15],
      [4, 20],
      [-1, -1],
    ])
  })

  it('[EPO3] a follower is told where its log parts from the leader’s, and cuts there', () => {
    expect(divergingEpoch(log, { fetchOffset: 15, lastFetchedEpoch: 3 })).toBeNull()
    expect(divergingEpoch(log, { fetchOffset: 17, lastFetchedEpoch: 3 })).toEqual({ epoch: 3, endOffset: 15 })
    expect(divergingEpoch(log, { fetchOffset: 17, lastFetchedEpoch: 9 })).toBe('OFFSET_OUT_OF_RANGE')
    expect(truncationOffset(log, { epoch: 3, endOffset: 12 })).toEqual({ offset: 12, completed: true })
    expect(truncationOffset(log, { epoch: 3, endOffset: 18 })).toEqual({ offset: 15, completed: true })
  })

  it('[EPO3] a follower that never had the leader’s epoch cuts back to an earlier one and asks again', () => {
    expect(truncationOffset(log, { epoch: 2, endOffset: 14 })).toEqual({ offset: 10, completed: false })
    expect(truncationOffset(log, { epoch: -1, endOffset: -1 })).toEqual({ offset: 12, completed: true })
    expect(truncationOffset(log, { epoch: 8, endOffset: 16 })).toEqual({ offset: 16, completed: true })
  })
})
