// Finding partitions by name, and summing up what they hold.
import { present } from '../assert.ts'
import type { Cluster, Partition, Topic } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { logSizeBytes } from '../log/partition-log.ts'
import { producerCount } from '../log/producer-state.ts'

export function topicOf(cluster: Cluster, name: string): Topic {
  return present(cluster.topics.get(name), `topic ${name}`)
}

export function partitionOf(topic: Topic, partitionIndex: number): Partition {
  return present(topic.partitions[partitionIndex], `partition ${topic.name}-${partitionIndex}`)
}

/** Producers that the partition's log knows, and those that the logs which diverged from it know. */
export function partitionProducers({ log, replicaStates }: DeepReadonly<Pick<Partition, 'log' | 'replicaStates'>>): number {
  let count = producerCount(log)
  for (const { ownLog } of replicaStates) if (ownLog !== null) count += producerCount(ownLog)
  return count
}

/** Bytes of the partition's log and of the logs that diverged from it. What they share counts in each. */
export function partitionBytes({ log, replicaStates }: DeepReadonly<Pick<Partition, 'log' | 'replicaStates'>>): number {
  let sizeBytes = logSizeBytes(log)
  for (const { ownLog } of replicaStates) if (ownLog !== null) sizeBytes += logSizeBytes(ownLog)
  return sizeBytes
}
