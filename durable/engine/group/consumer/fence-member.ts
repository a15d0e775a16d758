// Members go, by their own will or not: their records are taken back, and the group moves on.
// Source: GroupMetadataManager.consumerGroupFenceMember, removeMember and consumerGroupStaticMemberGroupLeave of Kafka 4.3.
import type { ClusterView } from '../../cluster.ts'
import { STATIC_LEAVING_EPOCH } from './consumer-group.ts'
import type { ConsumerGroupMember } from './consumer-group.ts'
import type { GroupDraft } from './group-draft.ts'
import { refreshRegularExpressions } from './regular-expressions.ts'
import { metadataHash, topicNamesOfAll } from './subscriptions.ts'

export function fenceMembers(draft: GroupDraft, cluster: ClusterView, memberIds: readonly string[]): void {
  for (const memberId of memberIds) removeMember(draft, memberId)
  refreshRegularExpressions(draft, cluster)
  raiseGroupEpoch(draft, metadataHash(cluster, topicNamesOfAll(draft.group)))
}

/** The order counts: the member itself goes last. */
export function removeMember(draft: GroupDraft, memberId: string): void {
  draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value: null })
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMember', memberId, value: null })
  draft.write({ kind: 'ConsumerGroupMemberMetadata', memberId, value: null })
}

/** A static member that will come back keeps what it has until its session ends, and nobody has to move. */
export function leaveForAWhile(draft: GroupDraft, member: ConsumerGroupMember): void {
  const { memberId, previousMemberEpoch, state, assignedPartitions } = member
  const value = { memberEpoch: STATIC_LEAVING_EPOCH, previousMemberEpoch, state, assignedPartitions, partitionsPendingRevocation: [] }
  draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value })
}

export function raiseGroupEpoch(draft: GroupDraft, hash: number): void {
  draft.write({ kind: 'ConsumerGroupMetadata', value: { epoch: draft.group.groupEpoch + 1, metadataHash: hash } })
}
