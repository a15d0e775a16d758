// The routes of the past: looking at a moment, going back to one, beginning again.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 7 })
})

type Answer = { readonly status: number; readonly json: Record<string, unknown> }

async function call(method: string, path: string, json?: object, key = sandbox.owner): Promise<Answer> {
  const asked = json === undefined ? { key } : { key, json }
  const answer = await edge.http(method, path.replace('/v1', `/v1/sandboxes/${sandbox.id}`), asked)
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

async function createTopic(name: string): Promise<void> {
  const answer = await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: name } })
  expect(answer.status).toBe(201)
}

function topicNames({ json }: Answer): unknown[] {
  return (json as { topics: { name: string }[] }).topics.map(({ name }) => name)
}

async function lastSequence(): Promise<number> {
  return Number((await call('GET', '/v1/history')).json['last_sequence'])
}

describe('GET /state?at=', () => {
  it('shows what was there then, and only what the key may name', async () => {
    await createTopic('lab.a')
    const moment = await lastSequence()
    await createTopic('other')
    expect(await call('GET', `/v1/state?at=${moment}`)).toMatchObject({
      status: 200,
      json: { sequence: moment, topics: [{ name: 'lab.a' }] },
    })
    expect(topicNames(await call('GET', '/v1/state'))).toEqual(['lab.a', 'other'])
    const made = await call('POST', '/v1/keys', { scopes: ['observe'], topic_prefix: 'other' })
    const key = String(made.json['key'])
    expect(topicNames(await call('GET', `/v1/state?at=${moment}`, undefined, key))).toEqual([])
  })

  it('leaves Kafka’s own topics out where that is asked for, now and then', async () => {
    await createTopic('a')
    const cluster = edge.clusterOf(sandbox.id)
    cluster.request('FindCoordinator', { keyType: 'GROUP', coordinatorKeys: ['g'] })
    const moment = await lastSequence()
    for (const query of ['', `at=${moment}&`]) {
      expect(topicNames(await call('GET', `/v1/state?${query}internal=true`))).toEqual(['a', '__consumer_offsets'])
      expect(topicNames(await call('GET', `/v1/state?${query}internal=false`))).toEqual(['a'])
    }
  })

  it('is 410 for what is not kept, with the first that is, and 422 for what is still to come or no sequence', async () => {
    const last = await lastSequence()
    expect(await call('GET', `/v1/state?at=${last + 1}`)).toMatchObject({ status: 422, json: { code: 'INVALID_REQUEST' } })
    for (const at of ['0', '-1', 'x', '1.5', '']) expect((await call('GET', `/v1/state?at=${at}`)).status).toBeGreaterThanOrEqual(400)
  })
})

describe('POST :rewind', () => {
  it('goes back, says so in one event, and counts', async () => {
    await createTopic('a')
    const moment = await lastSequence()
    await createTopic('b')
    expect(await call('POST', '/v1:rewind', { to_sequence: moment })).toEqual({
      status: 200,
      json: { sequence: moment + 1, generation: 1 },
    })
    expect(topicNames(await call('GET', '/v1/state'))).toEqual(['a'])
    const { json } = await call('GET', `/v1/events?from=${moment + 1}`)
    expect(json).toMatchObject({ events: [{ kind: 'clock.changed', trigger: { kind: 'action', action: 'rewind', node_id: null } }] })
    await createTopic('b')
  })

  it('is 422 for a moment that is still to come, and for no moment at all', async () => {
    const last = await lastSequence()
    const refused = await call('POST', '/v1:rewind', { to_sequence: last + 1 })
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: '/to_sequence' }] } })
    expect((await call('POST', '/v1:rewind', {})).status).toBe(422)
    expect((await call('POST', '/v1:rewind', { to_sequence: last, more: 1 })).status).toBe(422)
  })
})

describe('POST :reset', () => {
  it('begins again, with the keys that there are', async () => {
    const first = await lastSequence()
    await createTopic('a')
    expect(await call('POST', '/v1:reset')).toEqual({ status: 200, json: { sequence: first, generation: 1 } })
    expect(topicNames(await call('GET', '/v1/state'))).toEqual([])
    expect(await call('GET', '/v1/history')).toMatchObject({ json: { last_sequence: first, generation: 1 } })
  })
})
