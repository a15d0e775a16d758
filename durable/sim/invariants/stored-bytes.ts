// The store holds what some log needs and nothing else, and the cluster counts right what its logs hold. That nothing needed is missing, checkBatches sees: a log without it would have a hole.
import type { ClusterView } from '../../engine/cluster.ts'
import { extentRanges } from '../../engine/log/extents.ts'
import type { ExtentRange } from '../../engine/log/extents.ts'
import { partitionBytes, partitionProducers } from '../../engine/replication/partition-state.ts'
import type { SimStore } from '../sim-store.ts'
import { must } from '../violation.ts'

export function checkStoredBytes(cluster: ClusterView, store: SimStore): void {
  const needed = new Map<number, ExtentRange[]>()
  const note = (range: ExtentRange): unknown => needed.set(range.extentId, [...(needed.get(range.extentId) ?? []), range])
  for (const range of extentRanges(cluster.metadataLog)) note(range)
  let sizeBytes = 0
  let producers = 0
  for (const topic of cluster.topics.values()) {
    for (const partition of topic.partitions) {
      sizeBytes += partitionBytes(partition)
      producers += partitionProducers(partition)
      const logs = [partition.log, ...partition.replicaStates.flatMap(({ ownLog }) => (ownLog === null ? [] : [ownLog]))]
      for (const log of logs) for (const range of extentRanges(log)) note(range)
    }
  }
  for (const { extentId, firstOffset, lastOffset } of store.all()) {
    const isNeeded = needed.get(extentId)?.some(({ fromOffset, untilOffset }) => firstOffset < untilOffset && lastOffset >= fromOffset)
    must('stored bytes', isNeeded === true, () => `The batch at ${firstOffset} of extent ${extentId} is stored, and no log needs it.`)
  }
  must('stored bytes', sizeBytes === cluster.storedBytes, () => {
    return `The cluster counts ${cluster.storedBytes} stored bytes, and its logs have ${sizeBytes}.`
  })
  must('stored bytes', producers === cluster.producerCount, () => {
    return `The cluster counts ${cluster.producerCount} producers, and its logs know ${producers}.`
  })
}
