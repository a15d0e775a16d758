// A part of the metadata log as batches, for who wants to read what the controllers wrote. They are taken apart at the edge.
import { MAX_FETCH_BYTES } from '../../../schema/limits.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { readLog } from '../../engine/log/read.ts'

export type MetadataPage = {
  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Whole batches from the one that holds the offset, or the first there is after it. */
  readonly batches: Uint8Array
}

export function readMetadataLog({ metadataLog }: ClusterView, reader: LogReader, fromOffset: number): MetadataPage {
  const { logStartOffset, logEndOffset } = metadataLog
  const from = Math.max(fromOffset, logStartOffset)
  return { logStartOffset, logEndOffset, batches: readLog(metadataLog, reader, from, logEndOffset, MAX_FETCH_BYTES, true) }
}
