// What is wrong with a heartbeat by itself, before anybody looks at the group: in Kafka's order, and then our own bounds.
// Source: GroupCoordinatorService.throwIfConsumerGroupHeartbeatRequestIsInvalid of Kafka 4.3.
import type { ConsumerGroupHeartbeatRequest } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { MAX_GROUP_ID_CHARACTERS, MAX_MEMBER_NAME_CHARACTERS, MAX_TOPICS } from '../../../../schema/limits.ts'
import { JOINING_EPOCH, STATIC_LEAVING_EPOCH } from './consumer-group.ts'
import type { RefusedMember } from './epoch-checks.ts'

type Request = ConsumerGroupHeartbeatRequest

/** Since this version members make their own ids. */
const NAMES_ITSELF_SINCE = 1

export function refuseHeartbeat(request: Request, assignors: readonly string[]): RefusedMember | null {
  const problem = emptyName(request) ?? wrongEpoch(request)
  if (problem !== null) return { error: 'INVALID_REQUEST', message: problem }
  const { serverAssignor } = request
  if (serverAssignor !== null && !assignors.includes(serverAssignor)) {
    const supported = assignors.join(', ')
    return {
      error: 'UNSUPPORTED_ASSIGNOR',
      message: `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${supported}.`,
    }
  }
  return tooLong(request)
}

function emptyName({ apiVersion, memberId, memberEpoch, groupId, instanceId, rackId }: Request): string | null {
  const isNamed = apiVersion >= NAMES_ITSELF_SINCE || memberEpoch !== JOINING_EPOCH
  if (isNamed && memberId === '') return "MemberId can't be empty."
  if (groupId === '') return "GroupId can't be empty."
  if (instanceId === '') return "InstanceId can't be empty."
  return rackId === '' ? "RackId can't be empty." : null
}

function wrongEpoch(request: Request): string | null {
  const { memberEpoch, instanceId } = request
  if (memberEpoch === JOINING_EPOCH) return incompleteJoin(request)
  if (memberEpoch === STATIC_LEAVING_EPOCH) return instanceId === null ? "InstanceId can't be null." : null
  return memberEpoch < STATIC_LEAVING_EPOCH ? `MemberEpoch is ${memberEpoch}, but must be greater than or equal to -2.` : null
}

function incompleteJoin({ rebalanceTimeoutMs, topicPartitions, subscribedTopicNames, subscribedTopicRegex }: Request): string | null {
  if (rebalanceTimeoutMs === -1) return 'RebalanceTimeoutMs must be provided in first request.'
  if (topicPartitions === null || topicPartitions.length > 0) return 'TopicPartitions must be empty when (re-)joining.'
  if (subscribedTopicNames !== null || subscribedTopicRegex !== null) return null
  return 'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.'
}

function tooLong({ groupId, memberId, instanceId, rackId, clientId, clientHost, subscribedTopicNames }: Request): RefusedMember | null {
  const names = [memberId, instanceId ?? '', rackId ?? '', clientId, clientHost]
  const isTooLong = groupId.length > MAX_GROUP_ID_CHARACTERS || names.some(({ length }) => length > MAX_MEMBER_NAME_CHARACTERS)
  if (isTooLong)
    return { error: 'POLICY_VIOLATION', message: `Names of groups and members have at most ${MAX_MEMBER_NAME_CHARACTERS} characters.` }
  if ((subscribedTopicNames?.length ?? 0) <= MAX_TOPICS) return null
  return { error: 'POLICY_VIOLATION', message: `A member subscribes to at most ${MAX_TOPICS} topics by name.` }
}
