// What a record about an application does to the state. Nothing is decided here: who sends what, and what becomes of it, is in the change.
import { assert, present } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { hasEnded } from './app.ts'
import type { App, AppCounters, AppPlan, Producer } from './app.ts'
import type { AppChange, ChangeOf } from './app-change.ts'
import { changeProducer } from './apply-producer.ts'
import { makeRecord } from './apply-records.ts'
import { holdRequest, moveRequest, readRequest } from './apply-requests.ts'
import { changeConsumerApp, moveConsumerPhase, newConsumerApp } from './consumer/apply-consumer-app.ts'
import { isConsumerApp } from './consumer/consumer-app.ts'
import type { ConsumerApp } from './consumer/consumer-app.ts'
import type { ConsumerAppChange } from './consumer/consumer-change.ts'
import { consumerSettingsFor } from './consumer/consumer-plan.ts'
import { emptyDelivery } from './delivery.ts'
import { checkProducerConfigs } from './producer-config.ts'
import type { ProducerSettings } from './producer-config.ts'
import { finish } from './trace.ts'
import { newTransactionState } from './transaction-state.ts'

export function createApp(cluster: Cluster, { appId, plan }: RecordOf<'app.created'>, nowMs: number): void {
  assert(!cluster.apps.has(appId), `application ${appId} is new`)
  cluster.nextAppId = appId + 1
  if ('reads' in plan) {
    cluster.apps.set(appId, newConsumerApp(plan, appId, nowMs))
    return
  }
  cluster.apps.set(appId, {
    ...plan,
    appId,
    settings: settingsFor(plan.configs),
    createdMs: nowMs,
    phase: 'stopped',
    error: null,
    instance: 0,
    nextRecordMs: nowMs,
    nextRequestId: 1,
    producer: null,
    abandoned: [],
    counters: noCounts(),
    settled: emptyDelivery(),
    trace: [],
  })
}

/** The settings that configs stand for; they were checked before they were recorded. */
export function settingsFor(configs: AppPlan['configs']): ProducerSettings {
  const checked = checkProducerConfigs(new Map(configs))
  assert(checked.ok, 'the configs of an application were checked')
  return checked.settings
}

function noCounts(): AppCounters {
  return {
    made: 0,
    dropped: 0,
    acknowledged: 0,
    failed: 0,
    abandoned: 0,
    requests: 0,
    retries: 0,
    timeouts: 0,
    connectionsLost: 0,
    duplicatesDropped: 0,
    onAcknowledgement: 0,
    onAcknowledgementErrors: 0,
    transactionsCommitted: 0,
    transactionsAborted: 0,
  }
}

/** What a broker does with a message that has left its application goes on without it; everything else needs its process. */
export function changeApp(cluster: Cluster, { appId, change }: RecordOf<'app.changed'>, nowMs: number): void {
  const app = present(cluster.apps.get(appId), `application ${appId}`)
  if (isConsumerApp(app)) {
    changeReader(app, change, nowMs)
    if (change.kind === 'phase.moved') moveWriter(cluster, app, nowMs)
    return
  }
  switch (change.kind) {
    case 'phase.moved':
      return movePhase(app, change, nowMs)
    case 'plan.changed':
      return changePlan(app, change, nowMs)
    case 'record.made':
      return makeRecord(cluster, app, change, nowMs)
    case 'request.held':
      return holdRequest(app, change)
    case 'request.read':
      return readRequest(app, change)
    case 'request.released':
      return moveRequest(app, change)
    default:
      assert(!isOfConsumer(change), 'an application that writes has no consumer')
      return changeProducer(app, present(app.producer, 'the process of the application'), change, nowMs)
  }
}

/** The two clients of one process begin and die together; in order the producer closes last, and has sent what it was given. */
function moveWriter({ apps }: Cluster, { appId, phase }: ConsumerApp, nowMs: number): void {
  for (const app of apps.values()) {
    if (isConsumerApp(app) || app.ownerAppId !== appId) continue
    if (phase === 'running') movePhase(app, { kind: 'phase.moved', phase, error: null }, nowMs)
    else if (hasEnded(phase) && app.producer !== null) {
      movePhase(app, { kind: 'phase.moved', phase: phase === 'stopped' ? 'stopping' : 'killed', error: null }, nowMs)
    }
  }
}

function isOfConsumer(change: AppChange): change is ConsumerAppChange {
  return change.kind.startsWith('consumer.')
}

function changeReader(app: ConsumerApp, change: AppChange, nowMs: number): void {
  switch (change.kind) {
    case 'phase.moved':
      return moveConsumerPhase(app, change, nowMs)
    case 'plan.changed':
      Object.assign(app, change.plan)
      app.settings = consumerSettingsFor(app)
      return
    case 'request.held':
      return holdRequest(app, change)
    case 'request.read':
    case 'request.released':
      return moveRequest(app, change)
    default:
      assert(isOfConsumer(change), 'an application that reads has no producer')
      return changeConsumerApp(app, change, nowMs)
  }
}

function changePlan(app: App, { plan: changed }: ChangeOf<'plan.changed'>, nowMs: number): void {
  // Plans of the two kinds were told from each other when they were checked.
  const plan = changed as Partial<AppPlan>
  Object.assign(app, plan)
  if (plan.configs !== undefined) app.settings = settingsFor(plan.configs)
  if (plan.workload !== undefined) app.nextRecordMs = nowMs
}

function movePhase(app: App, { phase, error }: ChangeOf<'phase.moved'>, nowMs: number): void {
  app.phase = phase
  app.error = error
  if (phase === 'running') begin(app, nowMs)
  else if (app.producer !== null && hasEnded(phase)) end(app, app.producer, nowMs)
}

/** A new process, or one that was paused goes on. */
function begin(app: App, nowMs: number): void {
  app.nextRecordMs = nowMs
  if (app.producer !== null) return
  app.instance++
  app.producer = {
    startedMs: nowMs,
    madeByWorkload: 0,
    metadata: { topics: [], updatedMs: null, isWanted: false, attempts: 0, notBeforeMs: nowMs },
    backoffs: [],
    sending: null,
    accumulator: [],
    nextBatchId: 1,
    inFlight: [],
    sticky: {},
    transactions: app.settings.enableIdempotence ? newTransactionState(app.settings.transactionalId) : null,
  }
}

/** Messages that are on their way arrive all the same, and what lies in a socket is read. */
function end(app: App, producer: Producer, nowMs: number): void {
  const { accumulator, inFlight, sending } = producer
  app.producer = null
  const left = [...inFlight.flatMap(({ batches }) => batches), ...accumulator].filter(({ isDone }) => !isDone)
  const records = [...left.flatMap(({ records: ofBatch }) => ofBatch), ...(sending === null ? [] : [sending.record])]
  const fate = app.phase === 'failed' ? 'failed' : 'abandoned'
  for (const record of records) finish(app, record, fate, app.error, nowMs)
  for (const request of inFlight) if (request.phase === 'request' || request.phase === 'held') app.abandoned.push(request)
}
