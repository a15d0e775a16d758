// The sparse indexes of a segment as anyone with Kafka's tools could look at them. They are not kept: the batches say what is in them, and
// nothing here needs them to find anything, so they are worked out when somebody wants to see them.
// Source: LogSegment.append, OffsetIndex, TimeIndex of Kafka 4.3.
import { lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import { present } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from './log-reader.ts'
import { segmentEndOffset } from './partition-log.ts'
import type { PartitionLog } from './partition-log.ts'
import { headersOf } from './walk.ts'

export type OffsetIndexEntry = { readonly relativeOffset: number; readonly position: number }
export type TimeIndexEntry = { readonly timestamp: number; readonly relativeOffset: number }

export type IndexEntries = {
  readonly offsetIndex: readonly OffsetIndexEntry[]
  readonly timeIndex: readonly TimeIndexEntry[]
  /** Where in the segment's file the first batch begins that ends at or after this offset. */
  readonly positionOf: (offset: number) => number
}

/** The index entries of one segment, written every index.interval.bytes; an inactive segment's time index ends with its largest timestamp. */
export function indexEntries(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  segmentIndex: number,
  indexIntervalBytes: number,
): IndexEntries {
  const { baseOffset } = present(log.segments[segmentIndex], `segment ${segmentIndex}`)
  const walk = new IndexWalk(baseOffset, indexIntervalBytes)
  for (const { header, sizeBytes } of headersOf(log, reader, baseOffset, segmentEndOffset(log, segmentIndex))) {
    walk.add(lastOffsetOf(header), header.maxTimestamp, sizeBytes)
  }
  if (segmentIndex < log.segments.length - 1) walk.close()
  return walk
}

class IndexWalk implements IndexEntries {
  readonly offsetIndex: OffsetIndexEntry[] = []
  readonly timeIndex: TimeIndexEntry[] = []
  readonly #baseOffset: number
  readonly #indexIntervalBytes: number
  readonly #batches: { readonly lastOffset: number; readonly position: number }[] = []
  #position = 0
  #bytesSinceLastEntry = 0
  #maxTimestamp = -1
  #offsetOfMaxTimestamp = -1

  constructor(baseOffset: number, indexIntervalBytes: number) {
    this.#baseOffset = baseOffset
    this.#indexIntervalBytes = indexIntervalBytes
  }

  add(lastOffset: number, maxTimestamp: number, sizeBytes: number): void {
    if (maxTimestamp > this.#maxTimestamp) {
      this.#maxTimestamp = maxTimestamp
      this.#offsetOfMaxTimestamp = lastOffset
    }
    if (this.#bytesSinceLastEntry > this.#indexIntervalBytes) {
      this.offsetIndex.push({ relativeOffset: lastOffset - this.#baseOffset, position: this.#position })
      this.close()
      this.#bytesSinceLastEntry = 0
    }
    this.#batches.push({ lastOffset, position: this.#position })
    this.#bytesSinceLastEntry += sizeBytes
    this.#position += sizeBytes
  }

  /** An entry of the time index, when time has moved on since the last one. */
  close(): void {
    if (this.#maxTimestamp <= (this.timeIndex.at(-1)?.timestamp ?? -1)) return
    this.timeIndex.push({ timestamp: this.#maxTimestamp, relativeOffset: this.#offsetOfMaxTimestamp - this.#baseOffset })
  }

  readonly positionOf = (offset: number): number => this.#batches.find(({ lastOffset }) => lastOffset >= offset)?.position ?? this.#position
}
