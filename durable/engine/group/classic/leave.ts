// Members leave a group of the classic protocol, or an administrator has them removed.
// Source: GroupMetadataManager.classicGroupLeaveToClassicGroup of Kafka 4.3; KIP-345, KIP-800.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { LeavingMember } from '../../../../schema/kafka/requests/leave-group.ts'
import type { Reason } from '../../reason.ts'
import { checkMember } from './check-member.ts'
import type { ClassicDraft } from './classic-draft.ts'
import { haveAllJoined, isPendingMember, staticMemberOf } from './classic-group.ts'
import type { ClassicGroupView } from './classic-group.ts'
import { wordsOf } from './join.ts'
import { completeJoin, completeJoinIfAllJoined, rebalanceOrCompleteJoin } from './rebalance.ts'

/** The error of each, in their order. All that go do so together: the others rebalance once. */
export function leaveClassicGroup(draft: ClassicDraft, leaving: readonly LeavingMember[]): KafkaErrorName[] {
  const errors: KafkaErrorName[] = []
  const reasons: Reason[] = []
  let isPendingGone = false
  for (const one of leaving) {
    const found = find(draft.group, one)
    errors.push(found.error)
    if (found.error !== 'NONE') continue
    const { memberId } = found
    isPendingGone ||= isPendingMember(draft.group, memberId)
    const reason = { code: 'memberLeft', memberId, ...wordsOf(one) } as const
    draft.change({ kind: 'members.removed', memberIds: [memberId] }, reason)
    reasons.push(reason)
  }
  const reason = reasons.at(-1)
  if (reason !== undefined) goOn(draft, reason, isPendingGone)
  return errors
}

function goOn(draft: ClassicDraft, reason: Reason, isPendingGone: boolean): void {
  const { state } = draft.group
  if (state === 'Stable' || state === 'CompletingRebalance') rebalanceOrCompleteJoin(draft, reason)
  // Only somebody who was awaited can have kept the first rebalance from ending.
  else if (state === 'PreparingRebalance' && isPendingGone && haveAllJoined(draft.group)) completeJoin(draft)
  else completeJoinIfAllJoined(draft)
}

type Found = { readonly error: 'NONE'; readonly memberId: string } | { readonly error: Exclude<KafkaErrorName, 'NONE'> }

/** A member is named by its id; a static one, by an administrator, also by its instance id alone. */
function find(group: ClassicGroupView, { memberId, groupInstanceId }: LeavingMember): Found {
  if (memberId === '') {
    const member = groupInstanceId === null ? undefined : staticMemberOf(group, groupInstanceId)
    return member === undefined ? { error: 'UNKNOWN_MEMBER_ID' } : { error: 'NONE', memberId: member.memberId }
  }
  if (isPendingMember(group, memberId)) {
    // Static members are never pending, and Kafka's coordinator fails over one that says it is.
    return groupInstanceId === null ? { error: 'NONE', memberId } : { error: 'UNKNOWN_SERVER_ERROR' }
  }
  const wrong = checkMember(group, memberId, groupInstanceId)
  return wrong === null || wrong === 'NONE' ? { error: 'NONE', memberId } : { error: wrong }
}
