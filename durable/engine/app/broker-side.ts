// What brokers do with the requests of simulated applications: messages arrive over links that may be slow or lossy, lie in the socket of a
// broker that is paused, are carried out by the very handlers that answer everybody else, and wait for replicas.
// Links are streams, as TCP's are: behind a request that is lost nothing else arrives, and behind an answer that is lost none is heard, until
// the connection is given up.
// A broker reads one request of a connection at a time and goes on when it has answered it, as Kafka's does (it mutes the channel).
// Source: Processor.processNewResponses and KafkaChannel.mute of Kafka 4.3.
import { checkBatch } from '../../../schema/kafka/check-batch.ts'
import type { KafkaRequest } from '../../../schema/kafka/requests/apis.ts'
import type { ProduceRequest, TopicProduceData } from '../../../schema/kafka/requests/produce.ts'
import { assert, AssertionError, present } from '../assert.ts'
import { decideHandled } from '../decide.ts'
import type { Decision, Reply } from '../decision.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { RequestInput } from '../input.ts'
import { diskLatencyMs, linkOf } from '../network/links.ts'
import { judgeCoordinator, timedOutCoordinator } from '../purgatory/delayed-coordinator.ts'
import { judgeGroup, timedOutGroup } from '../purgatory/delayed-group.ts'
import { timedOut } from '../purgatory/delayed-produce.ts'
import type { Waiting } from '../purgatory/waiting.ts'
import { believed } from '../replication/believed.ts'
import { errorReply } from '../request/error-reply.ts'
import { isLost, strike } from '../request/on-its-way.ts'
import { Step } from '../step.ts'
import { inFlightOf } from './app.ts'
import type { AnyAppView, AppAnswer, AppRequestView, AppView, TopicMetadata } from './app.ts'
import { isConsumerApp } from './consumer/consumer-app.ts'
import { NEVER_MS } from './message-times.ts'
import { pack, unpack } from './packed.ts'
import type { ChangeOf, Placement } from './app-change.ts'
import { change } from './app-step.ts'
import type { ClientStep } from './app-step.ts'
import { batchBytes } from './batch-bytes.ts'
import { transactionRequest } from './transaction-requests.ts'

type Requests = readonly AppRequestView[]

/** The next thing that a broker does with a request of this application. */
export function serve(at: ClientStep): boolean {
  return serveConnection(at, inFlightOf(at.app)) || serveConnection(at, at.app.abandoned)
}

function serveConnection(at: ClientStep, requests: Requests): boolean {
  return requests.some((request, index) => serveOne(at, request, requests.slice(0, index)))
}

function serveOne(at: ClientStep, request: AppRequestView, earlier: Requests): boolean {
  const { step } = at
  const process = step.cluster.brokers.get(request.brokerId)?.process
  const isDown = process === 'down' || process === 'starting'
  switch (request.phase) {
    case 'request':
      if (request.arrivesMs > step.nowMs) return false
      if (isDown) return vanish(at, request)
      if (process === 'running' && !isBusy(request, earlier)) return read(at, request)
      return change(at, { kind: 'request.held', requestId: request.requestId })
    case 'held':
      if (isDown) return vanish(at, request)
      return process === 'running' && !isBusy(request, earlier) ? read(at, request) : false
    case 'broker':
      return process === 'running' ? release(at, request) : false
    default:
      return false
  }
}

/** Whether the broker has an earlier request of the same connection in hand. */
function isBusy({ brokerId }: AppRequestView, earlier: Requests): boolean {
  return earlier.some((other) => other.brokerId === brokerId && (other.phase === 'held' || other.phase === 'broker'))
}

/** Nobody is there to read it. Who waits for an answer hears of it as the end of the connection. */
function vanish(at: ClientStep, { requestId }: AppRequestView): boolean {
  if (!at.app.abandoned.some((request) => request.requestId === requestId)) return false
  return change(at, { kind: 'request.released', requestId, phase: 'unanswered', arrivesMs: at.step.nowMs, waiting: null, answer: null })
}

/** The next request that lies in the socket of a broker that wakes; false when there is none, or it has one in hand. */
export function readNextHeld(at: ClientStep, brokerId: number): boolean {
  const requests = [...at.app.abandoned, ...inFlightOf(at.app)]
  const held = requests.find((request) => request.brokerId === brokerId && request.phase === 'held')
  const isWaiting = requests.some((request) => request.brokerId === brokerId && request.phase === 'broker')
  return held === undefined || isWaiting ? false : read(at, held)
}

/** A request that has come to its broker: a fault answers in its place, or it is carried out. */
function read(at: ClientStep, request: AppRequestView): boolean {
  const { step } = at
  const { brokerId } = request
  const struck = strike(step.cluster, 'error', request, [brokerId])
  if (struck?.spec.kind !== 'error') return carryOut(at, request, null)
  step.records.push(...struck.records)
  const { response } = errorReply(inputOf(at, request), struck.spec.error, null)
  const move = sendBack(at, request, null, answerOf(request, response))
  return change(at, { kind: 'request.read', placements: [], ...move })
}

/**
 * Decided in a step of its own, because a handler may throw away what it had planned.
 *
 * @param waitUntilMs of a request that the broker carries out again; false when it would only go on waiting.
 */
function carryOut(at: ClientStep, request: AppRequestView, waitUntilMs: number | null): boolean {
  const { step, app } = at
  const { api, brokerId } = request
  const inner = new Step(step.cluster, step.nowMs, step.reader, step.rules)
  const patience = waitUntilMs === null ? {} : { waitUntilMs, mayWait: waitUntilMs > step.nowMs }
  const { response, waiting, records, writes, heard = [] } = decideHandled(inner, { ...inputOf(at, request), ...patience })
  const isWaitingAgain = waiting?.kind === 'again'
  if (isWaitingAgain && waitUntilMs !== null) return false
  const dropped = isWaitingAgain ? null : strike(step.cluster, 'drop_response', request, [brokerId])
  const answer = answerOf(request, response)
  const move = dropped === null ? sendBack({ step: inner, app }, request, waiting, answer) : unanswered(at, request)
  for (const write of writes) step.write(write)
  for (const { groupId, memberId } of heard) step.hear(groupId, memberId)
  step.records.push(...records.filter(({ kind }) => kind !== 'random.moved'), ...(dropped?.records ?? []))
  const placements = api === 'Produce' ? placementsOf(at, request, response as Decision<'Produce'>['response']) : []
  change(at, { kind: 'request.read', placements: isWaitingAgain ? [] : placements, ...move })
  step.records.push(...inner.drawn)
  return true
}

function inputOf({ step, app }: ClientStep, request: AppRequestView): RequestInput {
  const { requestId, brokerId } = request
  return { kind: 'request', nowMs: step.nowMs, requestId, brokerId, ...kafkaRequest(app, request) }
}

type Move = Omit<ChangeOf<'request.released'>, 'kind'>

/** The answer, once nothing keeps it back: over the link, behind the answers before it. */
function sendBack(at: ClientStep, request: AppRequestView, waiting: DeepReadonly<Waiting> | null, answer: DeepReadonly<AppAnswer>): Move {
  const { step, app } = at
  const { requestId, brokerId, api } = request
  if (waiting !== null) {
    const kept = { ...waiting, deadlineMs: Math.min(waiting.deadlineMs, NEVER_MS) }
    return { requestId, phase: 'broker', arrivesMs: step.nowMs, waiting: kept, answer }
  }
  const link = linkOf(step.cluster, brokerId, 'clients')
  if (isLost(step, link)) return unanswered(at, request)
  const diskMs = api === 'Produce' && request.waiting === null ? diskLatencyMs(step.cluster, brokerId) : 0
  let arrivesMs = step.nowMs + link.latencyMs + diskMs
  for (const other of inFlightOf(app)) {
    if (other.brokerId === brokerId && other.phase === 'answer') arrivesMs = Math.max(arrivesMs, other.arrivesMs)
  }
  return { requestId, phase: 'answer', arrivesMs, waiting: null, answer }
}

function unanswered({ step }: ClientStep, { requestId }: AppRequestView): Move {
  return { requestId, phase: 'unanswered', arrivesMs: step.nowMs, waiting: null, answer: null }
}

/** A broker that waits looks again. */
function release(at: ClientStep, request: AppRequestView): boolean {
  const { requestId, waiting, answer } = request
  assert(waiting !== null && answer !== null && answer.api !== 'Metadata', 'a broker that waits knows for what')
  if (waiting.kind === 'again') return carryOut(at, request, waiting.deadlineMs)
  const released = judge(at, request, waiting, replyOf(requestId, answer))
  if (released === null) return false
  return change(at, { kind: 'request.released', ...sendBack(at, request, null, answerOf(request, released.response)) })
}

/** The answer, or null while it waits. */
function judge(at: ClientStep, request: AppRequestView, waiting: DeepReadonly<Waiting>, reply: Reply): Reply | null {
  const { step } = at
  const { cluster, nowMs, rules } = step
  const isOver = waiting.deadlineMs <= nowMs
  switch (waiting.kind) {
    case 'produce':
      return rules.judgeProduce(cluster, reply, waiting) ?? (isOver ? timedOut(cluster, reply, waiting) : null)
    case 'coordinator': {
      const input = inputOf(at, request)
      return judgeCoordinator(cluster, input, reply, waiting) ?? (isOver ? timedOutCoordinator(cluster, input, reply, waiting) : null)
    }
    case 'group':
      return judgeGroup(cluster, inputOf(at, request), waiting) ?? (isOver ? timedOutGroup(cluster, inputOf(at, request), waiting) : null)
    default:
      throw new AssertionError(`no request of an application waits as ${waiting.kind}`)
  }
}

type KeptAnswer = Exclude<DeepReadonly<AppAnswer>, { readonly api: 'Metadata' }>

function replyOf(requestId: number, answer: KeptAnswer): Reply {
  if (answer.api !== 'packed') return { requestId, ...answer }
  return { requestId, api: answer.of, response: unpack(answer.response) } as Reply
}

function answerOf({ api, payload }: AppRequestView, response: Decision['response']): DeepReadonly<AppAnswer> {
  if (payload !== undefined) return { api: 'packed', of: api, response: pack(response) } as AppAnswer
  // The response is that of the request's own API: decide's table sees to it.
  if (api !== 'Metadata') return { api, response } as AppAnswer
  const { topics } = response as Decision<'Metadata'>['response']
  return {
    api,
    topics: topics.map(({ name, error, partitions }): TopicMetadata => {
      return { name, error, leaders: partitions.map(({ leaderId }) => leaderId) }
    }),
  }
}

function kafkaRequest(app: AnyAppView, request: AppRequestView): KafkaRequest {
  if (isConsumerApp(app)) return { api: request.api, request: unpack(present(request.payload, 'what is asked')) } as KafkaRequest
  switch (request.api) {
    case 'Produce':
      return { api: 'Produce', request: produceRequest(app, request) }
    case 'Metadata':
      return { api: 'Metadata', request: { topics: topicsOf(app), allowAutoTopicCreation: true } }
    default:
      return transactionRequest(app, request)
  }
}

/** Every topic that the application writes to: its own, and those that its interceptors send to. */
export function topicsOf({ topic, interceptors, producer }: Pick<AppView, 'topic' | 'interceptors' | 'producer'>): string[] {
  const routed = interceptors.flatMap((interceptor) => (interceptor.kind === 'route' ? Object.values(interceptor.topics) : []))
  const byHand = producer?.sending === null || producer === null ? [] : [producer.sending.record.topic]
  const waiting = producer?.accumulator.map((batch) => batch.topic) ?? []
  return [...new Set([topic, ...routed, ...byHand, ...waiting])]
}

function produceRequest({ settings }: AppView, { batches, sent }: AppRequestView): ProduceRequest {
  const topicData = new Map<string, { name: string; topicId: null; partitionData: TopicProduceData['partitionData'][number][] }>()
  for (const batch of batches) {
    const { topic: name, partitionIndex: index, batchId } = batch
    const records = batchBytes(
      batch,
      present(
        sent.find((one) => one.batchId === batchId),
        `batch ${batchId}`,
      ),
      settings,
    )
    const checked = checkBatch(records)
    assert(checked.ok, 'a batch of our own making is in order')
    const data = topicData.get(name) ?? { name, topicId: null, partitionData: [] }
    data.partitionData.push({ index, records, facts: checked.facts })
    topicData.set(name, data)
  }
  const { acks, requestTimeoutMs: timeoutMs, transactionalId } = settings
  return { transactionalId, acks, timeoutMs, atomic: false, topicData: [...topicData.values()] }
}

/** Where the batches are now, which no client ever hears: an audit needs it. */
function placementsOf({ step }: ClientStep, { batches, brokerId }: AppRequestView, response: Decision<'Produce'>['response']): Placement[] {
  return batches.flatMap((batch): Placement[] => {
    const { topic: name, partitionIndex, batchId } = batch
    const ofTopic = response.responses.find((one) => one.name === name)
    const result = ofTopic?.partitionResponses.find(({ index }) => index === partitionIndex)
    const topic = step.cluster.topics.get(name)
    const partition = topic?.partitions[partitionIndex]
    const broker = step.cluster.brokers.get(brokerId)
    if (result?.error !== 'NONE' || topic === undefined || partition === undefined || broker === undefined) return []
    const { leaderEpoch } = believed(broker, topic, partition)
    const { baseOffset, duplicate } = result
    return [{ batchId, topicId: topic.topicId, leaderEpoch, baseOffset, isDuplicate: duplicate !== undefined }]
  })
}
