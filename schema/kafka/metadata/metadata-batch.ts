// Batches of __cluster_metadata: ordinary record batches v2. Metadata records have no key, no headers and one time for the whole batch, the
// leader's; control records stand in batches of their own. The leader stamps offset and epoch on them with stampBatch, like on any batch.
// Source: BatchBuilder and BatchAccumulator of Kafka's raft, MemoryRecords.withLeaderChangeMessage and its kin, Kafka 4.3.

import { RecordBatchBuilder } from '../batch-builder.ts'
import { encodeKRaftControlRecord } from './kraft-control-record.ts'
import type { KRaftControlRecord } from './kraft-control-record.ts'
import { encodeMetadataRecord } from './metadata-record.ts'
import type { MetadataRecord } from './metadata-record.ts'

/** Records that the active controller appends at once, at least one: followers see all of them or none. */
export function encodeMetadataBatch(records: readonly MetadataRecord[], timestampMs: number): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const record of records) builder.append(timestampMs, null, encodeMetadataRecord(record), [])
  return builder.build()
}

/** What the quorum says about itself. A new leader's first batch is its LeaderChangeMessage. */
export function encodeKRaftControlBatch(records: readonly KRaftControlRecord[], timestampMs: number): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const record of records) {
    const { key, value } = encodeKRaftControlRecord(record)
    builder.append(timestampMs, key, value, [])
  }
  return builder.build({ isControl: true })
}
