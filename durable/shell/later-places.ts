// Where batches are written behind a moment, as the cluster's state at that moment tells. A log takes batches only in its last extent, as long as
// that is open, and an open extent belongs to one log alone: a copy of a log closes its own (engine/log/truncate.ts). Everything else goes to
// extents that are made later.
import { EXTENT_OFFSETS, MAX_EXTENTS } from '../../schema/limits.ts'
import type { ClusterView } from '../engine/cluster.ts'
import type { DeepReadonly } from '../engine/deep-readonly.ts'
import type { PartitionLog } from '../engine/log/partition-log.ts'
import { placeOf } from './place.ts'

/** Places of batches; the end is no part of it. */
export type PlaceRange = { readonly fromPlace: number; readonly untilPlace: number }

/** The places that nothing had been written to at that moment. It must be the end of a step: inside of one an extent may have no number yet. */
export function laterPlaces(cluster: ClusterView): PlaceRange[] {
  const open = [cluster.metadataLog, ...logsOf(cluster)].flatMap(openPart)
  return [...open, { fromPlace: placeOf(cluster.nextExtentId, 0), untilPlace: placeOf(MAX_EXTENTS, 0) }]
}

function* logsOf({ topics }: ClusterView): Generator<DeepReadonly<PartitionLog>, void, undefined> {
  for (const { partitions } of topics.values()) {
    for (const { log, replicaStates } of partitions) {
      yield log
      for (const { ownLog } of replicaStates) if (ownLog !== null) yield ownLog
    }
  }
}

function openPart({ extents, logEndOffset }: DeepReadonly<PartitionLog>): PlaceRange[] {
  const last = extents.at(-1)
  if (last === undefined || last.endOffset !== null) return []
  const { extentId, originOffset } = last
  return [{ fromPlace: placeOf(extentId, logEndOffset - originOffset), untilPlace: placeOf(extentId, EXTENT_OFFSETS) }]
}
