// REST v2: making and removing consumer instances, and what they subscribe to. They live in the object of the sandbox, so any Worker finds them
// and they survive restarts.
// Source: ConsumersResource (v2) of confluentinc/kafka-rest.
import {
  assignments,
  createConsumerBody,
  createdConsumer,
  partitionsBody,
  subscription,
  subscriptionBody,
} from '../../schema/api/rest-v2.ts'
import type { CreateConsumerBody } from '../../schema/api/rest-v2.ts'
import { DEFAULT_CONSUMER_TIMEOUT_MS } from '../../schema/limits.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { unprocessable } from '../http/rest-error.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { refuseForeignPattern } from '../keys/foreign-pattern.ts'
import { consumerConfigs } from './consumer-configs.ts'
import { callInstance, doneOr, INSTANCE, shownIn } from './instance.ts'
import { MANAGEMENT_TYPES, V2_ANSWER, v2Body, v2Json } from './v2-http.ts'

const TAG = { tag: 'REST v2', scope: 'consume' } as const
const RAW = { body: 'raw', bodyTypes: MANAGEMENT_TYPES } as const

const create = endpoint({
  method: 'POST',
  path: '/v2/clusters/:cluster_id/consumers/:group_id',
  ...TAG,
  summary: 'Make a consumer instance (v2)',
  description: 'It joins its group when it has subscribed and is first read from.',
  ...RAW,
  bodySchema: createConsumerBody,
  responses: { 200: { description: 'The instance, and the address that it is used at.', schema: createdConsumer, ...V2_ANSWER } },
  async handle({ request, sandbox, caller, sandboxId, principal, params, origin }) {
    const { group_id: groupId } = params
    const body = (await v2Body(request, createConsumerBody)) ?? {}
    const spec = {
      groupId,
      name: body.id ?? body.name ?? null,
      door: 'rest',
      options: optionsFrom(body),
      topicPrefix: principal.topicPrefix ?? '',
      timeoutMs: body['consumer.instance.timeout.ms'] ?? DEFAULT_CONSUMER_TIMEOUT_MS,
      configs: consumerConfigs(groupId, body),
    } as const
    const view = shownIn(doneOr(valueOf(await sandbox.createConsumer(caller, spec), sandboxId)))
    const base = `${origin}/v2/clusters/${sandboxId}/consumers/${encodeURIComponent(groupId)}`
    return v2Json(request, { instance_id: view.name, base_uri: `${base}/instances/${encodeURIComponent(view.name)}` })
  },
})

const remove = endpoint({
  method: 'DELETE',
  path: INSTANCE,
  ...TAG,
  summary: 'Remove a consumer instance (v2)',
  description: 'It leaves its group at once, and commits what it has delivered if it does so by itself.',
  responses: { 204: { description: 'It is gone.' } },
  async handle(context) {
    await callInstance(context, { kind: 'close' })
    return empty()
  },
})

const subscribe = endpoint({
  method: 'POST',
  path: `${INSTANCE}/subscription`,
  ...TAG,
  summary: 'Subscribe a consumer instance (v2)',
  description: 'To topics or to a pattern, in the place of what it has subscribed to before. One that has partitions by hand is 409.',
  ...RAW,
  bodySchema: subscriptionBody,
  responses: { 204: { description: 'It has subscribed.' } },
  async handle(context) {
    const { topics, topic_pattern: pattern } = await v2Body(context.request, subscriptionBody)
    for (const topic of topics ?? []) refuseForeignTopic(context.principal, topic)
    if (topics !== undefined && topics !== null) await callInstance(context, { kind: 'subscribe', topics })
    else {
      refuseForeignPattern(context.principal, pattern ?? '')
      await callInstance(context, { kind: 'subscribePattern', pattern: pattern ?? '' })
    }
    return empty()
  },
})

const getSubscription = endpoint({
  method: 'GET',
  path: `${INSTANCE}/subscription`,
  ...TAG,
  summary: 'Get the subscription of a consumer instance (v2)',
  responses: { 200: { description: 'The topics, those that its pattern matches among them.', schema: subscription, ...V2_ANSWER } },
  async handle(context) {
    const view = shownIn(await callInstance(context, { kind: 'describe' }))
    return v2Json(context.request, { topics: view.subscribedTopics })
  },
})

const unsubscribe = endpoint({
  method: 'DELETE',
  path: `${INSTANCE}/subscription`,
  ...TAG,
  summary: 'Unsubscribe a consumer instance (v2)',
  responses: { 204: { description: 'It has no subscription any more, and no partitions.' } },
  async handle(context) {
    await callInstance(context, { kind: 'unsubscribe' })
    return empty()
  },
})

const assign = endpoint({
  method: 'POST',
  path: `${INSTANCE}/assignments`,
  ...TAG,
  summary: 'Assign partitions to a consumer instance (v2)',
  description: 'By hand, without the group: the place of what was assigned before. One that has subscribed is 409.',
  ...RAW,
  bodySchema: partitionsBody,
  responses: { 204: { description: 'It reads these partitions.' } },
  async handle(context) {
    const { partitions } = await v2Body(context.request, partitionsBody)
    for (const { topic } of partitions) refuseForeignTopic(context.principal, topic)
    const wanted = partitions.map(({ topic, partition: partitionIndex }) => ({ topic, partitionIndex }))
    await callInstance(context, { kind: 'assign', partitions: wanted })
    return empty()
  },
})

const getAssignments = endpoint({
  method: 'GET',
  path: `${INSTANCE}/assignments`,
  ...TAG,
  summary: 'Get the partitions of a consumer instance (v2)',
  responses: { 200: { description: 'By hand, or as the group has given them.', schema: assignments, ...V2_ANSWER } },
  async handle(context) {
    const view = shownIn(await callInstance(context, { kind: 'describe' }))
    return v2Json(context.request, { partitions: view.partitions.map(({ topic, partitionIndex: partition }) => ({ topic, partition })) })
  },
})

export const v2InstanceEndpoints: readonly Endpoint[] = [create, remove, subscribe, getSubscription, unsubscribe, assign, getAssignments]

const FORMATS: readonly string[] = ['binary', 'json', 'text']

/** What the routes want to know of the instance later. Throws RestError 422 for a format that nothing can be read in. */
function optionsFrom(body: CreateConsumerBody): Readonly<Record<string, string>> {
  const format = body.format?.toLowerCase() ?? 'binary'
  if (!FORMATS.includes(format)) throw unprocessable(`Invalid consumer configuration: format is one of ${FORMATS.join(', ')}.`, 42204)
  const waitMs = body['consumer.request.timeout.ms'] ?? body.requestWaitMs
  return {
    format,
    ...(waitMs === undefined ? {} : { waitMs: String(waitMs) }),
    ...(String(body['record.metadata']) === 'true' ? { metadata: 'true' } : {}),
  }
}
