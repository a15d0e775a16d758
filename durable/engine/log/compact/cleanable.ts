// Which part of a log the cleaner may look at, how dirty it is, and when it is worth a round.
// Source: LogCleanerManager (cleanableOffsets, calculateCleanableBytes, maxCompactionDelay, grabFilthiestCompactedLog) and LogToClean of Kafka 4.3.
import type { TopicConfigs } from '../../../../schema/kafka/topic-configs.ts'
import { present } from '../../assert.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { PartitionLog, Segment } from '../partition-log.ts'
import { largestTimestamp } from '../segment-facts.ts'
import { lastStableOffset } from '../transactions.ts'

type Log = DeepReadonly<PartitionLog>
type Configs = DeepReadonly<TopicConfigs>

export type CleanableOffsets = {
  readonly firstDirtyOffset: number
  readonly firstUncleanableDirtyOffset: number
  /** The checkpoint lay outside of the log and is worth nothing any more. */
  readonly forceUpdateCheckpoint: boolean
}

export type CleanRatio = {
  readonly cleanBytes: number
  readonly cleanableBytes: number
  readonly totalBytes: number
  readonly cleanableRatio: number
}

/** From the first offset that was never cleaned to the first that must not be: of the active segment, of an open transaction, or too young. */
export function cleanableOffsets(
  log: Log,
  configs: Configs,
  nowMs: number,
  checkpoint: number | null = log.cleaner.firstDirtyOffset,
): CleanableOffsets {
  const { logStartOffset, logEndOffset } = log
  const forceUpdateCheckpoint = checkpoint !== null && (checkpoint < logStartOffset || checkpoint > logEndOffset)
  const firstDirtyOffset = checkpoint === null || forceUpdateCheckpoint ? logStartOffset : checkpoint
  const { minCompactionLagMs } = configs
  const tooYoung =
    minCompactionLagMs > 0
      ? inactiveSegmentsFrom(log, firstDirtyOffset).find((segment) => largestTimestamp(segment) > nowMs - minCompactionLagMs)
      : undefined
  const uncleanable = Math.min(lastStableOffset(log), activeBaseOffset(log), tooYoung?.baseOffset ?? Infinity)
  return { firstDirtyOffset, firstUncleanableDirtyOffset: Math.max(firstDirtyOffset, uncleanable), forceUpdateCheckpoint }
}

/** How much of what a round would look at was never cleaned. Only whole segments count. */
export function cleanRatio(log: Log, firstDirtyOffset: number, uncleanableOffset: number): CleanRatio {
  const endOffset = firstUncleanableSegmentOffset(log, uncleanableOffset)
  const cleanBytes = sizeOf(log.segments.filter(({ baseOffset }) => baseOffset < firstDirtyOffset))
  const cleanableBytes = sizeOf(segmentsBetween(log, Math.min(firstDirtyOffset, endOffset), endOffset))
  const totalBytes = cleanBytes + cleanableBytes
  return { cleanBytes, cleanableBytes, totalBytes, cleanableRatio: totalBytes === 0 ? 0 : cleanableBytes / totalBytes }
}

/** Whether a round is worth it now, and what it would cover; null when it is not. */
export function cleaningDue(
  log: Log,
  configs: Configs,
  nowMs: number,
): { readonly firstDirtyOffset: number; readonly uncleanableOffset: number } | null {
  if (!configs.cleanupPolicy.includes('compact') || log.segments.length < 2) return null
  const { firstDirtyOffset, firstUncleanableDirtyOffset } = cleanableOffsets(log, configs, nowMs)
  const { cleanableBytes, cleanableRatio } = cleanRatio(log, firstDirtyOffset, firstUncleanableDirtyOffset)
  const isForced = cleanableBytes > 0 && isOverdue(log, configs, nowMs, firstDirtyOffset)
  if (!isForced && cleanableRatio <= configs.minCleanableDirtyRatio) return null
  return { firstDirtyOffset, uncleanableOffset: firstUncleanableSegmentOffset(log, firstUncleanableDirtyOffset) }
}

/** The earliest time from nowMs on at which a round is worth it; null when only appends, or replication, can make it so. */
export function nextCleaningMs(log: Log, configs: Configs, nowMs: number): number | null {
  if (!configs.cleanupPolicy.includes('compact') || log.segments.length < 2) return null
  if (log.cleaner.round !== null || cleaningDue(log, configs, nowMs) !== null) return nowMs
  const moments = inactiveSegmentsFrom(log, cleanableOffsets(log, configs, nowMs).firstDirtyOffset)
    .flatMap((segment) => momentsOf(segment, configs))
    .filter((moment) => moment > nowMs && Number.isSafeInteger(moment))
    .sort((one, other) => one - other)
  // What is due stays due while nothing is appended, so the first such moment can be found by halving.
  let [low, high] = [0, moments.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (cleaningDue(log, configs, present(moments[middle], 'a moment')) !== null) high = middle
    else low = middle + 1
  }
  return moments[low] ?? null
}

/** When a segment becomes old enough to be cleaned, and when it must be. */
function momentsOf(segment: DeepReadonly<Segment>, { minCompactionLagMs, maxCompactionLagMs }: Configs): number[] {
  return [largestTimestamp(segment) + minCompactionLagMs, (segment.firstBatchTimestamp ?? 0) + maxCompactionLagMs + 1]
}

/** max.compaction.lag.ms has passed since the first batch of a dirty segment. */
function isOverdue(log: Log, { maxCompactionLagMs }: Configs, nowMs: number, firstDirtyOffset: number): boolean {
  return inactiveSegmentsFrom(log, firstDirtyOffset).some(
    ({ firstBatchTimestamp }) =>
      firstBatchTimestamp !== null && firstBatchTimestamp > 0 && firstBatchTimestamp < nowMs - maxCompactionLagMs,
  )
}

function activeBaseOffset(log: Log): number {
  return present(log.segments.at(-1), 'the active segment').baseOffset
}

/** The segment that holds an offset, and all after it but the active one. */
function inactiveSegmentsFrom(log: Log, offset: number): DeepReadonly<Segment>[] {
  return log.segments.slice(floorIndex(log, offset), -1)
}

/** Only whole segments are cleaned: the base offset of the one that holds this offset, or of the active one. */
export function firstUncleanableSegmentOffset(log: Log, offset: number): number {
  return inactiveSegmentsFrom(log, offset)[0]?.baseOffset ?? activeBaseOffset(log)
}

/** The segments that hold offsets from fromOffset to below untilOffset. */
export function segmentsBetween(log: Log, fromOffset: number, untilOffset: number): DeepReadonly<Segment>[] {
  if (fromOffset >= untilOffset) return []
  return log.segments.slice(floorIndex(log, fromOffset)).filter(({ baseOffset }) => baseOffset < untilOffset)
}

function floorIndex(log: Log, offset: number): number {
  return Math.max(
    log.segments.findLastIndex(({ baseOffset }) => baseOffset <= offset),
    0,
  )
}

function sizeOf(segments: readonly DeepReadonly<Segment>[]): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}
