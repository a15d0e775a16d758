// A client's connections: a broker that died resets them, one that answers too late loses them, and the next try waits. Whatever was in
// flight is then as if it had been refused with NETWORK_EXCEPTION: nobody knows whether the broker wrote it.
// Source: NetworkClient.handleTimedOutRequests, processDisconnection and ClusterConnectionStates of Kafka 4.3.
import { backoffMs } from '../backoff.ts'
import type { AppApi, ProducerView, TransactionEnd } from './app.ts'
import type { ChangeOf, SentBatch } from './app-change.ts'
import { change } from './app-step.ts'
import type { ProducerStep } from './app-step.ts'
import { endsWith } from './apply-requests.ts'
import { wantMetadata } from './client-metadata.ts'
import { judgeBatch } from './judge-batch.ts'
import { linkOf } from '../network/links.ts'
import { isLost } from '../request/on-its-way.ts'

/** Connections to brokers that are down. */
export function noticeReset(at: ProducerStep): boolean {
  const broken = at.producer.inFlight.find(({ brokerId, phase }) => phase !== 'answer' && !isUp(at, brokerId))
  return broken !== undefined && loseConnection(at, broken.brokerId, 'reset')
}

/** request.timeout.ms is over for the oldest request of a connection. */
export function noticeTimeout(at: ProducerStep): boolean {
  const { step, app, producer } = at
  const late = producer.inFlight.find(({ sentMs }) => sentMs + app.settings.requestTimeoutMs <= step.nowMs)
  return late !== undefined && loseConnection(at, late.brokerId, 'timedOut')
}

function isUp({ step }: ProducerStep, brokerId: number): boolean {
  const process = step.cluster.brokers.get(brokerId)?.process
  return process === 'running' || process === 'paused'
}

function loseConnection(at: ProducerStep, brokerId: number, cause: ChangeOf<'connection.lost'>['cause']): true {
  const { step, app, producer } = at
  const { reconnectBackoffMs, reconnectBackoffMaxMs } = app.settings
  const failures = (producer.backoffs.find((backoff) => backoff.brokerId === brokerId)?.failures ?? 0) + 1
  const untilMs = step.nowMs + backoffMs(reconnectBackoffMs, reconnectBackoffMaxMs, failures - 1)
  const ended = producer.inFlight.filter((request) => endsWith(request, brokerId, cause))
  const batches = ended.flatMap((request) => request.batches).filter(({ isDone }) => !isDone)
  const outcomes = batches.map((batch) => judgeBatch(at, batch, 'NETWORK_EXCEPTION', -1))
  change(at, { kind: 'connection.lost', brokerId, cause, failures, untilMs, outcomes })
  return wantMetadata(at)
}

/** Whether a request can go there now: the connection is not in its backoff, and has room. */
export function canSendTo({ step, app, producer }: ProducerStep, brokerId: number): boolean {
  const isBackingOff = producer.backoffs.some((backoff) => backoff.brokerId === brokerId && backoff.untilMs > step.nowMs)
  return !isBackingOff && inFlightTo(producer, brokerId) < app.settings.maxInFlightRequestsPerConnection
}

export function inFlightTo({ inFlight }: ProducerView, brokerId: number): number {
  return inFlight.reduce((count, request) => (request.brokerId === brokerId ? count + 1 : count), 0)
}

export type Sending = { readonly batches?: readonly SentBatch[]; readonly ending?: TransactionEnd }

/** Sends a request, or finds that nobody listens there. A message over a cut or lossy link is silence until request.timeout.ms. */
export function send(at: ProducerStep, brokerId: number, api: AppApi, { batches = [], ending }: Sending = {}): true {
  const { step, app, producer } = at
  if (!isUp(at, brokerId)) return loseConnection(at, brokerId, 'refused')
  const link = linkOf(step.cluster, 'clients', brokerId)
  const isBroken = producer.inFlight.some((other) => other.brokerId === brokerId && other.phase === 'lost')
  const phase = isBroken || isLost(step, link) ? 'lost' : 'request'
  let arrivesMs = step.nowMs + link.latencyMs
  for (const other of [...app.abandoned, ...producer.inFlight]) {
    if (other.brokerId === brokerId && other.phase === 'request') arrivesMs = Math.max(arrivesMs, other.arrivesMs)
  }
  return change(at, {
    kind: 'request.sent',
    requestId: app.nextRequestId,
    brokerId,
    api,
    phase,
    arrivesMs,
    batches,
    ending: ending ?? null,
  })
}
