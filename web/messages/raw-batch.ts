// The record batch that a message lies in, as bytes of the log: what the JSON of a record does not tell.
import {
  batchSizeBytes,
  compressionOf,
  computeBatchCrc,
  decodeBatchHeader,
  isControl,
  isTransactional,
  lastOffsetOf,
  splitBatches,
  timestampTypeOf,
} from '../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../schema/kafka/record-batch.ts'
import type { SandboxSession } from '../data/session.ts'

export type RawBatch = {
  readonly header: RecordBatchHeader
  readonly lastOffset: number
  readonly sizeBytes: number
  readonly compression: string
  readonly timestampType: string
  readonly isTransactional: boolean
  readonly isControl: boolean
  /** Whether its bytes are still what its CRC was made of. */
  readonly isCrcRight: boolean
}

/** Null when there is no such batch any more, or nobody answers. */
export async function readBatch(session: SandboxSession, topic: string, partition: number, offset: number): Promise<RawBatch | null> {
  const headers: Record<string, string> = { Accept: 'application/octet-stream' }
  if (session.api.key !== null) headers['Authorization'] = `Bearer ${session.api.key}`
  const path = session.v3(`/topics/${encodeURIComponent(topic)}/partitions/${partition}/records?offset=${offset}`)
  try {
    const response = await fetch(path, { headers })
    return response.ok ? batchAt(new Uint8Array(await response.arrayBuffer()), offset) : null
  } catch {
    // The network: the view says that there is none, and can be opened again.
    return null
  }
}

export function batchAt(bytes: Uint8Array, offset: number): RawBatch | null {
  const split = splitBatches(bytes)
  for (const batch of split.ok ? split.batches : []) {
    const header = decodeBatchHeader(batch)
    const lastOffset = lastOffsetOf(header)
    if (offset < header.baseOffset || offset > lastOffset) continue
    const { attributes } = header
    return {
      header,
      lastOffset,
      sizeBytes: batchSizeBytes(batch),
      compression: compressionOf(attributes) ?? '?',
      timestampType: timestampTypeOf(attributes),
      isTransactional: isTransactional(attributes),
      isControl: isControl(attributes),
      isCrcRight: computeBatchCrc(batch) === header.crc,
    }
  }
  return null
}
