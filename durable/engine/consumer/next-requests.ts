// What a consumer sends now: first it gives up what has waited too long, then it sends what it wants to.
// Source: NetworkClient.handleTimedOutRequests and AbstractCoordinator.HeartbeatThread of Kafka 4.3.
import { earliest } from '../earliest.ts'
import { endHopelessCommits } from './commits.ts'
import type { Consumer, ConsumerRequest } from './consumer.ts'
import { fetchable } from './fetching.ts'
import { heardNothing } from './heard.ts'
import { goStale, leaveRequest, pollsByMs } from './leave.ts'
import { leaderOf, wantMetadata } from './metadata.ts'
import { Outbox } from './outbox.ts'
import { lookups } from './positions.ts'
import { wishesOf } from './wishes.ts'

export function nextRequests(given: Consumer, nowMs: number): { state: Consumer; requests: readonly ConsumerRequest[] } {
  if (given.phase === 'closed') return { state: given, requests: [] }
  const outbox = new Outbox(endHopelessCommits(timeOut(given, nowMs), nowMs), nowMs)
  leaveWhenNobodyPolls(outbox)
  outbox.state = noticeNeed(outbox.state, nowMs)
  for (const { dueMs, send } of wishesOf(outbox.state)) if (dueMs <= nowMs) send(outbox)
  return { state: settleClose(afterFetches(outbox.state), nowMs), requests: outbox.requests }
}

/** When nextRequests has something to do, though nothing is heard and nobody calls: ask after it. Null when nothing waits for time. */
export function nextDueMs(state: Consumer): number | null {
  let dueMs: number | null = null
  for (const candidateMs of dueTimes(state)) dueMs = earliest(dueMs, candidateMs)
  return dueMs
}

/** All of them, for a host that holds back some of what is due. */
export function* dueTimes(state: Consumer): Generator<number, void, undefined> {
  if (state.phase === 'closed') return
  for (const { dueMs } of wishesOf(state)) yield dueMs
  for (const { sentMs, timeoutMs } of state.inFlight) yield sentMs + timeoutMs
  for (const { deadlineMs } of state.commits) yield deadlineMs
  const pollsMs = pollsByMs(state)
  if (pollsMs !== null) yield pollsMs
  if (state.closesByMs !== null) yield state.closesByMs
}

/** An answer that has not come in time is as good as a connection that ended. */
function timeOut(state: Consumer, nowMs: number): Consumer {
  const late = state.inFlight.filter(({ sentMs, timeoutMs }) => sentMs + timeoutMs <= nowMs)
  return late.reduce((next, { requestId }) => heardNothing(next, requestId, nowMs), state)
}

/** max.poll.interval.ms is over: whoever processes so long is as good as dead, and its partitions go to others. */
function leaveWhenNobodyPolls(outbox: Outbox): void {
  const { state, nowMs } = outbox
  const dueMs = pollsByMs(state)
  const { groupId } = state.settings
  if (dueMs === null || dueMs > nowMs || groupId === null) return
  const request = leaveRequest(state, groupId, 'consumer poll timeout has expired.')
  if (request !== null) outbox.send(state.coordinator.brokerId, request)
  outbox.state = goStale(outbox.state)
}

function noticeNeed(state: Consumer, nowMs: number): Consumer {
  const waiting = [...lookups(state, 'listed'), ...fetchable(state)]
  return waiting.some((partition) => leaderOf(state, partition) === null) ? wantMetadata(state, nowMs) : state
}

/** Once every fetch that could be wanted is out, the next one waits for a poll. */
function afterFetches(state: Consumer): Consumer {
  return state.wantsRecords && fetchable(state).length === 0 && state.partitions.some(({ position }) => position !== null)
    ? { ...state, wantsRecords: false }
    : state
}

function settleClose(state: Consumer, nowMs: number): Consumer {
  if (state.phase !== 'closing' || state.closesByMs === null) return state
  const { member, commits, callbacks, inFlight } = state
  const isLeaving = member.protocol !== 'none' && member.phase === 'leaving'
  const isOut = inFlight.some(({ api }) => api === 'LeaveGroup' || api === 'ConsumerGroupHeartbeat')
  const isDone = !isLeaving && commits.length === 0 && callbacks.length === 0 && !isOut
  if (!isDone && state.closesByMs > nowMs) return state
  return { ...state, phase: 'closed', closesByMs: null, inFlight: [], commits: [], callbacks: [], partitions: [], fetched: [] }
}
