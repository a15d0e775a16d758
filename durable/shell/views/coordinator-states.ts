// What the transaction coordinators know, as plain data: transactions with the markers that are still on their way.
import type { ClusterView } from '../../engine/cluster.ts'
import { openMarkersOf } from '../../engine/transaction/coordinator.ts'
import type { MarkerProgress } from '../../engine/transaction/coordinator.ts'

export type TransactionView = {
  readonly transactionalId: string
  readonly coordinator: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly state: string
  /** The state that is being written down, or that waits for the markers; null when nothing is under way. */
  readonly pendingState: string | null
  readonly transactionTimeoutMs: number
  /** Null while no transaction is open. */
  readonly startTimestampMs: number | null
  readonly partitions: readonly TransactionPartitionView[]
}

export type TransactionPartitionView = {
  readonly topic: string
  readonly partitionIndex: number
  /** How far its marker has come; null before the outcome is decided. */
  readonly marker: MarkerProgress['phase'] | null
}

export function transactionViews(cluster: ClusterView): TransactionView[] {
  const views: TransactionView[] = []
  for (const { brokerId: coordinator, transactions } of cluster.transactionCoordinators.values()) {
    for (const { metadata } of transactions.values()) {
      const { transactionalId, producerId, producerEpoch, state, pendingState, transactionTimeoutMs, startTimestampMs } = metadata
      const partitions = metadata.partitions.map(({ topic, partitionIndex }) => {
        return { topic, partitionIndex, marker: markerOf(cluster, transactionalId, topic, partitionIndex) }
      })
      const named = { transactionalId, coordinator, producerId, producerEpoch, state, pendingState, transactionTimeoutMs }
      views.push({ ...named, startTimestampMs: startTimestampMs === -1 ? null : startTimestampMs, partitions })
    }
  }
  return views
}

function markerOf(cluster: ClusterView, transactionalId: string, topic: string, partitionIndex: number): MarkerProgress['phase'] | null {
  const marker = openMarkersOf(cluster, topic, partitionIndex).find((one) => one.transactionalId === transactionalId)
  return marker?.progress.phase ?? null
}
