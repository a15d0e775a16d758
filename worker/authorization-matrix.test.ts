// Every route, asked by everybody. The cases come from the table of endpoints, so a new route is held to them without a word here.
import { beforeAll, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../test/support/memory-sandbox.ts'
import { ENDPOINTS } from './endpoints.ts'
import type { Endpoint } from './http/endpoint.ts'
import { newKeyId } from './keys/capability.ts'
import { SCOPES, allows } from './keys/scopes.ts'
import type { Scope, WantedScope } from './keys/scopes.ts'
import { signKey } from './keys/signed-key.ts'

const edge = new MemoryEdge()
let own: MadeSandbox
let foreign: MadeSandbox

beforeAll(async () => {
  own = await edge.sandbox()
  foreign = await edge.sandbox()
})

const guarded = ENDPOINTS.flatMap(({ scope, ...rest }) => (scope === null ? [] : [{ scope, ...rest } as Endpoint & { scope: WantedScope }]))
const titled = guarded.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const)
const open = ENDPOINTS.filter(({ scope }) => scope === null).map(({ method, path }) => `${method} ${path}`)

/** What a path needs to be complete. Nothing of it exists, so an allowed request does no harm. */
function pathIn(sandboxId: string, path: string): string {
  return path
    .replace(/:(sandbox_id|cluster_id)/, sandboxId)
    .replace(':topic_name', 'lab.none')
    .replace(':partition_id', '0')
    .replace(':broker_id', '99')
    .replace(/:\w+_(id|name)/, 'none')
}

async function statusOf({ method, path }: Endpoint, sandboxId: string, key?: string): Promise<number> {
  const answer = await edge.http(method, pathIn(sandboxId, path), key === undefined ? {} : { key })
  return answer.status
}

async function keyOf(
  sandboxId: string,
  scopes: readonly Scope[],
  change: { topicPrefix?: string; expiresMs?: number; keyId?: string } = {},
) {
  const capability = { sandboxId, keyId: newKeyId(), scopes, topicPrefix: null, origins: null, expiresMs: null, ...change }
  return signKey(capability, edge.env.SIGNING_SECRET)
}

it('only these routes are open to everybody', () => {
  // Whoever has the hash of a snapshot may see all of it.
  const ofSnapshots = ['', '/apps', '/events', '/file', '/state', '/topics/:topic_name/records'].map(
    (rest) => `GET /v1/snapshots/:snapshot_hash${rest}`,
  )
  const ofSandboxes = ['POST /v1/sandboxes', 'POST /v1/snapshots', 'POST /v1/snapshots/:snapshot_hash:fork']
  expect(open.toSorted()).toEqual(['GET /healthz', 'GET /openapi.json', ...ofSnapshots, ...ofSandboxes])
})

describe.each(titled)('%s', (_, endpoint) => {
  it('is 401 without a key, with a foreign one and with an expired one', async () => {
    expect(await statusOf(endpoint, own.id)).toBe(401)
    expect(await statusOf(endpoint, own.id, 'samsa_own_made-up')).toBe(401)
    const unsigned = await signKey(
      { sandboxId: own.id, keyId: newKeyId(), scopes: ['admin'], topicPrefix: null, origins: null, expiresMs: null },
      'the secret of somebody else',
    )
    expect(await statusOf(endpoint, own.id, unsigned)).toBe(401)
    expect(await statusOf(endpoint, own.id, await keyOf(own.id, ['admin'], { expiresMs: 1 }))).toBe(401)
  })

  it('is 404 with the key of another sandbox', async () => {
    // Without an id in the path, the key itself says which sandbox is meant.
    if (/:(sandbox_id|cluster_id)/.test(endpoint.path)) expect(await statusOf(endpoint, own.id, foreign.owner)).toBe(404)
  })

  it('is 404 in a sandbox that does not exist', async () => {
    const nowhere = 'AAAAAAAAAAAAAAAAAAAAAA'
    const answer = await statusOf(endpoint, nowhere, await keyOf(nowhere, ['admin']))
    // A body and a query are looked at before the object is asked, and so is whether a socket was meant.
    const looksAtInput = endpoint.body !== undefined || endpoint.query?.safeParse({}).success === false
    const before = looksAtInput ? [400, 415, 422] : [426]
    expect([404, ...before]).toContain(answer)
  })

  it.each(SCOPES)('asks whether the scope %s is enough', async (scope) => {
    // Deleting and revoking must not hurt the other cases.
    const { id } = await edge.sandbox()
    const status = await statusOf(endpoint, id, await keyOf(id, [scope]))
    if (allows([scope], endpoint.scope)) expect([401, 403]).not.toContain(status)
    else expect(status).toBe(403)
  })

  it('is 403 for a topic outside the prefix of the key', async () => {
    if (!endpoint.path.includes(':topic_name')) return
    const key = await keyOf(own.id, ['admin'], { topicPrefix: 'other.' })
    expect(await statusOf(endpoint, own.id, key)).toBe(403)
  })

  it('is 403 for a transactional id outside the prefix of the key', async () => {
    if (!endpoint.path.includes(':transactional_id')) return
    const key = await keyOf(own.id, ['admin'], { topicPrefix: 'other.' })
    expect(await statusOf(endpoint, own.id, key)).toBe(403)
  })
})

describe('the scopes', () => {
  it('never let a key that observes write', () => {
    const reached = guarded.filter(({ scope, method }) => allows(['observe'], scope) && method !== 'GET')
    // What it makes is another sandbox; this one is not changed by it.
    expect(reached.map(({ path }) => path)).toEqual(['/v1/sandboxes/:sandbox_id:fork'])
  })

  it('never let a key that only produces read', () => {
    const reached = guarded.filter(({ scope }) => scope !== 'any' && allows(['produce'], scope))
    expect(reached.some(({ method }) => method === 'GET')).toBe(false)
  })
})
