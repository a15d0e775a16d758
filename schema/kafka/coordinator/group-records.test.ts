import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedMessageError } from '../message/message-reader.ts'
import * as assignment from './consumer-group-assignment.ts'
import * as member from './consumer-group-member.ts'
import * as group from './consumer-group-metadata.ts'
import { coordinatorRecordType } from './coordinator-record.ts'
import * as classic from './group-metadata.ts'
import { decodeOffsetCommitKey, decodeOffsetCommitValue, encodeOffsetCommitKey } from './offset-commit.ts'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

const topicId = 'AAECAwQFBgcICQoLDA0ODw'
const topicIdHex = '000102030405060708090a0b0c0d0e0f'

const classicMember: classic.GroupMetadataMember = {
  memberId: 'm',
  groupInstanceId: 'i',
  clientId: 'c',
  clientHost: '/h',
  rebalanceTimeoutMs: 60_000,
  sessionTimeoutMs: 10_000,
  subscription: new Uint8Array([1, 2]),
  assignment: new Uint8Array(0),
}

const classicGroup: classic.GroupMetadataValue = {
  protocolType: 'consumer',
  generation: 3,
  protocol: 'range',
  leader: 'm',
  currentStateTimestampMs: 1000,
  members: [classicMember],
}

const groupAndMember = { groupId: 'g', memberId: 'm' }

/** Every kind with the hex of its key, worked out by hand. */
const KEYS = [
  ['GroupMetadata', '0002 0001 67', classic.encodeGroupMetadataKey({ group: 'g' }), classic.decodeGroupMetadataKey],
  ['ConsumerGroupMetadata', '0003 0001 67', group.encodeConsumerGroupMetadataKey({ groupId: 'g' }), group.decodeConsumerGroupMetadataKey],
  [
    'ConsumerGroupPartitionMetadata',
    '0004 0001 67',
    group.encodeConsumerGroupPartitionMetadataKey({ groupId: 'g' }),
    group.decodeConsumerGroupPartitionMetadataKey,
  ],
  [
    'ConsumerGroupMemberMetadata',
    '0005 0001 67 0001 6d',
    member.encodeConsumerGroupMemberMetadataKey(groupAndMember),
    member.decodeConsumerGroupMemberMetadataKey,
  ],
  [
    'ConsumerGroupTargetAssignmentMetadata',
    '0006 0001 67',
    assignment.encodeConsumerGroupTargetAssignmentMetadataKey({ groupId: 'g' }),
    assignment.decodeConsumerGroupTargetAssignmentMetadataKey,
  ],
  [
    'ConsumerGroupTargetAssignmentMember',
    '0007 0001 67 0001 6d',
    assignment.encodeConsumerGroupTargetAssignmentMemberKey(groupAndMember),
    assignment.decodeConsumerGroupTargetAssignmentMemberKey,
  ],
  [
    'ConsumerGroupCurrentMemberAssignment',
    '0008 0001 67 0001 6d',
    assignment.encodeConsumerGroupCurrentMemberAssignmentKey(groupAndMember),
    assignment.decodeConsumerGroupCurrentMemberAssignmentKey,
  ],
  [
    'ConsumerGroupRegularExpression',
    '0010 0001 67 0002 612a',
    group.encodeConsumerGroupRegularExpressionKey({ groupId: 'g', regularExpression: 'a*' }),
    group.decodeConsumerGroupRegularExpressionKey,
  ],
] as const

describe('the key of a group record', () => {
  it.each(KEYS)('%s says its kind and comes back for that kind only', (type, hex, key, decode) => {
    expect(hexOf(key)).toBe(hexOf(bytesOf(hex)))
    expect(coordinatorRecordType(key)).toBe(type)
    expect(decode(key)).toMatchObject(type === 'GroupMetadata' ? { group: 'g' } : { groupId: 'g' })
    expect(decode(encodeOffsetCommitKey({ group: 'g', topic: 't', partition: 0 }))).toBeNull()
    expect(decodeOffsetCommitKey(key)).toBeNull()
    expect(() => decode(key.subarray(0, key.length - 1))).toThrow(MalformedMessageError)
  })

  it('of another kind has no type, and neither has one that is too short', () => {
    for (const hex of ['', '00', '0009 0001 67', '7fff', 'ffff']) expect(coordinatorRecordType(bytesOf(hex))).toBeNull()
  })
})

describe('the value of a classic group', () => {
  it('is written in version 3', () => {
    const head = `0003 0008 ${hexOf(Buffer.from('consumer'))} 00000003 0005 ${hexOf(Buffer.from('range'))} 0001 6d 00000000000003e8`
    const only = '00000001 0001 6d 0001 69 0001 63 0002 2f68 0000ea60 00002710 00000002 0102 00000000'
    expect(hexOf(classic.encodeGroupMetadataValue(classicGroup))).toBe(hexOf(bytesOf(head + only)))
    expect(classic.decodeGroupMetadataValue(classic.encodeGroupMetadataValue(classicGroup))).toEqual(classicGroup)
  })

  it('of an empty group comes back too', () => {
    const empty = { ...classicGroup, protocolType: '', generation: 0, protocol: null, leader: null, members: [] }
    expect(classic.decodeGroupMetadataValue(classic.encodeGroupMetadataValue(empty))).toEqual(empty)
  })

  it('of version 0 has neither times nor instance ids', () => {
    const old = '0000 0001 63 00000003 0001 72 0001 6d 00000001 0001 6d 0001 63 0002 2f68 00002710 00000002 0102 00000000'
    expect(classic.decodeGroupMetadataValue(bytesOf(old))).toEqual({
      ...classicGroup,
      protocolType: 'c',
      protocol: 'r',
      currentStateTimestampMs: -1,
      members: [{ ...classicMember, groupInstanceId: null, rebalanceTimeoutMs: -1 }],
    })
  })

  it('of the flexible version 4 can be read', () => {
    const flexible = '0004 02 63 00000003 02 72 02 6d 00000000000003e8 02 02 6d 02 69 02 63 03 2f68 0000ea60 00002710 03 0102 01 00 00'
    expect(classic.decodeGroupMetadataValue(bytesOf(flexible))).toEqual({ ...classicGroup, protocolType: 'c', protocol: 'r' })
  })
})

describe('the values of a consumer group', () => {
  it('hold the epoch, and the hash of the topics as a tagged field', () => {
    const value = { epoch: 2, metadataHash: 9 }
    expect(hexOf(group.encodeConsumerGroupMetadataValue(value))).toBe(hexOf(bytesOf('0000 00000002 01 00 08 0000000000000009')))
    expect(group.decodeConsumerGroupMetadataValue(group.encodeConsumerGroupMetadataValue(value))).toEqual(value)
    expect(group.decodeConsumerGroupMetadataValue(bytesOf('0000 00000002 00'))).toEqual({ epoch: 2, metadataHash: 0 })
  })

  it('hold a member with its classic protocols', () => {
    const value: member.ConsumerGroupMemberMetadataValue = {
      instanceId: null,
      rackId: 'r',
      clientId: 'c',
      clientHost: '/h',
      subscribedTopicNames: ['a', 'b'],
      subscribedTopicRegex: 'a*',
      rebalanceTimeoutMs: 300_000,
      serverAssignor: 'uniform',
      classicMemberMetadata: null,
    }
    const classicMemberMetadata = { sessionTimeoutMs: 45_000, supportedProtocols: [{ name: 'range', metadata: new Uint8Array([1]) }] }
    for (const each of [value, { ...value, classicMemberMetadata }]) {
      expect(member.decodeConsumerGroupMemberMetadataValue(member.encodeConsumerGroupMemberMetadataValue(each))).toEqual(each)
    }
  })

  it('hold the target and the current assignment', () => {
    const target = { topicPartitions: [{ topicId, partitions: [0, 2] }] }
    const targetBytes = assignment.encodeConsumerGroupTargetAssignmentMemberValue(target)
    expect(hexOf(targetBytes)).toBe(hexOf(bytesOf(`0000 02 ${topicIdHex} 03 00000000 00000002 00 00`)))
    expect(assignment.decodeConsumerGroupTargetAssignmentMemberValue(targetBytes)).toEqual(target)

    const metadata = { assignmentEpoch: 4, assignmentTimestampMs: 5 }
    const metadataBytes = assignment.encodeConsumerGroupTargetAssignmentMetadataValue(metadata)
    expect(assignment.decodeConsumerGroupTargetAssignmentMetadataValue(metadataBytes)).toEqual(metadata)

    const current = {
      memberEpoch: 4,
      previousMemberEpoch: 3,
      state: assignment.MEMBER_STATE_IDS.UNREVOKED_PARTITIONS,
      assignedPartitions: [{ topicId, partitions: [0], assignmentEpochs: [4] }],
      partitionsPendingRevocation: [{ topicId, partitions: [1], assignmentEpochs: null }],
    }
    const currentBytes = assignment.encodeConsumerGroupCurrentMemberAssignmentValue(current)
    expect(assignment.decodeConsumerGroupCurrentMemberAssignmentValue(currentBytes)).toEqual(current)
  })

  it('hold what a regular expression was resolved to, and the topics of older releases', () => {
    const resolved = { topics: ['a'], version: 7, timestampMs: 8 }
    const bytes = group.encodeConsumerGroupRegularExpressionValue(resolved)
    expect(group.decodeConsumerGroupRegularExpressionValue(bytes)).toEqual(resolved)

    const topics = bytesOf(`0000 02 ${topicIdHex} 02 61 00000001 02 00000000 02 02 72 00 00 00`)
    expect(group.decodeConsumerGroupPartitionMetadataValue(topics)).toEqual({
      topics: [{ topicId, topicName: 'a', numPartitions: 1, partitionMetadata: [{ partition: 0, racks: ['r'] }] }],
    })
  })
})

describe('hostile values', () => {
  const DECODERS = [
    classic.decodeGroupMetadataValue,
    group.decodeConsumerGroupMetadataValue,
    group.decodeConsumerGroupPartitionMetadataValue,
    group.decodeConsumerGroupRegularExpressionValue,
    member.decodeConsumerGroupMemberMetadataValue,
    assignment.decodeConsumerGroupTargetAssignmentMetadataValue,
    assignment.decodeConsumerGroupTargetAssignmentMemberValue,
    assignment.decodeConsumerGroupCurrentMemberAssignmentValue,
    decodeOffsetCommitValue,
  ]

  it.each(DECODERS)('are read or refused with one kind of error: %o', (decode) => {
    for (const hex of ['', '00', 'ffff', '0063 00']) expect(() => decode(bytesOf(hex))).toThrow(MalformedMessageError)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 4 }), (bytes, version) => {
        try {
          decode(new Uint8Array([0, version, ...bytes]))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessageError)
        }
      }),
    )
  })
})
