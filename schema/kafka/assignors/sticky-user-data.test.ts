import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AssignorMember } from './assignor.ts'
import { cooperativePreviouslyOwned, encodeCooperativeUserData, encodeStickyUserData, stickyPreviouslyOwned } from './sticky-user-data.ts'

const hexOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex')
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

const owned = [{ topic: 'a', partitionIndex: 1 }]

function member(rest: Partial<AssignorMember>): AssignorMember {
  const nothing = { groupInstanceId: null, topics: [], ownedPartitions: [], generationId: -1, rackId: null, userData: null }
  return { memberId: 'm', ...nothing, ...rest }
}

describe('the user data of the assignor sticky', () => {
  const withGeneration = '00000001 0001 61 00000001 00000001 00000007'

  it('is what the member had and the generation', () => {
    const userData = encodeStickyUserData({ partitions: owned, generationId: 7 })
    expect(hexOf(userData)).toBe(hexOf(bytesOf(withGeneration)))
    expect(stickyPreviouslyOwned(member({ userData }))).toEqual({ partitions: owned, generationId: 7 })
  })

  it('is nothing at all before the first assignment', () => {
    expect(encodeStickyUserData({ partitions: null, generationId: -1 })).toBeNull()
    expect(stickyPreviouslyOwned(member({ ownedPartitions: owned, generationId: 3 }))).toEqual({ partitions: [], generationId: -1 })
  })

  it('of the first form has no generation', () => {
    const userData = bytesOf('00000001 0001 61 00000001 00000001')
    expect(stickyPreviouslyOwned(member({ userData }))).toEqual({ partitions: owned, generationId: -1 })
  })

  it('that makes no sense counts as none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (userData) => {
        expect(stickyPreviouslyOwned(member({ userData })).generationId).toBeTypeOf('number')
      }),
    )
    for (const hex of ['', 'ff', '7fffffff', '00000001 7fff']) {
      expect(stickyPreviouslyOwned(member({ userData: bytesOf(hex) }))).toEqual({ partitions: [], generationId: -1 })
    }
  })
})

describe('the user data of the assignor cooperative-sticky', () => {
  it('is the generation, and counts when the subscription does not say it', () => {
    const userData = encodeCooperativeUserData({ partitions: owned, generationId: 7 })
    expect(hexOf(userData)).toBe('00000007')
    const old = member({ ownedPartitions: owned, userData })
    expect(cooperativePreviouslyOwned(old)).toEqual({ partitions: owned, generationId: 7 })
    expect(cooperativePreviouslyOwned({ ...old, generationId: 9 })).toEqual({ partitions: owned, generationId: 9 })
    expect(cooperativePreviouslyOwned({ ...old, userData: bytesOf('00') })).toEqual({ partitions: owned, generationId: -1 })
  })
})
