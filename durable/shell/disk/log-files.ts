// The files in the directory of one partition: their names and sizes, and each one's bytes. The log itself is read from where its batches are
// stored, a piece at a time; everything else is small and made when it is asked for, by the walk that a broker makes when it rebuilds it.
import { LEADER_EPOCH_CHECKPOINT, PARTITION_METADATA, segmentFileName } from '../../../schema/kafka/log-files/file-names.ts'
import type { SegmentFileKind } from '../../../schema/kafka/log-files/file-names.ts'
import { producerSnapshotFile, transactionIndexFile } from '../../../schema/kafka/log-files/producer-files.ts'
import type { ProducerSnapshotEntry } from '../../../schema/kafka/log-files/producer-files.ts'
import { offsetIndexFile, timeIndexFile } from '../../../schema/kafka/log-files/segment-index.ts'
import { leaderEpochCheckpointFile, partitionMetadataFile } from '../../../schema/kafka/log-files/text-files.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import { indexEntries } from '../../engine/log/indexes.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { segmentEndOffset } from '../../engine/log/partition-log.ts'
import type { PartitionLog, Segment } from '../../engine/log/partition-log.ts'
import type { AbortedTransaction, ProducerSnapshot, ProducerState } from '../../engine/log/producer-state.ts'
import type { DiskFile, DiskPiece, FileRange } from './disk.ts'
import type { DiskLog } from './disk-log.ts'
import { readSegment } from './read-segment.ts'

const OFFSET_INDEX_ENTRY_BYTES = 8
const TIME_INDEX_ENTRY_BYTES = 12
const SEGMENT_FILE = /^(\d{20})\.(log|index|timeindex|txnindex|snapshot)$/

/** Every file with its size, without making any of the large ones. */
export function filesOf(disk: DiskLog): DiskFile[] {
  const { log } = disk
  const files = log.segments.flatMap((segment, index) => segmentFiles(log, segment, index))
  for (const snapshot of log.producerSnapshots) {
    const sizeBytes = snapshotBytes(snapshot).length
    files.push({ name: segmentFileName(snapshot.offset, 'snapshot'), sizeBytes, modifiedMs: modifiedMsAt(log, snapshot.offset) })
  }
  for (const name of [LEADER_EPOCH_CHECKPOINT, PARTITION_METADATA]) {
    files.push({ name, sizeBytes: textFile(disk, name).length, modifiedMs: modifiedMsAt(log, log.logStartOffset) })
  }
  return files
}

function segmentFiles(log: DeepReadonly<PartitionLog>, segment: DeepReadonly<Segment>, index: number): DiskFile[] {
  const { baseOffset, sizeBytes, lastModifiedMs: modifiedMs, offsetIndexEntries, timeIndexEntries } = segment
  const name = (kind: SegmentFileKind) => segmentFileName(baseOffset, kind)
  const files = [
    { name: name('log'), sizeBytes, modifiedMs },
    { name: name('index'), sizeBytes: offsetIndexEntries * OFFSET_INDEX_ENTRY_BYTES, modifiedMs },
    { name: name('timeindex'), sizeBytes: timeIndexEntries * TIME_INDEX_ENTRY_BYTES, modifiedMs },
  ]
  const aborted = abortedIn(log, index)
  if (aborted.length === 0) return files
  return [...files, { name: name('txnindex'), sizeBytes: transactionIndexFile(aborted).length, modifiedMs }]
}

/** A part of one file; null when the directory has no file of this name. */
export function readFileOf(disk: DiskLog, reader: LogReader, name: string, range: FileRange): DiskPiece | null {
  const { log } = disk
  if (name === LEADER_EPOCH_CHECKPOINT || name === PARTITION_METADATA) {
    return pieceOf(textFile(disk, name), modifiedMsAt(log, log.logStartOffset), range)
  }
  const [, digits = '', kind = ''] = SEGMENT_FILE.exec(name) ?? []
  const offset = Number(digits)
  if (kind === '' || !Number.isSafeInteger(offset)) return null
  return kind === 'snapshot' ? readSnapshot(log, offset, range) : readSegmentFile(disk, reader, offset, kind as SegmentFileKind, range)
}

function readSnapshot(log: DeepReadonly<PartitionLog>, offset: number, range: FileRange): DiskPiece | null {
  const snapshot = log.producerSnapshots.find((taken) => taken.offset === offset)
  return snapshot === undefined ? null : pieceOf(snapshotBytes(snapshot), modifiedMsAt(log, offset), range)
}

function readSegmentFile(disk: DiskLog, reader: LogReader, offset: number, kind: SegmentFileKind, range: FileRange): DiskPiece | null {
  const { log, indexIntervalBytes } = disk
  const index = log.segments.findIndex(({ baseOffset }) => baseOffset === offset)
  const segment = log.segments[index]
  if (segment === undefined) return null
  if (kind === 'log') return readSegment(log, reader, index, range)
  if (kind === 'txnindex') {
    const aborted = abortedIn(log, index)
    return aborted.length === 0 ? null : pieceOf(transactionIndexFile(aborted), segment.lastModifiedMs, range)
  }
  const { offsetIndex, timeIndex } = indexEntries(log, reader, index, indexIntervalBytes)
  const absolute = <Entry extends { readonly relativeOffset: number }>(entry: Entry) => {
    return Object.assign({ offset: offset + entry.relativeOffset }, entry)
  }
  const bytes = kind === 'index' ? offsetIndexFile(offset, offsetIndex.map(absolute)) : timeIndexFile(offset, timeIndex.map(absolute))
  return pieceOf(bytes, segment.lastModifiedMs, range)
}

/** A part of a file that is made as a whole. */
export function pieceOf(file: Uint8Array, modifiedMs: number, { fromByte, maxBytes }: FileRange): DiskPiece {
  const bytes = file.slice(fromByte, fromByte + maxBytes)
  return { bytes, fileSizeBytes: file.length, modifiedMs, edition: '', next: null }
}

function textFile({ log, topicId }: DiskLog, name: string): Uint8Array {
  if (name === PARTITION_METADATA) return partitionMetadataFile(topicId)
  return leaderEpochCheckpointFile(log.leaderEpochs.map(({ epoch, startOffset }) => ({ leaderEpoch: epoch, startOffset })))
}

/** The transactions whose ABORT marker lies in this segment. */
function abortedIn(log: DeepReadonly<PartitionLog>, segmentIndex: number): readonly AbortedTransaction[] {
  if (log.abortedTransactions.length === 0) return []
  const baseOffset = log.segments[segmentIndex]?.baseOffset ?? 0
  const endOffset = segmentEndOffset(log, segmentIndex)
  return log.abortedTransactions.filter(({ lastOffset }) => lastOffset >= baseOffset && lastOffset < endOffset)
}

function snapshotBytes({ producers }: DeepReadonly<ProducerSnapshot>): Uint8Array {
  return producerSnapshotFile(Object.entries(producers).map(([producerId, state]) => snapshotEntry(Number(producerId), state)))
}

function snapshotEntry(producerId: number, state: DeepReadonly<ProducerState>): ProducerSnapshotEntry {
  const { producerEpoch, lastTimestampMs: lastTimestamp, coordinatorEpoch, currentTxnFirstOffset, batches } = state
  return { producerId, producerEpoch, lastBatch: batches.at(-1) ?? null, lastTimestamp, coordinatorEpoch, currentTxnFirstOffset }
}

/** When the segment that holds the offset was written to last. */
function modifiedMsAt(log: DeepReadonly<PartitionLog>, offset: number): number {
  return (log.segments.findLast(({ baseOffset }) => baseOffset <= offset) ?? log.segments[0])?.lastModifiedMs ?? 0
}
