// A partition's directory as a broker leaves it on disk after a clean shutdown: the segments with their indexes, what is known of
// producers, the leader epochs and the topic's id. Kafka's own tools (kafka-dump-log) and a real broker read it.
// Source: LocalLog, LogSegment and UnifiedLog of Kafka 4.3.

import { concatenate } from '../concatenate.ts'
import { LEADER_EPOCH_CHECKPOINT, PARTITION_METADATA, partitionDirectoryName, segmentFileName } from './file-names.ts'
import { producerSnapshotFile, transactionIndexFile } from './producer-files.ts'
import type { AbortedTransaction, ProducerSnapshotEntry } from './producer-files.ts'
import { indexBatches, offsetIndexFile, timeIndexFile } from './segment-index.ts'
import { leaderEpochCheckpointFile, partitionMetadataFile } from './text-files.ts'
import type { LeaderEpochEntry } from './text-files.ts'

export type LogFile = { readonly name: string; readonly bytes: Uint8Array }

export type SegmentFacts = {
  readonly baseOffset: number
  /** As they lie in the log, stamped with their offsets and leader epochs. */
  readonly batches: readonly Uint8Array[]
  /** Those whose ABORT marker lies in this segment, in the order of the markers. */
  readonly abortedTransactions: readonly AbortedTransaction[]
}

export type PartitionDirectoryFacts = {
  readonly topic: string
  readonly partition: number
  readonly topicId: string
  /** index.interval.bytes of the topic. */
  readonly indexIntervalBytes: number
  /** By base offset; the last is the active one. */
  readonly segments: readonly SegmentFacts[]
  readonly leaderEpochs: readonly LeaderEpochEntry[]
  /** A broker takes one when it rolls a segment, at the new base offset, and one at the log end offset when it shuts down. */
  readonly producerSnapshots: readonly { readonly offset: number; readonly producers: readonly ProducerSnapshotEntry[] }[]
}

/** The files, named with their directory: `orders-0/00000000000000000000.log`. */
export function partitionDirectory(facts: PartitionDirectoryFacts): LogFile[] {
  const files = [
    ...facts.segments.flatMap((segment) => segmentFiles(segment, facts.indexIntervalBytes)),
    ...facts.producerSnapshots.map(({ offset, producers }) => ({
      name: segmentFileName(offset, 'snapshot'),
      bytes: producerSnapshotFile(producers),
    })),
    { name: LEADER_EPOCH_CHECKPOINT, bytes: leaderEpochCheckpointFile(facts.leaderEpochs) },
    { name: PARTITION_METADATA, bytes: partitionMetadataFile(facts.topicId) },
  ]
  const directory = partitionDirectoryName(facts.topic, facts.partition)
  return files.map(({ name, bytes }) => ({ name: `${directory}/${name}`, bytes }))
}

/** One segment: its log, its two indexes, and the index of aborted transactions when there are any. */
export function segmentFiles(segment: SegmentFacts, indexIntervalBytes: number): LogFile[] {
  const { baseOffset, batches, abortedTransactions } = segment
  const { offsetEntries, timeEntries } = indexBatches(batches, indexIntervalBytes)
  const sizeBytes = batches.reduce((sum, batch) => sum + batch.length, 0)
  const files = [
    { name: segmentFileName(baseOffset, 'log'), bytes: concatenate(batches, sizeBytes) },
    { name: segmentFileName(baseOffset, 'index'), bytes: offsetIndexFile(baseOffset, offsetEntries) },
    { name: segmentFileName(baseOffset, 'timeindex'), bytes: timeIndexFile(baseOffset, timeEntries) },
  ]
  if (abortedTransactions.length === 0) return files
  return [...files, { name: segmentFileName(baseOffset, 'txnindex'), bytes: transactionIndexFile(abortedTransactions) }]
}
