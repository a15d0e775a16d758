// The records of __consumer_offsets that hold a whole group of the classic protocol: written when a generation is complete, and when the
// group becomes empty. The group of a key without a value is gone.
// Source: GroupMetadataKey, GroupMetadataValue and GroupCoordinatorRecordHelpers.newGroupMetadataRecord of Kafka 4.3.

import { defineMessage } from '../message/message-definition.ts'
import { decodeCoordinatorKey, decodeCoordinatorValue, encodeCoordinatorKey, encodeCoordinatorValue } from './coordinator-record.ts'

/** Kafka reads the flexible version 4 as well and goes on writing 3, which says just as much. */
const VALUE_VERSION = 3

const groupMetadataKey = defineMessage({
  name: 'GroupMetadataKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [{ name: 'group', type: 'string', versions: '0' }],
})

const groupMetadataValue = defineMessage({
  name: 'GroupMetadataValue',
  validVersions: '0-4',
  flexibleVersions: '4+',
  fields: [
    { name: 'protocolType', type: 'string', versions: '0+' },
    { name: 'generation', type: 'int32', versions: '0+' },
    { name: 'protocol', type: 'string', versions: '0+', nullableVersions: '0+' },
    { name: 'leader', type: 'string', versions: '0+', nullableVersions: '0+' },
    { name: 'currentStateTimestamp', type: 'int64', versions: '2+', default: -1, ignorable: true },
    {
      name: 'members',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'memberId', type: 'string', versions: '0+' },
        { name: 'groupInstanceId', type: 'string', versions: '3+', nullableVersions: '3+', default: null, ignorable: true },
        { name: 'clientId', type: 'string', versions: '0+' },
        { name: 'clientHost', type: 'string', versions: '0+' },
        { name: 'rebalanceTimeout', type: 'int32', versions: '1+', default: -1, ignorable: true },
        { name: 'sessionTimeout', type: 'int32', versions: '0+' },
        { name: 'subscription', type: 'bytes', versions: '0+' },
        { name: 'assignment', type: 'bytes', versions: '0+' },
      ],
    },
  ],
})

export type GroupMetadataKey = { readonly group: string }

export type GroupMetadataValue = {
  /** '' for a group that only offsets were committed for. */
  readonly protocolType: string
  readonly generation: number
  readonly protocol: string | null
  readonly leader: string | null
  /** -1 when an old version did not say. */
  readonly currentStateTimestampMs: number
  readonly members: readonly GroupMetadataMember[]
}

export type GroupMetadataMember = {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  /** -1 when an old version did not say: the session timeout then counts. */
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  /** The metadata that the member gave for the protocol that was chosen. */
  readonly subscription: Uint8Array
  readonly assignment: Uint8Array
}

export function encodeGroupMetadataKey(key: GroupMetadataKey): Uint8Array {
  return encodeCoordinatorKey('GroupMetadata', groupMetadataKey, key)
}

/** Null for a key of another kind. */
export function decodeGroupMetadataKey(key: Uint8Array): GroupMetadataKey | null {
  return decodeCoordinatorKey('GroupMetadata', groupMetadataKey, key)
}

export function encodeGroupMetadataValue({ currentStateTimestampMs, members, ...value }: GroupMetadataValue): Uint8Array {
  return encodeCoordinatorValue(groupMetadataValue, VALUE_VERSION, {
    ...value,
    currentStateTimestamp: currentStateTimestampMs,
    members: members.map(({ rebalanceTimeoutMs: rebalanceTimeout, sessionTimeoutMs: sessionTimeout, ...member }) =>
      Object.assign(member, { rebalanceTimeout, sessionTimeout }),
    ),
  })
}

/** Reads every version that there has been. The bytes of the members are views of `value`. */
export function decodeGroupMetadataValue(value: Uint8Array): GroupMetadataValue {
  const { currentStateTimestamp, members, ...rest } = decodeCoordinatorValue(groupMetadataValue, value)
  return {
    ...rest,
    currentStateTimestampMs: currentStateTimestamp,
    members: members.map(({ rebalanceTimeout: rebalanceTimeoutMs, sessionTimeout: sessionTimeoutMs, ...member }) =>
      Object.assign(member, { rebalanceTimeoutMs, sessionTimeoutMs }),
    ),
  }
}
