// /v1 through the whole edge: sandboxes and their keys.
import { describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
const DAY_MS = 24 * 3600 * 1000

type Body = Record<string, unknown> & { id: string; keys: { owner: string; observe: string }; curl: string[]; errors: { field: string }[] }

async function send(
  method: string,
  path: string,
  key?: string,
  json?: unknown,
  on = edge,
): Promise<{ status: number; body: Body; headers: Headers }> {
  const answer = await on.http(method, path, { ...(key === undefined ? {} : { key }), ...(json === undefined ? {} : { json }) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text), headers: answer.headers }
}

describe('POST /v1/sandboxes', () => {
  it('needs nothing', async () => {
    const before = Date.now()
    const { status, body, headers } = await send('POST', '/v1/sandboxes')
    expect(status).toBe(201)
    expect(body.id).toMatch(/^\w[\w-]{21}$/)
    expect(headers.get('Location')).toBe(`http://samsa.test/v1/sandboxes/${body.id}`)
    expect(body['urls']).toEqual({
      page: `http://samsa.test/s/${body.id}`,
      v1: `http://samsa.test/v1/sandboxes/${body.id}`,
      v2: `http://samsa.test/v2/clusters/${body.id}`,
      v3: `http://samsa.test/v3/clusters/${body.id}`,
      socket: `ws://samsa.test/v1/sandboxes/${body.id}/socket`,
      kafka: `ws://samsa.test/v1/sandboxes/${body.id}/brokers/1/kafka`,
    })
    expect(body.keys.owner).toMatch(/^samsa_own_/)
    expect(body.keys.observe).toMatch(/^samsa_obs_/)
    expect(body['brokers']).toEqual([1, 2, 3].map((id) => ({ id, rack: null })))
    expect(Date.parse(String(body['expires_at']))).toBeGreaterThanOrEqual(before + 7 * DAY_MS)
  })

  it('gives five command lines that carry the key and break no shell', async () => {
    const { body } = await send('POST', '/v1/sandboxes')
    expect(body.curl).toHaveLength(5)
    for (const line of body.curl) {
      expect(line).toMatch(/^curl /)
      expect(line).toContain(body.keys.owner)
      expect(line.split("'").length % 2).toBe(1)
    }
    expect(body.curl[3]).toContain('application/x-ndjson')
    expect(body.curl[4]).toMatch(/^curl -N .*text\/event-stream/)
  })

  it('takes what one wants', async () => {
    const { status, body } = await send('POST', '/v1/sandboxes', undefined, {
      name: 'Kafkova dílna',
      brokers: [{ id: 5, rack: 'a' }, { id: 0 }],
      configs: { 'num.partitions': 4, 'auto.create.topics.enable': false, 'log.retention.ms': '1000' },
      ttl_seconds: null,
      clock: { mode: 'realtime' },
      seed: 42,
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Kafkova dílna',
      expires_at: null,
      brokers: [
        { id: 5, rack: 'a' },
        { id: 0, rack: null },
      ],
    })
  })

  it.each([
    [{ brokers: 0 }, '/brokers'],
    [{ brokers: 10 }, '/brokers'],
    [{ brokers: [{ id: 1 }, { id: 1 }] }, '/brokers'],
    [{ brokers: 'three' }, '/brokers'],
    [{ name: '' }, '/name'],
    [{ ttl_seconds: 59 }, '/ttl_seconds'],
    [{ ttl_seconds: 1e9 }, '/ttl_seconds'],
    [{ seed: -1 }, '/seed'],
    [{ seed: 0.5 }, '/seed'],
    [{ clock: { mode: 'sundial' } }, '/clock/mode'],
    [{ from_snapshot: 'abc' }, '/from_snapshot'],
    [{ configs: { 'num.partitions': null } }, '/configs/num.partitions'],
    [{ configs: { 'num.partitions': 'many' } }, '/configs'],
    [{ brokres: 3 }, '/brokres'],
    [[], ''],
    [5, ''],
  ])('refuses %j and says where', async (json, field) => {
    const { status, body, headers } = await send('POST', '/v1/sandboxes', undefined, json)
    expect(status).toBe(422)
    expect(headers.get('Content-Type')).toBe('application/problem+json')
    expect(body).toMatchObject({ status: 422, code: 'INVALID_REQUEST', retriable: false })
    expect(body.errors[0]?.field).toBe(field)
  })

  it('takes what a snapshot brings from the snapshot alone', async () => {
    const both = await send('POST', '/v1/sandboxes', undefined, { from_snapshot: 'A'.repeat(43), brokers: 5 })
    expect([both.status, both.body['detail']]).toEqual([422, expect.stringContaining('brings its own')])
  })

  it('is limited for each address where there is a limiter', async () => {
    const asked: string[] = []
    const limit = ({ key }: { key: string }) => Promise.resolve({ success: asked.push(key) <= 1 })
    const limited = new MemoryEdge({ CREATE_LIMITER: { limit } as RateLimit })
    expect((await send('POST', '/v1/sandboxes', undefined, {}, limited)).status).toBe(201)
    const { status, body, headers } = await send('POST', '/v1/sandboxes', undefined, {}, limited)
    expect(status).toBe(429)
    expect(body).toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED', retriable: true })
    expect(headers.get('Retry-After')).toBe('60')
    expect(headers.get('X-RateLimit-Remaining')).toBe('0')
  })

  it('keeps no sandbox for ever on a public service', async () => {
    const limited = new MemoryEdge({ CREATE_LIMITER: { limit: () => Promise.resolve({ success: true }) } as RateLimit })
    const { status, body } = await send('POST', '/v1/sandboxes', undefined, { ttl_seconds: null }, limited)
    expect(status).toBe(422)
    expect(body.errors[0]?.field).toBe('/ttl_seconds')
  })
})

describe('a sandbox', () => {
  it('is shown without keys, with the command lines of who asks', async () => {
    const made = (await send('POST', '/v1/sandboxes')).body
    const path = `/v1/sandboxes/${made.id}`
    const { keys, ...rest } = made
    expect((await send('GET', path, keys.owner)).body).toEqual(rest)
    const seen = (await send('GET', path, keys.observe)).body
    expect(seen).not.toHaveProperty('keys')
    expect(JSON.stringify(seen)).not.toContain(keys.owner)
    expect(seen.curl[0]).toContain(keys.observe)
  })

  it('is renamed and extended', async () => {
    const { id, keys } = (await send('POST', '/v1/sandboxes', undefined, { ttl_seconds: 60 })).body
    const { status, body } = await send('PATCH', `/v1/sandboxes/${id}`, keys.owner, { name: 'new', ttl_seconds: 3600 })
    expect(status).toBe(200)
    expect(body['name']).toBe('new')
    expect(Date.parse(String(body['expires_at']))).toBeGreaterThan(Date.now() + 3_000_000)
    expect((await send('PATCH', `/v1/sandboxes/${id}`, keys.owner, {})).body['name']).toBe('new')
    expect((await send('PATCH', `/v1/sandboxes/${id}`, keys.owner, { color: 1 })).status).toBe(422)
  })

  it('says in its last hour how long it has left', async () => {
    const short = await send('POST', '/v1/sandboxes', undefined, { ttl_seconds: 600 })
    const long = await send('POST', '/v1/sandboxes', undefined, { ttl_seconds: 6_000 })
    const leftOf = async ({ body }: typeof short): Promise<string | null> => {
      const { id, keys } = body as unknown as { id: string; keys: { owner: string } }
      return (await send('GET', `/v1/sandboxes/${id}`, keys.owner)).headers.get('Samsa-Expires-In')
    }
    expect(Number(await leftOf(short))).toBeGreaterThan(500)
    expect(await leftOf(long)).toBeNull()
  })

  it('that was deleted is 404 everywhere', async () => {
    const { id, keys } = (await send('POST', '/v1/sandboxes')).body
    expect((await send('DELETE', `/v1/sandboxes/${id}`, keys.owner)).status).toBe(204)
    for (const path of [
      `/v1/sandboxes/${id}`,
      `/v1/sandboxes/${id}/keys`,
      `/v3/clusters/${id}`,
      '/v3/clusters',
      `/v3/clusters/${id}/topics/a`,
    ]) {
      expect((await send('GET', path, keys.owner)).status).toBe(404)
    }
  })
})

describe('keys', () => {
  it('are made with scopes, listed without themselves, and revoked', async () => {
    const { id, keys } = (await send('POST', '/v1/sandboxes')).body
    const path = `/v1/sandboxes/${id}/keys`
    const wish = { name: 'sensor', scopes: ['produce'], topic_prefix: 'lab.', origins: ['https://a.test'], ttl_seconds: 3600 }
    const { status, body, headers } = await send('POST', path, keys.owner, wish)
    expect(status).toBe(201)
    expect(headers.get('Location')).toBe(`http://samsa.test${path}/${body.id}`)
    expect(body).toMatchObject({ name: 'sensor', scopes: ['produce'], topic_prefix: 'lab.', origins: ['https://a.test'], revoked_at: null })
    expect(body['key']).toMatch(/^samsa_key_/)
    const list = (await send('GET', path, keys.owner)).body['data'] as Body[]
    expect(list.map((key) => key['name']).toSorted()).toEqual(['observe', 'owner', 'sensor'])
    expect(JSON.stringify(list)).not.toContain('samsa_')
    expect((await send('DELETE', `${path}/${body.id}`, keys.owner)).status).toBe(204)
    expect((await send('GET', `/v3/clusters/${id}/topics`, keys.owner)).status).toBe(200)
    expect((await send('DELETE', `${path}/nope`, keys.owner)).status).toBe(404)
  })

  it('that were revoked are 401, the owner included', async () => {
    const { id, keys } = (await send('POST', '/v1/sandboxes')).body
    const list = (await send('GET', `/v1/sandboxes/${id}/keys`, keys.owner)).body['data'] as Body[]
    const owner = list.find((key) => key['name'] === 'owner')
    expect((await send('DELETE', `/v1/sandboxes/${id}/keys/${owner?.id}`, keys.owner)).status).toBe(204)
    expect((await send('GET', `/v1/sandboxes/${id}`, keys.owner)).status).toBe(401)
    expect((await send('GET', `/v1/sandboxes/${id}`, keys.observe)).status).toBe(200)
  })

  it('never allow more than the key that makes them', async () => {
    const { id, keys } = (await send('POST', '/v1/sandboxes')).body
    const path = `/v1/sandboxes/${id}/keys`
    const bound = (await send('POST', path, keys.owner, { scopes: ['admin'], origins: ['https://a.test'], ttl_seconds: 60 })).body
    const inherited = (await send('POST', path, String(bound['key']), { scopes: ['admin'] })).body
    expect(inherited['origins']).toEqual(['https://a.test'])
    expect(inherited['expires_at']).toBe(bound['expires_at'])
    expect((await send('POST', path, String(bound['key']), { scopes: ['admin'], origins: ['https://b.test'] })).status).toBe(422)
  })

  it.each([
    {},
    { scopes: [] },
    { scopes: ['root'] },
    { scopes: ['observe', 'observe'] },
    { scopes: ['admin'], topic_prefix: 'a' },
    { scopes: ['observe'], topic_prefix: 'a/b' },
    { scopes: ['observe'], origins: ['https://a.test/path'] },
    { scopes: ['observe'], origins: ['*'] },
    { scopes: ['observe'], ttl_seconds: 0 },
    { scopes: ['observe'], extra: 1 },
  ])('are not made of %j', async (json) => {
    const { id, keys } = (await send('POST', '/v1/sandboxes')).body
    expect((await send('POST', `/v1/sandboxes/${id}/keys`, keys.owner, json)).status).toBe(422)
  })

  it('bound to a prefix neither see nor touch other topics', async () => {
    const { id, keys } = (await send('POST', '/v1/sandboxes')).body
    for (const name of ['lab.a', 'other']) await send('POST', `/v3/clusters/${id}/topics`, keys.owner, { topic_name: name })
    const wish = { scopes: ['observe'], topic_prefix: 'lab.' }
    const key = String((await send('POST', `/v1/sandboxes/${id}/keys`, keys.owner, wish)).body['key'])
    const topics = (await send('GET', `/v3/clusters/${id}/topics`, key)).body['data'] as Body[]
    expect(topics.map((topic) => topic['topic_name'])).toEqual(['lab.a'])
    expect((await send('GET', `/v3/clusters/${id}/topics/lab.a/configs`, key)).status).toBe(200)
    expect((await send('GET', `/v3/clusters/${id}/topics/other`, key)).status).toBe(403)
    expect((await send('GET', `/v3/clusters/${id}/topics/other/partitions/0/offset`, key)).status).toBe(403)
    const configs = (await send('GET', `/v3/clusters/${id}/topics/-/configs`, key)).body['data'] as Body[]
    expect(new Set(configs.map((config) => config['topic_name']))).toEqual(new Set(['lab.a']))
    const replicas = (await send('GET', `/v3/clusters/${id}/brokers/1/partition-replicas`, key)).body['data'] as Body[]
    expect(replicas.every((replica) => replica['topic_name'] === 'lab.a')).toBe(true)
  })
})
