// Control records of KRaft as key and value: the key is two int16, its version and the kind, the value one of the messages in
// kraft-records.ts. The value begins with its own version, which is the version of the message too.
// Source: ControlRecordType, ControlRecordUtils and MemoryRecordsBuilder.appendControlRecord of Kafka 4.3.

import { readInt16, writeInt16 } from '../int64.ts'
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../message/message-definition.ts'
import { MalformedMessageError } from '../message/message-reader.ts'
import { decodeMessage } from '../message/read-message.ts'
import { encodeMessage } from '../message/write-message.ts'
import { kraftVersionRecord, leaderChangeMessage, snapshotFooterRecord, snapshotHeaderRecord, votersRecord } from './kraft-records.ts'

const KEY_BYTES = 4
const KEY_VERSION = 0
const VERSION_BYTES = 2

/** The kinds that stand before them, 0 and 1, end transactions; see control-record.ts. */
const BY_TYPE = [
  [2, leaderChangeMessage],
  [3, snapshotHeaderRecord],
  [4, snapshotFooterRecord],
  [5, kraftVersionRecord],
  [6, votersRecord],
] as const

type Definition = (typeof BY_TYPE)[number][1]
type Written<Kind> = Kind extends MessageDefinition ? WrittenMessageOf<Kind> & { readonly type: Kind['name'] } : never
type Decoded<Kind> = Kind extends MessageDefinition ? MessageOf<Kind> & { readonly type: Kind['name'] } : never

/** Kafka 4.3 writes each of them in version 0. The LeaderChangeMessage has a version 1, with directory ids, that nobody writes yet. */
export type KRaftControlRecord = Written<Definition>
export type DecodedKRaftControlRecord = Decoded<Definition>

const byKind = new Map<number, MessageDefinition>(BY_TYPE)

/** Key and value of the record. Throws UnwritableMessageError when its version cannot carry it. */
export function encodeKRaftControlRecord(record: KRaftControlRecord): { readonly key: Uint8Array; readonly value: Uint8Array } {
  const entry = BY_TYPE.find(([, definition]) => definition.name === record.type)
  if (entry === undefined) throw new Error(`${record.type} is no control record`)
  const [kind, definition]: readonly [number, MessageDefinition] = entry
  const key = new Uint8Array(KEY_BYTES)
  writeInt16(key, 0, KEY_VERSION)
  writeInt16(key, 2, kind)
  return { key, value: encodeMessage(definition, record.version, record as WrittenMessageOf<MessageDefinition>) }
}

/** What a control record of a metadata log says. Throws MalformedMessageError for other kinds and for bytes that are none. */
export function decodeKRaftControlRecord(key: Uint8Array | null, value: Uint8Array | null): DecodedKRaftControlRecord {
  if (key === null || key.length < KEY_BYTES) throw new MalformedMessageError('the key of a control record takes four bytes')
  const kind = readInt16(key, 2)
  const definition = byKind.get(kind)
  if (definition === undefined) throw new MalformedMessageError(`KRaft has no control record of the type ${kind}`)
  if (value === null || value.length < VERSION_BYTES) throw new MalformedMessageError(`${definition.name} has no version`)
  const message = decodeMessage(definition, readInt16(value, 0), value)
  return { type: definition.name, ...message } as DecodedKRaftControlRecord
}
