// Small makers of simulated applications, for tests of the engine.
import type { AppAnswer, AppApi, AppPlan, AppView } from '../../durable/engine/app/app.ts'
import { isConsumerApp } from '../../durable/engine/app/consumer/consumer-app.ts'
import type { ConsumerAppView, ConsumerPlan } from '../../durable/engine/app/consumer/consumer-app.ts'
import { auditOf } from '../../durable/engine/app/delivery.ts'
import type { DeliveryCounts } from '../../durable/engine/app/delivery.ts'
import { apply } from '../../durable/engine/apply.ts'
import { emptyCluster } from '../../durable/engine/cluster.ts'
import type { Cluster } from '../../durable/engine/cluster.ts'
import type { Interceptor } from '../../durable/engine/app/interceptors.ts'
import type { Workload } from '../../durable/engine/app/workload.ts'
import type { MemoryCluster } from './memory-store.ts'

export type TestPlan = {
  readonly configs?: Readonly<Record<string, string>>
  readonly workload?: Partial<Workload>
  readonly interceptors?: readonly Interceptor[]
  readonly topic?: string
}

/** Ten records a second, each of one character: 0 to 9 and then on, to the topic t, without keys. */
export function plan({ configs = {}, workload = {}, interceptors = [], topic = 't' }: TestPlan = {}): AppPlan {
  return {
    name: 'orders',
    topic,
    configs: Object.entries({ 'enable.idempotence': 'false', 'linger.ms': '0', ...configs }),
    workload: {
      recordsPerSecond: 10,
      count: 10,
      keys: { kind: 'none' },
      value: '{{sequence}}',
      headers: [],
      recordsPerTransaction: 0,
      abortEvery: 0,
      ...workload,
    },
    interceptors,
  }
}

export function createApp(cluster: MemoryCluster, asked: AppPlan | ConsumerPlan): number {
  const outcome = cluster.act({ kind: 'createApp', plan: asked, starts: true })
  if (!outcome.ok || outcome.appId === undefined) throw new Error(outcome.ok ? 'the application has an id' : outcome.message)
  return outcome.appId
}

export function appOf(cluster: MemoryCluster, appId: number): AppView {
  const app = cluster.engine.cluster.apps.get(appId)
  if (app === undefined || isConsumerApp(app)) throw new Error(`application ${appId} is there, and writes`)
  return app
}

export function readerOf(cluster: MemoryCluster, appId: number): ConsumerAppView {
  const app = cluster.engine.cluster.apps.get(appId)
  if (app === undefined || !isConsumerApp(app)) throw new Error(`application ${appId} is there, and reads`)
  return app
}

/** Reads t from the beginning, in the group g, and commits after each batch. */
export function readerPlan(over: Partial<ConsumerPlan> = {}, configs: Readonly<Record<string, string>> = {}): ConsumerPlan {
  return {
    name: 'reader',
    reads: { kind: 'topics', topics: ['t'] },
    configs: Object.entries({ 'group.id': 'g', 'auto.offset.reset': 'earliest', ...configs }),
    processingMs: 0,
    handsOver: false,
    commit: { kind: 'afterBatch', mode: 'sync' },
    commitsOnRevoke: false,
    seek: null,
    onConsume: [],
    failure: null,
    crash: null,
    handler: null,
    ...over,
  }
}

/** An idempotent producer with the id 77: the answer to its InitProducerId is lost, and comes from here. */
export function createIdentified(cluster: MemoryCluster, asked: AppPlan): number {
  const spec = { kind: 'drop_response', api: 'InitProducerId', brokerId: null, count: 1 } as const
  cluster.act({ kind: 'startFault', spec, durationMs: null })
  const appId = createApp(cluster, asked)
  const request = appOf(cluster, appId).producer?.inFlight.find(({ api }) => api === 'InitProducerId')
  if (request === undefined) throw new Error('the producer asks for an id')
  const identified = { kind: 'producer.identified', requestId: request.requestId, producerId: 77, producerEpoch: 0 } as const
  cluster.keep(cluster.engine.record([{ kind: 'app.changed', appId, change: identified }], cluster.nowMs))
  return appId
}

export function auditOfApp(cluster: MemoryCluster, appId: number): DeliveryCounts {
  return auditOf(cluster.engine.cluster, appOf(cluster, appId))
}

/** The offsets at which each record was written, as often as it was. */
export function copiesOf(cluster: MemoryCluster, appId: number): number[][] {
  return appOf(cluster, appId).trace.map(({ copies }) => copies.map(({ offset }) => offset))
}

/** The cluster as its journal tells it. */
export function replay(cluster: MemoryCluster): Cluster {
  const again = emptyCluster()
  for (const { records, nowMs } of cluster.entries) for (const record of records) apply(again, record, nowMs)
  return again
}

/** From now on nobody hears the answers to these requests. */
export function loseAnswers(cluster: MemoryCluster, apis: readonly AppApi[]): void {
  for (const api of apis) {
    cluster.act({ kind: 'startFault', spec: { kind: 'drop_response', api, brokerId: null, count: 1_000 }, durationMs: null })
  }
}

/** Gives the oldest request of this API, whose answer was lost, an answer after all. */
export function answerApp(cluster: MemoryCluster, appId: number, answer: AppAnswer): void {
  const request = appOf(cluster, appId).producer?.inFlight.find(({ api, phase }) => api === answer.api && phase === 'unanswered')
  if (request === undefined) throw new Error(`no ${answer.api} waits for an answer`)
  const { requestId } = request
  const change = { kind: 'request.released', requestId, phase: 'answer', arrivesMs: cluster.nowMs, waiting: null, answer } as const
  cluster.keep(cluster.engine.record([{ kind: 'app.changed', appId, change }], cluster.nowMs))
}
