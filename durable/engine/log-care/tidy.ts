// What the broker of a log does for it now and then: delete what has been kept long enough, clean what is compacted, and forget producers that
// are long silent. It happens at the round (log.retention.check.interval.ms, log.cleaner.backoff.ms, producer.id.expiration.check.interval.ms)
// that would have found it.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextRebalanceMs, rebalance } from '../controller/rebalance.ts'
import { earliest } from '../earliest.ts'
import { clean, nextCompactionMs } from './clean.ts'
import { deleteOld, nextDeletionMs } from './delete-old.ts'
import { expireProducers, nextProducerRoundMs } from './expire-producers.ts'
import type { Step } from '../step.ts'

/** The next round that finds something to do, milliseconds; null when none would. */
export function nextTidyMs(cluster: ClusterView, topic: TopicView, partition: PartitionView): number | null {
  const ofLeaders = nextRebalanceMs(cluster, partition)
  if (!isCaredFor(cluster, partition)) return ofLeaders
  const ofSegments = earliest(nextDeletionMs(cluster, topic, partition), nextCompactionMs(cluster, topic, partition))
  return earliest(ofLeaders, earliest(ofSegments, nextProducerRoundMs(cluster, partition)))
}

/** Does what is due by now, one thing at a time, and says whether there was one. */
export function tidy(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { cluster, nowMs } = step
  if (isDue(nextRebalanceMs(cluster, partition), nowMs)) return rebalance(step, topic, partition)
  if (!isCaredFor(cluster, partition)) return false
  if (isDue(nextDeletionMs(cluster, topic, partition), nowMs)) return deleteOld(step, topic, partition)
  if (isDue(nextProducerRoundMs(cluster, partition), nowMs)) return expireProducers(step, topic, partition)
  return isDue(nextCompactionMs(cluster, topic, partition), nowMs) && clean(step, topic, partition)
}

function isDue(dueMs: number | null, nowMs: number): boolean {
  return dueMs !== null && dueMs <= nowMs
}

/** A log without a running broker is left as it is. */
function isCaredFor({ brokers }: ClusterView, { logBrokerId }: PartitionView): boolean {
  return brokers.get(logBrokerId)?.process === 'running'
}
