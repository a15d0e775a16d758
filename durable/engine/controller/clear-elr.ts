// Another min.insync.replicas makes the eligible leaders of before meaningless: they were eligible because the high watermark could not move
// without them, and the new minimum may let it. So the controller forgets them all (KIP-966).
// Source: ConfigurationControlManager.createClearElrRecordsAsNeeded and ReplicationControlManager.replay(ClearElrRecord) of Kafka 4.3.
import type { TopicView } from '../cluster.ts'
import type { Step } from '../step.ts'

/** Forgets the eligible and the last known leaders of a topic's partitions, where they are remembered at all. */
export function clearElr(step: Step, { name, partitions }: TopicView): void {
  if (!step.cluster.effectiveBrokerConfigs.eligibleLeaderReplicasEnabled) return
  for (const { partitionIndex, elr, lastKnownElr } of partitions) {
    if (elr.length === 0 && lastKnownElr.length === 0) continue
    const change = { electionKind: 'none', eligibleLeaderReplicas: [], lastKnownElr: [] } as const
    step.records.push({ kind: 'partition.changed', topic: name, partitionIndex, change, reason: { code: 'minIsrChanged' } })
  }
}
