// Reading a log: from an offset up to a limit, over the extents that hold it.
import { concatenate } from '../../../schema/kafka/concatenate.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from './log-reader.ts'
import type { Extent, PartitionLog } from './partition-log.ts'

const NOTHING = new Uint8Array(0)

/**
 * Whole batches from the one that holds fromOffset, none that starts at or above untilOffset, at most maxBytes but always one whole batch
 * when there is one and atLeastOne is set: what Kafka's fetch does so that a large batch never stops a small reader (KIP-74).
 */
export function readLog(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  fromOffset: number,
  untilOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Uint8Array {
  if (fromOffset >= untilOffset) return NOTHING
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  for (const { extent, endOffset } of extentsFrom(log, fromOffset)) {
    if (extent.startOffset >= untilOffset) break
    const from = Math.max(fromOffset, extent.startOffset) - extent.startOffset
    const until = Math.min(untilOffset, endOffset) - extent.startOffset
    const piece = reader.read(extent.extentId, from, until, maxBytes - sizeBytes, atLeastOne && sizeBytes === 0)
    if (piece.length === 0) break
    pieces.push(piece)
    sizeBytes += piece.length
    if (sizeBytes >= maxBytes) break
  }
  return concatenate(pieces, sizeBytes)
}

/** The extents that hold fromOffset and everything after it, each with the offset where the next one takes over. */
export function extentsFrom(
  log: DeepReadonly<PartitionLog>,
  fromOffset: number,
): readonly { readonly extent: DeepReadonly<Extent>; readonly endOffset: number }[] {
  const ends = log.extents.map((extent, index) => ({ extent, endOffset: log.extents[index + 1]?.startOffset ?? log.logEndOffset }))
  return ends.filter(({ endOffset }) => endOffset > fromOffset)
}
