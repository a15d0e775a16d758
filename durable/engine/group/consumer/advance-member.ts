// A member says something of itself, whichever protocol it speaks: what the group makes of it (a new epoch and, when it is time, new targets), and
// the member's own next step. Where nothing changes nothing is written.
// Source: GroupMetadataManager.consumerGroupHeartbeat and classicGroupJoinToConsumerGroup of Kafka 4.3.
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { present } from '../../assert.ts'
import type { ClusterView } from '../../cluster.ts'
import { memberOf } from './consumer-group.ts'
import type { ConsumerGroupMember, MemberMetadata } from './consumer-group.ts'
import { raiseGroupEpoch } from './fence-member.ts'
import type { GroupDraft } from './group-draft.ts'
import { isSameMetadata, isSameNames } from './member-metadata.ts'
import { isSameOwned } from './owned-partitions.ts'
import { reconcileMember } from './reconcile-member.ts'
import { refreshRegularExpressions } from './regular-expressions.ts'
import { metadataHash, subscribedTopicIds, topicNamesOfAll } from './subscriptions.ts'
import { updateTargetAssignment } from './target-assignment.ts'

export type Advance = {
  /** As it was; it need not be in the group yet. */
  readonly before: ConsumerGroupMember
  readonly metadata: MemberMetadata
  /** What it says that it owns; null when it does not say. */
  readonly named: readonly TopicIdPartitions[] | null
}

/** Gives the member as it is afterwards. */
export function advanceMember(draft: GroupDraft, cluster: ClusterView, { before, metadata, named }: Advance): ConsumerGroupMember {
  const { memberId } = before
  const isNewGroup = draft.isNew
  const hasNewNames = !isSameNames(metadata.subscribedTopicNames, before.subscribedTopicNames)
  const hasSubscriptionChanged = hasNewNames || metadata.subscribedTopicRegex !== before.subscribedTopicRegex
  if (memberOf(draft.group, memberId) === undefined || !isSameMetadata(before, metadata)) {
    draft.write({ kind: 'ConsumerGroupMemberMetadata', memberId, value: metadata })
  }
  moveGroup(draft, cluster, isNewGroup || hasSubscriptionChanged)
  reconcile(draft, cluster, memberId, named, hasSubscriptionChanged)
  return present(memberOf(draft.group, memberId), 'the member')
}

/** Topics that have come, gone or grown are noticed here too, with the first word of any member after that. */
function moveGroup(draft: GroupDraft, cluster: ClusterView, hasChanged: boolean): void {
  const haveTopicsMoved = refreshRegularExpressions(draft, cluster)
  const hash = metadataHash(cluster, topicNamesOfAll(draft.group))
  if (hasChanged || haveTopicsMoved || hash !== draft.group.metadataHash) raiseGroupEpoch(draft, hash)
  updateTargetAssignment(draft, cluster)
}

function reconcile(
  draft: GroupDraft,
  cluster: ClusterView,
  memberId: string,
  named: readonly TopicIdPartitions[] | null,
  hasSubscriptionChanged: boolean,
): void {
  const { group } = draft
  const member = present(memberOf(group, memberId), 'the member')
  const value = reconcileMember({
    member,
    assignmentEpoch: group.assignmentEpoch,
    hasSubscriptionChanged,
    subscribedTopicIds: subscribedTopicIds(cluster, group, member),
    named,
    isOwnedByAnother: draft.rules.ownedByAnother(group, memberId),
  })
  if (value === null) return
  const isSame =
    value.state === member.state &&
    value.memberEpoch === member.memberEpoch &&
    value.previousMemberEpoch === member.previousMemberEpoch &&
    isSameOwned(value.assignedPartitions, member.assignedPartitions) &&
    isSameOwned(value.partitionsPendingRevocation, member.partitionsPendingRevocation)
  if (!isSame) draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value })
}
