// A partition's name, as a key. One object stands for one partition as long as the engine lives, so that maps can go by the object: making
// and hashing a text for each record of a produce was a tenth of its cost.
import type { ClusterView } from './cluster.ts'

export type PartitionKey = { readonly topic: string; readonly partitionIndex: number }

export class PartitionKeys {
  readonly #byTopic = new Map<string, PartitionKey[]>()

  of(topic: string, partitionIndex: number): PartitionKey {
    let keys = this.#byTopic.get(topic)
    if (keys === undefined) this.#byTopic.set(topic, (keys = []))
    return (keys[partitionIndex] ??= { topic, partitionIndex })
  }

  /** Forgets the keys of a topic that is gone, and gives them once more. */
  forget(topic: string): readonly PartitionKey[] {
    const keys = this.#byTopic.get(topic) ?? []
    this.#byTopic.delete(topic)
    return keys.filter((key) => key !== undefined)
  }
}

export function forEachPartition(cluster: ClusterView, visit: (topic: string, partitionIndex: number) => void): void {
  for (const { name, partitions } of cluster.topics.values()) {
    for (const { partitionIndex } of partitions) visit(name, partitionIndex)
  }
}

/** The indexes of each topic, both in the order in which they come. */
export function indexesByTopic(partitions: readonly PartitionKey[]): Map<string, number[]> {
  const topics = new Map<string, number[]>()
  for (const { topic, partitionIndex } of partitions) {
    const indexes = topics.get(topic)
    if (indexes === undefined) topics.set(topic, [partitionIndex])
    else indexes.push(partitionIndex)
  }
  return topics
}
