// GET /v1/sandboxes/{id}/metadata-log: what the controllers wrote into __cluster_metadata, record by record. The bytes come from the object
// and are taken apart here.
import { decodeKRaftControlRecord } from '../../schema/kafka/metadata/kraft-control-record.ts'
import { decodeMetadataRecord } from '../../schema/kafka/metadata/metadata-record.ts'
import { decodeBatchHeader, isControl, splitBatches } from '../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../schema/limits.ts'
import { metadataLogQuery, metadataRecords } from '../../schema/api/metadata-log.ts'
import type { ShownMetadataRecord } from '../../schema/api/metadata-log.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { forbidden } from '../keys/principal.ts'

const NOTHING = new Uint8Array(0)

const readMetadataLog = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/metadata-log',
  tag: 'Disk',
  summary: 'Read the metadata log',
  description: 'The records of `__cluster_metadata-0`, taken apart. The file itself is among the log directories of the controllers.',
  scope: 'observe',
  query: metadataLogQuery,
  responses: { 200: { description: 'Records in the order of their offsets.', schema: metadataRecords } },
  async handle({ sandbox, caller, sandboxId, principal, query }) {
    if (principal.topicPrefix !== null) throw forbidden('The key is only for some topics, and the metadata log is about all of them.')
    const page = valueOf(await sandbox.readMetadataLog(caller, query.from), sandboxId)
    const records = recordsOf(page.batches).filter(({ offset }) => offset >= query.from)
    const shown = records.slice(0, query.count)
    const nextOffset = (shown.at(-1)?.offset ?? page.logEndOffset - 1) + 1
    return json(200, { records: shown, next: nextOffset < page.logEndOffset ? nextOffset : null })
  },
})

export const metadataLogEndpoints: readonly Endpoint[] = [readMetadataLog]

function recordsOf(bytes: Uint8Array): ShownMetadataRecord[] {
  const split = splitBatches(bytes)
  if (!split.ok) throw new Error(split.message)
  return split.batches.flatMap(batchRecords)
}

function batchRecords(batch: Uint8Array): ShownMetadataRecord[] {
  const { attributes, partitionLeaderEpoch } = decodeBatchHeader(batch)
  const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.records.map(({ offset, timestamp, key, value }) => {
    const record = isControl(attributes) ? decodeKRaftControlRecord(key, value) : decodeMetadataRecord(value ?? NOTHING)
    const { type, version, ...data } = record
    return { offset, timestamp, leader_epoch: partitionLeaderEpoch, type, version, data: plain(data) }
  })
}

/** The fields as JSON can say them. Bytes do not occur in what the controllers of a sandbox write. */
function plain(fields: object): ShownMetadataRecord['data'] {
  return JSON.parse(JSON.stringify(fields)) as ShownMetadataRecord['data']
}
