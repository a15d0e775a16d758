// A group of the classic protocol goes on in the new one, because a member of the new one joins: what its members were assigned is what they have
// and what they are to have, in the generation that they know as their epoch. They go on by JoinGroup, SyncGroup and Heartbeat.
// Source: GroupMetadataManager.validateOnlineUpgrade and convertToConsumerGroup, ConsumerGroup.fromClassicGroup of Kafka 4.3.
import {
  CONSUMER_PROTOCOL_TYPE,
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
} from '../../../../schema/kafka/consumer-protocol.ts'
import type { ConsumerProtocolSubscription } from '../../../../schema/kafka/consumer-protocol.ts'
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { ClusterView } from '../../cluster.ts'
import type { ClassicGroupView, ClassicMemberView } from '../classic/classic-group.ts'
import type { MemberMetadata } from '../consumer/consumer-group.ts'
import type { RefusedMember } from '../consumer/epoch-checks.ts'
import type { GroupDraft } from '../consumer/group-draft.ts'
import { namesInOrder } from '../consumer/member-metadata.ts'
import { addPartition, ownedPartitions, topicIdPartitions } from '../consumer/owned-partitions.ts'
import type { OwnedPartitions, PartitionEpochs } from '../consumer/owned-partitions.ts'
import { bytesOfText } from '../stored-bytes.ts'

/** Writes what the group is from here on into a draft that knows nothing yet. Null when that went well. */
export function upgradeGroup(draft: GroupDraft, cluster: ClusterView, groupId: string, group: ClassicGroupView): RefusedMember | null {
  const members = canUpgrade(cluster, group) ? convertedMembers(cluster, group) : null
  if (members === null) return { error: 'GROUP_ID_NOT_FOUND', message: `Group ${groupId} is not a consumer group.` }
  const { generationId: epoch } = group
  for (const { memberId, metadata } of members) draft.write({ kind: 'ConsumerGroupMemberMetadata', memberId, value: metadata })
  draft.write({ kind: 'ConsumerGroupMetadata', value: { epoch, metadataHash: 0 } })
  for (const { memberId, owned } of members) {
    draft.write({ kind: 'ConsumerGroupTargetAssignmentMember', memberId, value: { topicPartitions: topicIdPartitions(owned) } })
  }
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMetadata', value: { assignmentEpoch: epoch, assignmentTimestampMs: 0 } })
  const current = { memberEpoch: epoch, previousMemberEpoch: epoch, state: 'STABLE', partitionsPendingRevocation: [] } as const
  for (const { memberId, owned } of members) {
    draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value: { ...current, assignedPartitions: owned } })
  }
  return null
}

function canUpgrade({ effectiveBrokerConfigs }: ClusterView, { protocolType, members }: ClassicGroupView): boolean {
  const { groupConsumerUpgradeEnabled, groupConsumerMaxSize } = effectiveBrokerConfigs
  return groupConsumerUpgradeEnabled && protocolType === CONSUMER_PROTOCOL_TYPE && members.length <= groupConsumerMaxSize
}

type ConvertedMember = { readonly memberId: string; readonly metadata: MemberMetadata; readonly owned: OwnedPartitions }

/** Null when one of them says something that is not the consumers' protocol. */
function convertedMembers(cluster: ClusterView, group: ClassicGroupView): ConvertedMember[] | null {
  const converted: ConvertedMember[] = []
  for (const member of group.members) {
    const { memberId } = member
    const subscription = subscriptionOf(group, member)
    const assigned = assignedOf(member)
    if (subscription === null || assigned === null) return null
    converted.push({ memberId, metadata: metadataOf(member, subscription), owned: ownedOf(cluster, assigned, group.generationId) })
  }
  return converted
}

/** In a group that has had no generation yet no protocol has been chosen; all of a member's say the same. */
function subscriptionOf({ protocolName }: ClassicGroupView, { protocols }: ClassicMemberView): ConsumerProtocolSubscription | null {
  const chosen = protocols.find(({ name }) => name === protocolName) ?? protocols[0]
  return chosen === undefined ? null : decodeConsumerProtocolSubscription(bytesOfText(chosen.metadata))
}

/** A member that has not synced yet has nothing. */
function assignedOf({ assignment }: ClassicMemberView): readonly TopicPartition[] | null {
  if (assignment === '') return []
  return decodeConsumerProtocolAssignment(bytesOfText(assignment))?.assignedPartitions ?? null
}

function metadataOf(member: ClassicMemberView, { topics, rackId }: ConsumerProtocolSubscription): MemberMetadata {
  const { groupInstanceId: instanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, protocols } = member
  return {
    instanceId,
    rackId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    subscribedTopicNames: namesInOrder(topics),
    subscribedTopicRegex: null,
    serverAssignor: null,
    classicMember: { sessionTimeoutMs, supportedProtocols: protocols },
  }
}

/** Topics that do not exist any more are left out. */
function ownedOf({ topics }: ClusterView, partitions: readonly TopicPartition[], assignmentEpoch: number): OwnedPartitions {
  const owned: PartitionEpochs = new Map()
  for (const { topic, partitionIndex } of partitions) {
    const topicId = topics.get(topic)?.topicId
    if (topicId !== undefined) addPartition(owned, topicId, partitionIndex, assignmentEpoch)
  }
  return ownedPartitions(owned)
}
