// What a coordinator does about a group of the classic protocol because time has passed.
// Source: GroupMetadataManager.expireClassicGroupMemberHeartbeat, expirePendingSync and the timers of prepareRebalance of Kafka 4.3.
import type { ClusterView } from '../../cluster.ts'
import { earliest } from '../../earliest.ts'
import type { Step } from '../../step.ts'
import { ofGroup } from '../group-place.ts'
import type { GroupPlace } from '../group-place.ts'
import { lastHeardMs, nextSessionMs, noteSeenMs, sessionEndMs } from '../sessions.ts'
import type { HeardOf } from '../sessions.ts'
import { ClassicDraft } from './classic-draft.ts'
import { rebalanceTimeoutMsOf } from './classic-group.ts'
import type { ClassicGroupView, ClassicMemberView } from './classic-group.ts'
import { completeJoin, endInitialDelay, prepareRebalance } from './rebalance.ts'
import { removeMember } from './remove-member.ts'

export function nextClassicMs(cluster: ClusterView, groupId: string, group: ClassicGroupView): number | null {
  let dueMs = earliest(group.joinTimer?.dueMs ?? null, earliest(group.syncDueMs, group.storing?.deadlineMs ?? null))
  for (const { expiresMs } of group.pendingMembers) dueMs = earliest(dueMs, expiresMs)
  const heard = cluster.sessions.get(groupId)
  for (const member of group.members) dueMs = earliest(dueMs, nextOfMemberMs(heard, member))
  return dueMs
}

/** When its session ends, or has to be written down; null for one that needs no session. */
function nextOfMemberMs(heard: HeardOf, member: ClassicMemberView): number | null {
  if (member.newUntilMs !== null) return member.newUntilMs
  return isExcused(member) ? null : nextSessionMs(heard, member)
}

/** When it is given up. */
function endOfMemberMs(heard: HeardOf, member: ClassicMemberView): number | null {
  if (member.newUntilMs !== null) return member.newUntilMs
  return isExcused(member) ? null : sessionEndMs(heard, member)
}

/** Who waits for an answer of the coordinator does not interrupt that to say that it is alive. */
function isExcused({ isAwaitingJoin, isAwaitingSync }: ClassicMemberView): boolean {
  return isAwaitingJoin || isAwaitingSync
}

/** Does one thing that is due; false when there is none. */
export function fireClassicTimers(step: Step, place: GroupPlace, group: ClassicGroupView): boolean {
  const isDue = (dueMs: number | null): boolean => dueMs !== null && dueMs <= step.nowMs
  const draft = new ClassicDraft(step, place, group)
  const { joinTimer, syncDueMs, storing, pendingMembers } = group
  const gone = pendingMembers.find(({ expiresMs }) => isDue(expiresMs))
  if (joinTimer !== null && isDue(joinTimer.dueMs)) {
    if (joinTimer.kind === 'initial') endInitialDelay(draft, joinTimer)
    else completeJoin(draft)
  } else if (isDue(syncDueMs)) removeUnsynced(draft)
  else if (isDue(storing?.deadlineMs ?? null)) prepareRebalance(draft, { code: 'assignmentNotStored' })
  else if (gone !== undefined) removeMember(draft, gone.memberId, { code: 'memberIdNotUsed', memberId: gone.memberId })
  else return expireMember(draft, isDue) || noteSeen(step, place, group, isDue)
  return true
}

function removeUnsynced(draft: ClassicDraft): void {
  const rebalanceTimeoutMs = rebalanceTimeoutMsOf(draft.group)
  const memberIds = draft.group.members.filter(({ isPendingSync }) => isPendingSync).map(({ memberId }) => memberId)
  const reason = { code: 'syncTimedOut', rebalanceTimeoutMs } as const
  draft.change({ kind: 'members.removed', memberIds }, reason)
  prepareRebalance(draft, reason)
}

type IsDue = (dueMs: number | null) => boolean

function expireMember(draft: ClassicDraft, isDue: IsDue): boolean {
  const { group, place, step } = draft
  const heard = step.cluster.sessions.get(place.groupId)
  const silent = group.members.find((member) => isDue(endOfMemberMs(heard, member)))
  if (silent === undefined) return false
  const { memberId, sessionTimeoutMs } = silent
  removeMember(draft, memberId, { code: 'memberSessionExpired', memberId, sessionTimeoutMs })
  return true
}

function isWatched(member: ClassicMemberView): boolean {
  return member.newUntilMs === null && !isExcused(member)
}

/** One record for all of the group, once in a session timeout. */
function noteSeen(step: Step, place: GroupPlace, group: ClassicGroupView, isDue: IsDue): boolean {
  const heard = step.cluster.sessions.get(place.groupId)
  const isNoteDue = (member: ClassicMemberView): boolean => isDue(noteSeenMs(heard, member))
  if (!group.members.some((member) => isWatched(member) && isNoteDue(member))) return false
  const members = group.members.flatMap(({ memberId }): [string, number][] => {
    const heardMs = lastHeardMs(heard, memberId, step.nowMs)
    return heardMs === null ? [] : [[memberId, heardMs]]
  })
  step.records.push({ kind: 'members.seen', ...ofGroup(place), members })
  return true
}
