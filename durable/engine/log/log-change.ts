// Every way a partition's log can change, as data, and the one function that carries a change out. Replaying the changes of a journal
// gives the same log again, so nothing here may look at a clock, a config or the bytes: the decision already put all of it in the change.
import { MAX_PRODUCER_SNAPSHOTS, MAX_PRODUCERS } from '../../../schema/limits.ts'
import { assert, present, unreachable } from '../assert.ts'
import type { CleanerState } from './compact/cleaner-state.ts'
import { NEVER_CLEANED } from './compact/cleaner-state.ts'
import { extentsCutAt, extentsReplaced, extentsWith } from './extents.ts'
import { assignEpoch, truncateEpochsFromEnd, truncateEpochsFromStart } from './leader-epochs.ts'
import { emptyLog, emptySegment } from './partition-log.ts'
import type { Extent, PartitionLog, Segment } from './partition-log.ts'
import { oldestProducerMs } from './producer-expiration.ts'
import { addProducerBatch, ongoingTransactionsOf, producerCount, reloadedProducers } from './producer-state.ts'
import type {
  AbortedTransaction,
  CompletedTransaction,
  OngoingTransaction,
  ProducerFacts,
  ProducerSnapshot,
  ProducerStates,
} from './producer-state.ts'
import { addBatch, closeSegment } from './segment-facts.ts'

export type LogChange =
  | {
      readonly kind: 'batch.appended'
      readonly baseOffset: number
      readonly lastOffset: number
      readonly maxTimestamp: number
      readonly sizeBytes: number
      readonly nowMs: number
      /** The batch starts an entry of the sparse indexes (index.interval.bytes were written since the last one). */
      readonly indexed?: true
      /** Absent for a batch without a producer id, which most are. */
      readonly producer?: ProducerFacts
    }
  | { readonly kind: 'segment.rolled'; readonly baseOffset: number; readonly rollJitterMs: number; readonly nowMs: number }
  | { readonly kind: 'epoch.started'; readonly epoch: number; readonly startOffset: number }
  | { readonly kind: 'epochs.truncated'; readonly endOffset: number }
  /** Without an origin the extent's offsets count from where it starts. */
  | { readonly kind: 'extent.opened'; readonly extentId: number; readonly startOffset: number; readonly originOffset?: number }
  | { readonly kind: 'highWatermark.moved'; readonly highWatermark: number }
  | { readonly kind: 'logStartOffset.moved'; readonly logStartOffset: number }
  | { readonly kind: 'segments.removed'; readonly count: number }
  | SegmentsReplaced
  | LogTruncated
  | { readonly kind: 'log.restarted'; readonly offset: number; readonly nowMs: number }
  /** These producers are forgotten, maybe none, and which of the others is the oldest is known again. */
  | { readonly kind: 'producers.expired'; readonly producerIds: readonly number[] }
  /** The broker restarted: of each producer only the last batch is known. */
  | { readonly kind: 'producers.reloaded' }
  | { readonly kind: 'cleaner.moved'; readonly cleaner: CleanerState }

/** Segments from baseOffset to endOffset were compacted, joined or split. */
export type SegmentsReplaced = {
  readonly kind: 'segments.replaced'
  readonly baseOffset: number
  readonly count: number
  readonly endOffset: number
  readonly segments: readonly Segment[]
  /** Where their bytes are now; null when they stayed where they were. */
  readonly extents: readonly Extent[] | null
  /** The transaction index of these segments; null when it stayed as it was. */
  readonly abortedTransactions: readonly AbortedTransaction[] | null
}

/** The log was cut off at an offset. `segment` is what became of the last of the segments that are left. */
export type LogTruncated = {
  readonly kind: 'log.truncated'
  readonly offset: number
  readonly segmentCount: number
  readonly segment: Segment
  /** Where the bytes end; below offset when that lies inside of a batch. */
  readonly endOffset: number
  /** Absent when the log knows of no producer. */
  readonly producers?: ProducersChange
}

export type ProducersChange = {
  readonly producers: ProducerStates
  readonly ongoingTransactions: readonly OngoingTransaction[]
  readonly unreplicatedTransactions: readonly CompletedTransaction[]
}

export function applyLogChange(log: PartitionLog, change: LogChange): void {
  switch (change.kind) {
    case 'batch.appended':
      return appendBatch(log, change)
    case 'segment.rolled':
      return rollSegment(log, change)
    case 'epoch.started':
      log.leaderEpochs = assignEpoch(log.leaderEpochs, change.epoch, change.startOffset)
      return
    case 'epochs.truncated':
      log.leaderEpochs = truncateEpochsFromEnd(log.leaderEpochs, change.endOffset)
      return
    case 'extent.opened':
      return openExtent(log, change)
    case 'highWatermark.moved':
      return moveHighWatermark(log, change.highWatermark)
    case 'logStartOffset.moved':
      return moveLogStart(log, change.logStartOffset)
    case 'segments.removed':
      return removeSegments(log, change.count)
    case 'segments.replaced':
      return replaceSegments(log, change)
    case 'log.truncated':
      return truncate(log, change)
    case 'log.restarted':
      return restart(log, change.offset, change.nowMs)
    case 'producers.expired':
      return forgetProducers(log, change.producerIds)
    case 'producers.reloaded':
      return reloadProducers(log)
    case 'cleaner.moved':
      log.cleaner = change.cleaner
      return
    default:
      unreachable(change)
  }
}

type ChangeOf<Kind extends LogChange['kind']> = Extract<LogChange, { kind: Kind }>

function activeSegment(log: PartitionLog): Segment {
  return present(log.segments.at(-1), 'the active segment')
}

/** A follower of a compacted leader gets batches with gaps between them. */
function appendBatch(log: PartitionLog, change: ChangeOf<'batch.appended'>): void {
  assert(change.baseOffset >= log.logEndOffset, 'a batch is appended at the log end')
  addBatch(activeSegment(log), change)
  log.logEndOffset = change.lastOffset + 1
  if (change.producer !== undefined) addProducerBatch(log, { ...change, producer: change.producer })
}

function rollSegment(log: PartitionLog, { baseOffset, nowMs, rollJitterMs }: ChangeOf<'segment.rolled'>): void {
  closeSegment(activeSegment(log))
  log.segments.push(emptySegment(baseOffset, nowMs, rollJitterMs))
  takeProducerSnapshot(log, baseOffset)
}

/** So that cutting the log off later need not read it from the beginning. Without producers there is nothing to note. */
function takeProducerSnapshot(log: PartitionLog, offset: number): void {
  const before = log.producerSnapshots.filter((taken) => taken.offset < offset)
  const taken = Object.keys(log.producers).length === 0 ? before : [...before, { offset, producers: { ...log.producers } }]
  log.producerSnapshots = newestSnapshots(taken)
}

/** As many as there is room for, and at least one. */
function newestSnapshots(taken: readonly ProducerSnapshot[]): ProducerSnapshot[] {
  const kept = taken.slice(-MAX_PRODUCER_SNAPSHOTS)
  let states = 0
  const tooMany = kept.findLastIndex((snapshot) => (states += producerCount(snapshot)) > MAX_PRODUCERS)
  return kept.slice(Math.min(tooMany + 1, kept.length - 1))
}

function openExtent(log: PartitionLog, { extentId, startOffset, originOffset = startOffset }: ChangeOf<'extent.opened'>): void {
  log.extents = extentsWith(log.extents, { extentId, startOffset, originOffset, endOffset: null })
}

function moveHighWatermark(log: PartitionLog, highWatermark: number): void {
  assert(highWatermark <= log.logEndOffset, 'the high watermark is inside the log')
  log.highWatermark = highWatermark
  forgetReplicatedTransactions(log, highWatermark)
}

/** A transaction whose marker lies below this offset is settled for everybody. */
function forgetReplicatedTransactions(log: PartitionLog, offset: number): void {
  if (log.unreplicatedTransactions.length === 0) return
  log.unreplicatedTransactions = log.unreplicatedTransactions.filter(({ lastOffset }) => lastOffset >= offset)
}

function moveLogStart(log: PartitionLog, logStartOffset: number): void {
  assert(logStartOffset <= log.highWatermark, 'the log start never passes the high watermark')
  log.logStartOffset = logStartOffset
  log.leaderEpochs = truncateEpochsFromStart(log.leaderEpochs, logStartOffset)
  forgetReplicatedTransactions(log, logStartOffset)
}

function removeSegments(log: PartitionLog, count: number): void {
  assert(count < log.segments.length, 'the active segment is never removed')
  log.segments.splice(0, count)
  const firstOffset = present(log.segments[0], 'the first segment').baseOffset
  const firstExtent = log.extents.findLastIndex((extent) => extent.startOffset <= firstOffset)
  if (firstExtent > 0) log.extents.splice(0, firstExtent)
  log.abortedTransactions = log.abortedTransactions.filter(({ lastOffset }) => lastOffset >= firstOffset)
  log.producerSnapshots = log.producerSnapshots.filter(({ offset }) => offset >= firstOffset)
}

function replaceSegments(log: PartitionLog, change: SegmentsReplaced): void {
  const { baseOffset, endOffset, count, extents, abortedTransactions } = change
  const index = log.segments.findIndex((segment) => segment.baseOffset === baseOffset)
  assert(index >= 0 && index + count < log.segments.length, 'only inactive segments are replaced')
  const replaced = log.segments.splice(index, count, ...change.segments.map((segment) => ({ ...segment })))
  const gone = new Set(replaced.slice(1).map((segment) => segment.baseOffset))
  log.producerSnapshots = log.producerSnapshots.filter(({ offset }) => !gone.has(offset))
  if (extents !== null) log.extents = extentsReplaced(log.extents, extents, baseOffset, endOffset)
  if (abortedTransactions === null) return
  const others = log.abortedTransactions.filter(({ lastOffset }) => lastOffset < baseOffset || lastOffset >= endOffset)
  log.abortedTransactions = [...others, ...abortedTransactions].sort((one, other) => one.lastOffset - other.lastOffset)
}

function truncate(log: PartitionLog, { offset, segmentCount, segment, endOffset, producers }: LogTruncated): void {
  assert(offset < log.logEndOffset, 'a log is truncated below its end')
  log.segments = [...log.segments.slice(0, segmentCount - 1), { ...segment }]
  log.extents = extentsCutAt(log.extents, endOffset)
  log.leaderEpochs = truncateEpochsFromEnd(log.leaderEpochs, offset)
  log.logEndOffset = offset
  log.logStartOffset = Math.min(log.logStartOffset, offset)
  log.abortedTransactions = log.abortedTransactions.filter(({ lastOffset }) => lastOffset < offset)
  log.producerSnapshots = log.producerSnapshots.filter((taken) => taken.offset <= offset)
  log.cleaner = cleanerUntil(log.cleaner, offset)
  if (producers !== undefined) {
    setProducers(log, producers)
    takeProducerSnapshot(log, offset)
  }
  if (log.highWatermark >= offset) moveHighWatermark(log, offset)
}

/** What was cut off may come back with other records, so they are dirty again; a round that is under way is given up. */
function cleanerUntil({ firstDirtyOffset }: CleanerState, offset: number): CleanerState {
  return { firstDirtyOffset: firstDirtyOffset === null ? null : Math.min(firstDirtyOffset, offset), round: null }
}

function setProducers(log: PartitionLog, { producers, ongoingTransactions, unreplicatedTransactions }: ProducersChange): void {
  log.producers = { ...producers }
  log.oldestProducerMs = oldestProducerMs(log)
  log.ongoingTransactions = [...ongoingTransactions]
  log.unreplicatedTransactions = [...unreplicatedTransactions]
}

function restart(log: PartitionLog, offset: number, nowMs: number): void {
  const { firstDirtyOffset } = log.cleaner
  Object.assign(log, emptyLog(nowMs), { logStartOffset: offset, logEndOffset: offset, highWatermark: offset })
  log.segments = [emptySegment(offset, nowMs, 0)]
  log.cleaner = firstDirtyOffset === null ? NEVER_CLEANED : cleanerUntil({ firstDirtyOffset, round: null }, offset)
}

function forgetProducers(log: PartitionLog, producerIds: readonly number[]): void {
  const gone = new Set(producerIds.map(String))
  log.producers = Object.fromEntries(Object.entries(log.producers).filter(([producerId]) => !gone.has(producerId)))
  log.oldestProducerMs = oldestProducerMs(log)
}

function reloadProducers(log: PartitionLog): void {
  log.producers = reloadedProducers(log.producers)
  log.ongoingTransactions = ongoingTransactionsOf(log.producers)
  log.unreplicatedTransactions = []
  takeProducerSnapshot(log, log.logEndOffset)
}
