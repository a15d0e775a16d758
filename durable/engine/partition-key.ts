// A partition's name, as a key.
import type { ClusterView } from './cluster.ts'

export type PartitionKey = { readonly topic: string; readonly partitionIndex: number; readonly text: string }

/** A slash cannot stand in a topic's name. */
export function partitionKey(topic: string, partitionIndex: number): PartitionKey {
  return { topic, partitionIndex, text: `${topic}/${partitionIndex}` }
}

export function forEachPartition(cluster: ClusterView, visit: (key: PartitionKey) => void): void {
  for (const { name, partitions } of cluster.topics.values()) {
    for (const { partitionIndex } of partitions) visit(partitionKey(name, partitionIndex))
  }
}
