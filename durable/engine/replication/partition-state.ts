// Finding partitions by name, and summing up what they hold.
import { present } from '../assert.ts'
import type { Cluster, Partition, Topic } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { logSizeBytes } from '../log/partition-log.ts'

export function topicOf(cluster: Cluster, name: string): Topic {
  return present(cluster.topics.get(name), `topic ${name}`)
}

export function partitionOf(topic: Topic, partitionIndex: number): Partition {
  return present(topic.partitions[partitionIndex], `partition ${topic.name}-${partitionIndex}`)
}

/** Bytes of the partition's log and of the logs that diverged from it. What they share counts in each. */
export function partitionBytes({ log, replicaStates }: DeepReadonly<Pick<Partition, 'log' | 'replicaStates'>>): number {
  let sizeBytes = logSizeBytes(log)
  for (const { ownLog } of replicaStates) if (ownLog !== null) sizeBytes += logSizeBytes(ownLog)
  return sizeBytes
}
