// What consumers of the classic protocol tell each other through the coordinator, which hands the bytes on: what a member wants to read
// (in JoinGroup) and what the leader gives it (in SyncGroup). The bytes begin with an int16, the version. Who reads a version that is newer
// than known reads it as the newest known and leaves the rest alone; that is why later versions only add fields at the end.
// Source: ConsumerProtocol, ConsumerProtocolSubscription and ConsumerProtocolAssignment of Kafka 4.3; KIP-429, KIP-792, KIP-881.

import { defineFields, defineMessage, highestVersion } from './message/message-definition.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from './message/message-definition.ts'
import { MalformedMessageError, MessageReader } from './message/message-reader.ts'
import { MessageWriter } from './message/message-writer.ts'
import { readMessage } from './message/read-message.ts'
import { writeMessage } from './message/write-message.ts'
import { compareText, compareTopicPartitions, flattenTopics, groupByTopic } from './topic-partition.ts'
import type { TopicPartition } from './topic-partition.ts'

/** The protocol type that a consumer joins its group with. */
export const CONSUMER_PROTOCOL_TYPE = 'consumer'

const topicPartitionsFields = defineFields([
  { name: 'topic', type: 'string', versions: '0+' },
  { name: 'partitions', type: '[]int32', versions: '0+' },
])

const subscriptionMessage = defineMessage({
  name: 'ConsumerProtocolSubscription',
  validVersions: '0-3',
  flexibleVersions: 'none',
  fields: [
    { name: 'topics', type: '[]string', versions: '0+' },
    { name: 'userData', type: 'bytes', versions: '0+', nullableVersions: '0+', default: null },
    { name: 'ownedPartitions', type: '[]struct', versions: '1+', ignorable: true, fields: topicPartitionsFields },
    { name: 'generationId', type: 'int32', versions: '2+', default: -1, ignorable: true },
    { name: 'rackId', type: 'string', versions: '3+', nullableVersions: '3+', default: null, ignorable: true },
  ],
})

const assignmentMessage = defineMessage({
  name: 'ConsumerProtocolAssignment',
  validVersions: '0-3',
  flexibleVersions: 'none',
  fields: [
    { name: 'assignedPartitions', type: '[]struct', versions: '0+', fields: topicPartitionsFields },
    { name: 'userData', type: 'bytes', versions: '0+', nullableVersions: '0+', default: null },
  ],
})

/** The newest version of both messages, which Kafka's own consumer writes. */
export const CONSUMER_PROTOCOL_VERSION = highestVersion(subscriptionMessage)

export type ConsumerProtocolSubscription = {
  readonly topics: readonly string[]
  /** What the member's assignor adds for the assignor of the leader. */
  readonly userData: Uint8Array | null
  /** Empty in version 0, which cannot say it. */
  readonly ownedPartitions: readonly TopicPartition[]
  /** The generation in which the partitions were owned; -1 when it is unknown or the version is below 2. */
  readonly generationId: number
  /** Null below version 3. */
  readonly rackId: string | null
}

export type ConsumerProtocolAssignment = {
  readonly assignedPartitions: readonly TopicPartition[]
  readonly userData: Uint8Array | null
}

/** A version that has no place for a field leaves it out. Topics and partitions are sorted, as Kafka's own consumer sends them. */
export function encodeConsumerProtocolSubscription(
  subscription: ConsumerProtocolSubscription,
  version: number = CONSUMER_PROTOCOL_VERSION,
): Uint8Array {
  return versioned(subscriptionMessage, version, {
    ...subscription,
    topics: subscription.topics.toSorted(compareText),
    ownedPartitions: groupByTopic(subscription.ownedPartitions.toSorted(compareTopicPartitions)),
  })
}

/** Null for bytes that are no subscription: JoinGroup takes any bytes, and a protocol of the same name need not be Kafka's. */
export function decodeConsumerProtocolSubscription(bytes: Uint8Array): ConsumerProtocolSubscription | null {
  const message = readVersioned(subscriptionMessage, bytes)
  return message === null ? null : { ...message, ownedPartitions: flattenTopics(message.ownedPartitions) }
}

/** The order of the partitions stays within a topic, and topics stay in the order in which they come first. */
export function encodeConsumerProtocolAssignment(
  { assignedPartitions, userData }: ConsumerProtocolAssignment,
  version: number = CONSUMER_PROTOCOL_VERSION,
): Uint8Array {
  return versioned(assignmentMessage, version, { assignedPartitions: groupByTopic(assignedPartitions), userData })
}

/** Null for bytes that are no assignment; no bytes at all are what a member without partitions may get, and are none either. */
export function decodeConsumerProtocolAssignment(bytes: Uint8Array): ConsumerProtocolAssignment | null {
  const message = readVersioned(assignmentMessage, bytes)
  return message === null ? null : { ...message, assignedPartitions: flattenTopics(message.assignedPartitions) }
}

/** The version that a member wrote its subscription or assignment in, as it says itself; null when there is none. */
export function consumerProtocolVersion(bytes: Uint8Array): number | null {
  if (bytes.length < 2) return null
  const version = new MessageReader(bytes).readInt16()
  return version < 0 ? null : version
}

function versioned<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  message: WrittenMessageOf<Definition>,
): Uint8Array {
  const writer = new MessageWriter()
  writer.writeInt16(version)
  writeMessage(definition, version, message, writer)
  return writer.finish()
}

function readVersioned<Definition extends MessageDefinition>(definition: Definition, bytes: Uint8Array): MessageOf<Definition> | null {
  const version = consumerProtocolVersion(bytes)
  if (version === null) return null
  const reader = new MessageReader(bytes)
  reader.readInt16()
  try {
    return readMessage(definition, Math.min(version, highestVersion(definition)), reader)
  } catch (error) {
    if (error instanceof MalformedMessageError) return null
    throw error
  }
}
