// A heartbeat of a member that stays or joins: whether it may speak, what follows from it, and the answer.
// Source: GroupMetadataManager.consumerGroupHeartbeat of Kafka 4.3.
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { ClusterView } from '../../cluster.ts'
import { groupConfigOf } from '../../config/group-configs.ts'
import { advanceMember } from './advance-member.ts'
import { JOINING_EPOCH } from './consumer-group.ts'
import type { ConsumerGroupMember } from './consumer-group.ts'
import { knownMember, refuseEpoch, refuseUnreleased } from './epoch-checks.ts'
import type { RefusedMember } from './epoch-checks.ts'
import type { GroupDraft } from './group-draft.ts'
import { formerSelf, joiningMember } from './join-member.ts'
import { metadataAfter } from './member-metadata.ts'
import { isSamePartitions, topicIdPartitions } from './owned-partitions.ts'
import { isRegularExpression } from './regular-expressions.ts'

type Request = ConsumerGroupHeartbeatRequest

/** `request` names the member by its id, which is not empty any more. */
export function heartbeat(draft: GroupDraft, cluster: ClusterView, request: Request): ConsumerGroupHeartbeatResponse | RefusedMember {
  const { memberEpoch, topicPartitions: named } = request
  const before = memberEpoch === JOINING_EPOCH ? join(draft, request) : knownMember(draft.group, request)
  if ('error' in before) return before
  const fenced = refuseEpoch(before, memberEpoch, named)
  if (fenced !== null) return fenced
  const metadata = metadataAfter(before, request)
  const { subscribedTopicRegex: regex } = metadata
  if (regex !== null && regex !== before.subscribedTopicRegex && !isRegularExpression(regex)) {
    return { error: 'INVALID_REGULAR_EXPRESSION', message: `SubscribedTopicRegex ${regex} is not a regular expression that is taken here.` }
  }
  const member = advanceMember(draft, cluster, { before, metadata, named })
  return answerTo(cluster, request, before, member)
}

/** A static member that speaks the classic protocol gives way to one that speaks the new one, whether it has left or not. */
function join(draft: GroupDraft, request: Request): ConsumerGroupMember | RefusedMember {
  const former = formerSelf(draft, request)
  const unreleased = former === undefined || former.classicMember !== null ? null : refuseUnreleased(former, request)
  return unreleased ?? joiningMember(draft, request)
}

/** The partitions are named to a member that joins or says everything of itself, and when they have changed. */
function answerTo(
  cluster: ClusterView,
  request: Request,
  before: ConsumerGroupMember,
  { memberId, memberEpoch, assignedPartitions }: ConsumerGroupMember,
): ConsumerGroupHeartbeatResponse {
  const hasSubscription = request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null
  const isFull =
    request.memberEpoch === JOINING_EPOCH || (request.rebalanceTimeoutMs !== -1 && hasSubscription && request.topicPartitions !== null)
  const isNews = isFull || !isSamePartitions(before.assignedPartitions, assignedPartitions)
  return {
    error: 'NONE',
    errorMessage: null,
    memberId,
    memberEpoch,
    heartbeatIntervalMs: groupConfigOf(cluster, request.groupId, 'consumer.heartbeat.interval.ms'),
    assignment: isNews ? topicIdPartitions(assignedPartitions) : null,
  }
}
