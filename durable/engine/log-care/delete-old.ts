// Retention: segments that were kept long enough go, at the round of log.retention.check.interval.ms that would have found them.
// Source: LogManager.cleanupLogs of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextTickAfter } from '../controller/periodic.ts'
import { earliest } from '../earliest.ts'
import type { LogChange } from '../log/log-change.ts'
import { logSizeBytes } from '../log/partition-log.ts'
import { nextRetentionMs, planRetention } from '../log/retention.ts'
import type { Reason } from '../reason.ts'
import { forkLaggards } from '../replication/fork-laggards.ts'
import type { Step } from '../step.ts'

type Deletion = { readonly changes: readonly LogChange[]; readonly reason: Reason }

/** The next round that finds something, milliseconds. */
export function nextDeletionMs(cluster: ClusterView, topic: TopicView, { log }: PartitionView): number | null {
  const { createdMs, effectiveBrokerConfigs } = cluster
  const intervalMs = effectiveBrokerConfigs.logRetentionCheckIntervalMs
  const lastChangeMs = Math.max(createdMs, log.segments.at(-1)?.lastModifiedMs ?? 0)
  // What is too much, or below the log start, is so since the last change, whatever time it is.
  const isDueAnyway =
    mayBeTooMuch(log, topic.effectiveConfigs) && planRetention(log, { ...topic.effectiveConfigs, retentionMs: -1 }, lastChangeMs).length > 0
  const ofAge = nextRetentionMs(log, topic.effectiveConfigs)
  const sinceMs = earliest(isDueAnyway ? lastChangeMs : null, ofAge === null ? null : ofAge - 1)
  return sinceMs === null ? null : nextTickAfter(createdMs, intervalMs, sinceMs)
}

/** Whether a plan is worth making: this is asked after every append, and nearly always in vain. */
function mayBeTooMuch(log: PartitionView['log'], { retentionBytes }: TopicView['effectiveConfigs']): boolean {
  const next = log.segments[1]
  return (next !== undefined && next.baseOffset <= log.logStartOffset) || (retentionBytes >= 0 && logSizeBytes(log) >= retentionBytes)
}

/** One condition at a time, in Kafka's order, so that each deletion can say what it was for. */
export function deleteOld(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { changes, reason } = nextDeletion(step, topic, partition)
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex }
  if (changes.length > 0) forkLaggards(step, topic, partition, startAfter(partition, changes))
  for (const change of changes) step.records.push({ kind: 'log.changed', ...name, change, reason })
  return changes.length > 0
}

function startAfter({ log }: PartitionView, changes: readonly LogChange[]): number {
  return changes.reduce((start, change) => (change.kind === 'logStartOffset.moved' ? change.logStartOffset : start), log.logStartOffset)
}

function nextDeletion(step: Step, { effectiveConfigs }: TopicView, { log }: PartitionView): Deletion {
  const { retentionMs, retentionBytes, segmentJitterMs } = effectiveConfigs
  const { nowMs } = step
  const jitter = (): number => (segmentJitterMs > 0 ? step.random.below(segmentJitterMs) : 0)
  const below = planRetention(log, { ...effectiveConfigs, cleanupPolicy: [] }, nowMs, jitter)
  if (below.length > 0) return { changes: below, reason: { code: 'belowLogStart' } }
  const tooMuch = planRetention(log, { ...effectiveConfigs, retentionMs: -1 }, nowMs, jitter)
  if (tooMuch.length > 0) return { changes: tooMuch, reason: { code: 'retentionSize', retentionBytes } }
  return { changes: planRetention(log, effectiveConfigs, nowMs, jitter), reason: { code: 'retentionTime', retentionMs } }
}
