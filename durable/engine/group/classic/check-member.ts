// Who may speak for a member of a group.
// Source: ClassicGroup.validateMember and validateOffsetCommit of Kafka 4.3; KIP-345, KIP-447.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { memberOf, staticMemberOf } from './classic-group.ts'
import type { ClassicGroupView } from './classic-group.ts'

/** Null when the group has this member. Of a static one the instance id counts first: another member id with it was replaced. */
export function checkMember(group: ClassicGroupView, memberId: string, groupInstanceId: string | null): KafkaErrorName | null {
  if (groupInstanceId !== null) {
    const current = staticMemberOf(group, groupInstanceId)
    if (current === undefined) return 'UNKNOWN_MEMBER_ID'
    if (current.memberId !== memberId) return 'FENCED_INSTANCE_ID'
  }
  return memberOf(group, memberId) === undefined ? 'UNKNOWN_MEMBER_ID' : null
}

/** Whether a member that beats or syncs is in the generation that its group is in. */
export function isOfGeneration({ generationId }: { readonly generationId: number }, group: { readonly generationId: number }): boolean {
  return generationId === group.generationId
}

export type Committer = { readonly generationId: number; readonly memberId: string; readonly groupInstanceId: string | null }

/** Whether offsets may be committed in somebody's name; null when they may. */
export function checkCommit(group: ClassicGroupView, committer: Committer, isTransactional: boolean): KafkaErrorName | null {
  const { generationId, memberId, groupInstanceId } = committer
  // From an administrator, or from a consumer that uses the group for its offsets alone.
  if (generationId < 0 && group.state === 'Empty') return null
  if (generationId >= 0 || memberId !== '' || groupInstanceId !== null) {
    const error = checkMember(group, memberId, groupInstanceId)
    if (error !== null) return error
    if (generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  } else if (!isTransactional && group.state !== 'Empty') {
    return 'UNKNOWN_MEMBER_ID'
  }
  return !isTransactional && group.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : null
}
