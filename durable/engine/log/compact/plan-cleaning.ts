// One step of the cleaner. A round looks at the dirty part of a log for the last offset of every key, then goes through the log from its
// beginning and leaves out what a later record replaces. Rounds of large logs take several steps, each bounded; what a round needs to go on is
// part of the log's state.
// What is left of a group of segments is written to an extent of its own, and one change swaps it in. A group in which nothing is left out
// keeps its bytes where they are.
// Source: Cleaner.doClean and cleanSegments, LogCleanerManager.doneCleaning of Kafka 4.3.
import { decodeBatchHeader } from '../../../../schema/kafka/record-batch.ts'
import type { TopicConfigs } from '../../../../schema/kafka/topic-configs.ts'
import { MAX_CLEANED_BYTES_PER_STEP, MAX_CLEANER_KEYS } from '../../../../schema/limits.ts'
import { present } from '../../assert.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { segmentBytes } from '../append.ts'
import type { BatchPlace } from '../append.ts'
import type { LogChange, SegmentsReplaced } from '../log-change.ts'
import type { LogReader } from '../log-reader.ts'
import { segmentEndOffset } from '../partition-log.ts'
import type { PartitionLog } from '../partition-log.ts'
import type { AbortedTransaction } from '../producer-state.ts'
import { closeSegment, segmentOf } from '../segment-facts.ts'
import { collectAbortedTransactions } from '../transactions.ts'
import { batchesOf } from '../walk.ts'
import { cleanableOffsets, firstUncleanableSegmentOffset, segmentsBetween } from './cleanable.ts'
import { CleanedTransactions, NO_TRANSACTIONS } from './cleaned-transactions.ts'
import type { CleaningRound } from './cleaner-state.ts'
import { filterBatch } from './filter-batch.ts'
import type { BatchFilter } from './filter-batch.ts'
import { groupSegments, splitSegment } from './group-segments.ts'
import type { SegmentGroup } from './group-segments.ts'
import { buildOffsetMap } from './offset-map.ts'
import type { OffsetMap } from './offset-map.ts'

export { nextCleaningMs } from './cleanable.ts'

type Log = DeepReadonly<PartitionLog>
type Configs = DeepReadonly<TopicConfigs>

export type CleaningOptions = {
  /** Where the round must end: the base offset of a segment. Without it, what the configs allow. */
  readonly uncleanableOffset?: number
  readonly maxKeys?: number
  /** Bytes of records that a round maps. */
  readonly maxMapBytes?: number
  /** Bytes that this step rewrites. */
  readonly maxBytes?: number
}

/** Bytes to store, in their final form. */
export type CleanedBatch = BatchPlace & { readonly maxTimestamp: number; readonly bytes: Uint8Array }

export type CleaningPlan = {
  readonly changes: readonly LogChange[]
  readonly writes: readonly CleanedBatch[]
  /** Where the next round begins once this one is finished. */
  readonly nextDirtyOffset: number
  /** Everything below was rewritten by this round so far. */
  readonly cleanedThrough: number
  /** False: the round goes on with another step. */
  readonly finished: boolean
}

/** A round that is under way goes on, whatever firstDirtyOffset says; else one begins there. */
export function planCleaning(
  log: Log,
  reader: LogReader,
  configs: Configs,
  nowMs: number,
  firstDirtyOffset: number,
  nextExtentId: () => number,
  options: CleaningOptions = {},
): CleaningPlan {
  const { maxKeys = MAX_CLEANER_KEYS, maxMapBytes = MAX_CLEANED_BYTES_PER_STEP, maxBytes = MAX_CLEANED_BYTES_PER_STEP } = options
  const underWay = log.cleaner.round
  const uncleanableOffset = options.uncleanableOffset ?? uncleanableOffsetOf(log, configs, nowMs)
  const offsetMap =
    underWay === null
      ? buildOffsetMap(log, reader, firstDirtyOffset, uncleanableOffset, { maxKeys, maxBytes: maxMapBytes })
      : buildOffsetMap(log, reader, underWay.firstDirtyOffset, underWay.endOffset, { maxKeys: Infinity, maxBytes: Infinity })
  const round = underWay ?? {
    firstDirtyOffset,
    endOffset: offsetMap.endOffset,
    uncleanableOffset,
    nextOffset: 0,
    transactions: NO_TRANSACTIONS,
  }
  const settings = { log, reader, configs, nowMs, nextExtentId, maxBytes }
  return new CleaningStep(settings, round, offsetMap).plan()
}

function uncleanableOffsetOf(log: Log, configs: Configs, nowMs: number): number {
  return firstUncleanableSegmentOffset(log, cleanableOffsets(log, configs, nowMs).firstUncleanableDirtyOffset)
}

type StepSettings = {
  readonly log: Log
  readonly reader: LogReader
  readonly configs: Configs
  readonly nowMs: number
  readonly nextExtentId: () => number
  readonly maxBytes: number
}

class CleaningStep {
  readonly #settings: StepSettings
  readonly #round: CleaningRound
  readonly #transactions: CleanedTransactions
  readonly #filter: BatchFilter
  readonly #changes: LogChange[] = []
  readonly #writes: CleanedBatch[] = []
  #bytes = 0

  constructor(settings: StepSettings, round: CleaningRound, offsetMap: OffsetMap) {
    this.#settings = settings
    this.#round = round
    this.#transactions = new CleanedTransactions(round.transactions)
    const { uncleanableOffset } = round
    const { nowMs, configs, log } = settings
    const { deleteRetentionMs } = configs
    this.#filter = { offsetMap, transactions: this.#transactions, producers: log.producers, uncleanableOffset, nowMs, deleteRetentionMs }
  }

  plan(): CleaningPlan {
    const { log, configs, maxBytes } = this.#settings
    const { nextOffset, endOffset, uncleanableOffset } = this.#round
    const segments = segmentsBetween(log, 0, endOffset).filter(({ baseOffset }) => baseOffset >= nextOffset)
    const groupBytes = Math.min(segmentBytes(configs), maxBytes)
    for (const group of groupSegments(segments, groupBytes, configs.segmentIndexBytes, uncleanableOffset)) {
      const { baseOffset } = firstOf(group)
      if (this.#splits(group)) return this.#paused(baseOffset)
      const sizeBytes = group.reduce((sum, segment) => sum + segment.sizeBytes, 0)
      if (this.#bytes > 0 && this.#bytes + sizeBytes > maxBytes) return this.#paused(baseOffset)
      this.#bytes += sizeBytes
      this.#clean(group)
    }
    this.#changes.push({ kind: 'cleaner.moved', cleaner: { firstDirtyOffset: endOffset, round: null } })
    return this.#result(endOffset, true)
  }

  #paused(nextOffset: number): CleaningPlan {
    const { firstDirtyOffset } = this.#settings.log.cleaner
    const round = { ...this.#round, nextOffset, transactions: this.#transactions.state }
    this.#changes.push({ kind: 'cleaner.moved', cleaner: { firstDirtyOffset, round } })
    return this.#result(nextOffset, false)
  }

  #result(cleanedThrough: number, finished: boolean): CleaningPlan {
    return { changes: this.#changes, writes: this.#writes, nextDirtyOffset: this.#round.endOffset, cleanedThrough, finished }
  }

  /** Cuts a segment that is too large for a step; the next step finds its pieces. */
  #splits(group: SegmentGroup): boolean {
    const { log, reader, configs, maxBytes } = this.#settings
    const segment = firstOf(group)
    if (group.length > 1 || segment.sizeBytes <= maxBytes) return false
    const endOffset = this.#endOf(group)
    const segments = splitSegment(log, reader, segment, endOffset, maxBytes, configs.indexIntervalBytes)
    if (segments.length < 2) return false
    const { baseOffset } = segment
    this.#changes.push({ kind: 'segments.replaced', baseOffset, count: 1, endOffset, segments, extents: null, abortedTransactions: null })
    return true
  }

  #endOf(group: SegmentGroup): number {
    const { log } = this.#settings
    return segmentEndOffset(log, log.segments.indexOf(lastOf(group)))
  }

  #clean(group: SegmentGroup): void {
    const { log, nextExtentId } = this.#settings
    const { batches, isSame } = this.#filtered(group)
    const { baseOffset } = firstOf(group)
    const endOffset = this.#endOf(group)
    const abortedTransactions = this.#transactions.takeRetained()
    const indexed = log.abortedTransactions.filter(({ lastOffset }) => lastOffset >= baseOffset && lastOffset < endOffset)
    const isSameIndex = sameTransactions(indexed, abortedTransactions)
    if (isSame && isSameIndex && group.length === 1) return
    const extentId = isSame ? null : nextExtentId()
    this.#changes.push({
      kind: 'segments.replaced',
      baseOffset,
      count: group.length,
      endOffset,
      segments: [this.#segmentOf(group, batches)],
      extents: extentId === null ? null : [{ extentId, startOffset: baseOffset, originOffset: baseOffset, endOffset }],
      abortedTransactions: isSameIndex ? null : abortedTransactions,
    } satisfies SegmentsReplaced)
    if (extentId !== null) this.#write(extentId, baseOffset, batches)
  }

  #filtered(group: SegmentGroup): { batches: Uint8Array[]; isSame: boolean } {
    const { log, reader } = this.#settings
    const batches: Uint8Array[] = []
    let isSame = true
    for (const segment of group) {
      const endOffset = segmentEndOffset(log, log.segments.indexOf(segment))
      this.#transactions.expect(collectAbortedTransactions(log.abortedTransactions, segment.baseOffset, endOffset).transactions)
      for (const batch of batchesOf(log, reader, segment.baseOffset, endOffset)) {
        const filtered = filterBatch(this.#filter, batch)
        if (filtered !== batch) isSame = false
        if (filtered !== null) batches.push(filtered)
      }
    }
    return { batches, isSame }
  }

  #segmentOf(group: SegmentGroup, batches: readonly Uint8Array[]) {
    const { baseOffset, rollJitterMs } = firstOf(group)
    const { lastModifiedMs } = lastOf(group)
    const { nowMs, configs } = this.#settings
    const headers = batches.map((batch) => ({ header: decodeBatchHeader(batch), sizeBytes: batch.length }))
    const facts = { ...firstOf(group), baseOffset, rollJitterMs, createdMs: nowMs, lastModifiedMs }
    const segment = segmentOf(facts, headers, configs.indexIntervalBytes)
    closeSegment(segment)
    return segment
  }

  #write(extentId: number, originOffset: number, batches: readonly Uint8Array[]): void {
    for (const bytes of batches) {
      const { baseOffset, maxTimestamp } = decodeBatchHeader(bytes)
      this.#writes.push({ extentId, relativeOffset: baseOffset - originOffset, maxTimestamp, bytes })
    }
  }
}

function firstOf(group: SegmentGroup): SegmentGroup[number] {
  return present(group[0], 'the first segment of a group')
}

function lastOf(group: SegmentGroup): SegmentGroup[number] {
  return present(group.at(-1), 'the last segment of a group')
}

function sameTransactions(some: readonly AbortedTransaction[], others: readonly AbortedTransaction[]): boolean {
  return some.length === others.length && some.every(({ lastOffset }, index) => lastOffset === others[index]?.lastOffset)
}
