// Hosted consumers that nobody uses any more go. Their membership goes with its session, which lasts no longer than the consumer does.
import type { ClusterView } from '../cluster.ts'
import { earliest } from '../earliest.ts'
import type { Step } from '../step.ts'
import { expiryMs } from './hosted-consumer.ts'

export function nextConsumerExpiryMs(cluster: ClusterView): number | null {
  let dueMs: number | null = null
  for (const hosted of cluster.hostedConsumers.values()) dueMs = earliest(dueMs, expiryMs(cluster, hosted))
  return dueMs
}

export function expireConsumers({ cluster, nowMs, records }: Step): void {
  for (const hosted of cluster.hostedConsumers.values()) {
    const { groupId, name, timeoutMs } = hosted
    if (expiryMs(cluster, hosted) > nowMs) continue
    records.push({ kind: 'consumer.removed', groupId, name, reason: { code: 'unused', timeoutMs } })
  }
}
