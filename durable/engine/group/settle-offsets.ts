// What a partition of __consumer_offsets does by itself: the broker that leads it loads what the log says, one that does not any more forgets it,
// and offsets in topics that were deleted are deleted too.
// Source: CoordinatorRuntime.scheduleLoadOperation and scheduleUnloadOperation, OffsetMetadataManager.onPartitionsDeleted of Kafka 4.3.
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { encodeOffsetCommitKey } from '../../../schema/kafka/coordinator/offset-commit.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { appendAsBroker } from '../coordinator/append-as-broker.ts'
import { coordinates, isLed } from '../coordinator/leads.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Step } from '../step.ts'
import { settleClassicGroup } from './classic/settle-classic.ts'
import { partitionsIn } from './group-offsets.ts'
import type { GroupCoordinator } from './group-offsets.ts'
import { loadGroups } from './load-offsets.ts'

/** Does the next thing and says whether there was one. */
export function settleOffsets(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { partitionIndex, leader: brokerId, leaderEpoch: coordinatorEpoch, log } = partition
  const name = { topic: topic.name, partitionIndex }
  const coordinator = step.cluster.groupCoordinators.get(partitionIndex)
  if (coordinator !== undefined) {
    if (coordinates(partition, coordinator)) {
      return settleAssignments(step, topic, partition, coordinator) || deleteGoneOffsets(step, topic, partition, coordinator)
    }
    step.records.push({ kind: 'offsets.unloaded', ...name, brokerId: coordinator.brokerId })
    return true
  }
  if (!isLed(step.cluster, partition) || log.logEndOffset === log.logStartOffset) return false
  const loaded = loadGroups(log, step.reader, step.nowMs)
  step.records.push({ kind: 'offsets.loaded', ...name, brokerId, coordinatorEpoch, ...loaded })
  // Nobody knows when the members were last heard of: each has all of its session before it.
  for (const [groupId, { members }] of loaded.memberships) for (const { memberId } of members) step.hear(groupId, memberId)
  return true
}

function settleAssignments(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  { memberships }: DeepReadonly<GroupCoordinator>,
): boolean {
  for (const [groupId, group] of memberships) {
    if (group.type === 'classic' && settleClassicGroup(step, { topic, partition, groupId }, group)) return true
  }
  return false
}

/** One group at a time, each with a key without a value for each of its partitions. */
function deleteGoneOffsets(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  { groups, goneTopics }: DeepReadonly<GroupCoordinator>,
): boolean {
  if (goneTopics.length === 0 || !isLed(step.cluster, partition)) return false
  for (const [groupId, group] of groups) {
    const gone = partitionsIn(group, goneTopics)
    if (gone.length === 0) continue
    const builder = new RecordBatchBuilder()
    for (const { topic: name, partitionIndex } of gone) {
      builder.append(step.nowMs, encodeOffsetCommitKey({ group: groupId, topic: name, partition: partitionIndex }), null, [])
    }
    if (!appendAsBroker(step, topic, partition, builder.build()).ok) return false
    const { partitionIndex } = partition
    step.records.push({ kind: 'offsets.deleted', topic: topic.name, partitionIndex, groupId, deletedTopics: goneTopics })
    return true
  }
  return false
}
