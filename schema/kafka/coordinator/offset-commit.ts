// The records of __consumer_offsets that say how far a group has read. A key begins with the number of its kind, a value with its version.
// Source: OffsetCommitKey, OffsetCommitValue and GroupCoordinatorRecordHelpers.newOffsetCommitRecord of Kafka 4.3.
import { readInt16, writeInt16 } from '../int64.ts'
import { defineMessage } from '../message/message-definition.ts'
import { decodeMessage } from '../message/read-message.ts'
import { encodeMessage } from '../message/write-message.ts'

const PREFIX_BYTES = 2
const OFFSET_COMMIT = 1
const KEY_VERSION = 0
const VALUE_VERSION = 4

const offsetCommitKey = defineMessage({
  name: 'OffsetCommitKey',
  validVersions: '0',
  flexibleVersions: 'none',
  fields: [
    { name: 'group', type: 'string', versions: '0' },
    { name: 'topic', type: 'string', versions: '0' },
    { name: 'partition', type: 'int32', versions: '0' },
  ],
})

const offsetCommitValue = defineMessage({
  name: 'OffsetCommitValue',
  validVersions: '0-4',
  flexibleVersions: '4+',
  fields: [
    { name: 'offset', type: 'int64', versions: '0+' },
    { name: 'leaderEpoch', type: 'int32', versions: '3+', default: -1, ignorable: true },
    { name: 'metadata', type: 'string', versions: '0+' },
    { name: 'commitTimestamp', type: 'int64', versions: '0+' },
    { name: 'expireTimestamp', type: 'int64', versions: '1', default: -1, ignorable: true },
    { name: 'topicId', type: 'uuid', versions: '4+', taggedVersions: '4+', tag: 0, ignorable: true },
  ],
})

export type OffsetCommitKey = { readonly group: string; readonly topic: string; readonly partition: number }

export type OffsetCommitValue = {
  readonly offset: number
  /** -1 when the consumer did not know it. */
  readonly leaderEpoch: number
  readonly metadata: string
  readonly commitTimestampMs: number
  readonly topicId: string
}

export function encodeOffsetCommitKey(key: OffsetCommitKey): Uint8Array {
  return prefixed(OFFSET_COMMIT, encodeMessage(offsetCommitKey, KEY_VERSION, key))
}

export function encodeOffsetCommitValue({ commitTimestampMs: commitTimestamp, ...value }: OffsetCommitValue): Uint8Array {
  const message = { ...value, commitTimestamp }
  return prefixed(VALUE_VERSION, encodeMessage(offsetCommitValue, VALUE_VERSION, message))
}

/** Null for a key of another kind: groups and their members are written to the same topic. */
export function decodeOffsetCommitKey(key: Uint8Array): OffsetCommitKey | null {
  if (key.length < PREFIX_BYTES || readInt16(key, 0) !== OFFSET_COMMIT) return null
  return decodeMessage(offsetCommitKey, KEY_VERSION, key.subarray(PREFIX_BYTES))
}

export function decodeOffsetCommitValue(value: Uint8Array): OffsetCommitValue {
  const { offset, leaderEpoch, metadata, commitTimestamp, topicId } = decodeMessage(
    offsetCommitValue,
    readInt16(value, 0),
    value.subarray(PREFIX_BYTES),
  )
  return { offset, leaderEpoch, metadata, commitTimestampMs: commitTimestamp, topicId }
}

function prefixed(prefix: number, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_BYTES + message.length)
  writeInt16(bytes, 0, prefix)
  bytes.set(message, PREFIX_BYTES)
  return bytes
}
