// Control records: what the broker itself writes into a log, for us the COMMIT and ABORT markers that end a transaction. The key says the
// kind, the value of a marker says which coordinator wrote it. Both carry a version, and a reader takes what it knows from a newer one.
// Source: ControlRecordType and EndTransactionMarker of Kafka 4.3; KIP-98.

import { RecordBatchBuilder } from './batch-builder.ts'
import { readInt16, readInt32, writeInt16, writeInt32 } from './int64.ts'

const KEY_BYTES = 4
const MARKER_VALUE_BYTES = 6
const CURRENT_VERSION = 0

const TYPES = ['ABORT', 'COMMIT', 'LEADER_CHANGE', 'SNAPSHOT_HEADER', 'SNAPSHOT_FOOTER', 'KRAFT_VERSION', 'KRAFT_VOTERS'] as const

export type ControlRecordType = (typeof TYPES)[number] | 'UNKNOWN'

export type ControlRecord = {
  readonly keyVersion: number
  readonly type: ControlRecordType
  /** Only markers (COMMIT and ABORT) have these two; null for other kinds. */
  readonly valueVersion: number | null
  readonly coordinatorEpoch: number | null
}

export type TransactionMarker = {
  readonly type: 'COMMIT' | 'ABORT'
  readonly timestampMs: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
}

/** The one record batch that ends a transaction in a partition, with base offset 0 and partition leader epoch -1 like any new batch. */
export function encodeControlBatch({ type, timestampMs, producerId, producerEpoch, coordinatorEpoch }: TransactionMarker): Uint8Array {
  const key = new Uint8Array(KEY_BYTES)
  writeInt16(key, 0, CURRENT_VERSION)
  writeInt16(key, 2, TYPES.indexOf(type))
  const value = new Uint8Array(MARKER_VALUE_BYTES)
  writeInt16(value, 0, CURRENT_VERSION)
  writeInt32(value, 2, coordinatorEpoch)
  const builder = new RecordBatchBuilder(128)
  builder.append(timestampMs, key, value, [])
  return builder.build({ producerId, producerEpoch, isTransactional: true, isControl: true })
}

export type DecodedControlRecord =
  | { readonly ok: true; readonly controlRecord: ControlRecord }
  | { readonly ok: false; readonly error: 'INVALID_RECORD'; readonly message: string }

/** What a control record says. INVALID_RECORD when key or value is missing, too short or of a negative version. */
export function decodeControlRecord(key: Uint8Array | null, value: Uint8Array | null): DecodedControlRecord {
  if (key === null || key.length < KEY_BYTES) {
    return invalid(
      `Invalid value size found for end control record key. Must have at least ${KEY_BYTES} bytes, but found only ${key?.length ?? 0}`,
    )
  }
  const keyVersion = readInt16(key, 0)
  if (keyVersion < 0) return invalid(`Invalid version found for control record: ${keyVersion}. May indicate data corruption`)
  const type = TYPES[readInt16(key, 2)] ?? 'UNKNOWN'
  if (type !== 'COMMIT' && type !== 'ABORT') {
    return { ok: true, controlRecord: { keyVersion, type, valueVersion: null, coordinatorEpoch: null } }
  }
  if (value === null || value.length < MARKER_VALUE_BYTES) {
    return invalid(
      `Invalid value size found for end transaction marker. Must have at least ${MARKER_VALUE_BYTES} bytes, but found only ${value?.length ?? 0}`,
    )
  }
  const valueVersion = readInt16(value, 0)
  if (valueVersion < 0) return invalid(`Invalid version found for end transaction marker: ${valueVersion}. May indicate data corruption`)
  return { ok: true, controlRecord: { keyVersion, type, valueVersion, coordinatorEpoch: readInt32(value, 2) } }
}

function invalid(message: string): DecodedControlRecord {
  return { ok: false, error: 'INVALID_RECORD', message }
}
