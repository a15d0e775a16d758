// What a pattern is asked, by the thread of its application when it decides and again when the decision is applied, and who sends for it.
import { present } from '../../assert.ts'
import type { ClusterView } from '../../cluster.ts'
import type { AppView } from '../app.ts'
import type { HandledAt } from '../pattern/handle.ts'
import type { Consumed, Place } from '../pattern/pattern.ts'
import { isConsumerApp } from './consumer-app.ts'
import type { ConsumerAppView, PolledRecord } from './consumer-app.ts'
import { handlerPlanOf } from './consumer-plan.ts'

/** The other client of the same process; undefined where the pattern sends nothing. */
export function writerOf({ apps }: ClusterView, { appId }: Pick<ConsumerAppView, 'appId'>): AppView | undefined {
  for (const app of apps.values()) if (!isConsumerApp(app) && app.ownerAppId === appId) return app
  return undefined
}

export function consumedOf({ topic, partitionIndex, offset, leaderEpoch, fate, content }: PolledRecord, error: string | null): Consumed {
  const record = { topic, partitionIndex, offset, leaderEpoch, ...present(content, 'what a pattern looks at') }
  return { record, error, isDropped: fate === 'dropped' }
}

export function handledAt(app: ConsumerAppView, nowMs: number): HandledAt {
  return { plan: present(handlerPlanOf(app), 'the pattern'), application: app.name, nowMs }
}

export function isPlace({ topic, partitionIndex, offset }: Omit<Place, 'leaderEpoch'>): (other: Omit<Place, 'leaderEpoch'>) => boolean {
  return (other) => other.offset === offset && other.partitionIndex === partitionIndex && other.topic === topic
}
