// The records of __consumer_offsets about who reads what in a group of the consumer protocol (KIP-848): the epoch of the target assignment,
// the target of each member, and how far a member has come on its way there.
// Source: ConsumerGroupTargetAssignmentMetadata, ConsumerGroupTargetAssignmentMember and ConsumerGroupCurrentMemberAssignment (key and
// value each), MemberState and GroupCoordinatorRecordHelpers of Kafka 4.3.

import { defineMessage } from '../message/message-definition.ts'
import type { ConsumerGroupMemberKey } from './consumer-group-member.ts'
import type { ConsumerGroupKey } from './consumer-group-metadata.ts'
import { decodeCoordinatorKey, decodeCoordinatorValue, encodeCoordinatorKey, encodeCoordinatorValue } from './coordinator-record.ts'

const VALUE_VERSION = 0

/** Where a member stands on its way to its target, under the numbers that `state` holds. 127 is for states that a later release adds. */
export const MEMBER_STATE_IDS = {
  STABLE: 1,
  UNREVOKED_PARTITIONS: 2,
  UNRELEASED_PARTITIONS: 3,
  UNKNOWN: 127,
} as const

const targetMetadataKey = defineMessage({
  name: 'ConsumerGroupTargetAssignmentMetadataKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [{ name: 'groupId', type: 'string', versions: '0' }],
})

const targetMetadataValue = defineMessage({
  name: 'ConsumerGroupTargetAssignmentMetadataValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'assignmentEpoch', type: 'int32', versions: '0+' },
    { name: 'assignmentTimestamp', type: 'int64', versions: '0+', taggedVersions: '0+', tag: 0, default: 0, ignorable: true },
  ],
})

const targetMemberKey = defineMessage({
  name: 'ConsumerGroupTargetAssignmentMemberKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [
    { name: 'groupId', type: 'string', versions: '0' },
    { name: 'memberId', type: 'string', versions: '0' },
  ],
})

const targetMemberValue = defineMessage({
  name: 'ConsumerGroupTargetAssignmentMemberValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    {
      name: 'topicPartitions',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'topicId', type: 'uuid', versions: '0+' },
        { name: 'partitions', type: '[]int32', versions: '0+' },
      ],
    },
  ],
})

const currentMemberKey = defineMessage({
  name: 'ConsumerGroupCurrentMemberAssignmentKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [
    { name: 'groupId', type: 'string', versions: '0' },
    { name: 'memberId', type: 'string', versions: '0' },
  ],
})

const topicPartitionsFields = [
  { name: 'topicId', type: 'uuid', versions: '0+' },
  { name: 'partitions', type: '[]int32', versions: '0+' },
  {
    name: 'assignmentEpochs',
    type: '[]int32',
    versions: '0+',
    nullableVersions: '0+',
    taggedVersions: '0+',
    tag: 0,
    default: null,
  },
] as const

const currentMemberValue = defineMessage({
  name: 'ConsumerGroupCurrentMemberAssignmentValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'memberEpoch', type: 'int32', versions: '0+' },
    { name: 'previousMemberEpoch', type: 'int32', versions: '0+' },
    { name: 'state', type: 'int8', versions: '0+' },
    { name: 'assignedPartitions', type: '[]struct', versions: '0+', fields: topicPartitionsFields },
    { name: 'partitionsPendingRevocation', type: '[]struct', versions: '0+', fields: topicPartitionsFields },
  ],
})

export type ConsumerGroupTargetAssignmentMetadataValue = {
  readonly assignmentEpoch: number
  /** When the target was worked out; 0 when an older release did not say. */
  readonly assignmentTimestampMs: number
}

export type ConsumerGroupTargetAssignmentMemberValue = {
  readonly topicPartitions: readonly { readonly topicId: string; readonly partitions: readonly number[] }[]
}

export type ConsumerGroupCurrentMemberAssignmentValue = {
  readonly memberEpoch: number
  readonly previousMemberEpoch: number
  /** One of MEMBER_STATE_IDS. */
  readonly state: number
  readonly assignedPartitions: readonly AssignedTopicPartitions[]
  readonly partitionsPendingRevocation: readonly AssignedTopicPartitions[]
}

export type AssignedTopicPartitions = {
  readonly topicId: string
  readonly partitions: readonly number[]
  /** The member epoch at which each of the partitions was given to the member; null when an older release did not say. */
  readonly assignmentEpochs: readonly number[] | null
}

export function encodeConsumerGroupTargetAssignmentMetadataKey(key: ConsumerGroupKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupTargetAssignmentMetadata', targetMetadataKey, key)
}

/** Null for a key of another kind, as with the other kinds. */
export function decodeConsumerGroupTargetAssignmentMetadataKey(key: Uint8Array): ConsumerGroupKey | null {
  return decodeCoordinatorKey('ConsumerGroupTargetAssignmentMetadata', targetMetadataKey, key)
}

export function encodeConsumerGroupTargetAssignmentMetadataValue(value: ConsumerGroupTargetAssignmentMetadataValue): Uint8Array {
  const { assignmentEpoch, assignmentTimestampMs: assignmentTimestamp } = value
  return encodeCoordinatorValue(targetMetadataValue, VALUE_VERSION, { assignmentEpoch, assignmentTimestamp })
}

export function decodeConsumerGroupTargetAssignmentMetadataValue(value: Uint8Array): ConsumerGroupTargetAssignmentMetadataValue {
  const { assignmentEpoch, assignmentTimestamp } = decodeCoordinatorValue(targetMetadataValue, value)
  return { assignmentEpoch, assignmentTimestampMs: assignmentTimestamp }
}

export function encodeConsumerGroupTargetAssignmentMemberKey(key: ConsumerGroupMemberKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupTargetAssignmentMember', targetMemberKey, key)
}

export function decodeConsumerGroupTargetAssignmentMemberKey(key: Uint8Array): ConsumerGroupMemberKey | null {
  return decodeCoordinatorKey('ConsumerGroupTargetAssignmentMember', targetMemberKey, key)
}

export function encodeConsumerGroupTargetAssignmentMemberValue(value: ConsumerGroupTargetAssignmentMemberValue): Uint8Array {
  return encodeCoordinatorValue(targetMemberValue, VALUE_VERSION, value)
}

export function decodeConsumerGroupTargetAssignmentMemberValue(value: Uint8Array): ConsumerGroupTargetAssignmentMemberValue {
  return decodeCoordinatorValue(targetMemberValue, value)
}

export function encodeConsumerGroupCurrentMemberAssignmentKey(key: ConsumerGroupMemberKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupCurrentMemberAssignment', currentMemberKey, key)
}

export function decodeConsumerGroupCurrentMemberAssignmentKey(key: Uint8Array): ConsumerGroupMemberKey | null {
  return decodeCoordinatorKey('ConsumerGroupCurrentMemberAssignment', currentMemberKey, key)
}

export function encodeConsumerGroupCurrentMemberAssignmentValue(value: ConsumerGroupCurrentMemberAssignmentValue): Uint8Array {
  return encodeCoordinatorValue(currentMemberValue, VALUE_VERSION, value)
}

export function decodeConsumerGroupCurrentMemberAssignmentValue(value: Uint8Array): ConsumerGroupCurrentMemberAssignmentValue {
  return decodeCoordinatorValue(currentMemberValue, value)
}
