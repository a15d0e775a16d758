// Logs as earlier versions stored them: fields that came later get the meaning that their absence had.
import { emptyLog } from './partition-log.ts'
import type { Extent, PartitionLog } from './partition-log.ts'

/** A log out of an old checkpoint. Before producers, truncation and compaction there was nothing of theirs to store. */
export type StoredLog = Omit<Partial<PartitionLog>, 'extents'> &
  Pick<PartitionLog, 'logStartOffset' | 'logEndOffset' | 'highWatermark' | 'segments' | 'leaderEpochs'> & {
    extents: (Pick<Extent, 'extentId' | 'startOffset'> & Partial<Extent>)[]
  }

export function upgradeLog(stored: StoredLog): PartitionLog {
  const extents = stored.extents.map((extent) => ({ originOffset: extent.startOffset, endOffset: null, ...extent }))
  return { ...emptyLog(0), ...stored, extents }
}
