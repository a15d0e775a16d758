// How far one answer to a follower reaches: whole batches within replica.fetch.max.bytes, and always one.
import { batchSizeBytes, decodeBatchHeader, lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { readLog } from '../log/read.ts'

/** The offset after the last record of the answer. */
export function fetchLimit(log: DeepReadonly<PartitionLog>, reader: LogReader, fromOffset: number, maxBytes: number): number {
  const bytes = readLog(log, reader, fromOffset, log.logEndOffset, maxBytes, true)
  let untilOffset = fromOffset
  for (let position = 0; position < bytes.length;) {
    const batch = bytes.subarray(position)
    untilOffset = lastOffsetOf(decodeBatchHeader(batch)) + 1
    position += batchSizeBytes(batch)
  }
  // Compaction leaves gaps: where no batch is left, the log's end is the end.
  return untilOffset === fromOffset ? log.logEndOffset : untilOffset
}
