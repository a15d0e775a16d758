// A broker that shuts down in order forces all its logs to the disk.
import { flushed } from '../replication/flush.ts'
import { replicaOf, replicaOffsets } from '../replication/replica.ts'
import type { Step } from '../step.ts'

export function flushAll(step: Step, brokerId: number): void {
  for (const topic of step.cluster.topics.values()) {
    for (const partition of topic.partitions) {
      const replica = replicaOf(partition, brokerId)
      if (replica === undefined) continue
      const { logEndOffset } = replicaOffsets(partition, replica)
      if (logEndOffset > replica.flushedOffset) flushed(step, topic, partition, brokerId, logEndOffset)
    }
  }
}
