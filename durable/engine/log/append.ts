// Deciding an append: which offset a batch gets, whether the active segment must roll first, and where the bytes go.
// Source of the rules: UnifiedLog.append, LogSegment.shouldRoll and LogSegment.append of Kafka 4.3.
import { EXTENT_OFFSETS } from '../../../schema/limits.ts'
import type { TopicConfigs } from '../../../schema/kafka/topic-configs.ts'
import { present } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { checkProducer } from './check-producer.ts'
import type { ProducerCheck, ProducerCheckOptions } from './check-producer.ts'
import type { LogChange } from './log-change.ts'
import { emptySegment } from './partition-log.ts'
import type { Extent, PartitionLog, Segment } from './partition-log.ts'
import { producerAfter, producerOf } from './producer-state.ts'
import type { ProducerFacts, ProducerState } from './producer-state.ts'
import { addBatch } from './segment-facts.ts'

const OFFSET_INDEX_ENTRY_BYTES = 8
const TIME_INDEX_ENTRY_BYTES = 12
/** Offsets in a segment are relative to its base and kept in 32 signed bits: Kafka's own reason to roll. */
const MAX_RELATIVE_OFFSET = 2 ** 31 - 1

export type BatchToAppend = {
  readonly sizeBytes: number
  readonly lastOffsetDelta: number
  readonly maxTimestamp: number
  readonly leaderEpoch: number
  /** A follower takes the offset that its leader gave; a leader gives the next one. */
  readonly baseOffset?: number
  /** Absent for a batch without a producer id, which most are. */
  readonly producer?: ProducerFacts | null
}

/** Where the shell keeps a batch. */
export type BatchPlace = { readonly extentId: number; readonly relativeOffset: number }

export type AppendSettings = {
  readonly configs: DeepReadonly<TopicConfigs>
  readonly nowMs: number
  readonly nextExtentId: () => number
  readonly nextRollJitterMs: () => number
}

/**
 * A draft of the tail of one log. Several batches can be planned one after another; nothing touches the log itself, and `changes` holds
 * what applying must do.
 */
export class AppendPlan {
  readonly changes: LogChange[] = []
  readonly #settings: AppendSettings
  readonly #active: Segment
  #logEndOffset: number
  #leaderEpoch: number
  #extent: DeepReadonly<Extent> | null
  /** The producers as this plan leaves them; those that it does not touch are in the log. */
  readonly #log: DeepReadonly<PartitionLog>
  #producers: Map<number, ProducerState> | null = null

  constructor(log: DeepReadonly<PartitionLog>, settings: AppendSettings) {
    this.#settings = settings
    this.#log = log
    this.#active = { ...present(log.segments.at(-1), 'the active segment') }
    this.#logEndOffset = log.logEndOffset
    this.#leaderEpoch = log.leaderEpochs.at(-1)?.epoch ?? -1
    this.#extent = log.extents.at(-1) ?? null
  }

  get logEndOffset(): number {
    return this.#logEndOffset
  }

  /** What idempotence and transactions say to a batch, after those that were planned before it. */
  checkProducer(
    batch: { readonly lastOffsetDelta: number; readonly producer: ProducerFacts },
    options: ProducerCheckOptions,
    check: typeof checkProducer = checkProducer,
  ): ProducerCheck {
    return check(this.producerState(batch.producer.producerId), batch, options)
  }

  /** What is known of a producer after what was planned; undefined when nothing is. */
  producerState(producerId: number): ProducerState | undefined {
    return this.#producers?.get(producerId) ?? producerOf(this.#log, producerId)
  }

  append(batch: BatchToAppend): { baseOffset: number; place: BatchPlace } {
    const baseOffset = batch.baseOffset ?? this.#logEndOffset
    const lastOffset = baseOffset + batch.lastOffsetDelta
    if (this.#mustRoll(batch, lastOffset)) this.#roll(baseOffset)
    const extent = this.#extentFor(batch.leaderEpoch, baseOffset, lastOffset)
    this.#add(batch, baseOffset, lastOffset)
    return { baseOffset, place: { extentId: extent.extentId, relativeOffset: baseOffset - extent.originOffset } }
  }

  /** Closes the active segment whatever its size, as retention by time and tests do. An empty one stays. */
  roll(): void {
    if (this.#active.sizeBytes > 0) this.#roll(this.#logEndOffset)
  }

  #mustRoll(batch: BatchToAppend, lastOffset: number): boolean {
    const { configs, nowMs } = this.#settings
    const segment = this.#active
    const full = segment.sizeBytes > segmentBytes(configs) - batch.sizeBytes
    return (
      (segment.sizeBytes > 0 && (full || waitedMs(segment, batch.maxTimestamp, nowMs) > maxSegmentMs(configs) - segment.rollJitterMs)) ||
      indexIsFull(segment, configs.segmentIndexBytes) ||
      lastOffset - segment.baseOffset > MAX_RELATIVE_OFFSET
    )
  }

  #roll(baseOffset: number): void {
    const rollJitterMs = this.#settings.nextRollJitterMs()
    this.changes.push({ kind: 'segment.rolled', baseOffset, rollJitterMs, nowMs: this.#settings.nowMs })
    Object.assign(this.#active, emptySegment(baseOffset, this.#settings.nowMs, rollJitterMs))
  }

  /** A new leader epoch writes to an extent of its own; so does a log that was cut off, or whose extent has no more room for 32-bit offsets. */
  #extentFor(leaderEpoch: number, baseOffset: number, lastOffset: number): DeepReadonly<Extent> {
    const newEpoch = leaderEpoch > this.#leaderEpoch
    if (newEpoch) {
      this.#leaderEpoch = leaderEpoch
      this.changes.push({ kind: 'epoch.started', epoch: leaderEpoch, startOffset: baseOffset })
    }
    const extent = this.#extent
    const hasRoom = extent !== null && extent.endOffset === null && lastOffset - extent.originOffset < EXTENT_OFFSETS
    if (hasRoom && !newEpoch) return extent
    const opened = { extentId: this.#settings.nextExtentId(), startOffset: baseOffset }
    this.changes.push({ kind: 'extent.opened', ...opened })
    return (this.#extent = { ...opened, originOffset: baseOffset, endOffset: null })
  }

  #add(batch: BatchToAppend, baseOffset: number, lastOffset: number): void {
    const { maxTimestamp, sizeBytes, producer } = batch
    const { nowMs, configs } = this.#settings
    const indexed = this.#active.bytesSinceLastIndexEntry > configs.indexIntervalBytes
    const facts = { lastOffset, maxTimestamp, sizeBytes, nowMs, ...(indexed ? { indexed } : {}) } as const
    addBatch(this.#active, facts)
    this.#logEndOffset = lastOffset + 1
    if (producer === undefined || producer === null) {
      this.changes.push({ kind: 'batch.appended', baseOffset, ...facts })
      return
    }
    this.changes.push({ kind: 'batch.appended', baseOffset, ...facts, producer })
    const { producerId } = producer
    const after = producerAfter(this.producerState(producerId), { baseOffset, lastOffset, maxTimestamp, producer })
    this.#producers ??= new Map()
    this.#producers.set(producerId, after)
  }
}

/** internal.segment.bytes is Kafka's own way around the minimum of segment.bytes; its tests and ours use it. */
export function segmentBytes(configs: DeepReadonly<TopicConfigs>): number {
  return configs.internalSegmentBytes ?? configs.segmentBytes
}

/** LogConfig.maxSegmentMs: a compacted topic rolls in time for max.compaction.lag.ms, since only what was rolled can be compacted. */
export function maxSegmentMs(configs: DeepReadonly<TopicConfigs>): number {
  const { segmentMs, maxCompactionLagMs } = configs
  return configs.cleanupPolicy.includes('compact') && maxCompactionLagMs > 0 ? Math.min(maxCompactionLagMs, segmentMs) : segmentMs
}

/** LogSegment.timeWaitedForRoll: by record time when the segment has any, else by the clock. */
function waitedMs(segment: Segment, batchMaxTimestamp: number, nowMs: number): number {
  const first = segment.firstBatchTimestamp
  return first !== null && first >= 0 ? batchMaxTimestamp - first : nowMs - segment.createdMs
}

/** The time index keeps its last slot free for the entry that closes the segment. */
function indexIsFull(segment: Segment, segmentIndexBytes: number): boolean {
  return (
    segment.offsetIndexEntries >= Math.floor(segmentIndexBytes / OFFSET_INDEX_ENTRY_BYTES) ||
    segment.timeIndexEntries >= Math.floor(segmentIndexBytes / TIME_INDEX_ENTRY_BYTES) - 1
  )
}
