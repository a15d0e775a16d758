// The records of one commit, whose bytes go over from one to the next.
import { describe, expect, it } from 'vitest'
import { decodeOffsetCommitKey, decodeOffsetCommitValue, encodeOffsetCommitKey, OffsetCommitEncoder } from './offset-commit.ts'

const topicId = 'AAECAwQFBgcICQoLDA0ODw'
const value = { offset: 5, leaderEpoch: -1, metadata: '', commitTimestampMs: 1_000, topicId }

describe('the records of one commit', () => {
  it('are in version 4 of Kafka', () => {
    const bytes = new OffsetCommitEncoder('g').value(value)
    const hex = '0004 0000000000000005 ffffffff 01 00000000000003e8 01 00 10 000102030405060708090a0b0c0d0e0f'
    expect(Buffer.from(bytes).toString('hex')).toBe(hex.replaceAll(' ', ''))
  })

  it('are in version 1 where they say when the offset expires, which knows no leader epoch and no topic id', () => {
    const bytes = new OffsetCommitEncoder('g').value({ ...value, leaderEpoch: 7, expireTimestampMs: 2_000 })
    const hex = '0001 0000000000000005 0000 00000000000003e8 00000000000007d0'
    expect(Buffer.from(bytes).toString('hex')).toBe(hex.replaceAll(' ', ''))
    expect(decodeOffsetCommitValue(bytes)).toEqual({ ...value, topicId: 'AAAAAAAAAAAAAAAAAAAAAA', expireTimestampMs: 2_000 })
  })

  it('have keys of their own, topic by topic', () => {
    const encoder = new OffsetCommitEncoder('g')
    const places = [['t', 0] as const, ['t', 70_000] as const, ['u', 1] as const, ['t', 2] as const]
    const keys = places.map(([topic, partition]) => encoder.key(topic, partition))
    expect(keys).toEqual(places.map(([topic, partition]) => encodeOffsetCommitKey({ group: 'g', topic, partition })))
    expect(keys.map(decodeOffsetCommitKey)).toEqual(places.map(([topic, partition]) => ({ group: 'g', topic, partition })))
  })

  it('have values of their own, whatever differs from the one before', () => {
    const encoder = new OffsetCommitEncoder('g')
    const values = [
      value,
      { ...value, offset: 2 ** 53 - 1 },
      { ...value, leaderEpoch: 7 },
      { ...value, leaderEpoch: 7, metadata: 'ä' },
      { ...value, leaderEpoch: 7, metadata: 'ä', commitTimestampMs: 1_001 },
      { ...value, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' },
      { ...value, topicId: 'AAAAAAAAAAAAAAAAAAAAAA', expireTimestampMs: 2_000 },
      { ...value, topicId: 'AAAAAAAAAAAAAAAAAAAAAA', expireTimestampMs: 3_000 },
      value,
    ]
    const written = values.map((one) => encoder.value(one))
    expect(written.map(decodeOffsetCommitValue)).toEqual(values)
  })
})
