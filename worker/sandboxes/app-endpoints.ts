// /v1/sandboxes/{id}/apps: simulated producers and consumers, inside of the sandbox and outside of its cluster.
import type { AnyAppState } from '../../durable/shell/views/app-state.ts'
import {
  app,
  appActionAnswer,
  appActionBody,
  anyDelivery,
  appList,
  changedApp,
  createAppBody,
  sendRecordBody,
  sentRecord,
  updateAppBody,
} from '../../schema/api/apps.ts'
import type { AppVerb, ShownApp, ShownConsumerApp, UpdateAppBody } from '../../schema/api/apps.ts'
import type { SandboxAction } from '../../durable/shell/rpc.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { compareNumbers, pageOf } from '../http/paging.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { notFound, unprocessable } from '../http/rest-error.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { mayName } from '../kafka/topic-names.ts'
import type { Principal } from '../keys/principal.ts'
import { act } from './act.ts'
import { planChangeOf, planOf, showApp, showDelivery } from './show-app.ts'
import { topicsOfHandler } from './show-handler.ts'
import { consumerPlanChangeOf, consumerPlanOf, showConsumerApp, showConsumption } from './show-consumer-app.ts'

const APPS = '/v1/sandboxes/:sandbox_id/apps'

const createApp = endpoint({
  method: 'POST',
  path: APPS,
  tag: 'Applications',
  summary: 'Make a simulated producer or consumer',
  description:
    'It uses Kafka’s producer client with the configs it is given, and sends what its workload says; with `consumer` it uses the consumer client, and reads. Configs that Kafka’s clients would refuse are 400.',
  scope: 'admin',
  body: createAppBody,
  responses: { 201: { description: 'The application.', schema: changedApp } },
  async handle(context) {
    const { body, origin, sandboxId } = context
    const { appId, sequence } = await act(
      context,
      {
        kind: 'createApp',
        plan: body.consumer === undefined ? planOf(body) : consumerPlanOf(body, body.consumer),
        starts: body.start ?? true,
      },
      409,
    )
    if (appId === null) throw new Error('An application that was made has an id.')
    const shown = { ...showAnyApp(await ownApp(context, String(appId))), sequence }
    return json(201, shown, { Location: `${origin}/v1/sandboxes/${sandboxId}/apps/${appId}`, ...sequenceHeader({ sequence }) })
  },
})

const listApps = endpoint({
  method: 'GET',
  path: APPS,
  tag: 'Applications',
  summary: 'List the simulated applications',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The applications, by id.', schema: appList } },
  async handle({ sandbox, caller, sandboxId, principal, origin, query }) {
    const all = valueOf(await sandbox.apps(caller), sandboxId)
    const apps = all.filter((state) => mayUse(principal, state, all))
    const page = pageOf(apps, ({ appId }) => String(appId), compareNumbers, query, `${origin}/v1/sandboxes/${sandboxId}/apps`)
    return json(200, { apps: page.items.map(showAnyApp), next: page.next })
  },
})

const describeApp = endpoint({
  method: 'GET',
  path: `${APPS}/:app_id`,
  tag: 'Applications',
  summary: 'Describe a simulated application',
  description: 'What it was told to do, what it has in its buffer and on the wire, and what it has counted.',
  scope: 'observe',
  responses: { 200: { description: 'The application.', schema: app } },
  async handle(context) {
    return json(200, showAnyApp(await ownApp(context, context.params.app_id)))
  },
})

const updateApp = endpoint({
  method: 'PATCH',
  path: `${APPS}/:app_id`,
  tag: 'Applications',
  summary: 'Change a simulated application',
  description: 'Workload and interceptors change at once. A producer keeps its configs: they are 409 while it has one, so stop it first.',
  scope: 'admin',
  body: updateAppBody,
  responses: { 200: { description: 'The application.', schema: changedApp } },
  async handle(context) {
    const before = await ownApp(context, context.params.app_id)
    const plan = changeOf(context.body, before)
    const { sequence } = await act(context, { kind: 'changeApp', appId: before.appId, plan }, 409)
    return json(200, { ...showAnyApp(await ownApp(context, context.params.app_id)), sequence }, sequenceHeader({ sequence }))
  },
})

const VERBS: Readonly<Record<AppVerb, { readonly summary: string; readonly description: string }>> = {
  start: { summary: 'Start a simulated application', description: 'A new process, with an empty buffer, that begins its workload anew.' },
  pause: { summary: 'Pause a simulated application', description: 'It makes no records, and its producer goes on sending.' },
  resume: { summary: 'Resume a simulated application', description: 'It goes on where it was paused.' },
  stop: { summary: 'Stop a simulated application', description: 'KafkaProducer.close: it sends what it has, and goes.' },
  kill: { summary: 'Kill a simulated application', description: 'As with `kill -9`: what is in its buffer is gone.' },
}

function controlApp(verb: AppVerb): Endpoint {
  const { summary, description } = VERBS[verb]
  return endpoint({
    method: 'POST',
    path: `${APPS}/:app_id:${verb}` as const,
    tag: 'Applications',
    summary,
    description: `${description} 409 when it cannot do that now.`,
    scope: 'admin',
    body: appActionBody,
    responses: { 200: { description: 'It is done.', schema: appActionAnswer } },
    async handle(context) {
      const { appId } = await ownApp(context, context.params.app_id)
      const { sequence } = await act(context, { kind: 'controlApp', appId, action: verb }, 409)
      return json(200, { app_id: appId, action: verb, sequence }, sequenceHeader({ sequence }))
    },
  })
}

const sendRecord = endpoint({
  method: 'POST',
  path: `${APPS}/:app_id/records`,
  tag: 'Applications',
  summary: 'Send a record with a simulated application',
  description:
    'As its own thread would: through the interceptors and KafkaProducer.send. 409 while it cannot, or its thread waits inside of send.',
  scope: 'admin',
  body: sendRecordBody,
  responses: { 200: { description: 'It was handed over. What becomes of it is in the delivery.', schema: sentRecord } },
  async handle(context) {
    const { body, params } = context
    const { appId } = await ownApp(context, params.app_id)
    const headers = (body.headers ?? []).map(({ name, value }) => [name, value] as const)
    const record = { topic: body.topic ?? null, partitionIndex: body.partition ?? null, key: body.key ?? null, value: body.value, headers }
    const { sequence } = await act(context, { kind: 'sendRecord', appId, record }, 409)
    const { counters } = await ownApp(context, params.app_id)
    return json(200, { app_id: appId, record: 'made' in counters ? counters.made : 0, sequence }, sequenceHeader({ sequence }))
  },
})

const describeDelivery = endpoint({
  method: 'GET',
  path: `${APPS}/:app_id/delivery`,
  tag: 'Applications',
  summary: 'Audit the delivery of a simulated application',
  description:
    'Of one that writes: what it was told of its records, what is in the logs, and whether the two balance. Of one that reads: how often its group has processed each record.',
  scope: 'observe',
  responses: { 200: { description: 'The audit.', schema: anyDelivery } },
  async handle(context) {
    const { appId } = await ownApp(context, context.params.app_id)
    const delivery = valueOf(await context.sandbox.appDelivery(context.caller, appId), context.sandboxId)
    if (delivery === null) throw noApp(appId)
    return json(200, 'pending' in delivery ? showDelivery(delivery) : showConsumption(delivery))
  },
})

const removeApp = endpoint({
  method: 'DELETE',
  path: `${APPS}/:app_id`,
  tag: 'Applications',
  summary: 'Remove a simulated application',
  description: 'With its counts and its trace, and with the messages that are on their way.',
  scope: 'admin',
  responses: { 204: { description: 'It is gone.' } },
  async handle(context) {
    const { appId } = await ownApp(context, context.params.app_id)
    const { sequence } = await act(context, { kind: 'removeApp', appId }, 409)
    return empty(204, sequenceHeader({ sequence }))
  },
})

export const appEndpoints: readonly Endpoint[] = [
  createApp,
  listApps,
  describeApp,
  updateApp,
  controlApp('start'),
  controlApp('pause'),
  controlApp('resume'),
  controlApp('stop'),
  controlApp('kill'),
  sendRecord,
  describeDelivery,
  removeApp,
]

export function showAnyApp(state: AnyAppState): ShownApp | ShownConsumerApp {
  return 'reads' in state ? showConsumerApp(state) : showApp(state)
}

function changeOf(body: UpdateAppBody, before: AnyAppState): Extract<SandboxAction, { kind: 'changeApp' }>['plan'] {
  if ('reads' in before) {
    const isOther = body.topic !== undefined || body.workload !== undefined || body.interceptors !== undefined
    if (isOther) throw unprocessable('An application that reads has no topic to write to, no workload and no interceptors.')
    return consumerPlanChangeOf(body, before)
  }
  if (body.consumer !== undefined) throw unprocessable('An application that writes has no consumer.')
  return planChangeOf(body, before)
}

/** Keys that are only for some topics look at applications that read and write no others; a handler's producer is seen with its application. */
function mayUse(principal: Principal, state: AnyAppState, all: readonly AnyAppState[]): boolean {
  if ('reads' in state) {
    const names = [...topicsOf(state.reads), ...(state.handler === null ? [] : topicsOfHandler(state.handler))]
    return names.every((name) => mayName(principal, name)) && (state.reads.kind !== 'pattern' || principal.topicPrefix === null)
  }
  const owner = all.find(({ appId }) => appId === state.ownerAppId)
  if (owner !== undefined) return mayUse(principal, owner, all)
  const { topic, interceptors } = state
  const routed = interceptors.flatMap((interceptor) => (interceptor.kind === 'route' ? Object.values(interceptor.topics) : []))
  return [topic, ...routed].every((name) => mayName(principal, name))
}

function topicsOf(reads: Extract<AnyAppState, { reads: unknown }>['reads']): readonly string[] {
  if (reads.kind === 'topics') return reads.topics
  return reads.kind === 'partitions' ? reads.partitions.map(({ topic }) => topic) : []
}

type AppAsker = Asker & { readonly principal: Principal }

/** By the text of its id in the path. Throws RestError 404 when there is none, or it writes to topics that the key is not for. */
async function ownApp({ sandbox, caller, sandboxId, principal }: AppAsker, idText: string): Promise<AnyAppState> {
  const appId = integerParameter(idText)
  const apps = valueOf(await sandbox.apps(caller), sandboxId)
  const found = apps.find((state) => state.appId === appId)
  if (found === undefined || !mayUse(principal, found, apps)) throw noApp(appId)
  return found
}

function noApp(appId: number): Error {
  return notFound(`There is no application ${appId}.`)
}
