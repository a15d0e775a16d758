import { describe, expect, it } from 'vitest'
import { alive, registered } from '../../../test/support/partition-registration.ts'
import { decideLeaderBalance, imbalanceRatio, leaderImbalance } from './leader-imbalance.ts'

const circumstances = alive([1, 2])
const balanced = { name: 'balanced', registration: registered(), circumstances }
const movable = { name: 'movable', registration: registered({ leader: 2 }), circumstances }
const outOfSync = { name: 'out of sync', registration: registered({ leader: 2, isr: [2, 3] }), circumstances }
const dead = { name: 'dead', registration: registered({ replicas: [3, 1, 2], leader: 1 }), circumstances }

describe('the balance of leaders', () => {
  it('[CTL16] gives leadership back to preferred replicas that are in sync and alive, and to no others', () => {
    const { changes, mayBeMore } = decideLeaderBalance([balanced, outOfSync, movable, dead])
    expect(changes).toEqual([{ partition: movable, change: { electionKind: 'preferred', leader: 1 } }])
    expect(mayBeMore).toBe(false)
  })

  it('[CTL16] stops at the bound and says that there may be more', () => {
    const many = Array.from({ length: 1_001 }, () => movable)
    const { changes, mayBeMore } = decideLeaderBalance(many)
    expect(changes).toHaveLength(1_000)
    expect(mayBeMore).toBe(true)
    expect(decideLeaderBalance([movable, movable, movable], 2).changes).toHaveLength(2)
  })

  it('[CTL16] has no threshold: one partition among many is enough', () => {
    expect(decideLeaderBalance([...Array.from({ length: 99 }, () => balanced), movable]).changes).toHaveLength(1)
  })

  it('counts by preferred replica how many it does not lead', () => {
    const imbalances = leaderImbalance([balanced, movable, outOfSync, dead].map(({ registration }) => registration))
    expect(imbalances).toEqual(
      new Map([
        [1, { preferredCount: 3, elsewhereCount: 2 }],
        [3, { preferredCount: 1, elsewhereCount: 1 }],
      ]),
    )
    expect(imbalanceRatio({ preferredCount: 4, elsewhereCount: 1 })).toBe(0.25)
  })
})
