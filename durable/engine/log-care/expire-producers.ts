// Producers that were silent for producer.id.expiration.ms are forgotten, at the round of producer.id.expiration.check.interval.ms that finds them.
// Source: UnifiedLog.removeExpiredProducers and its periodic check of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextTickAfter } from '../controller/periodic.ts'
import { expiredProducerIds, nextProducerExpirationMs } from '../log/producer-expiration.ts'
import type { Step } from '../step.ts'

/** The next round that looks, milliseconds. It may find that the producer which was the oldest has written since. */
export function nextProducerRoundMs({ createdMs, effectiveBrokerConfigs }: ClusterView, { log }: PartitionView): number | null {
  const { producerIdExpirationMs, producerIdExpirationCheckIntervalMs } = effectiveBrokerConfigs
  const expirationMs = nextProducerExpirationMs(log, producerIdExpirationMs)
  if (expirationMs === null) return null
  // Clients may write with any timestamp: what was written just now is looked at in a round to come.
  const lastChangeMs = Math.max(createdMs, log.segments.at(-1)?.lastModifiedMs ?? 0)
  return nextTickAfter(createdMs, producerIdExpirationCheckIntervalMs, Math.max(lastChangeMs, expirationMs - 1))
}

export function expireProducers(step: Step, { name: topic }: TopicView, { log, partitionIndex }: PartitionView): boolean {
  const producerIds = expiredProducerIds(log, step.nowMs, step.cluster.effectiveBrokerConfigs.producerIdExpirationMs)
  step.records.push({ kind: 'log.changed', topic, partitionIndex, change: { kind: 'producers.expired', producerIds } })
  return true
}
