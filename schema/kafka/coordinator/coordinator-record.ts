// What the records of __consumer_offsets have in common: a key begins with an int16 that says which kind of record it is, a value with an
// int16 that is the version it was written in. A key without a value takes back what was said under the key.
// Source: CoordinatorRecordSerde, CoordinatorRecordType and GroupCoordinatorRecordSerde of Kafka 4.3.

import { readInt16, writeInt16 } from '../int64.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../message/message-definition.ts'
import { MalformedMessageError } from '../message/message-reader.ts'
import { decodeMessage } from '../message/read-message.ts'
import { encodeMessage } from '../message/write-message.ts'

const PREFIX_BYTES = 2
/** No key has had a second form so far: a kind that changes gets a number of its own. */
const KEY_VERSION = 0

/** Kafka's names of the kinds, under the numbers that keys begin with. Kinds 0 and 1 are both offsets; 0 is an older form. */
export const COORDINATOR_RECORD_TYPES = {
  LegacyOffsetCommit: 0,
  OffsetCommit: 1,
  GroupMetadata: 2,
  ConsumerGroupMetadata: 3,
  ConsumerGroupPartitionMetadata: 4,
  ConsumerGroupMemberMetadata: 5,
  ConsumerGroupTargetAssignmentMetadata: 6,
  ConsumerGroupTargetAssignmentMember: 7,
  ConsumerGroupCurrentMemberAssignment: 8,
  ConsumerGroupRegularExpression: 16,
} as const

export type CoordinatorRecordType = keyof typeof COORDINATOR_RECORD_TYPES

const typeByNumber = new Map(
  Object.entries(COORDINATOR_RECORD_TYPES).map(([type, number]) => [number as number, type as CoordinatorRecordType]),
)

/** The kind of record that a key belongs to, or null for one of kinds that are not ours: share and streams groups. */
export function coordinatorRecordType(key: Uint8Array): CoordinatorRecordType | null {
  return key.length < PREFIX_BYTES ? null : (typeByNumber.get(readInt16(key, 0)) ?? null)
}

export function encodeCoordinatorKey<Definition extends MessageDefinition>(
  type: CoordinatorRecordType,
  definition: Definition,
  key: WrittenMessageOf<Definition>,
): Uint8Array {
  return prefixed(COORDINATOR_RECORD_TYPES[type], encodeMessage(definition, KEY_VERSION, key))
}

/** Null for the key of another kind of record. Throws MalformedMessageError when it says to be of this kind and is not. */
export function decodeCoordinatorKey<Definition extends MessageDefinition>(
  type: CoordinatorRecordType,
  definition: Definition,
  key: Uint8Array,
): MessageOf<Definition> | null {
  if (coordinatorRecordType(key) !== type) return null
  return decodeMessage(definition, KEY_VERSION, key.subarray(PREFIX_BYTES))
}

export function encodeCoordinatorValue<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  value: WrittenMessageOf<Definition>,
): Uint8Array {
  return prefixed(version, encodeMessage(definition, version, value))
}

/** Throws MalformedMessageError for a version that nobody knows, and for bytes that are cut off or too many. */
export function decodeCoordinatorValue<Definition extends MessageDefinition>(
  definition: Definition,
  value: Uint8Array,
): MessageOf<Definition> {
  if (value.length < PREFIX_BYTES) throw new MalformedMessageError(`${definition.name} is too short to have a version`)
  return decodeMessage(definition, readInt16(value, 0), value.subarray(PREFIX_BYTES))
}

function prefixed(prefix: number, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_BYTES + message.length)
  writeInt16(bytes, 0, prefix)
  bytes.set(message, PREFIX_BYTES)
  return bytes
}
