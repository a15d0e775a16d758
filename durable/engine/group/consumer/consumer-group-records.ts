// The changes of a group of the KIP-848 protocol as records of __consumer_offsets, and back.
// Source: GroupCoordinatorRecordHelpers and GroupMetadataManager.replay of Kafka 4.3.
import {
  decodeConsumerGroupCurrentMemberAssignmentKey,
  decodeConsumerGroupCurrentMemberAssignmentValue,
  decodeConsumerGroupTargetAssignmentMemberKey,
  decodeConsumerGroupTargetAssignmentMemberValue,
  decodeConsumerGroupTargetAssignmentMetadataKey,
  decodeConsumerGroupTargetAssignmentMetadataValue,
  encodeConsumerGroupCurrentMemberAssignmentKey,
  encodeConsumerGroupCurrentMemberAssignmentValue,
  encodeConsumerGroupTargetAssignmentMemberKey,
  encodeConsumerGroupTargetAssignmentMemberValue,
  encodeConsumerGroupTargetAssignmentMetadataKey,
  encodeConsumerGroupTargetAssignmentMetadataValue,
  MEMBER_STATE_IDS,
} from '../../../../schema/kafka/coordinator/consumer-group-assignment.ts'
import type {
  AssignedTopicPartitions,
  ConsumerGroupCurrentMemberAssignmentValue,
} from '../../../../schema/kafka/coordinator/consumer-group-assignment.ts'
import {
  decodeConsumerGroupMemberMetadataKey,
  decodeConsumerGroupMemberMetadataValue,
  encodeConsumerGroupMemberMetadataKey,
  encodeConsumerGroupMemberMetadataValue,
} from '../../../../schema/kafka/coordinator/consumer-group-member.ts'
import {
  decodeConsumerGroupMetadataKey,
  decodeConsumerGroupMetadataValue,
  decodeConsumerGroupRegularExpressionKey,
  decodeConsumerGroupRegularExpressionValue,
  encodeConsumerGroupMetadataKey,
  encodeConsumerGroupMetadataValue,
  encodeConsumerGroupRegularExpressionKey,
  encodeConsumerGroupRegularExpressionValue,
} from '../../../../schema/kafka/coordinator/consumer-group-metadata.ts'
import { coordinatorRecordType } from '../../../../schema/kafka/coordinator/coordinator-record.ts'
import { present, unreachable } from '../../assert.ts'
import { bytesOfText, textOfBytes } from '../stored-bytes.ts'
import type { MemberMetadata, MemberState } from './consumer-group.ts'
import type { ConsumerGroupChange, CurrentAssignment } from './consumer-group-change.ts'

export type EncodedChange = { readonly key: Uint8Array; readonly value: Uint8Array | null }

/** Null for a change that is in the journal alone. */
export function encodeConsumerGroupChange(groupId: string, change: ConsumerGroupChange): EncodedChange | null {
  switch (change.kind) {
    case 'ConsumerGroupMetadata':
      return record(encodeConsumerGroupMetadataKey({ groupId }), change.value, encodeConsumerGroupMetadataValue)
    case 'ConsumerGroupMemberMetadata':
      return record(encodeConsumerGroupMemberMetadataKey({ groupId, memberId: change.memberId }), change.value, encodeMemberMetadata)
    case 'ConsumerGroupTargetAssignmentMetadata':
      return record(
        encodeConsumerGroupTargetAssignmentMetadataKey({ groupId }),
        change.value,
        encodeConsumerGroupTargetAssignmentMetadataValue,
      )
    case 'ConsumerGroupTargetAssignmentMember':
      return record(
        encodeConsumerGroupTargetAssignmentMemberKey({ groupId, memberId: change.memberId }),
        change.value,
        encodeConsumerGroupTargetAssignmentMemberValue,
      )
    case 'ConsumerGroupCurrentMemberAssignment':
      return record(encodeConsumerGroupCurrentMemberAssignmentKey({ groupId, memberId: change.memberId }), change.value, (value) =>
        encodeConsumerGroupCurrentMemberAssignmentValue({ ...value, state: MEMBER_STATE_IDS[value.state] }),
      )
    case 'ConsumerGroupRegularExpression':
      return record(
        encodeConsumerGroupRegularExpressionKey({ groupId, regularExpression: change.regularExpression }),
        change.value,
        encodeConsumerGroupRegularExpressionValue,
      )
    case 'ClassicMemberAwaited':
      return null
    default:
      return unreachable(change)
  }
}

function encodeMemberMetadata({ classicMember, ...metadata }: MemberMetadata): Uint8Array {
  if (classicMember === null) return encodeConsumerGroupMemberMetadataValue({ ...metadata, classicMemberMetadata: null })
  const { sessionTimeoutMs } = classicMember
  const supportedProtocols = classicMember.supportedProtocols.map(({ name, metadata: text }) => ({ name, metadata: bytesOfText(text) }))
  return encodeConsumerGroupMemberMetadataValue({ ...metadata, classicMemberMetadata: { sessionTimeoutMs, supportedProtocols } })
}

function record<Value>(key: Uint8Array, value: Value | null, encode: (value: Value) => Uint8Array): EncodedChange {
  return { key, value: value === null ? null : encode(value) }
}

export type DecodedChange = { readonly groupId: string; readonly change: ConsumerGroupChange }

/** Null for records about anything else. */
export function decodeConsumerGroupChange(key: Uint8Array, value: Uint8Array | null): DecodedChange | null {
  const kind = coordinatorRecordType(key)
  switch (kind) {
    case 'ConsumerGroupMetadata': {
      const { groupId } = named(decodeConsumerGroupMetadataKey(key))
      return { groupId, change: { kind, value: valueOf(value, decodeConsumerGroupMetadataValue) } }
    }
    case 'ConsumerGroupMemberMetadata': {
      const { groupId, memberId } = named(decodeConsumerGroupMemberMetadataKey(key))
      return { groupId, change: { kind, memberId, value: valueOf(value, memberMetadata) } }
    }
    case 'ConsumerGroupTargetAssignmentMetadata': {
      const { groupId } = named(decodeConsumerGroupTargetAssignmentMetadataKey(key))
      return { groupId, change: { kind, value: valueOf(value, decodeConsumerGroupTargetAssignmentMetadataValue) } }
    }
    case 'ConsumerGroupTargetAssignmentMember': {
      const { groupId, memberId } = named(decodeConsumerGroupTargetAssignmentMemberKey(key))
      return { groupId, change: { kind, memberId, value: valueOf(value, decodeConsumerGroupTargetAssignmentMemberValue) } }
    }
    case 'ConsumerGroupCurrentMemberAssignment': {
      const { groupId, memberId } = named(decodeConsumerGroupCurrentMemberAssignmentKey(key))
      const decoded = valueOf(value, decodeConsumerGroupCurrentMemberAssignmentValue)
      return { groupId, change: { kind, memberId, value: decoded === null ? null : currentAssignment(decoded) } }
    }
    case 'ConsumerGroupRegularExpression': {
      const { groupId, regularExpression } = named(decodeConsumerGroupRegularExpressionKey(key))
      return { groupId, change: { kind, regularExpression, value: valueOf(value, decodeConsumerGroupRegularExpressionValue) } }
    }
    default:
      return null
  }
}

function named<Key>(key: Key | null): Key {
  return present(key, 'a key of the kind that it says to be')
}

function valueOf<Value>(value: Uint8Array | null, decode: (value: Uint8Array) => Value): Value | null {
  return value === null ? null : decode(value)
}

function memberMetadata(value: Uint8Array): MemberMetadata {
  const { classicMemberMetadata, ...metadata } = decodeConsumerGroupMemberMetadataValue(value)
  if (classicMemberMetadata === null) return { ...metadata, classicMember: null }
  const { sessionTimeoutMs } = classicMemberMetadata
  const supportedProtocols = classicMemberMetadata.supportedProtocols.map(({ name, metadata: bytes }) => {
    return { name, metadata: textOfBytes(bytes) }
  })
  return { ...metadata, classicMember: { sessionTimeoutMs, supportedProtocols } }
}

const STATES_BY_ID: ReadonlyMap<number, MemberState> = new Map([
  [MEMBER_STATE_IDS.STABLE, 'STABLE'],
  [MEMBER_STATE_IDS.UNREVOKED_PARTITIONS, 'UNREVOKED_PARTITIONS'],
  [MEMBER_STATE_IDS.UNRELEASED_PARTITIONS, 'UNRELEASED_PARTITIONS'],
])

function currentAssignment(value: ConsumerGroupCurrentMemberAssignmentValue): CurrentAssignment {
  const { memberEpoch } = value
  const owned = ({ assignmentEpochs, topicId, partitions }: AssignedTopicPartitions) => {
    return { topicId, partitions, assignmentEpochs: assignmentEpochs ?? partitions.map(() => memberEpoch) }
  }
  return {
    memberEpoch,
    previousMemberEpoch: value.previousMemberEpoch,
    state: present(STATES_BY_ID.get(value.state), `the state ${value.state} of a member`),
    assignedPartitions: value.assignedPartitions.map(owned),
    partitionsPendingRevocation: value.partitionsPendingRevocation.map(owned),
  }
}
