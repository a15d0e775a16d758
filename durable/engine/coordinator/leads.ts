// Who coordinates what is written in a partition: its leader, for as long as its leader epoch.
import type { ClusterView, PartitionView } from '../cluster.ts'

export function coordinates(
  { leader, leaderEpoch }: PartitionView,
  { brokerId, coordinatorEpoch }: { readonly brokerId: number; readonly coordinatorEpoch: number },
): boolean {
  return leader === brokerId && leaderEpoch === coordinatorEpoch
}

/** Whether the leader runs, and has noticed that it leads. */
export function isLed(cluster: ClusterView, { leader, logBrokerId }: PartitionView): boolean {
  const broker = cluster.brokers.get(leader)
  return broker?.process === 'running' && broker.staleView === null && leader === logBrokerId
}
