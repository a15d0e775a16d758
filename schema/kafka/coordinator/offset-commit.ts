// The records of __consumer_offsets that say how far a group has read.
// Source: OffsetCommitKey, OffsetCommitValue and GroupCoordinatorRecordHelpers.newOffsetCommitRecord of Kafka 4.3.
import { writeInt32, writeInt64 } from '../int64.ts'
import { defineMessage } from '../message/message-definition.ts'
import { decodeCoordinatorKey, decodeCoordinatorValue, encodeCoordinatorKey, encodeCoordinatorValue } from './coordinator-record.ts'

const VALUE_VERSION = 4
/** The only version that knows of a time to expire; it knows neither leader epochs nor topic ids. */
const EXPIRING_VALUE_VERSION = 1
const NEVER = -1

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
  /** Of a commit that said how long the offset is kept. */
  readonly expireTimestampMs?: number
  readonly topicId: string
}

export function encodeOffsetCommitKey(key: OffsetCommitKey): Uint8Array {
  return encodeCoordinatorKey('OffsetCommit', offsetCommitKey, key)
}

function encodeOffsetCommitValue({ commitTimestampMs: commitTimestamp, expireTimestampMs, ...value }: OffsetCommitValue): Uint8Array {
  const version = expireTimestampMs === undefined ? VALUE_VERSION : EXPIRING_VALUE_VERSION
  return encodeCoordinatorValue(offsetCommitValue, version, { ...value, commitTimestamp, expireTimestamp: expireTimestampMs ?? NEVER })
}

/** In front of the offset there is the version alone, and behind the partition nothing. */
const OFFSET_POSITION = 2
const PARTITION_BYTES = 4

/**
 * The records of one commit. A group commits its partitions a hundred at a time, and their records differ in little: what is as in the record
 * before is not encoded again.
 */
export class OffsetCommitEncoder {
  readonly #group: string
  #key: Uint8Array = new Uint8Array()
  #topic: string | null = null
  #value: Uint8Array = new Uint8Array()
  #written: OffsetCommitValue | null = null

  constructor(group: string) {
    this.#group = group
  }

  key(topic: string, partition: number): Uint8Array {
    if (topic !== this.#topic) this.#key = encodeOffsetCommitKey({ group: this.#group, topic, partition })
    this.#topic = topic
    const key = this.#key.slice()
    writeInt32(key, key.length - PARTITION_BYTES, partition)
    return key
  }

  value(value: OffsetCommitValue): Uint8Array {
    if (this.#written === null || !isSameButOffset(value, this.#written)) this.#value = encodeOffsetCommitValue(value)
    this.#written = value
    const bytes = this.#value.slice()
    writeInt64(bytes, OFFSET_POSITION, value.offset)
    return bytes
  }
}

function isSameButOffset(left: OffsetCommitValue, right: OffsetCommitValue): boolean {
  const isSameOfClient = left.leaderEpoch === right.leaderEpoch && left.metadata === right.metadata
  const isSameTime = left.commitTimestampMs === right.commitTimestampMs && left.expireTimestampMs === right.expireTimestampMs
  return isSameOfClient && isSameTime && left.topicId === right.topicId
}

/** Null for a key of another kind: groups and their members are written to the same topic. */
export function decodeOffsetCommitKey(key: Uint8Array): OffsetCommitKey | null {
  return decodeCoordinatorKey('OffsetCommit', offsetCommitKey, key)
}

export function decodeOffsetCommitValue(value: Uint8Array): OffsetCommitValue {
  const { commitTimestamp, expireTimestamp, ...decoded } = decodeCoordinatorValue(offsetCommitValue, value)
  const committed = { ...decoded, commitTimestampMs: commitTimestamp }
  return expireTimestamp === NEVER ? committed : { ...committed, expireTimestampMs: expireTimestamp }
}
