// Breaking a cluster through the whole edge: nodes, faults, the clock, and what one sees of it.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
let made: MadeSandbox

type Body = Record<string, unknown>
type Sent = { readonly status: number; readonly body: Body; readonly headers: Headers }

async function send(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  const url = path.startsWith('/v3') ? path.replace('/v3', `/v3/clusters/${made.id}`) : `/v1/sandboxes/${made.id}${path}`
  const answer = await edge.http(method, url, { key: made.owner, headers, ...(json === undefined ? {} : { json }) })
  const text = await answer.text()
  const isJson = answer.headers.get('Content-Type')?.includes('json') === true
  return { status: answer.status, body: isJson ? (JSON.parse(text) as Body) : { text }, headers: answer.headers }
}

beforeEach(async () => {
  made = await edge.sandbox({ clock: { mode: 'manual' }, seed: 1 })
})

async function createTopic(name = 't', brokers = [1, 2, 3]): Promise<void> {
  expect((await send('POST', '/v3/topics', { topic_name: name, replicas_assignments: { '0': brokers } })).status).toBe(201)
}

async function produce(query = ''): Promise<Body> {
  return (await send('POST', `/v3/topics/t/records${query}`, { value: { type: 'STRING', data: 'x' } })).body
}

async function partition(): Promise<Body> {
  const { topics } = (await send('GET', '/state')).body as { topics: { name: string; partitions: Body[] }[] }
  return topics.find(({ name }) => name === 't')?.partitions[0] ?? {}
}

/** Looks until so many produce requests wait in the brokers' purgatory: a request that was sent needs its turns to arrive. */
async function waitingProduce(count: number): Promise<void> {
  for (let looks = 0; looks < 1_000; looks++) {
    const { purgatory } = (await send('GET', '/state')).body as { purgatory: { produce: number } }
    if (purgatory.produce === count) return
    // In memory nothing but a turn of the event loop lets the request move on.
    await new Promise(setImmediate)
  }
  throw new Error(`There are never ${count} produce requests waiting.`)
}

describe('a node', () => {
  it('does what it is told, and the answer names the event', async () => {
    const { status, body, headers } = await send('POST', '/brokers/1:kill')
    expect(status).toBe(200)
    expect(body).toEqual({ broker_id: 1, action: 'kill', sequence: expect.any(Number) })
    expect(headers.get('Samsa-Sequence')).toBe(String(body['sequence']))
    const { events } = (await send('GET', `/events?from=${String(body['sequence'])}&count=1&lang=en`)).body as { events: Body[] }
    expect(events[0]).toMatchObject({ kind: 'process.changed', trigger: { kind: 'action', action: 'kill', node_id: 1 } })
    expect(events[0]?.['why']).toEqual(expect.any(String))
  })

  it.each(['kill', 'stop', 'pause', 'crash-unflushed'])('can %s, and be a controller', async (verb) => {
    expect((await send('POST', `/brokers/2:${verb}`)).body).toMatchObject({ action: verb })
    expect((await send('POST', `/brokers/3000:${verb}`)).body).toMatchObject({ broker_id: 3000, action: verb })
  })

  it('can come back', async () => {
    await send('POST', '/brokers/1:kill')
    expect((await send('POST', '/brokers/1:start')).status).toBe(200)
    await send('POST', '/brokers/2:pause')
    expect((await send('POST', '/brokers/2:resume')).status).toBe(200)
  })

  it('is 409 when it cannot do that now, 404 when there is none, 422 for a body that says something', async () => {
    const conflict = await send('POST', '/brokers/1:start')
    expect(conflict.status).toBe(409)
    expect(conflict.body).toMatchObject({ code: 'INVALID_REQUEST', detail: 'Node 1 is running: it cannot start.' })
    expect((await send('POST', '/brokers/9:kill')).body).toMatchObject({ status: 404, code: 'BROKER_ID_NOT_REGISTERED' })
    expect((await send('POST', '/brokers/one:kill')).status).toBe(404)
    expect((await send('POST', '/brokers/1:pause', { duration_ms: 0 })).status).toBe(422)
    expect((await send('POST', '/brokers/1:start', { duration_ms: 5 })).status).toBe(422)
  })
})

describe('a fault', () => {
  it.each([
    [
      { kind: 'link', from: 1, to: 'all', latency_ms: 40 },
      { loss: 0, cut: false },
    ],
    [
      { kind: 'link', from: 'clients', to: 2, cut: true },
      { latency_ms: 0, loss: 0 },
    ],
    [
      { kind: 'pause_replication', broker: 2 },
      { topic: null, partition: null },
    ],
    [{ kind: 'pause_replication', broker: 2, topic: 't', partition: 0 }, {}],
    [{ kind: 'slow_disk', broker: 1, latency_ms: 70 }, {}],
    [{ kind: 'error', api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', count: 2 }, { broker: null }],
    [{ kind: 'drop_response', api: 'Fetch', broker: 3, count: 1 }, {}],
  ])('%j is started, listed, shown and ended', async (asked, filled) => {
    await createTopic()
    const started = await send('POST', '/faults', { ...asked, duration_ms: 5_000 })
    expect(started.status).toBe(201)
    const { id, sequence, started_at, ends_at } = started.body
    expect(started.body).toEqual({ ...asked, ...filled, id, sequence, started_at, ends_at, used: 0 })
    expect(Date.parse(String(ends_at)) - Date.parse(String(started_at))).toBe(5_000)
    expect(started.headers.get('Location')).toMatch(new RegExp(`/faults/${String(id)}$`))
    const { sequence: _, ...shown } = started.body
    expect((await send('GET', '/faults')).body).toEqual({ faults: [shown], next: null })
    expect((await send('GET', `/faults/${String(id)}`)).body).toEqual(shown)
    expect((await send('GET', '/state')).body['faults']).toEqual([shown])
    const ended = await send('DELETE', `/faults/${String(id)}`)
    expect(ended.status).toBe(204)
    expect(Number(ended.headers.get('Samsa-Sequence'))).toBeGreaterThan(Number(sequence))
    expect((await send('GET', `/faults/${String(id)}`)).status).toBe(404)
    expect((await send('DELETE', `/faults/${String(id)}`)).status).toBe(404)
  })

  it('of a link goes both ways on demand, or not at all', async () => {
    const { body } = await send('POST', '/faults', { kind: 'link', from: 1, to: 2, cut: true, both_ways: true })
    const { faults } = (await send('GET', '/faults')).body as { faults: Body[] }
    expect(faults.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [2, 1],
    ])
    expect(body['reverse_id']).toBe(faults[1]?.['id'])
    await send('POST', '/faults', { kind: 'link', from: 3, to: 1, cut: true })
    expect((await send('POST', '/faults', { kind: 'link', from: 1, to: 3, cut: true, both_ways: true })).status).toBe(409)
    expect(((await send('GET', '/faults')).body['faults'] as Body[]).length).toBe(3)
  })

  it('on a fault is 409', async () => {
    await send('POST', '/faults', { kind: 'slow_disk', broker: 1, latency_ms: 1 })
    const { status, body } = await send('POST', '/faults', { kind: 'slow_disk', broker: 1, latency_ms: 2 })
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: 'INVALID_REQUEST', detail: expect.stringContaining('in force there already') })
  })

  it.each([
    [{ kind: 'rebalance' }, 422, 'INVALID_REQUEST'],
    [{ kind: 'rebalance', group: 'g' }, 404, 'GROUP_ID_NOT_FOUND'],
    [{ kind: 'expire_session', group: 'g', member: 'm' }, 404, 'GROUP_ID_NOT_FOUND'],
    [{ kind: 'link', from: 1, to: 2 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'link', from: 1, to: 1, cut: true }, 422, 'INVALID_REQUEST'],
    [{ kind: 'link', from: 'all', to: 'all', cut: true, both_ways: true }, 422, 'INVALID_REQUEST'],
    [{ kind: 'link', from: 1, to: 2, loss: 1.5 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'link', from: 1, to: 99, cut: true }, 404, 'BROKER_ID_NOT_REGISTERED'],
    [{ kind: 'pause_replication', broker: 1, partition: 0 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'pause_replication', broker: 1, topic: 'none' }, 404, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [{ kind: 'slow_disk', broker: 1, latency_ms: 1e9 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'slow_disk', broker: 1, latency_ms: 1, duration_ms: 1e12 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'error', api: 'Produce', error: 'NONE', count: 1 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'error', api: 'Prodcue', error: 'NOT_CONTROLLER', count: 1 }, 422, 'INVALID_REQUEST'],
    [{ kind: 'flood' }, 422, 'INVALID_REQUEST'],
  ])('%j is refused with %i', async (asked, status, code) => {
    const refused = await send('POST', '/faults', asked)
    expect(refused.status).toBe(status)
    expect(refused.body).toMatchObject({ status, code })
  })
})

describe('the clock', () => {
  it('stands still, moves on, and steps to what is due', async () => {
    const before = (await send('GET', '/clock')).body
    expect(before).toEqual({ mode: 'manual', now: expect.any(String), now_ms: expect.any(Number), next_due_ms: null })
    expect((await send('POST', '/clock', { step: 'event' })).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('Nothing waits'),
    })
    const { body, status } = await send('POST', '/clock', { advance_ms: 1_500 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ mode: 'manual', now_ms: Number(before['now_ms']) + 1_500, complete: true })
    expect(Date.parse(String(body['now']))).toBe(body['now_ms'])
    await send('POST', '/brokers/1:kill')
    const { next_due_ms: due } = (await send('GET', '/clock')).body
    expect((await send('POST', '/clock', { step: 'event' })).body).toMatchObject({ now_ms: due, sequence: expect.any(Number) })
  })

  it('changes its mode', async () => {
    expect((await send('POST', '/clock', { mode: 'realtime' })).body).toMatchObject({ mode: 'realtime' })
    expect((await send('POST', '/clock', { mode: 'manual', advance_ms: 10 })).body).toMatchObject({ mode: 'manual' })
  })

  it.each([
    [{ advance_ms: -1 }, 'never goes back'],
    [{ advance_ms: 0.5 }, 'advance_ms'],
    [{ advance_ms: 1e15 }, 'advance_ms'],
    [{ advance_ms: 1, step: 'event' }, 'not both'],
    [{}, 'at least one'],
    [{ mode: 'sundial' }, 'mode'],
  ])('refuses %j', async (json, says) => {
    const { status, body } = await send('POST', '/clock', json)
    expect(status).toBe(422)
    expect(body['detail']).toContain(says)
  })
})

describe('a record', () => {
  it('that waits for a follower comes back with REQUEST_TIMED_OUT when its time is over', async () => {
    await createTopic()
    await send('POST', '/faults', { kind: 'pause_replication', broker: 2 })
    const answering = produce('?acks=all&timeout_ms=700')
    await waitingProduce(1)
    await send('POST', '/clock', { advance_ms: 699 })
    await waitingProduce(1)
    await send('POST', '/clock', { advance_ms: 1 })
    expect(await answering).toEqual({ error_code: 50003, message: 'The request timed out.' })
    expect(await partition()).toMatchObject({
      logs: expect.arrayContaining([expect.objectContaining({ broker_id: 1, log_end_offset: 1 })]),
    })
  })

  it('is acknowledged when the followers have it', async () => {
    await createTopic()
    const { body } = await send('POST', '/faults', { kind: 'pause_replication', broker: 2 })
    const answering = produce('?acks=all')
    await waitingProduce(1)
    await send('DELETE', `/faults/${String(body['id'])}`)
    await send('POST', '/clock', { advance_ms: 1_000 })
    expect(await answering).toMatchObject({ error_code: 200, offset: 0 })
  })

  it('sent to a broker that does not lead is refused, and so is reading there', async () => {
    await createTopic()
    expect(await produce('?broker=2')).toMatchObject({ error_code: 50003 })
    expect(await produce('?broker=1')).toMatchObject({ error_code: 200 })
    const read = await send('GET', '/v3/topics/t/partitions/0/records?broker=2')
    expect([read.status, read.body['error_code']]).toEqual([500, 50003])
    expect((await send('GET', '/v3/topics/t/records?broker=1')).body['records']).toHaveLength(1)
  })

  it('sent to a broker that is down is 503', async () => {
    await createTopic()
    await send('POST', '/brokers/1:kill')
    expect(await produce()).toMatchObject({ error_code: 50302 })
    const strict = await send('POST', '/v3/topics/t/records', { value: { type: 'STRING', data: 'x' } }, { Prefer: 'handling=strict' })
    expect(strict.status).toBe(503)
  })

  it('meets the errors that were ordered for it', async () => {
    await createTopic()
    await send('POST', '/faults', { kind: 'error', api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', count: 1 })
    expect(await produce()).toMatchObject({ error_code: 50003, message: expect.stringContaining('in-sync replicas') })
    expect(await produce()).toMatchObject({ error_code: 200 })
    expect((await send('GET', '/faults')).body['faults']).toEqual([])
  })
})

describe('what one sees', () => {
  it('is the whole cluster, with those topics that a key may name', async () => {
    await createTopic()
    await createTopic('other')
    const { body } = await send('GET', '/state')
    expect(body).toMatchObject({
      cluster_id: made.id,
      controller: { controllers: [{ node_id: 3000 }, { node_id: 3001 }, { node_id: 3002 }] },
    })
    expect((body['topics'] as Body[]).map(({ name }) => name).toSorted()).toEqual(['other', 't'])
    const bound = (await send('POST', '/keys', { scopes: ['observe'], topic_prefix: 'oth' })).body['key']
    const seen = await edge.http('GET', `/v1/sandboxes/${made.id}/state`, { key: String(bound) })
    expect(((await seen.json()) as { topics: Body[] }).topics.map(({ name }) => name)).toEqual(['other'])
    const foreign = await edge.http('GET', `/v1/sandboxes/${made.id}/events?topic=t`, { key: String(bound) })
    expect(foreign.status).toBe(403)
  })

  it('is every event with its cause, page by page', async () => {
    await createTopic()
    const { body } = await send('GET', '/events?count=2')
    expect(body).toMatchObject({
      first_kept: 1,
      events: [{ sequence: 1, kind: 'cluster.created', trigger: { kind: 'creation' } }, { sequence: 2 }],
    })
    const [first] = body['events'] as Body[]
    expect(first?.['why']).toEqual({ en: expect.any(String), 'zh-CN': expect.any(String) })
    const next = (await send('GET', `/events?from=${String(body['next'])}&count=1`)).body['events'] as Body[]
    expect(next[0]?.['sequence']).toBe(body['next'])
    const about = (await send('GET', '/events?topic=t&kind=topic.created,partition.created')).body['events'] as Body[]
    expect(about.map(({ kind }) => kind)).toEqual(['topic.created', 'partition.created'])
    const latest = (await send('GET', '/events?from=latest')).body
    expect(latest['events']).toEqual([])
    expect((await send('GET', '/state')).body['sequence']).toBe(Number(latest['next']) - 1)
  })

  it.each(['kind=topic.craeted', 'from=-1', 'from=x', 'count=x', 'lang=cs'])('refuses %s', async (query) => {
    expect((await send('GET', `/events?${query}`)).status).toBe(400)
  })

  it('is a stream of events too', async () => {
    const { body, headers } = await send('GET', '/events?wait=0&count=2', undefined, { Accept: 'text/event-stream' })
    expect(headers.get('Content-Type')).toBe('text/event-stream')
    expect(body['text']).toContain('event: cluster.created\nid: 1\ndata: {"sequence":1,')
  })

  it('is every metric, as JSON and for Prometheus', async () => {
    await createTopic()
    const { metrics } = (await send('GET', '/metrics')).body as { metrics: Body[] }
    expect(metrics.length).toBeGreaterThan(0)
    for (const accept of ['text/plain', 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1']) {
      const { body, headers } = await send('GET', '/metrics', undefined, { Accept: accept })
      expect(headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8')
      expect(body['text']).toMatch(/^# HELP \w+ /)
    }
    expect((await send('GET', '/metrics?format=prometheus')).headers.get('Content-Type')).toContain('text/plain')
  })
})
