// Who lives in a generation that its group has left behind is told so by the next answer: the coordinator hears nobody in a generation of the past.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { CoordinatedGroup } from '../coordinated-group.ts'
import type { GroupHistory, MemberIdentity } from '../group-history.ts'
import { must } from '../violation.ts'

/**
 * Whether a member of the older protocol has missed a generation, as it asks. One that has not been assigned yet does not count: it is not in
 * the log, and whoever coordinates next goes on from the one before.
 */
export function isLeftBehind(
  { era }: GroupHistory,
  { memberId, generation, era: ofIdentity }: MemberIdentity,
  group: CoordinatedGroup | null,
): boolean {
  const member = group?.members.get(memberId)
  if (group?.type !== 'classic' || member === undefined || member.owned === null) return false
  return era === ofIdentity && generation < member.generation
}

/** When a member is answered that was left behind when it asked. */
export function checkHeard(
  { groupId, era }: GroupHistory,
  { memberId, generation, era: ofIdentity }: MemberIdentity,
  error: KafkaErrorName,
): void {
  must('group ownership', error !== 'NONE' || era !== ofIdentity, () => {
    return `${memberId} asked as a member of generation ${generation}, which ${groupId} had left behind, and was not told.`
  })
}
