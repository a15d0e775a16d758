// Which leader epoch wrote which offsets, and what follows from it for a follower that disagrees with its leader.
// Source: LeaderEpochFileCache, Partition.readRecords and AbstractFetcherThread.getOffsetTruncationState of Kafka 4.3; KIP-101, KIP-279, KIP-320.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LeaderEpoch, PartitionLog } from './partition-log.ts'

type LeaderEpochs = readonly DeepReadonly<LeaderEpoch>[]

/** An epoch and the offset where it ended; -1 and -1 where that is not known. */
export type EpochEndOffset = { readonly epoch: number; readonly endOffset: number }

export const UNDEFINED_EPOCH_END: EpochEndOffset = { epoch: -1, endOffset: -1 }

/**
 * An epoch begins at an offset. What is known already stays; entries that would not come before the new one are gone, since what they say was
 * never committed or has been truncated.
 */
export function assignEpoch(epochs: LeaderEpochs, epoch: number, startOffset: number): LeaderEpoch[] {
  const latest = epochs.at(-1)
  if (latest?.epoch === epoch && startOffset >= latest.startOffset) return [...epochs]
  const kept = epochs.findLastIndex((entry) => entry.epoch < epoch && entry.startOffset < startOffset) + 1
  return [...epochs.slice(0, kept), { epoch, startOffset }]
}

/** The log ends earlier now: epochs that began at or after its end are gone. */
export function truncateEpochsFromEnd(epochs: LeaderEpochs, endOffset: number): LeaderEpoch[] {
  return endOffset < 0 ? [...epochs] : epochs.filter((entry) => entry.startOffset < endOffset)
}

/** The log starts later now: the epoch that covers the new start begins there; older ones are gone. */
export function truncateEpochsFromStart(epochs: LeaderEpochs, startOffset: number): LeaderEpoch[] {
  const covering = epochs.findLastIndex((entry) => entry.startOffset <= startOffset)
  const entry = epochs[covering]
  return entry === undefined ? [...epochs] : [{ epoch: entry.epoch, startOffset }, ...epochs.slice(covering + 1)]
}

/** The epoch in which the record at this offset was written; null before the first known epoch. */
export function epochForOffset(epochs: LeaderEpochs, offset: number): number | null {
  return epochs.findLast((entry) => entry.startOffset <= offset)?.epoch ?? null
}

/** OffsetsForLeaderEpoch: the largest known epoch that is not above the one asked for, and where it ended in this log. */
export function endOffsetForEpoch(
  { leaderEpochs, logEndOffset }: DeepReadonly<Pick<PartitionLog, 'leaderEpochs' | 'logEndOffset'>>,
  epoch: number,
): EpochEndOffset {
  if (epoch === -1) return UNDEFINED_EPOCH_END
  if (leaderEpochs.at(-1)?.epoch === epoch) return { epoch, endOffset: logEndOffset }
  const next = leaderEpochs.findIndex((entry) => entry.epoch > epoch)
  const higher = leaderEpochs[next]
  if (higher === undefined) return UNDEFINED_EPOCH_END
  return { epoch: leaderEpochs[next - 1]?.epoch ?? epoch, endOffset: higher.startOffset }
}

export type FetchPosition = { readonly fetchOffset: number; readonly lastFetchedEpoch: number }

/**
 * What a leader answers to a fetch that names the epoch of the last record fetched: null to go ahead, where the logs part when they do, or
 * OFFSET_OUT_OF_RANGE when the leader cannot tell.
 */
export function divergingEpoch(
  log: DeepReadonly<Pick<PartitionLog, 'leaderEpochs' | 'logEndOffset' | 'logStartOffset'>>,
  { fetchOffset, lastFetchedEpoch }: FetchPosition,
): EpochEndOffset | 'OFFSET_OUT_OF_RANGE' | null {
  const end = endOffsetForEpoch(log, lastFetchedEpoch)
  if (end.epoch === -1 || end.endOffset === -1 || fetchOffset < log.logStartOffset) return 'OFFSET_OUT_OF_RANGE'
  return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null
}

/**
 * Where a follower cuts its log after the leader's answer, and whether that settles it. When the follower never had the epoch that the leader
 * named, it cuts back to its own earlier epoch and must ask again. A leader that knows nothing leaves only the high watermark.
 */
export function truncationOffset(
  log: DeepReadonly<Pick<PartitionLog, 'leaderEpochs' | 'logEndOffset' | 'highWatermark'>>,
  leader: EpochEndOffset,
): { readonly offset: number; readonly completed: boolean } {
  const { logEndOffset, highWatermark } = log
  if (leader.endOffset === -1) return { offset: highWatermark, completed: true }
  if (leader.epoch === -1) return { offset: Math.min(leader.endOffset, logEndOffset), completed: true }
  const own = endOffsetForEpoch(log, leader.epoch)
  if (own.endOffset === -1) return { offset: Math.min(leader.endOffset, logEndOffset), completed: true }
  if (own.epoch !== leader.epoch) return { offset: Math.min(own.endOffset, logEndOffset), completed: false }
  return { offset: Math.min(own.endOffset, leader.endOffset, logEndOffset), completed: true }
}
