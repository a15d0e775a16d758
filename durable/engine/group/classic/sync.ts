// Members of a generation ask for what they are to do. The leader brings it; it holds when the log has it.
// Source: GroupMetadataManager.classicGroupSyncToClassicGroup of Kafka 4.3.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../../schema/kafka/requests/sync-group.ts'
import { REQUEST_TIMEOUT_MS } from '../../../../schema/limits.ts'
import { present } from '../../assert.ts'
import type { Step } from '../../step.ts'
import { errorOfAppend } from '../../transaction/append-errors.ts'
import { bytesOfText, textOfBytes } from '../stored-bytes.ts'
import { checkMember } from './check-member.ts'
import type { ClassicDraft } from './classic-draft.ts'
import { memberOf } from './classic-group.ts'
import type { ClassicGroupView, StoringAssignment } from './classic-group.ts'
import { hasRoomForAssignments } from './group-room.ts'
import { prepareRebalance } from './rebalance.ts'

export type SyncOutcome =
  | { readonly kind: 'refused'; readonly error: KafkaErrorName }
  /** Until the leader has assigned. */
  | { readonly kind: 'syncing' }
  | { readonly kind: 'answered'; readonly response: SyncGroupResponse }

export function syncClassicGroup(draft: ClassicDraft, request: SyncGroupRequest): SyncOutcome {
  const { group, step, place } = draft
  const { memberId } = request
  const wrong = refuse(step, group, request)
  if (wrong !== null) return { kind: 'refused', error: wrong }
  step.hear(place.groupId, memberId)
  const isAssigning = group.state === 'CompletingRebalance' && group.leader === memberId && group.storing === null
  const assignments = isAssigning ? assignmentsBy(group, request) : null
  // A leader that is refused has not synced: it is waited for no longer than anybody else.
  if (assignments !== null && !hasRoomForAssignments(step.cluster, assignments)) return { kind: 'refused', error: 'POLICY_VIOLATION' }
  if (memberOf(group, memberId)?.isPendingSync === true) draft.change({ kind: 'member.synced', memberId })
  if (group.state === 'Stable') return { kind: 'answered', response: assignmentOf(group, memberId) }
  const error = assignments === null ? null : assign(draft, assignments)
  return error === null ? { kind: 'syncing' } : { kind: 'refused', error }
}

function refuse({ rules }: Step, group: ClassicGroupView, request: SyncGroupRequest): KafkaErrorName | null {
  const { memberId, groupInstanceId, protocolType, protocolName } = request
  const wrong = checkMember(group, memberId, groupInstanceId)
  if (wrong !== null) return wrong
  if (!rules.isOfGeneration(request, group)) return 'ILLEGAL_GENERATION'
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

type Assignments = StoringAssignment['assignments']

/** Members that the leader left out get nothing. */
function assignmentsBy({ members }: ClassicGroupView, request: SyncGroupRequest): Assignments {
  const given = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, textOfBytes(assignment)]))
  return members.map(({ memberId }) => [memberId, given.get(memberId) ?? ''] as const)
}

/** Where the log takes nothing all have to join again: those that have synced wait for what will not come. */
function assign(draft: ClassicDraft, assignments: Assignments): KafkaErrorName | null {
  const error = draft.write(new Map(assignments))
  if (error !== null) {
    prepareRebalance(draft, { code: 'assignmentNotStored' })
    return errorOfAppend(error)
  }
  const waiting = present(draft.written, 'what was written')
  draft.change({ kind: 'assignment.written', assignments, waiting, deadlineMs: draft.step.nowMs + REQUEST_TIMEOUT_MS })
  return null
}

export function assignmentOf(group: ClassicGroupView, memberId: string): SyncGroupResponse {
  const { protocolType, protocolName } = group
  return { error: 'NONE', protocolType, protocolName, assignment: bytesOfText(memberOf(group, memberId)?.assignment ?? '') }
}
