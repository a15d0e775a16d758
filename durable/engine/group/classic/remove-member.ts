// How a member goes: it leaves, or its coordinator has not heard of it for too long.
// Source: GroupMetadataManager.removeMemberAndUpdateClassicGroup and removePendingMemberAndUpdateClassicGroup of Kafka 4.3.
import type { Reason } from '../../reason.ts'
import type { ClassicDraft } from './classic-draft.ts'
import { haveAllJoined, isPendingMember } from './classic-group.ts'
import { completeJoin, rebalanceOrCompleteJoin } from './rebalance.ts'

/** A member, or somebody who was about to become one. The others share what it had. */
export function removeMember(draft: ClassicDraft, memberId: string, reason: Reason): void {
  const wasPending = isPendingMember(draft.group, memberId)
  draft.change({ kind: 'members.removed', memberIds: [memberId] }, reason)
  if (draft.group.state === 'PreparingRebalance') {
    if (haveAllJoined(draft.group)) completeJoin(draft)
  } else if (!wasPending && draft.group.state !== 'Empty') {
    rebalanceOrCompleteJoin(draft, reason)
  }
}
