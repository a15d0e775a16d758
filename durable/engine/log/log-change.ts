// Every way a partition's log can change, as data, and the one function that carries a change out. Replaying the changes of a journal
// gives the same log again, so nothing here may look at a clock, a config or the bytes: the decision already put all of it in the change.
import { assert, present, unreachable } from '../assert.ts'
import { emptySegment } from './partition-log.ts'
import type { PartitionLog, Segment } from './partition-log.ts'

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
    }
  | { readonly kind: 'segment.rolled'; readonly baseOffset: number; readonly rollJitterMs: number; readonly nowMs: number }
  | { readonly kind: 'epoch.started'; readonly epoch: number; readonly startOffset: number }
  | { readonly kind: 'extent.opened'; readonly extentId: number; readonly startOffset: number }
  | { readonly kind: 'highWatermark.moved'; readonly highWatermark: number }
  | { readonly kind: 'logStartOffset.moved'; readonly logStartOffset: number }
  | { readonly kind: 'segments.removed'; readonly count: number }

export function applyLogChange(log: PartitionLog, change: LogChange): void {
  switch (change.kind) {
    case 'batch.appended':
      assert(change.baseOffset === log.logEndOffset, 'a batch is appended at the log end')
      addBatch(activeSegment(log), change)
      log.logEndOffset = change.lastOffset + 1
      return
    case 'segment.rolled':
      closeSegment(activeSegment(log))
      log.segments.push(emptySegment(change.baseOffset, change.nowMs, change.rollJitterMs))
      return
    case 'epoch.started':
      startEpoch(log, change.epoch, change.startOffset)
      return
    case 'extent.opened':
      log.extents.push({ extentId: change.extentId, startOffset: change.startOffset })
      return
    case 'highWatermark.moved':
      assert(change.highWatermark <= log.logEndOffset, 'the high watermark is inside the log')
      log.highWatermark = change.highWatermark
      return
    case 'logStartOffset.moved':
      moveLogStart(log, change.logStartOffset)
      return
    case 'segments.removed':
      removeSegments(log, change.count)
      return
    default:
      unreachable(change)
  }
}

export function activeSegment(log: PartitionLog): Segment {
  return present(log.segments.at(-1), 'the active segment')
}

export type AppendedBatch = Extract<LogChange, { kind: 'batch.appended' }>

/** What LogSegment.append does to a segment's facts. Also run on a draft while a produce request is decided. */
export function addBatch(segment: Segment, batch: Omit<AppendedBatch, 'kind' | 'baseOffset'>): void {
  segment.firstBatchTimestamp ??= batch.maxTimestamp
  if (batch.maxTimestamp > segment.maxTimestamp) {
    segment.maxTimestamp = batch.maxTimestamp
    segment.offsetOfMaxTimestamp = batch.lastOffset
  }
  if (batch.indexed === true) addIndexEntry(segment)
  segment.sizeBytes += batch.sizeBytes
  segment.bytesSinceLastIndexEntry += batch.sizeBytes
  segment.lastModifiedMs = batch.nowMs
}

function addIndexEntry(segment: Segment): void {
  segment.offsetIndexEntries++
  addTimeIndexEntry(segment)
  segment.bytesSinceLastIndexEntry = 0
}

/** Timestamps in the time index only rise, so a batch that is not later than the last entry leaves no entry. */
function addTimeIndexEntry(segment: Segment): void {
  if (segment.maxTimestamp <= segment.lastTimeIndexTimestamp) return
  segment.timeIndexEntries++
  segment.lastTimeIndexTimestamp = segment.maxTimestamp
}

/** A segment that becomes inactive ends its time index with its largest timestamp, so that retention can trust the index. */
function closeSegment(segment: Segment): void {
  addTimeIndexEntry(segment)
}

/** LeaderEpochFileCache.assign: an epoch that starts where a later one already stood replaces it. */
function startEpoch(log: PartitionLog, epoch: number, startOffset: number): void {
  log.leaderEpochs = log.leaderEpochs.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset)
  log.leaderEpochs.push({ epoch, startOffset })
}

function moveLogStart(log: PartitionLog, logStartOffset: number): void {
  assert(logStartOffset <= log.highWatermark, 'the log start never passes the high watermark')
  log.logStartOffset = logStartOffset
  forgetBefore(log, logStartOffset)
}

/** LeaderEpochFileCache.truncateFromStart: the epoch that covers the new start now begins there; older ones are gone. */
function forgetBefore(log: PartitionLog, logStartOffset: number): void {
  const covering = log.leaderEpochs.findLast((entry) => entry.startOffset <= logStartOffset)
  if (covering === undefined) return
  log.leaderEpochs = [
    { epoch: covering.epoch, startOffset: logStartOffset },
    ...log.leaderEpochs.filter((entry) => entry.startOffset > logStartOffset),
  ]
}

function removeSegments(log: PartitionLog, count: number): void {
  assert(count < log.segments.length, 'the active segment is never removed')
  log.segments.splice(0, count)
  const firstOffset = present(log.segments[0], 'the first segment').baseOffset
  const firstExtent = log.extents.findLastIndex((extent) => extent.startOffset <= firstOffset)
  if (firstExtent > 0) log.extents.splice(0, firstExtent)
}
