// Members of a generation ask for what they are to do. The leader brings it; it holds when the log has it.
// Source: GroupMetadataManager.classicGroupSyncToClassicGroup of Kafka 4.3.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../../schema/kafka/requests/sync-group.ts'
import { REQUEST_TIMEOUT_MS } from '../../../../schema/limits.ts'
import { present } from '../../assert.ts'
import { errorOfAppend } from '../../transaction/append-errors.ts'
import { sessionKey } from '../sessions.ts'
import { bytesOfText, textOfBytes } from '../stored-bytes.ts'
import { checkMember } from './check-member.ts'
import type { ClassicDraft } from './classic-draft.ts'
import { memberOf } from './classic-group.ts'
import type { ClassicGroupView } from './classic-group.ts'
import { hasRoomForAssignments } from './group-room.ts'

export type SyncOutcome =
  | { readonly kind: 'refused'; readonly error: KafkaErrorName }
  /** Until the leader has assigned. */
  | { readonly kind: 'syncing' }
  | { readonly kind: 'answered'; readonly response: SyncGroupResponse }

export function syncClassicGroup(draft: ClassicDraft, request: SyncGroupRequest): SyncOutcome {
  const { group, step, place } = draft
  const { memberId } = request
  const wrong = refuse(group, request)
  if (wrong !== null) return { kind: 'refused', error: wrong }
  step.hear(sessionKey(place.groupId, memberId))
  if (memberOf(group, memberId)?.isPendingSync === true) draft.change({ kind: 'member.synced', memberId })
  if (group.state === 'Stable') return { kind: 'answered', response: assignmentOf(group, memberId) }
  const error = group.leader === memberId && group.storing === null ? assign(draft, request) : null
  return error === null ? { kind: 'syncing' } : { kind: 'refused', error }
}

function refuse(group: ClassicGroupView, request: SyncGroupRequest): KafkaErrorName | null {
  const { memberId, groupInstanceId, generationId, protocolType, protocolName } = request
  const wrong = checkMember(group, memberId, groupInstanceId)
  if (wrong !== null) return wrong
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  if (isInconsistent(protocolType, group.protocolType) || isInconsistent(protocolName, group.protocolName)) {
    return 'INCONSISTENT_GROUP_PROTOCOL'
  }
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return 'UNKNOWN_MEMBER_ID'
    case 'PreparingRebalance':
      return 'REBALANCE_IN_PROGRESS'
    case 'CompletingRebalance':
    case 'Stable':
      return null
  }
}

/** Clients that do not say which protocol they mean are not asked. */
function isInconsistent(claimed: string | null, actual: string | null): boolean {
  return claimed !== null && actual !== null && claimed !== actual
}

/** Members that the leader left out get nothing. */
function assign(draft: ClassicDraft, request: SyncGroupRequest): KafkaErrorName | null {
  const given = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, textOfBytes(assignment)]))
  const assignments = draft.group.members.map(({ memberId }) => [memberId, given.get(memberId) ?? ''] as const)
  if (!hasRoomForAssignments(assignments)) return 'POLICY_VIOLATION'
  const error = draft.write(new Map(assignments))
  if (error !== null) return errorOfAppend(error)
  const waiting = present(draft.written, 'what was written')
  draft.change({ kind: 'assignment.written', assignments, waiting, deadlineMs: draft.step.nowMs + REQUEST_TIMEOUT_MS })
  return null
}

export function assignmentOf(group: ClassicGroupView, memberId: string): SyncGroupResponse {
  const { protocolType, protocolName } = group
  return { error: 'NONE', protocolType, protocolName, assignment: bytesOfText(memberOf(group, memberId)?.assignment ?? '') }
}
