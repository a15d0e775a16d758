// How a group comes to its next generation: it asks all members to join again, waits for them, elects protocol and leader, and waits for what
// the leader assigns.
// Source: GroupMetadataManager.prepareRebalance, completeClassicGroupJoin and tryCompleteInitialRebalanceElseSchedule of Kafka 4.3.
import { assert } from '../../assert.ts'
import type { Reason } from '../../reason.ts'
import type { ClassicDraft } from './classic-draft.ts'
import { haveAllJoined, memberOf, rebalanceTimeoutMsOf } from './classic-group.ts'
import type { ClassicGroupView, JoinTimer } from './classic-group.ts'
import { isValidTransition } from './classic-state.ts'
import { selectProtocol } from './protocol-vote.ts'

/** A timer of Kafka's fires a tick of its clock after it was set at the earliest. */
const SHORTEST_TIMER_MS = 1

/** Something changed that the members must agree on anew: begins a rebalance, or ends one that waited for just this. */
export function rebalanceOrCompleteJoin(draft: ClassicDraft, reason: Reason): void {
  if (isValidTransition(draft.group.state, 'PreparingRebalance')) prepareRebalance(draft, reason)
  else completeJoinIfAllJoined(draft)
}

/** The first rebalance waits for others by its own delay, and does not end before. */
export function completeJoinIfAllJoined(draft: ClassicDraft): void {
  const { state, previousState } = draft.group
  if (state === 'PreparingRebalance' && previousState !== 'Empty' && haveAllJoined(draft.group)) completeJoin(draft)
}

export function prepareRebalance(draft: ClassicDraft, reason: Reason): void {
  const { group, step } = draft
  if (group.state === 'Empty') {
    const delayMs = step.cluster.effectiveBrokerConfigs.groupInitialRebalanceDelayMs
    const remainingMs = Math.max(rebalanceTimeoutMsOf(group) - delayMs, 0)
    draft.change({ kind: 'rebalance.started', joinTimer: initialTimer(step.nowMs, delayMs, remainingMs) }, reason)
    return
  }
  const isComplete = haveAllJoined(group)
  draft.change({ kind: 'rebalance.started', joinTimer: isComplete ? null : rebalanceTimer(step.nowMs, group) }, reason)
  if (isComplete) completeJoin(draft)
}

/** The delay of the first rebalance is over: it goes on once more when others have joined meanwhile, as long as the rebalance timeout allows. */
export function endInitialDelay(draft: ClassicDraft, timer: Extract<JoinTimer, { kind: 'initial' }>): void {
  const { isNewMemberAdded, delayMs, remainingMs } = timer
  const { step } = draft
  const nextDelayMs = Math.min(step.cluster.effectiveBrokerConfigs.groupInitialRebalanceDelayMs, remainingMs)
  if (!isNewMemberAdded || nextDelayMs === 0) {
    completeJoin(draft)
    return
  }
  const joinTimer = initialTimer(step.nowMs, nextDelayMs, Math.max(remainingMs - delayMs, 0))
  draft.change({ kind: 'rebalance.extended', joinTimer })
}

/** Whoever has joined is the next generation, with the static members that have not: those may be restarting, and keep their place. */
export function completeJoin(draft: ClassicDraft): void {
  const { nowMs } = draft.step
  const late = draft.group.members.filter(({ isAwaitingJoin, groupInstanceId }) => !isAwaitingJoin && groupInstanceId === null)
  if (late.length > 0) {
    const rebalanceTimeoutMs = rebalanceTimeoutMsOf(draft.group)
    const memberIds = late.map(({ memberId }) => memberId)
    draft.change({ kind: 'members.removed', memberIds }, { code: 'joinTimedOut', rebalanceTimeoutMs })
  }
  const { group } = draft
  if (group.members.length === 0) {
    draft.change({ kind: 'emptied' })
    // Where that cannot be written, whoever takes over finds the last members once more, and hears nothing of them.
    draft.write()
    return
  }
  const leader = joinedLeader(group)
  if (leader === null) draft.change({ kind: 'rebalance.extended', joinTimer: rebalanceTimer(nowMs, group) })
  else {
    const syncDueMs = nowMs + Math.max(rebalanceTimeoutMsOf(group), SHORTEST_TIMER_MS)
    draft.change({ kind: 'generation.started', protocolName: selectProtocol(group), leader, syncDueMs })
  }
}

/** The leader, if it has joined; else the first member that has. Null when only static members are left, and none of them is there. */
function joinedLeader(group: ClassicGroupView): string | null {
  assert(group.leader !== null, 'a group with members has a leader')
  if (memberOf(group, group.leader)?.isAwaitingJoin === true) return group.leader
  return group.members.find(({ isAwaitingJoin }) => isAwaitingJoin)?.memberId ?? null
}

function initialTimer(nowMs: number, delayMs: number, remainingMs: number): JoinTimer {
  return { kind: 'initial', dueMs: nowMs + Math.max(delayMs, SHORTEST_TIMER_MS), delayMs, remainingMs, isNewMemberAdded: false }
}

function rebalanceTimer(nowMs: number, group: ClassicGroupView): JoinTimer {
  return { kind: 'rebalance', dueMs: nowMs + Math.max(rebalanceTimeoutMsOf(group), SHORTEST_TIMER_MS) }
}
