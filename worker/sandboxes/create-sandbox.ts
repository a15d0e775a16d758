// POST /v1/sandboxes: a new sandbox with its two keys. Anybody may.
import type { SandboxSpec } from '../../durable/shell/rpc.ts'
import { DEFAULT_TTL_SECONDS } from '../../schema/limits.ts'
import { createSandboxBody, createdSandbox } from '../../schema/api/sandboxes.ts'
import type { CreateSandboxBody } from '../../schema/api/sandboxes.ts'
import type { Env } from '../env.ts'
import { endpoint } from '../http/endpoint.ts'
import { limitCreation } from './creation-limit.ts'
import { expiryOf } from './expiry.ts'
import { makeSandbox } from './make-sandbox.ts'
import type { WantedSandbox } from './make-sandbox.ts'

/** Kafka's replication factor of three makes sense from here on. */
const DEFAULT_BROKERS = 3

export const createSandbox = endpoint({
  method: 'POST',
  path: '/v1/sandboxes',
  tag: 'Sandboxes',
  summary: 'Create a sandbox',
  description: 'A Kafka cluster of your own, at once and without an account. The body is optional, and so is everything in it.',
  scope: null,
  body: createSandboxBody,
  responses: { 201: { description: 'The sandbox and its keys, which are shown this once.', schema: createdSandbox } },
  async handle({ request, env, body = {}, origin }) {
    await limitCreation(request, env)
    return makeSandbox(env, origin, wantedOf(body, env))
  },
})

function wantedOf(body: NonNullable<CreateSandboxBody>, env: Env): WantedSandbox {
  return {
    name: body.name ?? null,
    brokers: brokersOf(body.brokers ?? DEFAULT_BROKERS),
    brokerConfigs: Object.entries(body.configs ?? {}).map(([name, value]) => [name, String(value)] as const),
    clock: body.clock?.mode ?? 'realtime',
    seed: body.seed ?? null,
    expiresMs: expiryOf(body.ttl_seconds === undefined ? DEFAULT_TTL_SECONDS : body.ttl_seconds, Date.now(), env),
    ...(body.from_snapshot === undefined ? {} : { fromSnapshot: body.from_snapshot }),
  }
}

function brokersOf(wanted: number | readonly { id: number; rack?: string | undefined }[]): SandboxSpec['brokers'] {
  if (typeof wanted === 'number') return Array.from({ length: wanted }, (_, index) => ({ brokerId: index + 1, rack: null }))
  return wanted.map(({ id, rack = null }) => ({ brokerId: id, rack }))
}
