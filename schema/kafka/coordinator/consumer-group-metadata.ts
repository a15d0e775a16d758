// The records of __consumer_offsets about a whole group of the consumer protocol (KIP-848): its epoch, what its regular expressions were
// resolved to, and the metadata of its topics, which only releases before 4.1 wrote. The member of a group has records of its own.
// Source: ConsumerGroupMetadata, ConsumerGroupPartitionMetadata and ConsumerGroupRegularExpression (key and value each) and
// GroupCoordinatorRecordHelpers of Kafka 4.3.

import { defineMessage } from '../message/message-definition.ts'
import { decodeCoordinatorKey, decodeCoordinatorValue, encodeCoordinatorKey, encodeCoordinatorValue } from './coordinator-record.ts'

const VALUE_VERSION = 0

const groupKey = defineMessage({
  name: 'ConsumerGroupMetadataKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [{ name: 'groupId', type: 'string', versions: '0' }],
})

const groupValue = defineMessage({
  name: 'ConsumerGroupMetadataValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'epoch', type: 'int32', versions: '0+' },
    { name: 'metadataHash', type: 'int64', versions: '0+', taggedVersions: '0+', tag: 0, default: 0 },
  ],
})

const partitionMetadataKey = defineMessage({
  name: 'ConsumerGroupPartitionMetadataKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [{ name: 'groupId', type: 'string', versions: '0' }],
})

const partitionMetadataValue = defineMessage({
  name: 'ConsumerGroupPartitionMetadataValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    {
      name: 'topics',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'topicId', type: 'uuid', versions: '0+' },
        { name: 'topicName', type: 'string', versions: '0+' },
        { name: 'numPartitions', type: 'int32', versions: '0+' },
        {
          name: 'partitionMetadata',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'partition', type: 'int32', versions: '0+' },
            { name: 'racks', type: '[]string', versions: '0+' },
          ],
        },
      ],
    },
  ],
})

const regularExpressionKey = defineMessage({
  name: 'ConsumerGroupRegularExpressionKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [
    { name: 'groupId', type: 'string', versions: '0' },
    { name: 'regularExpression', type: 'string', versions: '0' },
  ],
})

const regularExpressionValue = defineMessage({
  name: 'ConsumerGroupRegularExpressionValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'topics', type: '[]string', versions: '0+' },
    { name: 'version', type: 'int64', versions: '0+' },
    { name: 'timestamp', type: 'int64', versions: '0+' },
  ],
})

export type ConsumerGroupKey = { readonly groupId: string }

export type ConsumerGroupMetadataValue = {
  readonly epoch: number
  /** Kafka's hash of the subscribed topics. Ours are whole numbers below 2^53, so that they come back as they were. */
  readonly metadataHash: number
}

export type ConsumerGroupPartitionMetadataValue = {
  readonly topics: readonly {
    readonly topicId: string
    readonly topicName: string
    readonly numPartitions: number
    readonly partitionMetadata: readonly { readonly partition: number; readonly racks: readonly string[] }[]
  }[]
}

export type ConsumerGroupRegularExpressionKey = { readonly groupId: string; readonly regularExpression: string }

export type ConsumerGroupRegularExpressionValue = {
  readonly topics: readonly string[]
  /** The metadata offset that the expression was resolved at. */
  readonly version: number
  readonly timestampMs: number
}

export function encodeConsumerGroupMetadataKey(key: ConsumerGroupKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupMetadata', groupKey, key)
}

/** Null for a key of another kind, as with the other kinds. */
export function decodeConsumerGroupMetadataKey(key: Uint8Array): ConsumerGroupKey | null {
  return decodeCoordinatorKey('ConsumerGroupMetadata', groupKey, key)
}

export function encodeConsumerGroupMetadataValue(value: ConsumerGroupMetadataValue): Uint8Array {
  return encodeCoordinatorValue(groupValue, VALUE_VERSION, value)
}

export function decodeConsumerGroupMetadataValue(value: Uint8Array): ConsumerGroupMetadataValue {
  return decodeCoordinatorValue(groupValue, value)
}

/** Only to take such a record back: nobody writes its value any more. */
export function encodeConsumerGroupPartitionMetadataKey(key: ConsumerGroupKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupPartitionMetadata', partitionMetadataKey, key)
}

export function decodeConsumerGroupPartitionMetadataKey(key: Uint8Array): ConsumerGroupKey | null {
  return decodeCoordinatorKey('ConsumerGroupPartitionMetadata', partitionMetadataKey, key)
}

export function decodeConsumerGroupPartitionMetadataValue(value: Uint8Array): ConsumerGroupPartitionMetadataValue {
  return decodeCoordinatorValue(partitionMetadataValue, value)
}

export function encodeConsumerGroupRegularExpressionKey(key: ConsumerGroupRegularExpressionKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupRegularExpression', regularExpressionKey, key)
}

export function decodeConsumerGroupRegularExpressionKey(key: Uint8Array): ConsumerGroupRegularExpressionKey | null {
  return decodeCoordinatorKey('ConsumerGroupRegularExpression', regularExpressionKey, key)
}

export function encodeConsumerGroupRegularExpressionValue(value: ConsumerGroupRegularExpressionValue): Uint8Array {
  const { topics, version, timestampMs: timestamp } = value
  return encodeCoordinatorValue(regularExpressionValue, VALUE_VERSION, { topics, version, timestamp })
}

export function decodeConsumerGroupRegularExpressionValue(value: Uint8Array): ConsumerGroupRegularExpressionValue {
  const { topics, version, timestamp } = decodeCoordinatorValue(regularExpressionValue, value)
  return { topics, version, timestampMs: timestamp }
}
