// Whom a change of a transaction concerns beside the coordinator: the partitions that its markers go to, and, when a topic goes, the coordinators
// that still have markers for it.
import type { ClusterView } from '../cluster.ts'
import { TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { ClusterRecord } from '../record.ts'
import { isPrepared } from './transaction-state.ts'

const NOBODY: readonly PartitionKey[] = []

/** After the record was applied. Nearly every record concerns nobody; a transaction has markers from when its outcome is decided. */
export function touchedByMarkers(cluster: ClusterView, record: ClusterRecord): readonly PartitionKey[] {
  switch (record.kind) {
    case 'marker.moved':
    case 'marker.acknowledged':
      return [record.marker]
    case 'transaction.moved':
      return isPrepared(record.state) ? partitionsWithMarkers(cluster) : NOBODY
    case 'transactions.loaded':
      return partitionsWithMarkers(cluster)
    case 'topic.removed':
      return coordinatorsOf(cluster, record.name)
    default:
      return NOBODY
  }
}

function partitionsWithMarkers({ openMarkers }: ClusterView): PartitionKey[] {
  return Array.from(openMarkers.keys(), (name) => {
    // Topic names hold no slash.
    const slash = name.indexOf('/')
    return { topic: name.slice(0, slash), partitionIndex: Number(name.slice(slash + 1)) }
  })
}

function coordinatorsOf({ openMarkers }: ClusterView, topic: string): PartitionKey[] {
  const indexes = new Set<number>()
  for (const [name, markers] of openMarkers) {
    if (name.startsWith(`${topic}/`)) for (const { coordinatorPartition } of markers) indexes.add(coordinatorPartition)
  }
  return Array.from(indexes, (partitionIndex) => ({ topic: TRANSACTION_STATE, partitionIndex }))
}
