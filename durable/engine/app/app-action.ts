// What a person does to an application: makes it, changes what it does, starts, pauses, stops and kills it, sends a record with it, removes it.
import { MAX_APPS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { refuseAction } from '../decision.ts'
import type { ActionDecision } from '../decision.ts'
import type { AppAction, AppInput } from '../input.ts'
import type { LogReader } from '../log/log-reader.ts'
import { Step } from '../step.ts'
import { hasEnded } from './app.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { AnyAppView, AppPhase, AppPlan, AppView } from './app.ts'
import { refusePlan } from './app-plan.ts'
import type { PlanRefusal } from './app-plan.ts'
import { change } from './app-step.ts'
import { isConsumerApp } from './consumer/consumer-app.ts'
import type { HandlingPlan } from './consumer/consumer-app.ts'
import { handlerPlanOf } from './consumer/consumer-plan.ts'
import { refuseConsumerPlan } from './consumer/consumer-plan.ts'
import { writerOf } from './consumer/handling.ts'
import { makeByHand } from './make-records.ts'
import { targetsOf } from './pattern/refuse-pattern.ts'
import { NO_WORKLOAD } from './workload.ts'

type ActionOf<Kind extends AppInput['kind']> = Extract<AppInput, { kind: Kind }>

export function decideAppAction(cluster: ClusterView, input: AppInput, reader: LogReader): ActionDecision {
  const step = new Step(cluster, input.nowMs, reader)
  if (input.kind === 'createApp') return create(step, input)
  const app = cluster.apps.get(input.appId)
  if (app === undefined) return refuseAction('RESOURCE_NOT_FOUND', `There is no application ${input.appId}.`)
  const owner = 'ownerAppId' in app ? app.ownerAppId : undefined
  if (owner !== undefined)
    return refuseAction('INVALID_REQUEST', `Application ${app.appId} is the producer of application ${owner}: act on that.`)
  switch (input.kind) {
    case 'changeApp':
      return changePlan(step, app, input)
    case 'controlApp':
      return control(step, app, input)
    case 'sendRecord':
      return sendByHand(step, app, input)
    case 'removeApp':
      return remove(step, app)
  }
}

function create(step: Step, { plan, starts }: ActionOf<'createApp'>): ActionDecision {
  const { apps, nextAppId: appId } = step.cluster
  if (countApps(apps) >= MAX_APPS) return refuseAction('POLICY_VIOLATION', `A sandbox has at most ${MAX_APPS} applications.`)
  const refusal = 'reads' in plan ? refuseConsumerPlan(plan) : refusePlan(plan)
  if (refusal !== null) return refuseAction(refusal.error, refusal.message)
  step.records.push({ kind: 'app.created', appId, plan })
  if ('reads' in plan && plan.handler !== null && writes(plan.handler)) createWriter(step, appId, plan.name, plan.handler)
  if (starts) step.records.push({ kind: 'app.changed', appId, change: { kind: 'phase.moved', phase: 'running', error: null } })
  return done(step, appId)
}

/** The producer of a pattern is part of its application. */
function countApps(apps: ClusterView['apps']): number {
  return [...apps.values()].filter((app) => !('ownerAppId' in app)).length
}

/** Nobody waits for a batch to fill: the thread waits for each. */
function writerPlan({ pattern, producerConfigs }: DeepReadonly<HandlingPlan>): Pick<AppPlan, 'topic' | 'configs'> {
  return { topic: targetsOf(pattern)[0] ?? '', configs: [['linger.ms', '0'], ...producerConfigs] }
}

function createWriter(step: Step, ownerAppId: number, name: string, handler: DeepReadonly<HandlingPlan>): void {
  const plan = { name: `${name} (producer)`, ...writerPlan(handler), workload: NO_WORKLOAD, interceptors: [], ownerAppId }
  step.records.push({ kind: 'app.created', appId: ownerAppId + 1, plan })
}

function remove(step: Step, { appId }: AnyAppView): ActionDecision {
  for (const app of step.cluster.apps.values()) {
    if (app.appId === appId || ('ownerAppId' in app && app.ownerAppId === appId))
      step.records.push({ kind: 'app.removed', appId: app.appId })
  }
  return done(step, appId)
}

function done(step: Step, appId: number): ActionDecision {
  return step.outcome({ ok: true, faultId: null, appId })
}

/** A producer reads its configs once, when it is made; what the application does with it may change at any time. */
function changePlan(step: Step, app: AnyAppView, { plan }: ActionOf<'changeApp'>): ActionDecision {
  const kind = isConsumerApp(app) ? 'consumer' : 'producer'
  if (hasClient(app) && (plan.configs !== undefined || 'reads' in plan || 'commit' in plan || changesHandling(app, plan))) {
    return refuseAction('INVALID_REQUEST', `Application ${app.appId} has a ${kind}, which keeps its configs. Stop it first.`)
  }
  const refusal = refuseChange(app, plan)
  if (refusal !== null) return refuseAction(refusal.error, refusal.message)
  change({ step, app }, { kind: 'plan.changed', plan })
  if ('handler' in plan && plan.handler !== undefined && plan.handler !== null) changeWriter(step, app.appId, plan.handler)
  return done(step, app.appId)
}

function changeWriter(step: Step, appId: number, handler: DeepReadonly<HandlingPlan>): void {
  const writer = writerOf(step.cluster, { appId })
  if (writer !== undefined) change({ step, app: writer }, { kind: 'plan.changed', plan: writerPlan(handler) })
}

/** What a pattern has in memory belongs to its process. */
function changesHandling(app: AnyAppView, plan: ActionOf<'changeApp'>['plan']): boolean {
  if (!isConsumerApp(app)) return false
  return 'handler' in plan || ('onConsume' in plan && handlerPlanOf({ ...app, ...plan }) === null) !== (handlerPlanOf(app) === null)
}

function hasClient(app: AnyAppView): boolean {
  return (isConsumerApp(app) ? app.process : app.producer) !== null
}

function refuseChange(app: AnyAppView, plan: ActionOf<'changeApp'>['plan']): PlanRefusal | null {
  if (isConsumerApp(app)) {
    const { name, reads, configs, processingMs, handsOver, commit, commitsOnRevoke, seek, onConsume, failure, crash, handler } = app
    const isOther = 'topic' in plan || 'workload' in plan || 'interceptors' in plan
    if (isOther)
      return { error: 'INVALID_REQUEST', message: `Application ${app.appId} reads: it has no topic to write to, and no workload.` }
    if ('handler' in plan && writes(plan.handler ?? null) !== writes(handler))
      return {
        error: 'INVALID_REQUEST',
        message: `Application ${app.appId} has a producer, or none, from its beginning. Make another one.`,
      }
    const current = { name, reads, configs, processingMs, handsOver, commit, commitsOnRevoke, seek, onConsume, failure, crash, handler }
    return refuseConsumerPlan({ ...current, ...plan })
  }
  const { name, topic, configs, workload, interceptors } = app
  const isOther = [
    'reads',
    'processingMs',
    'handsOver',
    'commit',
    'commitsOnRevoke',
    'seek',
    'onConsume',
    'failure',
    'crash',
    'handler',
  ].some((field) => field in plan)
  if (isOther) return { error: 'INVALID_REQUEST', message: `Application ${app.appId} writes: it reads nothing.` }
  return refusePlan({ name, topic, configs, workload, interceptors, ...plan })
}

function writes(handler: DeepReadonly<HandlingPlan> | null): boolean {
  return handler !== null && targetsOf(handler.pattern).length > 0
}

/** From which phases an action is possible, and what follows. */
const ACTIONS: Readonly<Record<AppAction, { readonly from: readonly AppPhase[]; readonly to: AppPhase }>> = {
  start: { from: ['stopped', 'finished', 'killed', 'failed'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['running', 'paused'], to: 'stopping' },
  kill: { from: ['running', 'paused', 'stopping', 'finishing'], to: 'killed' },
}

function control(step: Step, app: AnyAppView, { action }: ActionOf<'controlApp'>): ActionDecision {
  const { from, to } = ACTIONS[action]
  if (!from.includes(app.phase)) return refuseAction('INVALID_REQUEST', `Application ${app.appId} is ${app.phase}: it cannot ${action}.`)
  change({ step, app }, { kind: 'phase.moved', phase: to, error: null })
  return done(step, app.appId)
}

function sendByHand(step: Step, app: AnyAppView, { record }: ActionOf<'sendRecord'>): ActionDecision {
  if (isConsumerApp(app)) return refuseAction('INVALID_REQUEST', `Application ${app.appId} reads: it cannot send.`)
  const refusal = refuseByHand(app)
  if (refusal !== null) return refuseAction('INVALID_REQUEST', refusal)
  makeByHand({ step, app }, record)
  return done(step, app.appId)
}

function refuseByHand({ appId, phase, producer, settings }: AppView): string | null {
  if (producer === null || hasEnded(phase) || phase === 'stopping' || phase === 'finishing')
    return `Application ${appId} is ${phase}: it cannot send.`
  if (settings.transactionalId !== null) return `Application ${appId} is transactional: its workload begins and ends its transactions.`
  return producer.sending === null ? null : `The thread of application ${appId} waits inside of send.`
}
