// What a partition of __consumer_offsets does by itself: the broker that leads it loads what the log says, and one that does not any more
// forgets it.
// Source: CoordinatorRuntime.scheduleLoadOperation and scheduleUnloadOperation of Kafka 4.3.
import type { PartitionView, TopicView } from '../cluster.ts'
import { coordinates, isLed } from '../coordinator/leads.ts'
import type { Step } from '../step.ts'
import { loadOffsets } from './load-offsets.ts'

/** Does the next thing and says whether there was one. */
export function settleOffsets(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { partitionIndex, leader: brokerId, leaderEpoch: coordinatorEpoch, log } = partition
  const name = { topic: topic.name, partitionIndex }
  const coordinator = step.cluster.groupCoordinators.get(partitionIndex)
  if (coordinator !== undefined) {
    if (coordinates(partition, coordinator)) return false
    step.records.push({ kind: 'offsets.unloaded', ...name, brokerId: coordinator.brokerId })
    return true
  }
  if (!isLed(step.cluster, partition) || log.logEndOffset === log.logStartOffset) return false
  step.records.push({ kind: 'offsets.loaded', ...name, brokerId, coordinatorEpoch, groups: loadOffsets(log, step.reader) })
  return true
}
