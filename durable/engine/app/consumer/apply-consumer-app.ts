// What a record about an application that reads does to the state. Nothing is decided here.
import { MAX_APP_TRACE } from '../../../../schema/limits.ts'
import { present, unreachable } from '../../assert.ts'
import { isPartition, newConsumer } from '../../consumer/consumer.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { hasEnded } from '../app.ts'
import type { AppRequest } from '../app.ts'
import type { ChangeOf } from '../app-change.ts'
import type { ConsumerApp, ConsumerPlan, ConsumerProcess, PolledRecord, ProcessedRecord } from './consumer-app.ts'
import {
  handleRecord,
  handlingOf,
  newHandling,
  noteAsked,
  noteForwarded,
  releaseHandled,
  resumeHandling,
  turnHandling,
} from './apply-handling.ts'
import { newHandlerReport } from '../pattern/report.ts'
import { noConsumerCounts } from './consumer-app.ts'
import type { ConsumerAppChange, ConsumerMove, SentToBroker } from './consumer-change.ts'
import { consumerSettingsFor, handlerPlanOf } from './consumer-plan.ts'

type ConsumerChangeOf<Kind extends ConsumerAppChange['kind']> = Extract<ConsumerAppChange, { kind: Kind }>

export function newConsumerApp(plan: DeepReadonly<ConsumerPlan>, appId: number, nowMs: number): ConsumerApp {
  return {
    ...plan,
    appId,
    settings: consumerSettingsFor(plan),
    createdMs: nowMs,
    phase: 'stopped',
    error: null,
    instance: 0,
    nextRequestId: 1,
    process: null,
    abandoned: [],
    counters: noConsumerCounts(),
    processed: [],
    report: handlerPlanOf(plan) === null ? null : newHandlerReport(),
  }
}

export function moveConsumerPhase(app: ConsumerApp, { phase, error }: ChangeOf<'phase.moved'>, nowMs: number): void {
  app.phase = phase
  app.error = error
  if (phase === 'running') begin(app, nowMs)
  else if (app.process !== null && hasEnded(phase)) end(app, app.process)
}

/** A new process, or one that was paused goes on. */
function begin(app: ConsumerApp, nowMs: number): void {
  if (app.process !== null) return
  app.instance++
  const { settings, appId, instance } = app
  const clientId = settings.clientId === '' ? `consumer-${settings.groupId ?? 'alone'}-${appId}` : settings.clientId
  const identity = { memberUuid: `app-${appId}-${instance}`, clientHost: '/127.0.0.1' }
  // Requests of an earlier process may still be on their way: numbers go on.
  const consumer = { ...newConsumer({ ...settings, clientId }, identity, nowMs), nextRequestId: app.nextRequestId }
  app.process = {
    startedMs: nowMs,
    consumer,
    inFlight: [],
    thread: { kind: 'polling' },
    hand: [],
    handling: handlerPlanOf(app) === null ? null : newHandling(),
  }
}

/** Messages that are on their way arrive all the same, and what lies in a socket is read. */
function end(app: ConsumerApp, { inFlight }: ConsumerProcess): void {
  app.process = null
  app.abandoned.push(...inFlight.filter(({ phase }) => phase === 'request' || phase === 'held'))
}

export function changeConsumerApp(app: ConsumerApp, change: ConsumerAppChange, nowMs: number): void {
  const process = present(app.process, 'the process of the application')
  switch (change.kind) {
    case 'consumer.sent':
      send(app, process, change.requests, nowMs)
      return move(process, change.moved)
    case 'consumer.heard':
      return hear(app, process, change)
    case 'consumer.rebalanced':
      for (const { kind, partitions } of change.callbacks) app.counters[kind] += partitions.length
      releaseHandled(process, change.callbacks)
      return goOn(process, change)
    case 'consumer.polled':
      return takeRecords(app, process, change)
    case 'consumer.processed':
      for (const record of change.records) noteProcessed(app, record, nowMs)
      process.hand.splice(0, change.records.length + change.droppedCount)
      return goOn(process, change)
    case 'consumer.committing':
      app.counters.steps.beforeCommit++
      noteAsked(process, change.offsets)
      return goOn(process, change)
    case 'consumer.committed':
      return noteCommits(app, process, change)
    case 'consumer.handled':
      noteHandled(app, change, nowMs)
      handleRecord(app, process, change, nowMs)
      return goOn(process, change)
    case 'consumer.resumed':
      resumeHandling(process, nowMs)
      return move(process, change.moved)
    case 'consumer.wheelTurned':
      return turnHandling(process, nowMs)
    case 'consumer.forwarding':
      handlingOf(process).sending.push(change.sending)
      return
    case 'consumer.forwarded':
      return noteForwarded(app, process, change, nowMs)
    default:
      return unreachable(change)
  }
}

function goOn(
  process: ConsumerProcess,
  { moved, thread }: { readonly moved: ConsumerMove; readonly thread: ConsumerProcess['thread'] },
): void {
  process.thread = thread
  move(process, moved)
}

/** Messages that nobody waits for any more are kept only while a broker may still read them. */
function move(process: ConsumerProcess, moved: ConsumerMove): void {
  process.consumer = { ...process.consumer, ...moved }
  const awaited = new Set(process.consumer.inFlight.map(({ requestId }) => requestId))
  const isOpen = ({ requestId, phase }: AppRequest): boolean =>
    awaited.has(requestId) || phase === 'request' || phase === 'held' || phase === 'broker'
  if (!process.inFlight.every(isOpen)) process.inFlight = process.inFlight.filter(isOpen)
}

function send(app: ConsumerApp, process: ConsumerProcess, requests: readonly SentToBroker[], nowMs: number): void {
  for (const { requestId, brokerId, api, phase, arrivesMs, payload } of requests) {
    const message = { batches: [], sent: [], ending: null, waiting: null, answer: null }
    process.inFlight.push({ requestId, brokerId, api, sentMs: nowMs, phase, arrivesMs, payload, ...message })
    app.nextRequestId = requestId + 1
    app.counters.requests++
  }
}

function hear(app: ConsumerApp, process: ConsumerProcess, { requestIds, isAnswer, moved }: ConsumerChangeOf<'consumer.heard'>): void {
  if (!isAnswer) app.counters.connectionsLost++
  process.inFlight = process.inFlight.filter(({ requestId }) => !requestIds.includes(requestId))
  move(process, moved)
}

function takeRecords(app: ConsumerApp, process: ConsumerProcess, change: ConsumerChangeOf<'consumer.polled'>): void {
  const { records, requestIds } = change
  app.counters.polls++
  app.counters.polled += records.length
  if (records.length > 0) {
    app.counters.steps.afterPoll++
    app.counters.onConsume++
  }
  process.inFlight = process.inFlight.filter(({ requestId }) => !requestIds.includes(requestId))
  process.hand.push(...records)
  goOn(process, change)
}

function noteProcessed(app: ConsumerApp, record: PolledRecord, nowMs: number): void {
  const { counters, instance, processed } = app
  const index = processed.findIndex(
    (one) => isPartition(record)(one) && one.offset === record.offset && one.leaderEpoch === record.leaderEpoch,
  )
  const [before] = index === -1 ? [] : processed.splice(index, 1)
  const { topic, partitionIndex, offset, leaderEpoch } = record
  const noted: ProcessedRecord = before ?? {
    topic,
    partitionIndex,
    offset,
    leaderEpoch,
    times: 0,
    failures: 0,
    isDropped: false,
    instance,
    lastMs: nowMs,
  }
  const { fate } = record
  if (fate === 'handled') counters.processed++
  else counters[fate === 'fails' ? 'failures' : 'dropped']++
  if (fate === 'handled' && noted.times > 0) counters.processedAgain++
  counters.steps.afterProcess++
  const count = { times: noted.times + (fate === 'handled' ? 1 : 0), failures: noted.failures + (fate === 'fails' ? 1 : 0) }
  processed.push({ ...noted, ...count, isDropped: noted.isDropped || fate === 'dropped', instance, lastMs: nowMs })
  if (processed.length > MAX_APP_TRACE) processed.shift()
}

/** A record that waits though its work did not fail was not worked on. What the pattern sends on has failed, and is dealt with. */
function noteHandled(app: ConsumerApp, { record, outcome, error }: ConsumerChangeOf<'consumer.handled'>, nowMs: number): void {
  const isTriedAgain = outcome.kind === 'waits'
  if (isTriedAgain && error === null) return
  const isSkipped = outcome.kind === 'ended' && outcome.fate === 'skipped'
  const isDropped = outcome.kind === 'ended' && outcome.fate === 'dropped'
  const worked = isTriedAgain || isSkipped ? 'fails' : 'handled'
  noteProcessed(app, { ...record, fate: isDropped ? 'dropped' : worked }, nowMs)
  if (worked === 'handled' && error !== null) app.counters.failures++
}

function noteCommits(app: ConsumerApp, process: ConsumerProcess, change: ConsumerChangeOf<'consumer.committed'>): void {
  for (const { kind } of change.events) {
    if (kind === 'commitFailed') {
      app.counters.commitFailures++
      continue
    }
    app.counters.commits++
    app.counters.onCommit++
    app.counters.steps.afterCommit++
  }
  goOn(process, change)
}
