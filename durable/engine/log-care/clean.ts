// Compaction: a log is cleaned at the round (log.cleaner.backoff.ms) that would have found enough to clean. A large log takes several steps.
// Source: LogCleaner.CleanerThread and LogCleanerManager.grabFilthiestCompactedLog of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextTickAfter } from '../controller/periodic.ts'
import { cleanableOffsets, nextCleaningMs } from '../log/compact/cleanable.ts'
import { planCleaning } from '../log/compact/plan-cleaning.ts'
import { forkLaggards } from '../replication/fork-laggards.ts'
import type { Step } from '../step.ts'

/** The next round that finds enough, milliseconds. */
export function nextCompactionMs(
  { createdMs, effectiveBrokerConfigs }: ClusterView,
  topic: TopicView,
  { log }: PartitionView,
): number | null {
  const { logCleanerEnable, logCleanerBackoffMs } = effectiveBrokerConfigs
  if (!logCleanerEnable || !topic.effectiveConfigs.cleanupPolicy.includes('compact')) return null
  const lastChangeMs = Math.max(createdMs, log.segments.at(-1)?.lastModifiedMs ?? 0)
  const dueMs = nextCleaningMs(log, topic.effectiveConfigs, lastChangeMs)
  return dueMs === null ? null : nextTickAfter(createdMs, logCleanerBackoffMs, dueMs - 1)
}

/** One step of a round. */
export function clean(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { log, partitionIndex } = partition
  const { firstDirtyOffset } = cleanableOffsets(log, topic.effectiveConfigs, step.nowMs)
  const plan = planCleaning(log, step.reader, topic.effectiveConfigs, step.nowMs, firstDirtyOffset, step.nextExtentId)
  if (plan.writes.length > 0) forkLaggards(step, topic, partition, log.logStartOffset)
  for (const write of plan.writes) step.write(write)
  const reason = { code: 'compaction' } as const
  for (const change of plan.changes) step.records.push({ kind: 'log.changed', topic: topic.name, partitionIndex, change, reason })
  return plan.changes.length > 0
}
