// Reading a log: from an offset up to a limit, over the extents that hold it.
import { concatenate } from '../../../schema/kafka/concatenate.ts'
import { batchSizeBytes, decodeBatchHeader, lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { extentsFrom } from './extents.ts'
import type { LogReader } from './log-reader.ts'
import type { PartitionLog } from './partition-log.ts'

const NOTHING = new Uint8Array(0)

/**
 * Whole batches from the first that ends at or after fromOffset, none that starts at or above untilOffset, at most maxBytes but always one
 * whole batch when there is one and atLeastOne is set: what Kafka's fetch does so that a large batch never stops a small reader (KIP-74).
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
  let isCutShort: (() => boolean) | null = null
  for (const { extent, endOffset } of extentsFrom(log, fromOffset)) {
    const { extentId, startOffset, originOffset } = extent
    const least = atLeastOne && sizeBytes === 0
    const isFull = sizeBytes >= maxBytes && !least
    // A batch that did not fit must not be passed over for a smaller one of the next extent.
    if (startOffset >= untilOffset || isFull || isCutShort?.() === true) break
    const from = Math.max(fromOffset, startOffset)
    const until = Math.min(untilOffset, endOffset)
    const piece = reader.read(extentId, from - originOffset, until - originOffset, maxBytes - sizeBytes, least)
    if (piece.length > 0) pieces.push(piece)
    sizeBytes += piece.length
    const rest = Math.max(from, endOffsetOf(piece))
    isCutShort = () => rest < until && holdsBatch(reader, extentId, rest - originOffset, until - originOffset)
  }
  return concatenate(pieces, sizeBytes)
}

/**
 * Whether these batches, read from fromOffset on, are not all that there is below untilOffset. Behind batches a gap that compaction left counts as
 * more; where nothing was read it does not, or a reader of what follows it would wait for ever.
 */
export function hasMore(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  batches: Uint8Array,
  fromOffset: number,
  untilOffset: number,
): boolean {
  if (batches.length > 0) return endOffsetOf(batches) < untilOffset
  return extentsFrom(log, fromOffset).some(({ extent: { extentId, startOffset, originOffset }, endOffset }) => {
    const from = Math.max(fromOffset, startOffset)
    const until = Math.min(untilOffset, endOffset)
    return from < until && holdsBatch(reader, extentId, from - originOffset, until - originOffset)
  })
}

/** The offset after the last of these batches; 0 when there are none. */
export function endOffsetOf(batches: Uint8Array): number {
  let nextOffset = 0
  for (let position = 0; position < batches.length; position += batchSizeBytes(batches, position)) {
    if (position + batchSizeBytes(batches, position) >= batches.length) nextOffset = lastOffsetOf(decodeBatchHeader(batches, position)) + 1
  }
  return nextOffset
}

function holdsBatch(reader: LogReader, extentId: number, fromOffset: number, untilOffset: number): boolean {
  const [first] = reader.headers(extentId, fromOffset, untilOffset)
  return first !== undefined
}
