// What each member is to have, worked out by a server-side assignor when the group has moved on: at most once in every
// consumer.assignment.interval.ms, so that members that come together are dealt with together (KIP-1263). Only targets that change are written.
// Source: TargetAssignmentBuilder and GroupMetadataManager.maybeUpdateTargetAssignment of Kafka 4.3.
import type { MemberPartitions, TargetAssignment } from '../../../../schema/kafka/assignors/server/server-assignor.ts'
import { SERVER_ASSIGNORS } from '../../../../schema/kafka/assignors/server/server-assignors.ts'
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { compareText } from '../../../../schema/kafka/topic-partition.ts'
import { present } from '../../assert.ts'
import type { ClusterView } from '../../cluster.ts'
import { groupConfigOf } from '../../config/group-configs.ts'
import { assignorOf } from './consumer-group.ts'
import type { GroupDraft } from './group-draft.ts'
import { isSamePartitions } from './owned-partitions.ts'
import { subscribedTopicIds, topicNamesOfAll } from './subscriptions.ts'

/** Nothing is done while the targets are up to date, or too new. */
export function updateTargetAssignment(draft: GroupDraft, cluster: ClusterView): void {
  const { groupEpoch, assignmentEpoch, assignmentTimestampMs } = draft.group
  const intervalMs = groupConfigOf(cluster, draft.groupId, 'consumer.assignment.interval.ms')
  if (groupEpoch <= assignmentEpoch || draft.nowMs < assignmentTimestampMs + intervalMs) return
  const targets = targetsOf(draft, cluster)
  for (const { memberId, targetPartitions } of draft.group.members) {
    const topicPartitions = inOrder(present(targets.get(memberId), 'the target of a member'))
    if (isSamePartitions(targetPartitions, topicPartitions)) continue
    draft.write({ kind: 'ConsumerGroupTargetAssignmentMember', memberId, value: { topicPartitions } })
  }
  const value = { assignmentEpoch: groupEpoch, assignmentTimestampMs: draft.nowMs }
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMetadata', value })
}

function targetsOf({ group }: GroupDraft, cluster: ClusterView): TargetAssignment {
  const name = assignorOf(group, cluster.effectiveBrokerConfigs.groupConsumerAssignors)
  const members = group.members.map((member) => ({
    memberId: member.memberId,
    instanceId: member.instanceId,
    subscribedTopicIds: [...subscribedTopicIds(cluster, group, member)],
    target: new Map(member.targetPartitions.map(({ topicId, partitions }) => [topicId, partitions])),
  }))
  const partitionCounts = new Map<string, number>()
  for (const topicName of topicNamesOfAll(group)) {
    const topic = cluster.topics.get(topicName)
    if (topic !== undefined) partitionCounts.set(topic.topicId, topic.partitions.length)
  }
  return present(SERVER_ASSIGNORS.get(name), `the assignor ${name}`).assign(members, partitionCounts)
}

function inOrder(partitions: MemberPartitions): TopicIdPartitions[] {
  return Array.from(partitions, ([topicId, indexes]) => ({ topicId, partitions: indexes })).sort((left, right) =>
    compareText(left.topicId, right.topicId),
  )
}
