// Which partitions have something waiting on time, kept up to date for those that a step touched: looking at thousands of partitions after every
// append would cost more than the append.
import type { ClusterView } from './cluster.ts'
import { clusterDue, partitionDue } from './deadlines.ts'
import type { Due } from './deadlines.ts'
import { earliest } from './earliest.ts'
import { forEachPartition } from './partition-key.ts'
import type { PartitionKey } from './partition-key.ts'

type Entry = Due & { readonly key: PartitionKey }

export class Agenda {
  readonly #cluster: ClusterView
  /** Only partitions that wait for something, by the text of their key. */
  readonly #entries = new Map<string, Entry>()

  constructor(cluster: ClusterView) {
    this.#cluster = cluster
    forEachPartition(cluster, (key) => this.refresh(key))
  }

  refresh(key: PartitionKey): void {
    const topic = this.#cluster.topics.get(key.topic)
    const partition = topic?.partitions[key.partitionIndex]
    const due = topic === undefined || partition === undefined ? null : partitionDue(this.#cluster, topic, partition)
    if (due === null || (due.urgentMs === null && due.lazyMs === null)) this.#entries.delete(key.text)
    else this.#entries.set(key.text, { key, ...due })
  }

  /** The earliest of all; with `withLazy` what only tidies up counts too. */
  nextMs(withLazy: boolean): number | null {
    const ofCluster = clusterDue(this.#cluster)
    let dueMs = withLazy ? earliest(ofCluster.urgentMs, ofCluster.lazyMs) : ofCluster.urgentMs
    for (const { urgentMs, lazyMs } of this.#entries.values()) {
      dueMs = earliest(dueMs, urgentMs)
      if (withLazy) dueMs = earliest(dueMs, lazyMs)
    }
    return dueMs
  }

  /** The partitions with something due by then, in the order of their names, so that the same inputs always give the same steps. */
  dueBy(nowMs: number): PartitionKey[] {
    const due: PartitionKey[] = []
    for (const { key, urgentMs, lazyMs } of this.#entries.values()) {
      if ((urgentMs !== null && urgentMs <= nowMs) || (lazyMs !== null && lazyMs <= nowMs)) due.push(key)
    }
    return due.sort((one, other) =>
      one.topic === other.topic ? one.partitionIndex - other.partitionIndex : one.topic < other.topic ? -1 : 1,
    )
  }
}
