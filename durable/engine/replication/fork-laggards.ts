// Before a leader throws away the beginning of its log, or cleans it: whoever shares that log and cannot follow (its broker is down, its fetching
// stands still) keeps its files as they are, so it gets a log of its own.
import type { PartitionView, TopicView } from '../cluster.ts'
import { logOf } from './leadership.ts'
import { sharesLog } from './replica.ts'
import type { Step } from '../step.ts'

/** `logStartOffset` is where the leader's log will begin. */
export function forkLaggards(step: Step, topic: TopicView, partition: PartitionView, logStartOffset: number): void {
  for (const replica of partition.replicaStates) {
    const { brokerId, offsets, fetcher } = replica
    if (!sharesLog(partition, replica)) continue
    if (fetcher?.phase !== 'blocked' && offsets.logEndOffset >= logStartOffset) continue
    const log = logOf(step, partition, offsets)
    step.records.push({ kind: 'replica.forked', topic: topic.name, partitionIndex: partition.partitionIndex, brokerId, log })
  }
}
