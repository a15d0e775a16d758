// /v1/sandboxes/{id}/keys: scoped keys. Making one signs it; the object remembers that it exists, so that it can be revoked.
import type { KeyFacts } from '../../durable/shell/rpc.ts'
import { createKeyBody, createdKey, keyList } from '../../schema/api/keys.ts'
import type { CreateKeyBody } from '../../schema/api/keys.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { compareText, pageOf } from '../http/paging.ts'
import { notFound, unprocessable } from '../http/rest-error.ts'
import type { Capability } from '../keys/capability.ts'
import { newKeyId } from '../keys/capability.ts'
import { keyFacts } from '../keys/key-facts.ts'
import type { Principal } from '../keys/principal.ts'
import { signKey } from '../keys/signed-key.ts'
import { isoTime } from './show-sandbox.ts'

const createKey = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id/keys',
  tag: 'Keys',
  summary: 'Make a key',
  description: 'It never allows more than the key that makes it: the limits of that one are passed on.',
  scope: 'admin',
  body: createKeyBody,
  responses: { 201: { description: 'The key, which is shown this once.', schema: createdKey } },
  async handle({ sandbox, caller, sandboxId, origin, principal, body, env }) {
    const nowMs = Date.now()
    const capability = capabilityOf(body, principal, nowMs)
    const facts = valueOf(await sandbox.addKey(caller, keyFacts(capability, body.name ?? null, nowMs)), sandboxId)
    const key = await signKey(capability, env.SIGNING_SECRET)
    return json(201, { ...showKey(facts), key }, { Location: `${origin}/v1/sandboxes/${sandboxId}/keys/${facts.keyId}` })
  },
})

const listKeys = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/keys',
  tag: 'Keys',
  summary: 'List the keys',
  description: 'What is known about each, revoked ones included; never the keys themselves.',
  scope: 'admin',
  query: pageQuery,
  responses: { 200: { description: 'The keys, by id.', schema: keyList } },
  async handle({ sandbox, caller, sandboxId, origin, query }) {
    const facts = valueOf(await sandbox.listKeys(caller), sandboxId).toSorted((a, b) => compareText(a.keyId, b.keyId))
    const page = pageOf(facts, ({ keyId }) => keyId, compareText, query, `${origin}/v1/sandboxes/${sandboxId}/keys`)
    return json(200, { data: page.items.map(showKey), next: page.next })
  },
})

const revokeKey = endpoint({
  method: 'DELETE',
  path: '/v1/sandboxes/:sandbox_id/keys/:key_id',
  tag: 'Keys',
  summary: 'Revoke a key',
  description: 'At once: sockets that were opened with it are closed. A key may revoke itself.',
  scope: 'admin',
  responses: { 204: { description: 'The key opens nothing any more.' } },
  async handle({ sandbox, caller, sandboxId, params }) {
    const found = valueOf(await sandbox.revokeKey(caller, params.key_id), sandboxId)
    if (!found) throw notFound(`Key ${params.key_id} cannot be found.`)
    return empty()
  },
})

export const keyEndpoints: readonly Endpoint[] = [createKey, listKeys, revokeKey]

function capabilityOf(body: CreateKeyBody, maker: Principal, nowMs: number): Capability {
  const asked = body.ttl_seconds === undefined ? null : nowMs + body.ttl_seconds * 1000
  return {
    sandboxId: maker.sandboxId,
    keyId: newKeyId(),
    scopes: body.scopes,
    topicPrefix: body.topic_prefix ?? null,
    origins: originsOf(body.origins ?? null, maker.origins),
    expiresMs: earlier(asked, maker.expiresMs),
  }
}

function originsOf(asked: readonly string[] | null, allowed: readonly string[] | null): readonly string[] | null {
  if (asked === null || allowed === null) return asked ?? allowed
  const foreign = asked.find((origin) => !allowed.includes(origin))
  if (foreign === undefined) return asked
  const detail = `The key that makes this one is not for ${foreign}.`
  throw unprocessable(detail, 422, [{ field: '/origins', detail }])
}

function earlier(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right
  return Math.min(left, right)
}

function showKey(facts: KeyFacts): object {
  const { keyId, name, scopes, topicPrefix, origins, createdMs, expiresMs, revokedMs } = facts
  return {
    id: keyId,
    name,
    scopes,
    topic_prefix: topicPrefix,
    origins,
    created_at: isoTime(createdMs),
    expires_at: expiresMs === null ? null : isoTime(expiresMs),
    revoked_at: revokedMs === null ? null : isoTime(revokedMs),
  }
}
