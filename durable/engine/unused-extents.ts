// Which stored bytes no log needs any more. Replicas share bytes, so a stretch of an extent may go only when no log of the partition reaches it.
import type { ClusterView, PartitionView } from './cluster.ts'
import type { BatchRemoval } from './decision.ts'
import { extentRanges } from './log/extents.ts'
import type { ExtentRange } from './log/extents.ts'
import type { ClusterRecord, RecordOf } from './record.ts'

/** What the record may set free: the ranges its partition (or topic) uses before it; null for records that free nothing. */
export function usedExtents(cluster: ClusterView, record: ClusterRecord): ExtentRange[] | null {
  if (record.kind === 'topic.removed') return (cluster.topics.get(record.name)?.partitions ?? []).flatMap(rangesOf)
  if (record.kind === 'metadata.appended') return freesMetadata(record) ? extentRanges(cluster.metadataLog) : null
  if (!mayFree(record)) return null
  const partition = cluster.topics.get(record.topic)?.partitions[record.partitionIndex]
  return partition === undefined ? null : rangesOf(partition)
}

function freesMetadata({ changes }: RecordOf<'metadata.appended'>): boolean {
  return changes.some(({ kind }) => kind === 'segments.removed')
}

type PartitionRecord = Extract<ClusterRecord, { partitionIndex: number }>

function mayFree(record: ClusterRecord): record is PartitionRecord {
  switch (record.kind) {
    case 'log.changed':
      return !GROWING.has(record.change.kind)
    case 'replica.joined':
    case 'log.handed':
      return true
    case 'partition.changed':
      return record.change.replicas !== undefined
    default:
      return false
  }
}

const GROWING: ReadonlySet<string> = new Set([
  'batch.appended',
  'segment.rolled',
  'epoch.started',
  'extent.opened',
  'highWatermark.moved',
  'logStartOffset.moved',
])

/** The parts of `before` that nothing uses after the record was applied. */
export function withoutUsed(cluster: ClusterView, record: ClusterRecord, before: readonly ExtentRange[]): BatchRemoval[] {
  if (record.kind === 'metadata.appended') return before.flatMap((range) => subtract(range, extentRanges(cluster.metadataLog)))
  const partition = 'partitionIndex' in record ? cluster.topics.get(record.topic)?.partitions[record.partitionIndex] : undefined
  const after = partition === undefined ? [] : rangesOf(partition)
  return before.flatMap((range) => subtract(range, after))
}

function rangesOf({ log, replicaStates }: PartitionView): ExtentRange[] {
  return [log, ...replicaStates.flatMap(({ ownLog }) => (ownLog === null ? [] : [ownLog]))].flatMap((each) => extentRanges(each))
}

/** What is left of a range, in pieces. */
function subtract(range: ExtentRange, used: readonly ExtentRange[]): ExtentRange[] {
  let left = [range]
  for (const { extentId, fromOffset, untilOffset } of used) {
    if (extentId !== range.extentId) continue
    left = left.flatMap((piece) => [
      { ...piece, untilOffset: Math.min(piece.untilOffset, fromOffset) },
      { ...piece, fromOffset: Math.max(piece.fromOffset, untilOffset) },
    ])
    left = left.filter((piece) => piece.fromOffset < piece.untilOffset)
  }
  return left.filter((piece) => piece.fromOffset < piece.untilOffset)
}
