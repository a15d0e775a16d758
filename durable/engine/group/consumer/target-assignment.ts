// What each member is to have, worked out by a server-side assignor when the group has moved on: at most once in every
// group.consumer.assignment.interval.ms, so that members that come together are dealt with together (KIP-1263). Only targets that change are written.
// Source: TargetAssignmentBuilder and GroupMetadataManager.maybeUpdateTargetAssignment of Kafka 4.3.
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { present } from '../../assert.ts'
import type { ClusterView } from '../../cluster.ts'
import { assignorOf } from './consumer-group.ts'
import type { GroupDraft } from './group-draft.ts'
import { isSamePartitions } from './owned-partitions.ts'
import { SERVER_ASSIGNORS } from './server-assignors.ts'
import { subscribedTopicIds, topicNamesOfAll } from './subscriptions.ts'

/** Nothing is done while the targets are up to date, or too new. */
export function updateTargetAssignment(draft: GroupDraft, cluster: ClusterView): void {
  const { groupEpoch, assignmentEpoch, assignmentTimestampMs } = draft.group
  const { groupConsumerAssignmentIntervalMs: intervalMs } = cluster.effectiveBrokerConfigs
  if (groupEpoch <= assignmentEpoch || draft.nowMs < assignmentTimestampMs + intervalMs) return
  const targets = targetsOf(draft, cluster)
  for (const { memberId, targetPartitions } of draft.group.members) {
    const topicPartitions = inOrder(targets.get(memberId) ?? [])
    if (isSamePartitions(targetPartitions, topicPartitions)) continue
    draft.write({ kind: 'ConsumerGroupTargetAssignmentMember', memberId, value: { topicPartitions } })
  }
  const value = { assignmentEpoch: groupEpoch, assignmentTimestampMs: draft.nowMs }
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMetadata', value })
}

function targetsOf({ group }: GroupDraft, cluster: ClusterView): ReadonlyMap<string, readonly TopicIdPartitions[]> {
  const assignor = present(SERVER_ASSIGNORS.get(assignorOf(group)), `the assignor ${assignorOf(group)}`)
  const members = group.members.map((member) => ({
    memberId: member.memberId,
    instanceId: member.instanceId,
    rackId: member.rackId,
    subscribedTopicIds: subscribedTopicIds(cluster, group, member),
    target: member.targetPartitions,
  }))
  const partitionCounts = new Map<string, number>()
  for (const name of topicNamesOfAll(group)) {
    const topic = cluster.topics.get(name)
    if (topic !== undefined) partitionCounts.set(topic.topicId, topic.partitions.length)
  }
  return assignor(members, partitionCounts)
}

function inOrder(partitions: readonly TopicIdPartitions[]): TopicIdPartitions[] {
  return partitions
    .filter(({ partitions: indexes }) => indexes.length > 0)
    .map(({ topicId, partitions: indexes }) => ({ topicId, partitions: indexes.toSorted((left, right) => left - right) }))
    .toSorted((left, right) => (left.topicId < right.topicId ? -1 : 1))
}
