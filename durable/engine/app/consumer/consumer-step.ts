// One decision about one application that reads, and its client as it stands at that moment.
import type { Consumer } from '../../consumer/consumer.ts'
import { withoutFetched } from '../../consumer/consumer.ts'
import { memberIdOf } from '../../consumer/membership.ts'
import type { ClusterView } from '../../cluster.ts'
import { MAX_APP_TRACE } from '../../../../schema/limits.ts'
import type { Step } from '../../step.ts'
import type { ConsumerAppView, ConsumerProcessView, CrashStep } from './consumer-app.ts'
import type { ConsumerAppChange, ConsumerMove } from './consumer-change.ts'

export type ConsumerStep = { readonly step: Step; readonly app: ConsumerAppView; readonly process: ConsumerProcessView }

export function tell({ step, app }: Pick<ConsumerStep, 'step' | 'app'>, change: ConsumerAppChange): true {
  step.records.push({ kind: 'app.changed', appId: app.appId, change })
  return true
}

/** Heartbeats that found all in order are noted by the coordinator only, where they cost nothing. */
export function clientOf({ sessions }: ClusterView, { settings }: ConsumerAppView, process: ConsumerProcessView): Consumer {
  const consumer = process.consumer as Consumer
  const { member } = consumer
  if (member.protocol === 'none') return consumer
  const unsentMs = sessions.get(settings.groupId ?? '')?.get(memberIdOf(consumer))?.unsentHeartbeatMs ?? 0
  if (unsentMs <= member.lastHeartbeatMs) return consumer
  return { ...consumer, member: { ...member, lastHeartbeatMs: unsentMs } }
}

/** What has to be written down. Records that were fetched and not polled are fetched again. */
export function moveOf(process: ConsumerProcessView, after: Consumer): ConsumerMove {
  const before = process.consumer as Consumer
  const kept = withoutFetched(after)
  const changed = Object.entries(kept).filter(([name, value]) => name !== 'fetched' && before[name as keyof Consumer] !== value)
  return Object.fromEntries(changed) as ConsumerMove
}

/** Whether its thread is in poll. One that hands records over waits when the other has very many. */
export function isPolling({ app, process, step }: ConsumerStep): boolean {
  const { thread } = process
  const isAwake =
    (thread.kind === 'polling' && process.hand.length < MAX_APP_TRACE) || (thread.kind === 'resting' && thread.untilMs <= step.nowMs)
  return isAwake && app.phase === 'running' && !isForwarding(process)
}

/** Its thread waits for its producer: what it sends on has to arrive before it goes on. */
export function isForwarding({ handling }: ConsumerProcessView): boolean {
  return handling !== null && handling.state.leaving.length > 0
}

/** The application dies where it was told to: after it has come to that step, before anything follows from it. */
export function crash({ step, app }: Pick<ConsumerStep, 'step' | 'app'>, where: CrashStep, times = 1): boolean {
  if (app.crash?.step !== where) return false
  const before = app.counters.steps[where]
  if (before >= app.crash.nth || before + times < app.crash.nth) return false
  step.records.push({ kind: 'app.changed', appId: app.appId, change: { kind: 'phase.moved', phase: 'killed', error: null } })
  return true
}
