// Moving the start of a log and dropping the segments that lie before it whole.
// Source: UnifiedLog.maybeIncrementLogStartOffset and deleteLogStartOffsetBreachedSegments of Kafka 4.3.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogChange } from './log-change.ts'
import type { PartitionLog } from './partition-log.ts'

/** DeleteRecords up to an offset, which must not lie above the high watermark. Null when that is asked: OFFSET_OUT_OF_RANGE. */
export function moveLogStart(log: DeepReadonly<PartitionLog>, logStartOffset: number): LogChange[] | null {
  if (logStartOffset > log.highWatermark) return null
  return logStartOffset > log.logStartOffset ? [{ kind: 'logStartOffset.moved', logStartOffset }] : []
}

/** Segments that hold nothing at or above the log start. The active one always stays. */
export function removeSegmentsBeforeStart(log: DeepReadonly<PartitionLog>): LogChange[] {
  let count = 0
  while (count + 1 < log.segments.length && (log.segments[count + 1]?.baseOffset ?? Infinity) <= log.logStartOffset) count++
  return count > 0 ? [{ kind: 'segments.removed', count }] : []
}
