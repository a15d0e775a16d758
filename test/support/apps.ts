// Small makers of simulated applications, for tests of the engine.
import type { AppPlan, AppView } from '../../durable/engine/app/app.ts'
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

export function createApp(cluster: MemoryCluster, asked: AppPlan): number {
  const outcome = cluster.act({ kind: 'createApp', plan: asked, starts: true })
  if (!outcome.ok || outcome.appId === undefined) throw new Error(outcome.ok ? 'the application has an id' : outcome.message)
  return outcome.appId
}

export function appOf(cluster: MemoryCluster, appId: number): AppView {
  const app = cluster.engine.cluster.apps.get(appId)
  if (app === undefined) throw new Error(`application ${appId} is there`)
  return app
}
