import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consumerProtocolVersion,
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
} from './consumer-protocol.ts'
import type { ConsumerProtocolSubscription } from './consumer-protocol.ts'
import { compareTopicPartitions } from './topic-partition.ts'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (...hex: string[]): Uint8Array => new Uint8Array(Buffer.from(hex.join('').replaceAll(' ', ''), 'hex'))

const subscription: ConsumerProtocolSubscription = {
  topics: ['b', 'a'],
  userData: new Uint8Array([7]),
  ownedPartitions: [
    { topic: 'b', partitionIndex: 1 },
    { topic: 'a', partitionIndex: 2 },
    { topic: 'b', partitionIndex: 0 },
  ],
  generationId: 5,
  rackId: 'r',
}

const topics = '00000002 0001 61 0001 62'
const userData = '00000001 07'
const owned = '00000002 0001 61 00000001 00000002 0001 62 00000002 00000000 00000001'

describe('a subscription of the consumer protocol', () => {
  it('has in each version the fields of that version, sorted', () => {
    const encoded = (version: number): string => hexOf(encodeConsumerProtocolSubscription(subscription, version))
    expect(encoded(0)).toBe(hexOf(bytesOf('0000', topics, userData)))
    expect(encoded(1)).toBe(hexOf(bytesOf('0001', topics, userData, owned)))
    expect(encoded(2)).toBe(hexOf(bytesOf('0002', topics, userData, owned, '00000005')))
    expect(encoded(3)).toBe(hexOf(bytesOf('0003', topics, userData, owned, '00000005', '0001 72')))
    expect(hexOf(encodeConsumerProtocolSubscription(subscription))).toBe(encoded(3))
  })

  it('comes back with the defaults of what its version cannot say', () => {
    const { topics: sorted, ...read } = decodeConsumerProtocolSubscription(encodeConsumerProtocolSubscription(subscription, 0))!
    expect(sorted).toEqual(['a', 'b'])
    expect(read).toEqual({ userData: new Uint8Array([7]), ownedPartitions: [], generationId: -1, rackId: null })
    expect(decodeConsumerProtocolSubscription(encodeConsumerProtocolSubscription(subscription))).toEqual({
      ...subscription,
      topics: ['a', 'b'],
      ownedPartitions: subscription.ownedPartitions.toSorted(compareTopicPartitions),
    })
  })

  it('of a newer version is read as the newest that is known', () => {
    const newer = bytesOf('0009', topics, userData, owned, '00000005', '0001 72', 'ffff')
    expect(decodeConsumerProtocolSubscription(newer)).toMatchObject({ generationId: 5, rackId: 'r' })
    expect(consumerProtocolVersion(newer)).toBe(9)
  })

  it('as kafkajs writes it is read: version 0 with empty user data', () => {
    expect(decodeConsumerProtocolSubscription(bytesOf('0000', '00000001 0001 61', '00000000'))).toMatchObject({ topics: ['a'] })
  })
})

describe('an assignment of the consumer protocol', () => {
  it('is grouped by topic in the order of the topics', () => {
    const assignment = { assignedPartitions: subscription.ownedPartitions, userData: null }
    const partitions = '00000002 0001 62 00000002 00000001 00000000 0001 61 00000001 00000002'
    expect(hexOf(encodeConsumerProtocolAssignment(assignment, 0))).toBe(hexOf(bytesOf('0000', partitions, 'ffffffff')))
    expect(decodeConsumerProtocolAssignment(encodeConsumerProtocolAssignment(assignment))).toEqual({
      assignedPartitions: [
        { topic: 'b', partitionIndex: 1 },
        { topic: 'b', partitionIndex: 0 },
        { topic: 'a', partitionIndex: 2 },
      ],
      userData: null,
    })
  })
})

describe('bytes that are none', () => {
  it('are refused: no version, a negative one, cut off, lengths that lie', () => {
    const whole = encodeConsumerProtocolSubscription(subscription)
    for (let length = 0; length < whole.length; length++) {
      expect(decodeConsumerProtocolSubscription(whole.subarray(0, length))).toBeNull()
    }
    const hostile = ['', '00', 'ffff', '8000 00000000 ffffffff', '0000 7fffffff', '0000 00000000 7fffffff', '0000 ffffffff']
    for (const hex of hostile) {
      expect(decodeConsumerProtocolSubscription(bytesOf(hex))).toBeNull()
      expect(decodeConsumerProtocolAssignment(bytesOf(hex))).toBeNull()
    }
  })

  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 4 }), (bytes, version) => {
        const versioned = new Uint8Array([0, version, ...bytes])
        for (const decode of [decodeConsumerProtocolSubscription, decodeConsumerProtocolAssignment]) {
          for (const hostile of [bytes, versioned]) expect(decode(hostile)).not.toBeUndefined()
        }
      }),
    )
  })
})
