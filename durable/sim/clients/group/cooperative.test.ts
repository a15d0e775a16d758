import { expect, it } from 'vitest'
import { COOPERATIVE } from './cooperative.ts'
import type { JoinedMember } from './strategy.ts'

const PARTITIONS = [0, 1, 2, 3].map((partitionIndex) => ({ topic: 'a', partitionIndex }))

function joined(memberId: string, generation: number, indexes: readonly number[]): JoinedMember {
  return { memberId, generation, owned: indexes.map((partitionIndex) => ({ topic: 'a', partitionIndex })) }
}

function assigned(...members: JoinedMember[]): Record<string, number[]> {
  const shares = COOPERATIVE.assign(members, PARTITIONS)
  return Object.fromEntries(Array.from(shares, ([memberId, share]) => [memberId, share.map(({ partitionIndex }) => partitionIndex)]))
}

it('[SIM15] what moves belongs to nobody until whoever had it has joined again without it', () => {
  expect(assigned(joined('one', 1, [0, 1, 2, 3]), joined('two', -1, []))).toEqual({ one: [0, 1], two: [] })
  expect(assigned(joined('one', 2, [0, 1]), joined('two', 2, []))).toEqual({ one: [0, 1], two: [2, 3] })
})

it('[SIM15] of two that say that they have a partition the one has it that was given it later', () => {
  expect(assigned(joined('one', 5, [0, 1]), joined('two', 4, [1, 2]))).toEqual({ one: [0, 1], two: [2, 3] })
})
