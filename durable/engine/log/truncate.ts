// Cutting a log off at its end, as a follower does that disagrees with its leader, and copying the beginning of a log.
// What a truncated segment looks like is worked out here from its batch headers and put into the change, so that applying needs no bytes.
// Source: UnifiedLog.truncateTo, truncateFullyAndStartAt and rebuildProducerState, LogSegment.truncateTo of Kafka 4.3.
import { lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import { assert, present } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { extentsCutAt } from './extents.ts'
import { applyLogChange } from './log-change.ts'
import type { LogChange, ProducersChange } from './log-change.ts'
import type { LogReader } from './log-reader.ts'
import { emptySegment, segmentEndOffset } from './partition-log.ts'
import type { PartitionLog, Segment } from './partition-log.ts'
import { addProducerBatch, ongoingTransactionsOf, producerFactsOf, reloadedProducers } from './producer-state.ts'
import type { ProducerPart, ProducerState } from './producer-state.ts'
import { readLog } from './read.ts'
import { segmentOf } from './segment-facts.ts'
import { headersOf } from './walk.ts'

/** Kafka's default of index.interval.bytes. */
const INDEX_INTERVAL_BYTES = 4096

export type TruncationOptions = {
  /** When an emptied segment counts as created; without it, when the log was last written. */
  readonly nowMs?: number
  /** index.interval.bytes of the topic. */
  readonly indexIntervalBytes?: number
}

/** Cuts off every batch that reaches offset or beyond. The log then ends at offset. Nothing to cut off: at most an epoch without records goes. */
export function truncateLog(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  offset: number,
  options: TruncationOptions = {},
): LogChange[] {
  return planTruncation(log, reader, offset, options, 'as after a restart')
}

/** Throws everything away and starts again at an offset. */
export function truncateFullyAndStartAt(log: DeepReadonly<PartitionLog>, offset: number, options: TruncationOptions = {}): LogChange[] {
  return [{ kind: 'log.restarted', offset, nowMs: options.nowMs ?? lastModifiedMs(log) }]
}

/**
 * A log with the beginning of another's: what a follower that shared its leader's log has when it becomes the leader. It names the same bytes
 * and writes to none of the same extents.
 */
export function copyLogUntil(log: DeepReadonly<PartitionLog>, reader: LogReader, offset: number): PartitionLog {
  const copy = copyLog(log)
  const changes = planTruncation(log, reader, offset, {}, 'all that is known')
  for (const change of changes) applyLogChange(copy, change)
  copy.extents = extentsCutAt(copy.extents, copy.logEndOffset)
  return copy
}

/** Nested entries that are never changed in place are shared with the original. */
function copyLog(log: DeepReadonly<PartitionLog>): PartitionLog {
  return {
    ...log,
    segments: log.segments.map((segment) => ({ ...segment })),
    leaderEpochs: log.leaderEpochs.map((entry) => ({ ...entry })),
    extents: [...log.extents],
    producers: { ...log.producers },
    ongoingTransactions: [...log.ongoingTransactions],
    unreplicatedTransactions: [...log.unreplicatedTransactions],
    abortedTransactions: [...log.abortedTransactions],
    producerSnapshots: log.producerSnapshots.map(({ offset, producers }) => ({ offset, producers: { ...producers } })),
  }
}

function planTruncation(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  offset: number,
  options: TruncationOptions,
  producers: KnownProducers,
): LogChange[] {
  assert(offset >= 0, 'a log is not truncated to a negative offset')
  if (offset >= log.logEndOffset) return truncateEpochs(log)
  if (present(log.segments[0], 'the first segment').baseOffset > offset) return truncateFullyAndStartAt(log, offset, options)
  const index = log.segments.findLastIndex(({ baseOffset }) => baseOffset <= offset)
  const { segment, endOffset } = cutSegment(log, reader, index, offset, options)
  return [
    { kind: 'log.truncated', offset, segmentCount: index + 1, segment, endOffset, ...changedProducers(log, reader, offset, producers) },
  ]
}

/** A broker that was a leader without writing anything has an epoch that starts at its log end, and another may have led since. */
function truncateEpochs(log: DeepReadonly<PartitionLog>): LogChange[] {
  const endOffset = log.logEndOffset
  return log.leaderEpochs.some(({ startOffset }) => startOffset >= endOffset) ? [{ kind: 'epochs.truncated', endOffset }] : []
}

/** What is left of a segment, and where its first batch began that is not. */
function cutSegment(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  index: number,
  offset: number,
  { nowMs = lastModifiedMs(log), indexIntervalBytes = INDEX_INTERVAL_BYTES }: TruncationOptions,
): { segment: Segment; endOffset: number } {
  const segment = present(log.segments[index], 'the segment that is cut')
  const headers = [...headersOf(log, reader, segment.baseOffset, segmentEndOffset(log, index))]
  const kept = headers.filter(({ header }) => lastOffsetOf(header) < offset)
  const endOffset = Math.min(headers[kept.length]?.header.baseOffset ?? offset, offset)
  if (kept.length === 0) return { segment: { ...emptySegment(segment.baseOffset, nowMs, segment.rollJitterMs) }, endOffset }
  const rebuilt = segmentOf(segment, kept, indexIntervalBytes)
  return { segment: { ...rebuilt, lastModifiedMs: nowMs, bytesSinceLastIndexEntry: 0 }, endOffset }
}

function lastModifiedMs(log: DeepReadonly<PartitionLog>): number {
  return present(log.segments.at(-1), 'the active segment').lastModifiedMs
}

/** Kafka truncates by loading a snapshot file, which forgets all but the last batch of a producer. A copy must not forget them. */
type KnownProducers = 'as after a restart' | 'all that is known'

/**
 * Those that are forgotten by now may have left a transaction below the cut whose marker was above it: it is open again. Copies are made all the
 * time, of what their owner had a moment ago, so nothing is read for one of a log that knows no producers; only who has fallen behind what is
 * committed may have stood still since before they were forgotten.
 */
function changedProducers(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  offset: number,
  known: KnownProducers,
): { readonly producers?: ProducersChange } {
  const knowsProducers = Object.keys(log.producers).length > 0 || log.unreplicatedTransactions.length > 0
  if (!knowsProducers && known === 'all that is known' && offset >= log.highWatermark) return {}
  const producers = producersUntil(log, reader, offset, known)
  return knowsProducers || Object.keys(producers.producers).length > 0 ? { producers } : {}
}

/** The producers as they stood when the log ended at an offset: from the last snapshot before it, and the batches since. */
function producersUntil(log: DeepReadonly<PartitionLog>, reader: LogReader, offset: number, known: KnownProducers): ProducersChange {
  const logStartOffset = Math.min(log.logStartOffset, offset)
  const snapshot = log.producerSnapshots.findLast((taken) => taken.offset <= offset && taken.offset > logStartOffset)
  const loaded = snapshot?.producers ?? {}
  const producers = known === 'all that is known' ? { ...loaded } : reloadedProducers(loaded)
  const ongoingTransactions = ongoingTransactionsOf(producers)
  const replayed: ProducerPart = { producers, ongoingTransactions, unreplicatedTransactions: [], abortedTransactions: [] }
  for (const { header } of headersOf(log, reader, snapshot?.offset ?? logStartOffset, offset)) {
    const lastOffset = lastOffsetOf(header)
    if (lastOffset >= offset) break
    const producer = producerFactsOf(header, () => readLog(log, reader, header.baseOffset, header.baseOffset + 1, 0, true))
    if (producer !== null)
      addProducerBatch(replayed, { baseOffset: header.baseOffset, lastOffset, maxTimestamp: header.maxTimestamp, producer })
  }
  if (known === 'all that is known') addRemembered(replayed, log, offset)
  return {
    producers: replayed.producers,
    ongoingTransactions: replayed.ongoingTransactions,
    unreplicatedTransactions: replayed.unreplicatedTransactions,
  }
}

/** What retention and compaction took is no longer read, and those who wrote it are still known: a retry of theirs must be found. */
function addRemembered(replayed: ProducerPart, log: DeepReadonly<PartitionLog>, offset: number): void {
  for (const [producerId, state] of Object.entries(log.producers)) {
    const batches = state.batches.filter(({ lastOffset }) => lastOffset < offset)
    const last = batches.at(-1)
    const read = replayed.producers[producerId]
    if (last === undefined || (read !== undefined && read.producerEpoch !== state.producerEpoch)) continue
    if (read === undefined) replayed.producers[producerId] = { ...stateAt(state, offset), lastTimestampMs: last.timestampMs, batches }
    else if (batches.length > read.batches.length) replayed.producers[producerId] = { ...read, batches }
  }
  replayed.ongoingTransactions = ongoingTransactionsOf(replayed.producers)
}

function stateAt(state: DeepReadonly<ProducerState>, offset: number): DeepReadonly<ProducerState> {
  const { currentTxnFirstOffset } = state
  return currentTxnFirstOffset !== null && currentTxnFirstOffset >= offset ? { ...state, currentTxnFirstOffset: null } : state
}
