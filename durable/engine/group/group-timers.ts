// What a coordinator does about its groups because time has passed.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { coordinates, isLed } from '../coordinator/leads.ts'
import { earliest } from '../earliest.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Step } from '../step.ts'
import { fireClassicTimers, nextClassicMs } from './classic/classic-timers.ts'
import { fireConsumerGroupTimers, nextConsumerGroupMs } from './consumer/consumer-group-timers.ts'
import type { GroupCoordinator } from './group-offsets.ts'

/** When the next of them is due; null when none is, or nobody coordinates. */
export function nextGroupMs(cluster: ClusterView, partition: PartitionView): number | null {
  let dueMs: number | null = null
  for (const [groupId, group] of coordinatorOf(cluster, partition)?.memberships ?? []) {
    dueMs = earliest(
      dueMs,
      group.type === 'classic' ? nextClassicMs(cluster, groupId, group) : nextConsumerGroupMs(cluster, groupId, group),
    )
  }
  return dueMs
}

/** Does one thing that is due; false when there is none. */
export function fireGroupTimers(step: Step, topic: TopicView, partition: PartitionView): boolean {
  for (const [groupId, group] of coordinatorOf(step.cluster, partition)?.memberships ?? []) {
    const place = { topic, partition, groupId }
    if (group.type === 'classic' ? fireClassicTimers(step, place, group) : fireConsumerGroupTimers(step, place, group)) return true
  }
  return false
}

function coordinatorOf(cluster: ClusterView, partition: PartitionView): DeepReadonly<GroupCoordinator> | null {
  const coordinator = cluster.groupCoordinators.get(partition.partitionIndex)
  const isAwake = coordinator !== undefined && coordinates(partition, coordinator) && isLed(cluster, partition)
  return isAwake ? coordinator : null
}
