// ConsumerGroupDescribe (API key 69).
// Does: the groups of the KIP-848 protocol that a broker coordinates: state, epochs, assignor, and of each member what it owns and what it is to have.
// Does not: authorized operations; there are no ACLs.
// Source: GroupMetadataManager.consumerGroupDescribe, ConsumerGroup.asDescribedGroup and ConsumerGroupMember.asConsumerGroupDescribeMember of
// Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type {
  DescribedConsumerGroup,
  DescribedConsumerGroupMember,
  NamedTopicPartitions,
} from '../../../schema/kafka/requests/consumer-group-describe.ts'
import type { TopicIdPartitions } from '../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { ClusterView } from '../cluster.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { assignorOf } from '../group/consumer/consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from '../group/consumer/consumer-group.ts'
import { consumerGroupState } from '../group/consumer/consumer-group-state.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

/** Of a member of the classic protocol in a group that has moved on, and of one of the group's own. */
const CLASSIC_MEMBER_TYPE = 0
const CONSUMER_MEMBER_TYPE = 1

export function decideConsumerGroupDescribe(step: Step, { request, brokerId }: InputOf<'ConsumerGroupDescribe'>): Decision {
  const namesById = new Map(Array.from(step.cluster.topics.values(), ({ topicId, name }) => [topicId, name]))
  // Once each: a group may take a mebibyte, and its name a few bytes.
  const groups = Array.from(new Set(request.groupIds), (groupId) => describe(step.cluster, groupId, brokerId, namesById))
  return step.decision<'ConsumerGroupDescribe'>({ groups })
}

type Names = ReadonlyMap<string, string>

function describe(cluster: ClusterView, groupId: string, brokerId: number | null, names: Names): DescribedConsumerGroup {
  if (groupId === '') return failed(groupId, 'INVALID_GROUP_ID', 'The group id is empty.')
  const place = coordinatorPlace(cluster, CONSUMER_OFFSETS, groupId, brokerId)
  if (!place.ok && !place.isTopicMissing) return failed(groupId, place.error, place.message)
  if (place.ok && !isLoaded(cluster, place)) return failed(groupId, 'COORDINATOR_LOAD_IN_PROGRESS', null)
  const memberships = place.ok ? cluster.groupCoordinators.get(place.partition.partitionIndex)?.memberships : undefined
  const group = memberships?.get(groupId)
  if (group?.type !== 'consumer') return failed(groupId, 'GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`)
  return described(cluster, groupId, group, names)
}

function failed(groupId: string, error: KafkaErrorName, errorMessage: string | null): DescribedConsumerGroup {
  return { error, errorMessage, groupId, groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] }
}

function described({ effectiveBrokerConfigs }: ClusterView, groupId: string, group: ConsumerGroup, names: Names): DescribedConsumerGroup {
  const { groupEpoch, assignmentEpoch, members } = group
  return {
    error: 'NONE',
    errorMessage: null,
    groupId,
    groupState: consumerGroupState(group),
    groupEpoch,
    assignmentEpoch,
    assignorName: assignorOf(group, effectiveBrokerConfigs.groupConsumerAssignors),
    members: members.map((member) => describedMember(member, names)),
  }
}

function describedMember(member: ConsumerGroupMember, names: Names): DescribedConsumerGroupMember {
  const { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex } = member
  return {
    memberId,
    instanceId,
    rackId,
    memberEpoch,
    clientId,
    clientHost,
    subscribedTopicNames,
    subscribedTopicRegex,
    assignment: named(member.assignedPartitions, names),
    targetAssignment: named(member.targetPartitions, names),
    memberType: member.classicMember === null ? CONSUMER_MEMBER_TYPE : CLASSIC_MEMBER_TYPE,
  }
}

/** Topics that were deleted have no name any more and are left out. */
function named(topics: readonly TopicIdPartitions[], names: Names): NamedTopicPartitions[] {
  return topics.flatMap(({ topicId, partitions }) => {
    const topicName = names.get(topicId)
    return topicName === undefined ? [] : [{ topicId, topicName, partitions }]
  })
}
