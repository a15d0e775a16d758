// Who somebody is that joins: a new member, one that begins again, or a static one that takes the place of its former self.
// Source: GroupMetadataManager.getOrMaybeSubscribeDynamicConsumerGroupMember, getOrMaybeSubscribeStaticConsumerGroupMember and replaceMember of
// Kafka 4.3.
import { present } from '../../assert.ts'
import { JOINING_EPOCH, memberOf, newMember, staticMemberOf } from './consumer-group.ts'
import type { ConsumerGroupMember } from './consumer-group.ts'
import { removeMember } from './fence-member.ts'
import type { GroupDraft } from './group-draft.ts'
import { metadataIn } from './member-metadata.ts'

export type Named = { readonly memberId: string; readonly instanceId: string | null }

/** The static member whose place this one would take. */
export function formerSelf({ group }: GroupDraft, { instanceId }: Named): ConsumerGroupMember | undefined {
  return instanceId === null ? undefined : staticMemberOf(group, instanceId)
}

/** A new member is not in the group yet; one that takes a place is, in epoch 0. */
export function joiningMember(draft: GroupDraft, named: Named): ConsumerGroupMember {
  const { memberId } = named
  const before = formerSelf(draft, named)
  if (before === undefined) return memberOf(draft.group, memberId) ?? newMember(memberId, draft.nowMs)
  removeMember(draft, before.memberId)
  const { state, assignedPartitions, partitionsPendingRevocation, targetPartitions: topicPartitions } = before
  const epochs = { memberEpoch: JOINING_EPOCH, previousMemberEpoch: JOINING_EPOCH }
  const value = { ...epochs, state, assignedPartitions, partitionsPendingRevocation }
  draft.write({ kind: 'ConsumerGroupMemberMetadata', memberId, value: metadataIn(before) })
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMember', memberId, value: { topicPartitions } })
  draft.write({ kind: 'ConsumerGroupCurrentMemberAssignment', memberId, value })
  return present(memberOf(draft.group, memberId), 'the member that was just written')
}
