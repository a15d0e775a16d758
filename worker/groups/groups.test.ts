// Consumer groups over HTTP against the real cluster: what is shown of them, and what an administrator does to them.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { produce } from '../../test/support/records.ts'
import { newKeyId } from '../keys/capability.ts'
import { signKey } from '../keys/signed-key.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

type Body = Record<string, unknown>
/** An offset of a list. */
type Listed = Record<string, string | number>
type Answer = { readonly status: number; readonly body: Body }

async function http(method: string, path: string, json?: unknown, key = sandbox.owner): Promise<Answer> {
  const answer = await edge.http(method, path, { key, ...(json === undefined ? {} : { json }) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Body) }
}

const v3 = (method: string, path: string, json?: unknown, key?: string) => http(method, `/v3/clusters/${sandbox.id}${path}`, json, key)
const v2 = (method: string, path: string, json?: unknown) => http(method, `/v2/clusters/${sandbox.id}${path}`, json)
const address = (path: string) => `http://samsa.test/v3/clusters/${sandbox.id}${path}`

async function done(answering: Promise<Answer>): Promise<Body> {
  const { status, body } = await answering
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}

/** A member of the group, which has read all that there is. */
async function member(name: string, group = 'g', more: object = {}): Promise<string> {
  const config = { name, 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false', ...more }
  await done(v2('POST', `/consumers/${group}`, config))
  const instance = `/consumers/${group}/instances/${name}`
  await done(v2('POST', `${instance}/subscription`, { topics: ['orders'] }))
  await done(v2('GET', `${instance}/records`))
  return instance
}

const commit = (given: readonly (readonly [string, number, number])[], group = 'g') => {
  const data = given.map(([topic_name, partition_id, offset]) => ({ topic_name, partition_id, offset }))
  return v3('PATCH', `/consumer-groups/${group}/offsets`, { data })
}

async function offsets(group = 'g'): Promise<string[]> {
  const body = await done(v3('GET', `/consumer-groups/${group}/offsets`))
  return (body['data'] as Listed[]).map(({ topic_name, partition_id, offset }) => `${topic_name}/${partition_id}: ${offset}`)
}

/** orders/0 ends at 3, orders/1 at 5, bills/0 at 2. */
beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, configs: { 'group.initial.rebalance.delay.ms': '0' } })
  await done(v3('POST', '/topics', { topic_name: 'orders', partitions_count: 2 }))
  await done(v3('POST', '/topics', { topic_name: 'bills', partitions_count: 1 }))
  const cluster = edge.clusterOf(sandbox.id)
  produce(cluster, 'orders', [{}, {}, {}])
  produce(cluster, 'orders', [{}, {}, {}, {}, {}], 1)
  produce(cluster, 'bills', [{}, {}])
})

describe('a group', () => {
  it('is shown with its state, its assignor and its coordinator', async () => {
    await member('c')
    const { coordinator, ...shown } = await done(v3('GET', '/consumer-groups/g'))
    expect(coordinator).toMatchObject({ related: expect.stringMatching(/\/brokers\/[123]$/) as string })
    expect(shown).toEqual({
      kind: 'KafkaConsumerGroup',
      metadata: { self: address('/consumer-groups/g'), resource_name: `crn:///kafka=${sandbox.id}/consumer-group=g` },
      cluster_id: sandbox.id,
      consumer_group_id: 'g',
      is_simple: false,
      partition_assignor: 'range',
      state: 'STABLE',
      type: 'CLASSIC',
      is_mixed_consumer_group: false,
      consumers: { related: address('/consumer-groups/g/consumers') },
      lag_summary: { related: address('/consumer-groups/g/lag-summary') },
    })
  })

  it('that only commits is simple and empty', async () => {
    await done(commit([['orders', 0, 1]]))
    expect(await done(v3('GET', '/consumer-groups/g'))).toMatchObject({ is_simple: true, state: 'EMPTY', partition_assignor: '' })
  })

  it('is in the list, by id and by state', async () => {
    await done(commit([['orders', 0, 1]], 'a'))
    await member('c', 'b')
    const list = async (query: string) =>
      ((await done(v3('GET', `/consumer-groups${query}`)))['data'] as Body[]).map((one) => one['consumer_group_id'])
    expect(await list('')).toEqual(['a', 'b'])
    expect(await list('?states=STABLE')).toEqual(['b'])
    expect(await list('?states=EMPTY')).toEqual(['a'])
    expect(await list('?page_size=1')).toEqual(['a'])
  })

  it('of the KIP-848 protocol looks alike', async () => {
    await member('c', 'g', { 'group.protocol': 'consumer' })
    expect(await done(v3('GET', '/consumer-groups/g'))).toMatchObject({ type: 'CONSUMER', state: 'STABLE', partition_assignor: 'uniform' })
    const { data } = (await done(v3('GET', '/consumer-groups/g/consumers'))) as { data: Body[] }
    expect(data).toMatchObject([{ client_id: 'c' }])
    const assigned = await done(v3('GET', `/consumer-groups/g/consumers/${String(data[0]?.['consumer_id'])}/assignments`))
    expect(assigned['data']).toHaveLength(2)
    expect((await v3('GET', '/consumer-groups/nowhere')).status).toBe(404)
  })

  it('rebalances when it is told to', async () => {
    const instance = await member('c')
    expect((await v3('POST', '/consumer-groups/g:rebalance')).status).toBe(204)
    expect(await done(v3('GET', '/consumer-groups/g'))).toMatchObject({ state: 'PREPARING_REBALANCE' })
    await done(v2('GET', `${instance}/records`))
    expect(await done(v3('GET', '/consumer-groups/g'))).toMatchObject({ state: 'STABLE' })
    expect((await v3('POST', '/consumer-groups/nowhere:rebalance')).status).toBe(404)
  })

  it('is deleted with its offsets, but not while it has members', async () => {
    const instance = await member('c')
    await done(v2('POST', `${instance}/offsets`))
    expect(await v3('DELETE', '/consumer-groups/g')).toMatchObject({ status: 409, body: { message: 'The group is not empty.' } })
    await done(v2('DELETE', instance))
    expect((await v3('DELETE', '/consumer-groups/g')).status).toBe(204)
    expect(await offsets()).toEqual([])
    expect((await v3('DELETE', '/consumer-groups/g')).status).toBe(404)
  })
})

describe('the members of a group', () => {
  it('are shown with their partitions', async () => {
    await member('c', 'g', { 'group.instance.id': 'static-1' })
    const { data } = (await done(v3('GET', '/consumer-groups/g/consumers'))) as { data: Body[] }
    const id = data[0]?.['consumer_id'] as string
    const path = `/consumer-groups/g/consumers/${id}`
    const shown = {
      kind: 'KafkaConsumer',
      metadata: { self: address(path), resource_name: `crn:///kafka=${sandbox.id}/consumer-group=g/consumer=${id}` },
      cluster_id: sandbox.id,
      consumer_group_id: 'g',
      consumer_id: id,
      instance_id: 'static-1',
      client_id: 'c',
      host: '/127.0.0.1',
      assignments: { related: address(`${path}/assignments`) },
    }
    expect(data).toEqual([shown])
    expect(await done(v3('GET', path))).toEqual(shown)
    const assigned = (await done(v3('GET', `${path}/assignments`)))['data'] as Listed[]
    expect(assigned.map(({ topic_name, partition_id }) => `${topic_name}/${partition_id}`)).toEqual(['orders/0', 'orders/1'])
    expect(await done(v3('GET', `${path}/assignments/orders/partitions/1`))).toEqual(assigned[1])
    expect((await v3('GET', `${path}/assignments/orders/partitions/7`)).status).toBe(404)
    expect((await v3('GET', '/consumer-groups/g/consumers/nobody')).status).toBe(404)
  })

  it('are named beside the lag of their partitions', async () => {
    const instance = await member('c')
    await done(v2('POST', `${instance}/offsets`, { offsets: [{ topic: 'orders', partition: 1, offset: 0 }] }))
    const [lag] = (await done(v3('GET', '/consumer-groups/g/lags')))['data'] as Body[]
    expect(lag).toMatchObject({ topic_name: 'orders', partition_id: 1, lag: 4, client_id: 'c' })
    expect(lag?.['consumer_id']).toMatch(/^c-/)
    expect(await done(v3('GET', '/consumer-groups/g/lag-summary'))).toMatchObject({ max_lag_client_id: 'c', total_lag: 4 })
  })

  it('are removed by hand, some or all', async () => {
    await member('c', 'g', { 'group.instance.id': 'static-1' })
    expect(await done(v3('POST', '/consumer-groups/g/members:remove', { members: [{ instance_id: 'static-1' }] }))).toMatchObject({
      successes: [{ instance_id: 'static-1' }],
      failures: [],
    })
    expect(await done(v3('GET', '/consumer-groups/g'))).toMatchObject({ state: 'EMPTY' })
    await member('d')
    await done(v3('POST', '/consumer-groups/g/members:remove'))
    expect(await done(v3('GET', '/consumer-groups/g'))).toMatchObject({ state: 'EMPTY' })
    const unknown = await v3('POST', '/consumer-groups/g/members:remove', { members: [{ consumer_id: 'nobody' }] })
    expect(unknown).toMatchObject({ status: 207, body: { failures: [{ consumer_id: 'nobody', error_code: 409 }] } })
    expect((await v3('POST', '/consumer-groups/g/members:remove', { members: [{}] })).status).toBe(422)
  })
})

describe('the offsets of a group', () => {
  it('are written for a group that has no members', async () => {
    expect(
      await done(
        commit([
          ['orders', 0, 1],
          ['bills', 0, 2],
        ]),
      ),
    ).toMatchObject({
      successes: [
        { topic_name: 'orders', partition_id: 0 },
        { topic_name: 'bills', partition_id: 0 },
      ],
      failures: [],
    })
    expect(await offsets()).toEqual(['bills/0: 2', 'orders/0: 1'])
    await done(commit([['orders', 0, 3]]))
    expect(await offsets()).toEqual(['bills/0: 2', 'orders/0: 3'])
    await member('c')
    expect((await commit([['orders', 0, 0]])).status).toBe(409)
    expect(await offsets()).toEqual(['bills/0: 2', 'orders/0: 3'])
  })

  it('are written as far as their partitions exist', async () => {
    const answer = await commit([
      ['orders', 0, 1],
      ['nowhere', 0, 1],
    ])
    expect(answer).toMatchObject({ status: 207, body: { failures: [{ topic_name: 'nowhere', error_code: 40403 }] } })
    expect((await commit([['nowhere', 0, 1]])).status).toBe(404)
  })

  it('are deleted by partition, by topic, or all', async () => {
    await done(
      commit([
        ['orders', 0, 1],
        ['orders', 1, 1],
        ['bills', 0, 1],
      ]),
    )
    await done(v3('DELETE', '/consumer-groups/g/offsets?topic=orders&partition=1'))
    expect(await offsets()).toEqual(['bills/0: 1', 'orders/0: 1'])
    expect((await v3('DELETE', '/consumer-groups/g/offsets?topic=orders&partition=1')).status).toBe(404)
    await done(v3('DELETE', '/consumer-groups/g/offsets'))
    expect(await offsets()).toEqual([])
    expect((await v3('DELETE', '/consumer-groups/g/offsets?partition=1')).status).toBe(400)
  })

  it('are only written by keys for the group and the topics', async () => {
    const capability = {
      sandboxId: sandbox.id,
      keyId: newKeyId(),
      scopes: ['admin'] as const,
      topicPrefix: 'bills',
      origins: null,
      expiresMs: null,
    }
    const key = await signKey(capability, edge.env.SIGNING_SECRET)
    const body = (topic_name: string) => ({ data: [{ topic_name, partition_id: 0, offset: 1 }] })
    expect((await v3('PATCH', '/consumer-groups/g/offsets', body('bills'), key)).status).toBe(403)
    expect((await v3('PATCH', '/consumer-groups/bills-g/offsets', body('orders'), key)).status).toBe(403)
    expect((await v3('PATCH', '/consumer-groups/bills-g/offsets', body('bills'), key)).status).toBe(200)
  })
})

describe('a reset of offsets', () => {
  const reset = (json: object) => v3('POST', '/consumer-groups/g/offsets:reset', json)

  /** `topic/partition: current -> new`, as planned. */
  async function planned(json: object): Promise<string[]> {
    const body = await done(reset(json))
    return (body['data'] as Listed[]).map(({ topic_name, partition_id, current_offset, new_offset }) => {
      return `${topic_name}/${partition_id}: ${current_offset} -> ${new_offset}`
    })
  }

  beforeEach(() =>
    done(
      commit([
        ['orders', 0, 1],
        ['orders', 1, 4],
      ]),
    ),
  )

  it.each([
    [{ to_earliest: true }, ['orders/0: 1 -> 0', 'orders/1: 4 -> 0']],
    [{ to_latest: true }, ['orders/0: 1 -> 3', 'orders/1: 4 -> 5']],
    [{ to_current: true }, ['orders/0: 1 -> 1', 'orders/1: 4 -> 4']],
    [{ to_offset: 4 }, ['orders/0: 1 -> 3', 'orders/1: 4 -> 4']],
    [{ shift_by: -2 }, ['orders/0: 1 -> 0', 'orders/1: 4 -> 2']],
    [{ shift_by: 2 }, ['orders/0: 1 -> 3', 'orders/1: 4 -> 5']],
    [{ to_datetime: '1971-01-01T00:00:00.000' }, ['orders/0: 1 -> 0', 'orders/1: 4 -> 0']],
    [{ to_datetime: '2999-01-01T00:00:00Z' }, ['orders/0: 1 -> 3', 'orders/1: 4 -> 5']],
    [{ by_duration: 'P1D' }, ['orders/0: 1 -> 0', 'orders/1: 4 -> 0']],
    [{ from_offsets: [{ topic_name: 'orders', partition_id: 1, offset: 9 }] }, ['orders/1: 4 -> 5']],
    [{ to_current: true, topics: [{ topic_name: 'bills' }] }, ['bills/0: null -> 2']],
    [{ to_earliest: true, topics: [{ topic_name: 'orders', partition_ids: [1] }] }, ['orders/1: 4 -> 0']],
  ])('plans %j', async (json, plan) => {
    expect(await planned(json)).toEqual(plan)
    expect(await offsets()).toEqual(['orders/0: 1', 'orders/1: 4'])
  })

  it('writes nothing until it is executed', async () => {
    expect(await done(reset({ to_earliest: true, execute: true }))).toMatchObject({ is_executed: true })
    expect(await offsets()).toEqual(['orders/0: 0', 'orders/1: 0'])
  })

  it('wants exactly one target, and places that exist', async () => {
    expect((await reset({})).status).toBe(422)
    expect((await reset({ to_earliest: true, to_latest: true })).status).toBe(422)
    expect((await reset({ to_offset: -1 })).status).toBe(422)
    expect((await reset({ by_duration: 'P1M' })).status).toBe(400)
    expect((await reset({ to_datetime: 'yesterday' })).status).toBe(400)
    expect((await reset({ shift_by: 1, topics: [{ topic_name: 'bills' }] })).status).toBe(400)
    expect((await reset({ to_earliest: true, topics: [{ topic_name: 'nowhere' }] })).status).toBe(404)
    expect((await reset({ to_earliest: true, topics: [{ topic_name: 'orders', partition_ids: [7] }] })).status).toBe(404)
  })

  it('is refused while the group has members, even as a plan', async () => {
    await member('c')
    expect(await reset({ to_earliest: true })).toMatchObject({
      status: 409,
      body: { message: 'Offsets can only be reset while the group g is inactive, but it is Stable.' },
    })
  })
})
