// Deleting old segments: those below the log start, those that are too much, those that are too old. Whole segments only, from the oldest on.
// Source: UnifiedLog.deleteOldSegments and its three conditions of Kafka 4.3; KIP-1161 for an empty cleanup.policy.
import type { TopicConfigs } from '../../../schema/kafka/topic-configs.ts'
import { present } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogChange } from './log-change.ts'
import { emptySegment, logSizeBytes } from './partition-log.ts'
import type { PartitionLog, Segment } from './partition-log.ts'
import { largestTimestamp } from './segment-facts.ts'

type Configs = DeepReadonly<TopicConfigs>
type IsDeletable = (segment: DeepReadonly<Segment>, next: DeepReadonly<Segment> | undefined) => boolean

/** One retention run. Kafka does one every log.retention.check.interval.ms. */
export function planRetention(
  log: DeepReadonly<PartitionLog>,
  configs: Configs,
  nowMs: number,
  nextRollJitterMs: () => number = () => 0,
): LogChange[] {
  const run = new RetentionRun(log, nowMs, nextRollJitterMs)
  run.deleteBelowLogStart()
  if (configs.cleanupPolicy.includes('delete')) {
    run.deleteBySize(configs.retentionBytes)
    run.deleteByTime(configs.retentionMs)
  }
  return run.changes
}

/** When the oldest segment will be too old. Null when it never will, or not before something is appended or replicated. */
export function nextRetentionMs(log: DeepReadonly<PartitionLog>, { cleanupPolicy, retentionMs }: Configs): number | null {
  const [oldest, next] = log.segments
  if (!cleanupPolicy.includes('delete') || retentionMs < 0 || oldest === undefined) return null
  const isEmptyActive = next === undefined && oldest.sizeBytes === 0
  if (isEmptyActive || log.highWatermark < (next?.baseOffset ?? log.logEndOffset)) return null
  const dueMs = largestTimestamp(oldest) + retentionMs + 1
  return Number.isSafeInteger(dueMs) ? dueMs : null
}

/** A draft of the log's segments, on which the three conditions follow one another. */
class RetentionRun {
  readonly changes: LogChange[] = []
  readonly #log: DeepReadonly<PartitionLog>
  readonly #nowMs: number
  readonly #nextRollJitterMs: () => number
  #segments: DeepReadonly<Segment>[]
  #logStartOffset: number

  constructor(log: DeepReadonly<PartitionLog>, nowMs: number, nextRollJitterMs: () => number) {
    this.#log = log
    this.#nowMs = nowMs
    this.#nextRollJitterMs = nextRollJitterMs
    this.#segments = [...log.segments]
    this.#logStartOffset = log.logStartOffset
  }

  deleteBelowLogStart(): void {
    this.#delete((_, next) => next !== undefined && next.baseOffset <= this.#logStartOffset)
  }

  deleteBySize(retentionBytes: number): void {
    let surplusBytes = logSizeBytes({ segments: this.#segments }) - retentionBytes
    if (retentionBytes < 0 || surplusBytes < 0) return
    this.#delete(({ sizeBytes }) => {
      if (surplusBytes < sizeBytes) return false
      surplusBytes -= sizeBytes
      return true
    })
  }

  deleteByTime(retentionMs: number): void {
    if (retentionMs >= 0) this.#delete((segment) => this.#nowMs - largestTimestamp(segment) > retentionMs)
  }

  #delete(isDeletable: IsDeletable): void {
    const count = this.#countOfDeletable(isDeletable)
    if (count === 0) return
    if (count === this.#segments.length) this.#roll()
    this.#segments = this.#segments.slice(count)
    const { baseOffset } = present(this.#segments[0], 'the segment that is left')
    if (baseOffset > this.#logStartOffset) {
      this.#logStartOffset = baseOffset
      this.changes.push({ kind: 'logStartOffset.moved', logStartOffset: baseOffset })
    }
    this.changes.push({ kind: 'segments.removed', count })
  }

  /** Up to the first segment that stays. Nothing at or above the high watermark goes, and an empty active segment is nothing. */
  #countOfDeletable(isDeletable: IsDeletable): number {
    const stays = this.#segments.findIndex((segment, index) => {
      const next = this.#segments[index + 1]
      const isReplicated = this.#log.highWatermark >= (next?.baseOffset ?? this.#log.logEndOffset)
      const isEmptyActive = next === undefined && segment.sizeBytes === 0
      return !isReplicated || !isDeletable(segment, next) || isEmptyActive
    })
    return stays === -1 ? this.#segments.length : stays
  }

  /** A log always has an active segment, so an empty one takes the place of one that goes. */
  #roll(): void {
    const baseOffset = this.#log.logEndOffset
    const rollJitterMs = this.#nextRollJitterMs()
    this.changes.push({ kind: 'segment.rolled', baseOffset, rollJitterMs, nowMs: this.#nowMs })
    this.#segments.push(emptySegment(baseOffset, this.#nowMs, rollJitterMs))
  }
}
