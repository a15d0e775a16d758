// The records of __consumer_offsets that say who is a member of a group of the consumer protocol (KIP-848), and what it wants to read.
// Source: ConsumerGroupMemberMetadataKey, ConsumerGroupMemberMetadataValue and
// GroupCoordinatorRecordHelpers.newConsumerGroupMemberSubscriptionRecord of Kafka 4.3.

import { defineMessage } from '../message/message-definition.ts'
import { decodeCoordinatorKey, decodeCoordinatorValue, encodeCoordinatorKey, encodeCoordinatorValue } from './coordinator-record.ts'

const VALUE_VERSION = 0

const memberMetadataKey = defineMessage({
  name: 'ConsumerGroupMemberMetadataKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [
    { name: 'groupId', type: 'string', versions: '0' },
    { name: 'memberId', type: 'string', versions: '0' },
  ],
})

const memberMetadataValue = defineMessage({
  name: 'ConsumerGroupMemberMetadataValue',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'instanceId', type: 'string', versions: '0+', nullableVersions: '0+' },
    { name: 'rackId', type: 'string', versions: '0+', nullableVersions: '0+' },
    { name: 'clientId', type: 'string', versions: '0+' },
    { name: 'clientHost', type: 'string', versions: '0+' },
    { name: 'subscribedTopicNames', type: '[]string', versions: '0+' },
    { name: 'subscribedTopicRegex', type: 'string', versions: '0+', nullableVersions: '0+' },
    { name: 'rebalanceTimeoutMs', type: 'int32', versions: '0+', default: -1 },
    { name: 'serverAssignor', type: 'string', versions: '0+', nullableVersions: '0+' },
    {
      name: 'classicMemberMetadata',
      type: 'struct',
      versions: '0+',
      nullableVersions: '0+',
      taggedVersions: '0+',
      tag: 0,
      default: null,
      fields: [
        { name: 'sessionTimeoutMs', type: 'int32', versions: '0+' },
        {
          name: 'supportedProtocols',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'name', type: 'string', versions: '0+' },
            { name: 'metadata', type: 'bytes', versions: '0+' },
          ],
        },
      ],
    },
  ],
})

export type ConsumerGroupMemberKey = { readonly groupId: string; readonly memberId: string }

export type ConsumerGroupMemberMetadataValue = {
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly clientId: string
  readonly clientHost: string
  /** Kafka writes them sorted. */
  readonly subscribedTopicNames: readonly string[]
  readonly subscribedTopicRegex: string | null
  readonly rebalanceTimeoutMs: number
  readonly serverAssignor: string | null
  /** Of a member that still speaks the classic protocol while its group has moved on; null for the others. */
  readonly classicMemberMetadata: {
    readonly sessionTimeoutMs: number
    readonly supportedProtocols: readonly { readonly name: string; readonly metadata: Uint8Array }[]
  } | null
}

export function encodeConsumerGroupMemberMetadataKey(key: ConsumerGroupMemberKey): Uint8Array {
  return encodeCoordinatorKey('ConsumerGroupMemberMetadata', memberMetadataKey, key)
}

/** Null for a key of another kind. */
export function decodeConsumerGroupMemberMetadataKey(key: Uint8Array): ConsumerGroupMemberKey | null {
  return decodeCoordinatorKey('ConsumerGroupMemberMetadata', memberMetadataKey, key)
}

export function encodeConsumerGroupMemberMetadataValue(value: ConsumerGroupMemberMetadataValue): Uint8Array {
  return encodeCoordinatorValue(memberMetadataValue, VALUE_VERSION, value)
}

export function decodeConsumerGroupMemberMetadataValue(value: Uint8Array): ConsumerGroupMemberMetadataValue {
  return decodeCoordinatorValue(memberMetadataValue, value)
}
