// What a consumer makes of an answer, or of a connection that ended without one.
// Source: NetworkClient.processDisconnection and ClusterConnectionStates of Kafka 4.3, besides the handlers that it names.
import { backoffMs } from '../backoff.ts'
import { heardHeartbeat, heardJoin, heardSync } from './classic-answers.ts'
import { heardCommit } from './commits.ts'
import type { Consumer, ConsumerAnswer, ConsumerApi, SentRequest } from './consumer.ts'
import { heardConsumerHeartbeat } from './consumer-membership.ts'
import { heardCoordinator, loseCoordinator } from './coordinator.ts'
import { heardFetch } from './fetching.ts'
import { assignWhenKnown } from './lead.ts'
import { learnMetadata, wantMetadata } from './metadata.ts'
import { heardCommitted, heardListed } from './positions.ts'

/** What it does not wait for any more it does not hear. */
export function heard(state: Consumer, requestId: number, answer: ConsumerAnswer | null, nowMs: number): Consumer {
  if (answer === null) return heardNothing(state, requestId, nowMs)
  const sent = state.inFlight.find((request) => request.requestId === requestId)
  if (sent === undefined) return state
  const backoffs = state.backoffs.filter(({ brokerId }) => brokerId !== sent.brokerId)
  return heardOf({ ...without(state, sent), backoffs }, sent, answer, nowMs)
}

/** The connection was refused, was reset, or is given up. */
export function heardNothing(state: Consumer, requestId: number, nowMs: number): Consumer {
  const sent = state.inFlight.find((request) => request.requestId === requestId)
  if (sent === undefined) return state
  const { brokerId } = sent
  const next = brokerId === null ? without(state, sent) : backOff(without(state, sent), brokerId, nowMs)
  return heardOf(next, sent, { api: sent.api, response: null }, nowMs)
}

function without(state: Consumer, sent: SentRequest): Consumer {
  return { ...state, inFlight: state.inFlight.filter((request) => request !== sent) }
}

function backOff(state: Consumer, brokerId: number, nowMs: number): Consumer {
  const { reconnectBackoffMs, reconnectBackoffMaxMs } = state.settings
  const failures = (state.backoffs.find((backoff) => backoff.brokerId === brokerId)?.failures ?? 0) + 1
  const untilMs = nowMs + backoffMs(reconnectBackoffMs, reconnectBackoffMaxMs, failures - 1)
  const others = state.backoffs.filter((backoff) => backoff.brokerId !== brokerId)
  const next = wantMetadata({ ...state, backoffs: [...others, { brokerId, failures, untilMs }] }, nowMs)
  return next.coordinator.brokerId === brokerId ? loseCoordinator(next, nowMs) : next
}

type Heard = ConsumerAnswer | { [Api in ConsumerApi]: { readonly api: Api; readonly response: null } }[ConsumerApi]

function heardOf(state: Consumer, sent: SentRequest, answer: Heard, nowMs: number): Consumer {
  switch (answer.api) {
    case 'Metadata':
      return answer.response === null ? askAgain(state, nowMs) : assignWhenKnown(learnMetadata(state, answer.response, nowMs), nowMs)
    case 'FindCoordinator':
      return heardCoordinator(state, answer.response, nowMs)
    case 'OffsetCommit':
      return heardCommit(state, sent, answer.response, nowMs)
    case 'OffsetFetch':
      return heardCommitted(state, sent, answer.response, nowMs)
    case 'ListOffsets':
      return heardListed(state, sent, answer.response, nowMs)
    case 'Fetch':
      return heardFetch(state, sent, answer.response, nowMs)
    default:
      return heardOfMember(state, sent, answer, nowMs)
  }
}

function askAgain(state: Consumer, nowMs: number): Consumer {
  const { metadata, settings } = state
  const pauseMs = backoffMs(settings.retryBackoffMs, settings.retryBackoffMaxMs, metadata.attempts)
  return { ...state, metadata: { ...metadata, isWanted: true, attempts: metadata.attempts + 1, notBeforeMs: nowMs + pauseMs } }
}

type OfMember = Extract<Heard, { api: 'JoinGroup' | 'SyncGroup' | 'Heartbeat' | 'LeaveGroup' | 'ConsumerGroupHeartbeat' }>

function heardOfMember(state: Consumer, sent: SentRequest, answer: OfMember, nowMs: number): Consumer {
  const { member } = state
  if (member.protocol === 'consumer' && answer.api === 'ConsumerGroupHeartbeat') {
    return heardConsumerHeartbeat(state, member, answer.response, nowMs)
  }
  if (member.protocol !== 'classic') return state
  switch (answer.api) {
    case 'JoinGroup':
      return heardJoin(state, member, answer.response, nowMs)
    case 'SyncGroup':
      return heardSync(state, member, sent, answer.response, nowMs)
    case 'Heartbeat':
      return heardHeartbeat(state, member, sent, answer.response, nowMs)
    default:
      return state
  }
}
