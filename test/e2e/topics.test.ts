// Topics over REST on the real server. What every field looks like is tested at the edge (worker/kafka/*.test.ts); here it is about
// the object: concurrency, limits and what survives.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, makeSandbox } from '../support/api-client.ts'
import type { Answer, MadeSandbox } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let server: Server
let sandbox: MadeSandbox

beforeAll(async () => {
  server = await startServer()
  sandbox = await makeSandbox(server.origin)
})

afterAll(() => server.stop())

function v3(method: string, path: string, json?: unknown): Promise<Answer> {
  return ask(server.origin, method, `/v3/clusters/${sandbox.id}${path}`, { key: sandbox.owner, ...(json === undefined ? {} : { json }) })
}

describe('topics', () => {
  it('live: created, grown, configured, deleted', async () => {
    const created = await v3('POST', '/topics', { topic_name: 'orders', partitions_count: 3, replication_factor: 3 })
    expect(created.status).toBe(201)
    expect((await fetch(created.headers.get('Location') ?? '', { headers: { Authorization: `Bearer ${sandbox.observe}` } })).status).toBe(
      200,
    )
    expect((await v3('PATCH', '/topics/orders', { partitions_count: 6 })).json['partitions_count']).toBe(6)
    expect((await v3('PUT', '/topics/orders/configs/retention.ms', { value: '60000' })).status).toBe(204)
    expect((await v3('GET', '/topics/orders/configs/retention.ms')).json['value']).toBe('60000')
    expect((await v3('GET', '/topics/orders/partitions/5/offset')).json).toMatchObject({ earliest_offset: 0, latest_offset: 0 })
    expect((await v3('DELETE', '/topics/orders')).status).toBe(204)
    expect((await v3('GET', '/topics/orders')).json['error_code']).toBe(40403)
  })

  it('of one name are made once, however many ask at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => v3('POST', '/topics', { topic_name: 'race' })))
    const statuses = answers.map(({ status }) => status).toSorted((left, right) => left - right)
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 400)])
    expect(answers.filter(({ json }) => json['error_code'] === 40002)).toHaveLength(19)
  })

  it('are spread over the brokers', async () => {
    await v3('POST', '/topics', { topic_name: 'spread', partitions_count: 9, replication_factor: 1 })
    const leaders = await Promise.all(Array.from({ length: 9 }, (_, index) => v3('GET', `/topics/spread/partitions/${index}`)))
    const counts = new Map<string, number>()
    for (const { json } of leaders) {
      const broker = (json['leader'] as { related: string }).related.split('/').at(-1) ?? ''
      counts.set(broker, (counts.get(broker) ?? 0) + 1)
    }
    expect([...counts.values()]).toEqual([3, 3, 3])
  })

  it('know where records begin and end', async () => {
    await v3('POST', '/topics', { topic_name: 'offsets', partitions_count: 1 })
    const times = ['2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z', '2026-01-02T00:00:00Z']
    for (const timestamp of times) await v3('POST', '/topics/offsets/records', { timestamp, value: { type: 'STRING', data: 'x' } })
    const offset = async (type: string) => (await v3('GET', `/topics/offsets/partitions/0/offset?offset_type=${type}`)).json
    expect(await offset('earliest_and_latest')).toMatchObject({ earliest_offset: 0, latest_offset: 3 })
    expect(await offset('max_timestamp')).toMatchObject({ offset: 1, timestamp: Date.parse(times[1] ?? '') })
    expect(await offset('timestamp:2026-01-01T12:00:00Z')).toMatchObject({ offset: 1 })
    expect(await offset(`timestamp:${Date.parse('2026-02-01')}`)).toMatchObject({ offset: -1, timestamp: -1 })
  })

  it('stop at the limits of a sandbox with a reason', async () => {
    const tooWide = await v3('POST', '/topics', { topic_name: 'wide', partitions_count: 1_001 })
    expect(tooWide).toMatchObject({ status: 400, json: { error_code: 40002 } })
    expect(tooWide.json['message']).toContain('at most 1000 partitions')
  })
})
