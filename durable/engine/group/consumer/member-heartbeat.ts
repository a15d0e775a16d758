// A heartbeat of a member that stays or joins, in three parts: what the member says of itself, what the group makes of it (a new epoch and, when it
// is time, new targets), and the member's own next step. Where nothing changes nothing is written.
// Source: GroupMetadataManager.consumerGroupHeartbeat of Kafka 4.3.
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { compareText } from '../../../../schema/kafka/topic-partition.ts'
import { present } from '../../assert.ts'
import type { ClusterView } from '../../cluster.ts'
import { JOINING_EPOCH, memberOf, newMember, staticMemberOf } from './consumer-group.ts'
import type { ConsumerGroupMember, MemberMetadata } from './consumer-group.ts'
import { knownMember, refuseEpoch, refuseUnreleased } from './epoch-checks.ts'
import type { RefusedMember } from './epoch-checks.ts'
import { raiseGroupEpoch, removeMember } from './fence-member.ts'
import type { GroupDraft } from './group-draft.ts'
import { isSamePartitions, topicIdPartitions } from './owned-partitions.ts'
import { ownedByAnother } from './partition-owners.ts'
import { reconcileMember } from './reconcile-member.ts'
import { isRegularExpression, refreshRegularExpressions } from './regular-expressions.ts'
import { metadataHash, subscribedTopicIds, topicNamesOfAll } from './subscriptions.ts'
import { updateTargetAssignment } from './target-assignment.ts'

type Request = ConsumerGroupHeartbeatRequest

/** `request` names the member by its id, which is not empty any more. */
export function heartbeat(draft: GroupDraft, cluster: ClusterView, request: Request): ConsumerGroupHeartbeatResponse | RefusedMember {
  const { memberId, memberEpoch } = request
  const before = memberEpoch === JOINING_EPOCH ? joiningMember(draft, request) : knownMember(draft.group, request)
  if ('error' in before) return before
  const fenced = refuseEpoch(before, memberEpoch, request.topicPartitions)
  if (fenced !== null) return fenced
  const wanted = metadataOf(before, request)
  const hasNewRegex = wanted.subscribedTopicRegex !== before.subscribedTopicRegex
  if (hasNewRegex && wanted.subscribedTopicRegex !== null && !isRegularExpression(wanted.subscribedTopicRegex))
    return badRegex(wanted.subscribedTopicRegex)
  const hasNewTopics = !isSameList(wanted.subscribedTopicNames, before.subscribedTopicNames)
  const isNewGroup = draft.isNew
  if (memberOf(draft.group, memberId) === undefined || !isSameMetadata(before, wanted)) {
    draft.write({ kind: 'ConsumerGroupMemberMetadata', memberId, value: wanted })
  }
  moveGroup(draft, cluster, isNewGroup || hasNewTopics || hasNewRegex)
  reconcile(draft, cluster, request, hasNewTopics || hasNewRegex)
  return answerTo(draft, cluster, request, before)
}

/** A new member, one that begins again, or a static one that takes the place of its former self. */
function joiningMember(draft: GroupDraft, request: Request): ConsumerGroupMember | RefusedMember {
  const { memberId, instanceId } = request
  const before = instanceId === null ? undefined : staticMemberOf(draft.group, instanceId)
  if (before === undefined) return memberOf(draft.group, memberId) ?? newMember(memberId, draft.nowMs)
  const unreleased = refuseUnreleased(before, request)
  if (unreleased !== null) return unreleased
  removeMember(draft, before.memberId)
  const { state, assignedPartitions, partitionsPendingRevocation, targetPartitions: topicPartitions } = before
  const assignment = { state, assignedPartitions, partitionsPendingRevocation }
  const epochs = { memberEpoch: JOINING_EPOCH, previousMemberEpoch: JOINING_EPOCH }
  draft.write({ kind: 'ConsumerGroupMemberMetadata', memberId, value: metadataIn(before) })
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMember', memberId, value: { topicPartitions } })
  draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value: { ...assignment, ...epochs } })
  return present(memberOf(draft.group, memberId), 'the member that was just written')
}

function metadataIn(member: ConsumerGroupMember): MemberMetadata {
  const { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor } =
    member
  return { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor }
}

/** What the request leaves out stays as it was. */
function metadataOf(before: ConsumerGroupMember, request: Request): MemberMetadata {
  const { subscribedTopicNames: names } = request
  return {
    instanceId: request.instanceId ?? before.instanceId,
    rackId: request.rackId ?? before.rackId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    subscribedTopicNames: names === null ? before.subscribedTopicNames : [...new Set(names)].sort(compareText),
    subscribedTopicRegex: request.subscribedTopicRegex ?? before.subscribedTopicRegex,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs === -1 ? before.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? before.serverAssignor,
  }
}

function isSameMetadata(left: MemberMetadata, right: MemberMetadata): boolean {
  if (!isSameList(left.subscribedTopicNames, right.subscribedTopicNames)) return false
  const names = ['instanceId', 'rackId', 'clientId', 'clientHost', 'subscribedTopicRegex', 'rebalanceTimeoutMs', 'serverAssignor'] as const
  return names.every((name) => left[name] === right[name])
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index])
}

function badRegex(regex: string): RefusedMember {
  const message = `SubscribedTopicRegex ${regex} is not a regular expression that is taken here.`
  return { error: 'INVALID_REGULAR_EXPRESSION', message }
}

/** Topics that have come, gone or grown are noticed here too, with the first heartbeat after. */
function moveGroup(draft: GroupDraft, cluster: ClusterView, hasChanged: boolean): void {
  const haveTopicsMoved = refreshRegularExpressions(draft, cluster)
  const hash = metadataHash(cluster, topicNamesOfAll(draft.group))
  if (hasChanged || haveTopicsMoved || hash !== draft.group.metadataHash) raiseGroupEpoch(draft, hash)
  updateTargetAssignment(draft, cluster)
}

function reconcile(draft: GroupDraft, cluster: ClusterView, request: Request, hasSubscriptionChanged: boolean): void {
  const { group } = draft
  const { memberId, topicPartitions: named } = request
  const member = present(memberOf(group, memberId), 'the member')
  const next = reconcileMember({
    member,
    assignmentEpoch: group.assignmentEpoch,
    hasSubscriptionChanged,
    subscribedTopicIds: subscribedTopicIds(cluster, group, member),
    named,
    isOwnedByAnother: ownedByAnother(group, memberId),
  })
  if (next === null) return
  const isSame =
    next.state === member.state &&
    next.memberEpoch === member.memberEpoch &&
    next.previousMemberEpoch === member.previousMemberEpoch &&
    isSamePartitions(next.assignedPartitions, member.assignedPartitions) &&
    isSamePartitions(next.partitionsPendingRevocation, member.partitionsPendingRevocation)
  if (!isSame) draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value: next })
}

/** The partitions are named to a member that joins or says everything of itself, and when they have changed. */
function answerTo(
  { group }: GroupDraft,
  { effectiveBrokerConfigs }: ClusterView,
  request: Request,
  before: ConsumerGroupMember,
): ConsumerGroupHeartbeatResponse {
  const { memberEpoch, assignedPartitions } = present(memberOf(group, request.memberId), 'the member')
  const hasSubscription = request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null
  const isFull =
    request.memberEpoch === JOINING_EPOCH || (request.rebalanceTimeoutMs !== -1 && hasSubscription && request.topicPartitions !== null)
  const isNews = isFull || !isSamePartitions(before.assignedPartitions, assignedPartitions)
  return {
    error: 'NONE',
    errorMessage: null,
    memberId: request.memberId,
    memberEpoch,
    heartbeatIntervalMs: effectiveBrokerConfigs.groupConsumerHeartbeatIntervalMs,
    assignment: isNews ? topicIdPartitions(assignedPartitions) : null,
  }
}
