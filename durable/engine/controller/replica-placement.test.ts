import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random, randomFromSeed } from '../random.ts'
import { placeReplicas } from './replica-placement.ts'
import type { PlaceableBroker } from './replica-placement.ts'

function brokers(racks: readonly (string | null)[]): PlaceableBroker[] {
  return racks.map((rack, index) => ({ brokerId: index + 1, rack, fenced: false }))
}

function place(racks: readonly (string | null)[], partitions: number, replicationFactor: number, seed: number): number[][] {
  const placement = placeReplicas(brokers(racks), partitions, replicationFactor, new Random(randomFromSeed(seed)))
  if (!placement.ok) throw new Error(placement.message)
  return placement.assignments
}

const seed = fc.nat()
const brokerCount = fc.integer({ min: 1, max: 9 })

describe('replica placement', () => {
  it('[PLC1] gives every broker as many leaders as any other over one round', () => {
    fc.assert(
      fc.property(seed, brokerCount, fc.nat({ max: 8 }), (chance, count, extra) => {
        const replicationFactor = 1 + (extra % count)
        const leaders = place(
          Array.from({ length: count }, () => null),
          count,
          replicationFactor,
          chance,
        ).map(([leader]) => leader)
        expect(new Set(leaders).size).toBe(count)
      }),
    )
  })

  it('[PLC2] never puts two replicas of a partition on one broker', () => {
    fc.assert(
      fc.property(
        seed,
        fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 40 }),
        (chance, racks, partitions) => {
          for (const replicas of place(racks, partitions, racks.length, chance)) expect(new Set(replicas).size).toBe(racks.length)
        },
      ),
    )
  })

  it('[PLC2] uses as many racks as there are replicas while there are racks', () => {
    fc.assert(
      fc.property(seed, (chance) => {
        const racks = ['a', 'a', 'b', 'b', 'c', 'c']
        for (const replicas of place(racks, 12, 3, chance)) expect(new Set(replicas.map((brokerId) => racks[brokerId - 1])).size).toBe(3)
      }),
    )
  })

  it('[PLC3] goes on where the last partition left off', () => {
    const existing = [[1, 2, 3]]
    const random = new Random(randomFromSeed(7))
    const placement = placeReplicas(brokers([null, null, null]), 1, 1, random, existing)
    expect(placement).toEqual({ ok: true, assignments: [[1]] })
    const byLeader = placeReplicas(brokers(['a', 'b', 'c']), 2, 1, random, existing)
    expect(byLeader).toEqual({ ok: true, assignments: [[2], [3]] })
  })

  it('refuses with the sentences of the controller', () => {
    const random = new Random(randomFromSeed(1))
    expect(placeReplicas(brokers([null]), 1, 2, random)).toEqual({
      ok: false,
      message: 'The target replication factor of 2 cannot be reached because only 1 broker(s) are registered.',
    })
    expect(placeReplicas(brokers([null]), 1, 0, random)).toEqual({
      ok: false,
      message: 'Invalid replication factor 0: the replication factor must be positive.',
    })
    expect(placeReplicas([{ brokerId: 1, rack: null, fenced: true }], 1, 1, random)).toEqual({
      ok: false,
      message: 'All brokers are currently fenced.',
    })
  })
})

describe('the cluster’s chance', () => {
  it('[STP3] gives the same draws for the same seed and others for another', () => {
    const draws = (from: number): number[] => {
      const random = new Random(randomFromSeed(from))
      return Array.from({ length: 8 }, () => random.nextUint32())
    }
    expect(draws(42)).toEqual(draws(42))
    expect(draws(42)).not.toEqual(draws(43))
    expect(draws(2 ** 40)).not.toEqual(draws(0))
  })

  it('stays below the bound and reaches all of it', () => {
    const random = new Random(randomFromSeed(5))
    const seen = new Set(Array.from({ length: 400 }, () => random.below(7)))
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})
