// Compaction: cleaned at the round of log.cleaner.backoff.ms that would have found enough to clean.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import type { Step } from '../step.ts'

export function nextCompactionMs(_cluster: ClusterView, _topic: TopicView, _partition: PartitionView): number | null {
  return null
}

export function clean(_step: Step, _topic: TopicView, _partition: PartitionView): boolean {
  return false
}
