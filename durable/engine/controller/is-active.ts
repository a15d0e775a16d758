// Which brokers may lead, hold new replicas that count, and be in sync.
import type { ClusterView } from '../cluster.ts'

/** ClusterControlManager.isActive: registered, not fenced, and not about to stop. */
export function isActive({ brokers }: Pick<ClusterView, 'brokers'>, brokerId: number): boolean {
  const broker = brokers.get(brokerId)
  return broker !== undefined && !broker.fenced && !broker.inControlledShutdown
}
