// Which partitions have something waiting on time, kept up to date for those that a step touched: looking at thousands of partitions after every
// append would cost more than the append.
import type { ClusterView } from './cluster.ts'
import { appsDueMs, clusterDue, partitionDue } from './deadlines.ts'
import type { Due } from './deadlines.ts'
import { earliest } from './earliest.ts'
import { forEachPartition } from './partition-key.ts'
import type { PartitionKey, PartitionKeys } from './partition-key.ts'

type DueKind = keyof Due

const NOTHING: Due = { urgentMs: null, lazyMs: null }

export class Agenda {
  readonly #cluster: ClusterView
  /** Only partitions that wait for something. */
  readonly #entries = new Map<PartitionKey, Due>()
  /** The least of each kind over all entries; undefined when it has to be looked for again. */
  readonly #least: Record<DueKind, number | null | undefined> = { urgentMs: null, lazyMs: null }

  /** Of all applications. */
  #appsMs: number | null = null

  /** `keys` are those of the engine: an entry is found by the very object. `lastMs` is when the cluster's last step was. */
  constructor(cluster: ClusterView, keys: PartitionKeys, lastMs: number) {
    this.#cluster = cluster
    forEachPartition(cluster, (topic, partitionIndex) => this.refresh(keys.of(topic, partitionIndex)))
    this.refreshApps(lastMs)
  }

  /** After a moment at which every application is at rest. */
  refreshApps(nowMs: number): void {
    this.#appsMs = appsDueMs(this.#cluster, nowMs)
  }

  refresh(key: PartitionKey): void {
    const topic = this.#cluster.topics.get(key.topic)
    const partition = topic?.partitions[key.partitionIndex]
    const due = topic === undefined || partition === undefined ? NOTHING : partitionDue(this.#cluster, topic, partition)
    const before = this.#entries.get(key) ?? NOTHING
    if (due.urgentMs === null && due.lazyMs === null) this.#entries.delete(key)
    else this.#entries.set(key, due)
    this.#replace('urgentMs', before.urgentMs, due.urgentMs)
    this.#replace('lazyMs', before.lazyMs, due.lazyMs)
  }

  #replace(kind: DueKind, before: number | null, after: number | null): void {
    const least = this.#least[kind]
    if (least === undefined || before === after) return
    if (after !== null && (least === null || after <= least)) this.#least[kind] = after
    else if (before === least) this.#least[kind] = undefined
  }

  #leastOf(kind: DueKind): number | null {
    let least = this.#least[kind]
    if (least === undefined) {
      least = null
      for (const entry of this.#entries.values()) least = earliest(least, entry[kind])
      this.#least[kind] = least
    }
    return least
  }

  /** The earliest of all; with `withLazy` what only tidies up counts too. */
  nextMs(withLazy: boolean): number | null {
    const ofCluster = clusterDue(this.#cluster)
    const urgentMs = earliest(earliest(ofCluster.urgentMs, this.#appsMs), this.#leastOf('urgentMs'))
    return withLazy ? earliest(urgentMs, earliest(ofCluster.lazyMs, this.#leastOf('lazyMs'))) : urgentMs
  }

  /** The partitions with something due by then, in the order of their names, so that the same inputs always give the same steps. */
  dueBy(nowMs: number): PartitionKey[] {
    const due: PartitionKey[] = []
    for (const [key, { urgentMs, lazyMs }] of this.#entries) {
      if ((urgentMs !== null && urgentMs <= nowMs) || (lazyMs !== null && lazyMs <= nowMs)) due.push(key)
    }
    return due.sort(byName)
  }
}

function byName(one: PartitionKey, other: PartitionKey): number {
  if (one.topic === other.topic) return one.partitionIndex - other.partitionIndex
  return one.topic < other.topic ? -1 : 1
}
