// Requests of an application between it and the brokers, and its batches with them: out of the accumulator, onto the wire, and to their end or
// back. Source of the order in which batches come back: RecordAccumulator.reenqueue and insertInSequenceOrder of Kafka 4.3.
import { assert, present } from '../assert.ts'
import { partitionName } from './app.ts'
import { isConsumerApp } from './consumer/consumer-app.ts'
import type { AnyApp, App, AppRequest, AppRequestView, Producer, ProducerBatch } from './app.ts'
import type { BatchOutcome, ChangeOf, Placement } from './app-change.ts'
import { finish, tracedOf, tracedOfBatch } from './trace.ts'
import { acknowledgeSequence, countSequences, raiseEpochFor } from './sequences.ts'

export function sendRequest(app: App, producer: Producer, change: ChangeOf<'request.sent'>, nowMs: number): void {
  const { requestId, brokerId, api, phase, arrivesMs, ending } = change
  const batches = change.batches.map((sent) => {
    const batch = takeBatch(producer, sent.batchId)
    if (batch.baseSequence === -1 && sent.baseSequence !== -1) countSequences(producer, batch, sent)
    return Object.assign(batch, sent)
  })
  for (const batch of batches) for (const traced of tracedOfBatch(app, batch)) Object.assign(traced, { brokerId, sends: traced.sends + 1 })
  const request: AppRequest = {
    requestId,
    brokerId,
    api,
    sentMs: nowMs,
    phase,
    arrivesMs,
    batches,
    sent: change.batches,
    ending,
    waiting: null,
    answer: null,
  }
  app.nextRequestId = requestId + 1
  app.counters.requests++
  if (api === 'Metadata') producer.metadata.attempts++
  if (api === 'Produce' && app.settings.acks === 0) sendAndForget(app, request, nowMs)
  else producer.inFlight.push(request)
}

/** acks=0: for the client a record is done when it is on its way. */
function sendAndForget(app: App, request: AppRequest, nowMs: number): void {
  for (const batch of request.batches) {
    batch.isDone = true
    for (const record of batch.records) finish(app, record, 'acknowledged', null, nowMs)
  }
  if (request.phase !== 'lost') app.abandoned.push(request)
}

function takeBatch({ accumulator }: Producer, batchId: number): ProducerBatch {
  const index = accumulator.findIndex((batch) => batch.batchId === batchId)
  const [batch] = index === -1 ? [] : accumulator.splice(index, 1)
  return present(batch, `batch ${batchId}`)
}

function findRequest(app: AnyApp, requestId: number): AppRequest {
  const inFlight = (isConsumerApp(app) ? app.process?.inFlight : app.producer?.inFlight) ?? []
  const request = [...inFlight, ...app.abandoned].find((one) => one.requestId === requestId)
  return present(request, `request ${requestId}`)
}

export function takeRequest({ inFlight }: Producer, requestId: number): AppRequest {
  const index = inFlight.findIndex((request) => request.requestId === requestId)
  const [request] = index === -1 ? [] : inFlight.splice(index, 1)
  return present(request, `request ${requestId}`)
}

export function holdRequest(app: AnyApp, { requestId }: ChangeOf<'request.held'>): void {
  findRequest(app, requestId).phase = 'held'
}

export function readRequest(app: App, change: ChangeOf<'request.read'>): void {
  const request = findRequest(app, change.requestId)
  for (const placement of change.placements) place(app, request, placement)
  moveRequest(app, change)
}

function place(app: App, { batches, sent, brokerId }: AppRequest, placement: Placement): void {
  const { batchId, topicId, leaderEpoch, baseOffset, isDuplicate } = placement
  const batch = present(
    batches.find((one) => one.batchId === batchId),
    `batch ${batchId}`,
  )
  const producerId = sent.find((one) => one.batchId === batchId)?.producerId ?? -1
  if (isDuplicate) app.counters.duplicatesDropped++
  for (const [index, { sequence }] of batch.records.entries()) {
    const traced = tracedOf(app, sequence)
    if (traced === undefined) continue
    if (isDuplicate) traced.duplicatesDropped++
    else traced.copies.push({ topicId, brokerId, leaderEpoch, offset: baseOffset + index, producerId })
  }
}

/** What is abandoned ends with its broker's last word; nobody hears that. */
export function moveRequest(app: AnyApp, change: ChangeOf<'request.read' | 'request.released'>): void {
  const { requestId, phase, arrivesMs, waiting, answer } = change
  const abandoned = app.abandoned.findIndex((request) => request.requestId === requestId)
  if (abandoned !== -1) app.abandoned.splice(abandoned, 1)
  else Object.assign(findRequest(app, requestId), { phase, arrivesMs, waiting, answer })
}

export function answerRequest(app: App, producer: Producer, change: ChangeOf<'request.answered'>, nowMs: number): void {
  const request = takeRequest(producer, change.requestId)
  forgetBackoff(producer, request.brokerId)
  settleBatches(app, producer, request.batches, change.outcomes, nowMs)
}

/** Whoever answers can be connected to. */
export function forgetBackoff(producer: Producer, brokerId: number): void {
  producer.backoffs = producer.backoffs.filter((backoff) => backoff.brokerId !== brokerId)
}

/** What ends with a connection. Of a broker that died, answers that it had sent before still arrive. */
export function endsWith(
  request: Pick<AppRequestView, 'brokerId' | 'phase'>,
  brokerId: number,
  cause: ChangeOf<'connection.lost'>['cause'],
): boolean {
  return request.brokerId === brokerId && !(cause === 'reset' && request.phase === 'answer')
}

/** All that was in flight on the connection ends. What is on its way to the broker arrives all the same. */
export function loseConnection(app: App, producer: Producer, change: ChangeOf<'connection.lost'>, nowMs: number): void {
  const { brokerId, cause, failures, untilMs, outcomes } = change
  const ended = producer.inFlight.filter((request) => endsWith(request, brokerId, cause))
  producer.inFlight = producer.inFlight.filter((request) => !endsWith(request, brokerId, cause))
  forgetBackoff(producer, brokerId)
  producer.backoffs.push({ brokerId, failures, untilMs })
  // Whoever cannot be reached coordinates nothing: somebody is asked again who does.
  if (producer.transactions?.coordinatorId === brokerId) producer.transactions.coordinatorId = -1
  if (cause === 'timedOut') app.counters.timeouts++
  else app.counters.connectionsLost++
  for (const request of ended) {
    const isUnread = request.phase === 'request' || request.phase === 'held'
    // What the broker will read is as it was sent, whatever becomes of the batches now.
    if (cause === 'timedOut' && isUnread)
      app.abandoned.push({ ...request, batches: Array.from(request.batches, (batch) => ({ ...batch })) })
  }
  const batches = ended.flatMap((request) => request.batches)
  settleBatches(app, producer, batches, outcomes, nowMs)
}

function settleBatches(
  app: App,
  producer: Producer,
  batches: readonly ProducerBatch[],
  outcomes: readonly BatchOutcome[],
  nowMs: number,
): void {
  for (const outcome of outcomes) {
    const batch = batches.find(({ batchId }) => batchId === outcome.batchId)
    assert(batch !== undefined, `batch ${outcome.batchId} was in flight`)
    settleBatch(app, producer, batch, outcome, nowMs)
  }
}

function settleBatch(app: App, producer: Producer, batch: ProducerBatch, outcome: BatchOutcome, nowMs: number): void {
  const { fate, error, baseOffset, retryMs, raisesEpoch } = outcome
  if (raisesEpoch) raiseEpochFor(producer, partitionName(batch))
  if (fate === 'retried') {
    app.counters.retries++
    batch.attempts++
    batch.retryMs = retryMs
    return putBack(producer, batch)
  }
  if (fate === 'acknowledged') acknowledgeSequence(producer, batch)
  endBatch(app, batch, fate, fate === 'failed' ? error : null, baseOffset, nowMs)
}

export function endBatch(
  app: App,
  batch: ProducerBatch,
  fate: 'acknowledged' | 'failed',
  error: BatchOutcome['error'] | null,
  baseOffset: number,
  nowMs: number,
): void {
  batch.isDone = true
  for (const [index, record] of batch.records.entries()) {
    finish(app, record, fate, error, nowMs)
    const traced = tracedOf(app, record.sequence)
    if (traced !== undefined && baseOffset !== -1) traced.offset = baseOffset + index
  }
}

/** In front of all of its partition; with sequence numbers, where its number belongs. */
function putBack({ accumulator }: Producer, batch: ProducerBatch): void {
  const isBehind = ({ topic, partitionIndex, baseSequence }: ProducerBatch): boolean => {
    if (topic !== batch.topic || partitionIndex !== batch.partitionIndex) return false
    return batch.baseSequence === -1 || baseSequence === -1 || baseSequence > batch.baseSequence
  }
  const index = accumulator.findIndex(isBehind)
  accumulator.splice(index === -1 ? accumulator.length : index, 0, batch)
}

/** delivery.timeout.ms is over: in the accumulator, or while its request is still out. */
export function expireBatch(app: App, producer: Producer, { batchId, isUnresolved }: ChangeOf<'batch.expired'>, nowMs: number): void {
  const queued = producer.accumulator.some((batch) => batch.batchId === batchId)
  const inFlight = producer.inFlight.flatMap(({ batches }) => batches).find((batch) => batch.batchId === batchId)
  const batch = queued ? takeBatch(producer, batchId) : present(inFlight, `batch ${batchId}`)
  const sequences = producer.transactions?.sequences ?? {}
  const known = sequences[partitionName(batch)]
  if (isUnresolved && known !== undefined) sequences[partitionName(batch)] = { ...known, isUnresolved: true }
  endBatch(app, batch, 'failed', 'REQUEST_TIMED_OUT', -1, nowMs)
}
