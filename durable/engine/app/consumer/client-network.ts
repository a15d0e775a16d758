// The requests of a consumer on their way to brokers and back. What a broker does with them is in broker-side.ts.
// Some are not sent at all while nothing is wrong, because they would be most of the journal and change nothing: a heartbeat that finds all in
// order, which the coordinator notes all the same, a fetch that finds nothing to read, which would wait at the broker, and a question for
// metadata that are what the client knows.
import type { KafkaApis } from '../../../../schema/kafka/requests/apis.ts'
import type { Consumer, ConsumerAnswer, ConsumerRequest } from '../../consumer/consumer.ts'
import { learnMetadata } from '../../consumer/metadata.ts'
import { heard, heardNothing } from '../../consumer/heard.ts'
import { decideHandled } from '../../decide.ts'
import type { RequestInput } from '../../input.ts'
import { linkOf } from '../../network/links.ts'
import { isLost } from '../../request/on-its-way.ts'
import { Step } from '../../step.ts'
import { assert, present } from '../../assert.ts'
import type { AppRequestView } from '../app.ts'
import { pack, unpack } from '../packed.ts'
import type { SentToBroker } from './consumer-change.ts'
import { clientOf, isPolling, moveOf, tell } from './consumer-step.ts'
import type { ConsumerStep } from './consumer-step.ts'

/** Connections to brokers that are down. An answer that was sent before still arrives. */
export function noticeReset(at: ConsumerStep): boolean {
  const { process, app, step } = at
  const ended = process.inFlight.filter(({ brokerId, phase }) => phase !== 'answer' && !isUp(step, brokerId))
  if (ended.length === 0) return false
  const requestIds = ended.map(({ requestId }) => requestId)
  const client = requestIds.reduce((state, id) => heardNothing(state, id, step.nowMs), clientOf(step.cluster, app, process))
  return tell(at, { kind: 'consumer.heard', requestIds, isAnswer: false, moved: moveOf(process, client) })
}

/** Records are heard of by polls only; a thread that does not poll has no use for them. */
export function hearAnswer(at: ConsumerStep): boolean {
  const { process, app, step } = at
  const request = arrived(at).find(({ api }) => api !== 'Fetch' || !isPolling(at))
  if (request === undefined) return false
  const client = heard(clientOf(step.cluster, app, process), request.requestId, answerTo(request), step.nowMs)
  return tell(at, { kind: 'consumer.heard', requestIds: [request.requestId], isAnswer: true, moved: moveOf(process, client) })
}

export function arrived({ process, step }: ConsumerStep): AppRequestView[] {
  return process.inFlight.filter(({ phase, arrivesMs }) => phase === 'answer' && arrivesMs <= step.nowMs)
}

export function answerTo({ answer }: AppRequestView): ConsumerAnswer {
  const arrives = present(answer, 'the answer that arrives')
  assert(arrives.api === 'packed', 'an answer to a consumer is packed')
  return { api: arrives.of, response: unpack(arrives.response) } as ConsumerAnswer
}

function isUp({ cluster }: Step, brokerId: number): boolean {
  const process = cluster.brokers.get(brokerId)?.process
  return process === 'running' || process === 'paused'
}

export type Carried = { readonly client: Consumer; readonly requests: readonly SentToBroker[]; readonly heartbeats: boolean }

/** Puts requests on the wire, or finds that nobody listens. */
export function carry(at: ConsumerStep, client: Consumer, asked: readonly ConsumerRequest[]): Carried {
  let next = client
  const requests: SentToBroker[] = []
  let heartbeats = false
  for (const request of asked) {
    const brokerId = request.brokerId ?? anyBroker(at.step)
    if (brokerId === null || !isUp(at.step, brokerId)) next = heardNothing(next, request.requestId, at.step.nowMs)
    else if (isIdle(at, next, brokerId, request)) {
      heartbeats ||= request.api === 'Heartbeat' || request.api === 'ConsumerGroupHeartbeat'
      next = forget(next, request.requestId)
    } else requests.push(onTheWire(at, brokerId, request, requests))
  }
  return { client: next, requests, heartbeats }
}

function forget(client: Consumer, requestId: number): Consumer {
  return { ...client, inFlight: client.inFlight.filter((sent) => sent.requestId !== requestId) }
}

function anyBroker({ cluster }: Step): number | null {
  for (const [brokerId, { process }] of cluster.brokers) if (process === 'running') return brokerId
  return null
}

/** A message over a cut or lossy link is silence until request.timeout.ms, and so is all behind it on the same connection. */
function onTheWire(
  { step, process }: ConsumerStep,
  brokerId: number,
  request: ConsumerRequest,
  before: readonly SentToBroker[],
): SentToBroker {
  const link = linkOf(step.cluster, 'clients', brokerId)
  const others = [...process.inFlight, ...before].filter((other) => other.brokerId === brokerId)
  const isBroken = others.some(({ phase }) => phase === 'lost')
  const phase = isBroken || isLost(step, link) ? 'lost' : 'request'
  const arrivesMs = others.reduce((latest, other) => {
    return other.phase === 'request' ? Math.max(latest, other.arrivesMs) : latest
  }, step.nowMs + link.latencyMs)
  return { requestId: request.requestId, brokerId, api: request.api, phase, arrivesMs, payload: pack(request.request) }
}

/** Whether the request would change nothing. The coordinator hears a heartbeat all the same. */
function isIdle({ step }: ConsumerStep, client: Consumer, brokerId: number, { requestId, api, request }: ConsumerRequest): boolean {
  const { cluster, nowMs } = step
  if (api !== 'Fetch' && api !== 'Heartbeat' && api !== 'ConsumerGroupHeartbeat' && api !== 'Metadata') return false
  if (cluster.brokers.get(brokerId)?.process !== 'running' || linkOf(cluster, 'clients', brokerId).cut) return false
  if (api !== 'Fetch' && cluster.faults.size > 0) return false
  const inner = new Step(cluster, nowMs, step.reader, step.rules)
  const input = { kind: 'request', nowMs, requestId, brokerId, api, request } as RequestInput
  const { response, waiting, records, writes, heard: signs = [] } = decideHandled(inner, input)
  if (
    waiting !== null ||
    records.length > 0 ||
    writes.length > 0 ||
    !isNothingNew({ api, request, response } as IdleOutcome, client, nowMs)
  )
    return false
  for (const { groupId, memberId } of signs) step.hear(groupId, memberId, 'unsentHeartbeat')
  return true
}

type IdleApi = 'Metadata' | 'Fetch' | 'Heartbeat' | 'ConsumerGroupHeartbeat'
type IdleOutcome = {
  [Api in IdleApi]: { readonly api: Api; readonly request: KafkaApis[Api]['request']; readonly response: KafkaApis[Api]['response'] }
}[IdleApi]

function isNothingNew(outcome: IdleOutcome, client: Consumer, nowMs: number): boolean {
  switch (outcome.api) {
    case 'Metadata':
      return isKnown(client, learnMetadata(client, outcome.response, nowMs))
    case 'Fetch':
      return outcome.response.responses.every(({ partitions }) =>
        partitions.every(({ error, records }) => error === 'NONE' && records.length === 0),
      )
    case 'Heartbeat':
      return outcome.response.error === 'NONE'
    case 'ConsumerGroupHeartbeat': {
      const { request, response } = outcome
      return (
        response.error === 'NONE' &&
        response.assignment === null &&
        response.memberEpoch === request.memberEpoch &&
        request.topicPartitions === null &&
        request.subscribedTopicNames === null
      )
    }
  }
}

function isKnown(client: Consumer, learned: Consumer): boolean {
  const before = [client.metadata.topics, client.metadata.brokers, client.error, client.subscription]
  return JSON.stringify(before) === JSON.stringify([learned.metadata.topics, learned.metadata.brokers, learned.error, learned.subscription])
}
