// Simulated applications at one moment, taken from the cluster's state, and the audit of their records.
import type { AppRequestView, AppView, BatchView, ProducerView } from '../../engine/app/app.ts'
import { bufferedBytes } from '../../engine/app/app.ts'
import { auditOf, deliveryOf } from '../../engine/app/delivery.ts'
import type { TracedRecordView } from '../../engine/app/delivery.ts'
import { isTransactional } from '../../engine/app/transaction-state.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { isConsumerApp } from '../../engine/app/consumer/consumer-app.ts'
import { consumptionOf } from '../../engine/app/consumer/consumption.ts'
import { consumerAppState } from './consumer-app-state-of.ts'
import type {
  AnyAppState,
  AppDelivery,
  AppState,
  BatchState,
  ConsumerAppDelivery,
  ProducerState,
  RequestState,
  TracedDelivery,
} from './app-state.ts'

export function appStates(cluster: ClusterView): AnyAppState[] {
  return Array.from(cluster.apps.values(), (app) => (isConsumerApp(app) ? consumerAppState(cluster, app) : appState(app)))
}

function appState(app: AppView): AppState {
  const { appId, name, topic, configs, workload, interceptors, createdMs, phase, error, instance, counters, producer, abandoned } = app
  return {
    appId,
    name,
    topic,
    configs,
    workload,
    interceptors,
    createdMs,
    phase,
    error,
    instance,
    counters,
    producer: producer === null ? null : producerState(app, producer),
    abandonedRequests: abandoned.length,
    ...(app.ownerAppId === undefined ? {} : { ownerAppId: app.ownerAppId }),
  }
}

function producerState(app: AppView, producer: ProducerView): ProducerState {
  const { startedMs, madeByWorkload, sending, accumulator, inFlight, transactions } = producer
  return {
    startedMs,
    madeByWorkload,
    nextRecordMs: app.nextRecordMs,
    sendingSinceMs: sending?.sinceMs ?? null,
    bufferedBytes: bufferedBytes(app, producer),
    batches: accumulator.map(batchState),
    inFlight: inFlight.map(requestState),
    producerId: transactions?.producerId ?? -1,
    producerEpoch: transactions?.producerEpoch ?? -1,
    transaction: transactions !== null && isTransactional(transactions) ? transactions.phase : null,
  }
}

function batchState({ batchId, topic, partitionIndex, records, attempts, baseSequence }: BatchView): BatchState {
  return { batchId, topic, partitionIndex, firstSequence: records[0]?.sequence ?? -1, recordCount: records.length, attempts, baseSequence }
}

function requestState({ requestId, brokerId, api, sentMs, phase, batches }: AppRequestView): RequestState {
  return { requestId, brokerId, api, sentMs, phase, batches: batches.map(batchState) }
}

/** Null when there is no such application. */
export function appDelivery(cluster: ClusterView, appId: number): AppDelivery | ConsumerAppDelivery | null {
  const app = cluster.apps.get(appId)
  if (app === undefined) return null
  if (isConsumerApp(app)) return { appId, counters: app.counters, ...consumptionOf(cluster, app) }
  const { counters, trace } = app
  const { made, dropped, acknowledged, failed, abandoned } = counters
  const pending = made - dropped - acknowledged - failed - abandoned
  return { appId, counters, pending, counts: auditOf(cluster, app), records: trace.map((traced) => tracedDelivery(cluster, traced)) }
}

function tracedDelivery(cluster: ClusterView, traced: TracedRecordView): TracedDelivery {
  if (traced.fate === 'dropped') return { ...traced, logFate: null, duplicates: 0 }
  const { fate, duplicates } = deliveryOf(cluster, traced)
  return { ...traced, logFate: fate, duplicates }
}
