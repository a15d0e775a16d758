// How many bytes lie between two offsets of a log, without reading it.
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import { segmentEndOffset } from '../../engine/log/partition-log.ts'
import type { PartitionLog } from '../../engine/log/partition-log.ts'

/** A batch that was appended a moment ago. */
type RecentBatch = { readonly baseOffset: number; readonly endOffset: number; readonly sizeBytes: number }

/** Batches of one partition that are remembered while a follower has not fetched them. Whoever is further behind is estimated. */
const MAX_RECENT_BATCHES = 32

/** The latest batches of a partition's log that somebody still has to fetch, oldest first. */
export class RecentBatches {
  #batches: RecentBatch[] = []

  append(batch: RecentBatch): void {
    if (this.#batches.length === MAX_RECENT_BATCHES) this.#batches = this.#batches.slice(MAX_RECENT_BATCHES / 2)
    this.#batches.push(batch)
  }

  clear(): void {
    if (this.#batches.length > 0) this.#batches = []
  }

  /** Exact for batches that are remembered; what lies before them is told from the sizes of the segments. */
  bytesBetween(log: DeepReadonly<PartitionLog>, fromOffset: number, toOffset: number): number {
    let sizeBytes = 0
    for (const { baseOffset, endOffset, ...batch } of this.#batches) {
      if (baseOffset >= fromOffset && endOffset <= toOffset) sizeBytes += batch.sizeBytes
    }
    const rememberedFrom = Math.max(fromOffset, this.#batches[0]?.baseOffset ?? Infinity)
    const estimateTo = Math.min(toOffset, rememberedFrom)
    return estimateTo > fromOffset ? sizeBytes + bytesUntil(log, estimateTo) - bytesUntil(log, fromOffset) : sizeBytes
  }
}

/** Bytes of the log before an offset. Inside of a segment all records count as equally large. */
export function bytesUntil(log: DeepReadonly<Pick<PartitionLog, 'segments' | 'logEndOffset'>>, offset: number): number {
  let sizeBytes = 0
  for (const [index, segment] of log.segments.entries()) {
    if (segment.baseOffset >= offset) break
    const endOffset = segmentEndOffset(log, index)
    const share = offset >= endOffset ? 1 : (offset - segment.baseOffset) / (endOffset - segment.baseOffset)
    sizeBytes += Math.round(segment.sizeBytes * share)
  }
  return sizeBytes
}
