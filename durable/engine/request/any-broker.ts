// The broker that answers a client which has no choice of its own.
import type { ClusterView } from '../cluster.ts'

/** The first that is not fenced: as good as any, and steady. -1 when there is none. */
export function anyBroker({ brokers }: Pick<ClusterView, 'brokers'>): number {
  for (const { brokerId, fenced } of brokers.values()) if (!fenced) return brokerId
  return -1
}
