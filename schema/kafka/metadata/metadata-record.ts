// The value of a record in __cluster_metadata: a frame that says which message it is, and the message. The frame is three unsigned
// varints: its own version (1), the api key of the record's kind, and the version of the message.
// Source: AbstractApiMessageSerde, MetadataRecordSerde and MetadataRecordType of Kafka 4.3; for the versions that are written,
// MetadataVersion and ReplicationControlManager.

import { highestVersion } from '../message/message-definition.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../message/message-definition.ts'
import { MalformedMessageError, MessageReader } from '../message/message-reader.ts'
import { MessageWriter } from '../message/message-writer.ts'
import { readMessage } from '../message/read-message.ts'
import { writeMessage } from '../message/write-message.ts'
import * as brokers from './broker-records.ts'
import * as cluster from './cluster-records.ts'
import * as security from './security-records.ts'
import * as topics from './topic-records.ts'

const FRAME_VERSION = 1
/** Kafka reads each number of the frame as a short. */
const MAX_FRAME_NUMBER = 0x7fff

/** The keys 6, 13 and 16 belonged to records that no released version wrote; they are never given again. */
const BY_API_KEY = [
  [0, brokers.registerBrokerRecord],
  [1, brokers.unregisterBrokerRecord],
  [2, topics.topicRecord],
  [3, topics.partitionRecord],
  [4, topics.configRecord],
  [5, topics.partitionChangeRecord],
  [7, brokers.fenceBrokerRecord],
  [8, brokers.unfenceBrokerRecord],
  [9, topics.removeTopicRecord],
  [10, security.delegationTokenRecord],
  [11, security.userScramCredentialRecord],
  [12, cluster.featureLevelRecord],
  [14, security.clientQuotaRecord],
  [15, cluster.producerIdsRecord],
  [17, brokers.brokerRegistrationChangeRecord],
  [18, security.accessControlEntryRecord],
  [19, security.removeAccessControlEntryRecord],
  [20, cluster.noOpRecord],
  [21, cluster.zkMigrationStateRecord],
  [22, security.removeUserScramCredentialRecord],
  [23, cluster.beginTransactionRecord],
  [24, cluster.endTransactionRecord],
  [25, cluster.abortTransactionRecord],
  [26, security.removeDelegationTokenRecord],
  [27, brokers.registerControllerRecord],
  [28, topics.clearElrRecord],
] as const

type Definition = (typeof BY_API_KEY)[number][1]

type Written<Kind> = Kind extends MessageDefinition
  ? WrittenMessageOf<Kind> & { readonly type: Kind['name']; readonly version?: number }
  : never
type Decoded<Kind> = Kind extends MessageDefinition ? MessageOf<Kind> & { readonly type: Kind['name']; readonly version: number } : never

/**
 * A metadata record to be written. Without a `version` it is written in the one that Kafka 4.3 takes when its own metadata.version
 * (4.3-IV0, level 30) is finalized; an older metadata.version needs the version said.
 */
export type MetadataRecord = Written<Definition>
/** A metadata record as it was read, with every field; it can be written again as it is. */
export type DecodedMetadataRecord = Decoded<Definition>

const byApiKey = new Map<number, MessageDefinition>(BY_API_KEY)
const byType = new Map<string, { readonly apiKey: number; readonly definition: MessageDefinition }>(
  BY_API_KEY.map(([apiKey, definition]) => [definition.name, { apiKey, definition }]),
)

/** All kinds of metadata records with their api keys and definitions. */
export const METADATA_RECORDS: readonly (readonly [number, MessageDefinition])[] = BY_API_KEY

/** The value of the record. Throws UnwritableMessageError when its version cannot carry it. */
export function encodeMetadataRecord(record: MetadataRecord): Uint8Array {
  const kind = byType.get(record.type)
  if (kind === undefined) throw new Error(`${record.type} is no metadata record`)
  const version = record.version ?? usualVersion(record, kind.definition)
  const writer = new MessageWriter()
  writer.writeUnsignedVarint(FRAME_VERSION)
  writer.writeUnsignedVarint(kind.apiKey)
  writer.writeUnsignedVarint(version)
  writeMessage(kind.definition, version, record as WrittenMessageOf<MessageDefinition>, writer)
  return writer.finish()
}

/** Nearly always the newest. A changed registration is written in the oldest version that has the field that changes. */
function usualVersion(record: MetadataRecord, definition: MessageDefinition): number {
  if (record.type !== 'BrokerRegistrationChangeRecord') return highestVersion(definition)
  if ((record.cordonedLogDirs ?? null) !== null) return 3
  if ((record.logDirs ?? []).length > 0) return 2
  return (record.inControlledShutdown ?? 0) === 0 ? 0 : 1
}

/** What the value of a record says. Throws MalformedMessageError for anything that Kafka would not read either. */
export function decodeMetadataRecord(value: Uint8Array): DecodedMetadataRecord {
  const reader = new MessageReader(value)
  const frameVersion = readFrameNumber(reader, 'frame version')
  if (frameVersion !== FRAME_VERSION) throw new MalformedMessageError(`the frame version ${frameVersion} is not ${FRAME_VERSION}`)
  const apiKey = readFrameNumber(reader, 'type')
  const version = readFrameNumber(reader, 'version')
  const definition = byApiKey.get(apiKey)
  if (definition === undefined) throw new MalformedMessageError(`no metadata record has the type ${apiKey}`)
  const message = readMessage(definition, version, reader)
  if (reader.remainingBytes > 0) {
    throw new MalformedMessageError(`${reader.remainingBytes} bytes are left over behind ${definition.name}`)
  }
  return { type: definition.name, version, ...message } as DecodedMetadataRecord
}

function readFrameNumber(reader: MessageReader, what: string): number {
  const value = reader.readUnsignedVarint()
  if (value > MAX_FRAME_NUMBER) throw new MalformedMessageError(`the ${what} ${value} is too large`)
  return value
}
