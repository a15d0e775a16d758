// Whoever is in the ISR has everything below the leader's high watermark, the same bytes at the same offsets. A broker whose machine crashed may
// stay in the ISR until the controller knows; it is left out here and watched as a future leader (history.ts).
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import { replicaOf } from '../../engine/replication/replica.ts'
import { contentOf, firstDifference } from '../content.ts'
import type { PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'
import { servingLog } from './committed.ts'

export function checkInSyncReplicas(cluster: ClusterView, partition: PartitionView, history: PartitionHistory): void {
  const leader = servingLog(cluster, partition)
  if (leader === null || history.crashed.has(partition.leader)) return
  const name = `${history.topic}-${history.partitionIndex}`
  for (const brokerId of partition.isr) {
    const replica = replicaOf(partition, brokerId)
    if (brokerId === partition.leader || replica === undefined || history.crashed.has(brokerId)) continue
    const content = contentOf(partition, replica)
    must('in-sync replicas', content.logEndOffset >= leader.highWatermark, () => {
      return `Broker ${brokerId} is in the ISR of ${name} and has it up to ${content.logEndOffset}, below the high watermark ${leader.highWatermark}.`
    })
    if (history.isCompacted) continue
    const fromOffset = Math.max(content.logStartOffset, leader.logStartOffset)
    const different = firstDifference(content, leader, fromOffset, leader.highWatermark)
    must('in-sync replicas', different === null, () => {
      return `Broker ${brokerId} is in the ISR of ${name} and differs from the leader ${partition.leader} at offset ${different}.`
    })
  }
}
