// What coordinators have in memory is gone with the broker, and with the topic that they wrote to.
import type { Cluster } from '../cluster.ts'
import { unloadOffsets } from '../group/apply-offsets.ts'
import { unloadTransactions } from '../transaction/apply-transaction.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from './internal-topics.ts'
import type { CoordinatorTopic } from './internal-topics.ts'

export function forgetCoordinators(cluster: Cluster, topic: CoordinatorTopic): void {
  if (topic === CONSUMER_OFFSETS) for (const partitionIndex of cluster.groupCoordinators.keys()) unloadOffsets(cluster, partitionIndex)
  if (topic === TRANSACTION_STATE)
    for (const partitionIndex of cluster.transactionCoordinators.keys()) unloadTransactions(cluster, partitionIndex)
}

export function forgetCoordinatorsOf(cluster: Cluster, brokerId: number): void {
  for (const [partitionIndex, coordinator] of cluster.groupCoordinators) {
    if (coordinator.brokerId === brokerId) unloadOffsets(cluster, partitionIndex)
  }
  for (const [partitionIndex, coordinator] of cluster.transactionCoordinators) {
    if (coordinator.brokerId === brokerId) unloadTransactions(cluster, partitionIndex)
  }
}
