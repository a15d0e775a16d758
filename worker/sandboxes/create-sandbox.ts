// POST /v1/sandboxes: a new sandbox with its two keys. Anybody may.
import type { KeyFacts, SandboxSpec } from '../../durable/shell/rpc.ts'
import { DEFAULT_TTL_SECONDS } from '../../schema/limits.ts'
import { createSandboxBody, createdSandbox } from '../../schema/api/sandboxes.ts'
import type { CreateSandboxBody } from '../../schema/api/sandboxes.ts'
import type { Env } from '../env.ts'
import { endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { newKeyId, newSandboxId } from '../keys/capability.ts'
import { keyFacts } from '../keys/key-facts.ts'
import { signKey } from '../keys/signed-key.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { limitCreation } from './creation-limit.ts'
import { expiryOf } from './expiry.ts'
import { showSandbox } from './show-sandbox.ts'

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
    const nowMs = Date.now()
    const sandboxId = newSandboxId()
    const owner = { sandboxId, keyId: newKeyId(), scopes: ['admin'], topicPrefix: null, origins: null, expiresMs: null } as const
    const observe = { ...owner, keyId: newKeyId(), scopes: ['observe'] } as const
    const spec = specOf(sandboxId, body, nowMs, env, [keyFacts(owner, 'owner', nowMs), keyFacts(observe, 'observe', nowMs)])
    const facts = valueOf(await sandboxStub(env, sandboxId).createSandbox(spec), sandboxId)
    const [ownerKey, observeKey] = await Promise.all([signKey(owner, env.SIGNING_SECRET), signKey(observe, env.SIGNING_SECRET)])
    const shown = { ...showSandbox(facts, origin, ownerKey), keys: { owner: ownerKey, observe: observeKey } }
    return json(201, shown, { Location: shown.urls.v1 })
  },
})

function specOf(sandboxId: string, body: NonNullable<CreateSandboxBody>, nowMs: number, env: Env, keys: readonly KeyFacts[]): SandboxSpec {
  return {
    sandboxId,
    name: body.name ?? `sandbox ${sandboxId.slice(0, 6)}`,
    brokers: brokersOf(body.brokers ?? DEFAULT_BROKERS),
    brokerConfigs: Object.entries(body.configs ?? {}).map(([name, value]) => [name, String(value)] as const),
    clock: body.clock?.mode ?? 'realtime',
    seed: body.seed ?? null,
    expiresMs: expiryOf(body.ttl_seconds === undefined ? DEFAULT_TTL_SECONDS : body.ttl_seconds, nowMs, env),
    keys,
  }
}

function brokersOf(wanted: number | readonly { id: number; rack?: string | undefined }[]): SandboxSpec['brokers'] {
  if (typeof wanted === 'number') return Array.from({ length: wanted }, (_, index) => ({ brokerId: index + 1, rack: null }))
  return wanted.map(({ id, rack = null }) => ({ brokerId: id, rack }))
}
