// Walking over the batches of a log: their headers, where that is enough, or their bytes a chunk at a time.
import { decodeBatchHeader, splitBatches } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { CLEANER_IO_BYTES } from '../../../schema/limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { extentsFrom } from './extents.ts'
import type { LogReader } from './log-reader.ts'
import type { PartitionLog } from './partition-log.ts'
import { readLog } from './read.ts'

export type WalkedHeader = { readonly header: RecordBatchHeader; readonly sizeBytes: number }

/** The headers of the batches that end at or after fromOffset and start below untilOffset. */
export function* headersOf(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  fromOffset: number,
  untilOffset: number,
): Generator<WalkedHeader, void, undefined> {
  for (const { extent, endOffset } of extentsFrom(log, fromOffset)) {
    const { extentId, startOffset, originOffset } = extent
    const from = Math.max(fromOffset, startOffset)
    const until = Math.min(untilOffset, endOffset)
    if (from >= until) continue
    for (const { header, sizeBytes } of reader.headers(extentId, from - originOffset, until - originOffset)) {
      yield { header: decodeBatchHeader(header), sizeBytes }
    }
  }
}

/** The bytes of the same batches, one by one. They are read in chunks, so that a long walk needs little memory. */
export function* batchesOf(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  fromOffset: number,
  untilOffset: number,
): Generator<Uint8Array, void, undefined> {
  let position = fromOffset
  while (position < untilOffset) {
    const split = splitBatches(readLog(log, reader, position, untilOffset, CLEANER_IO_BYTES, true))
    assert(split.ok, 'stored batches can be read')
    if (split.batches.length === 0) return
    yield* split.batches
    const last = decodeBatchHeader(split.batches[split.batches.length - 1] ?? new Uint8Array(0))
    position = last.baseOffset + last.lastOffsetDelta + 1
  }
}
