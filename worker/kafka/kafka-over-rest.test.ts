// /v3 through the whole edge, in front of the real engine: envelopes, statuses and numbers.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, configs: { 'num.partitions': 2 } })
})

type Body = Record<string, unknown>

async function v3(
  method: string,
  path: string,
  json?: unknown,
  key = sandbox.owner,
): Promise<{ status: number; body: Body; headers: Headers }> {
  const answer = await edge.http(method, `/v3/clusters/${sandbox.id}${path}`, { key, ...(json === undefined ? {} : { json }) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text), headers: answer.headers }
}

const retention = async () => (await v3('GET', '/topics/a/configs/retention.ms')).body

const base = () => `http://samsa.test/v3/clusters/${sandbox.id}`

async function names(path: string): Promise<unknown[]> {
  return ((await v3('GET', path)).body['data'] as Body[]).map((item) => item['topic_name'] ?? item['name'])
}

describe('clusters', () => {
  it('are a list of the one that the key opens', async () => {
    const answer = await edge.http('GET', '/v3/clusters', { key: sandbox.observe })
    const list = (await answer.json()) as Body
    expect(list).toMatchObject({ kind: 'KafkaClusterList', metadata: { self: 'http://samsa.test/v3/clusters', next: null } })
    const one = (await v3('GET', '')).body
    expect(list['data']).toEqual([one])
    expect(one).toEqual({
      kind: 'KafkaCluster',
      metadata: { self: base(), resource_name: `crn:///kafka=${sandbox.id}` },
      cluster_id: sandbox.id,
      controller: { related: `${base()}/brokers/1` },
      acls: { related: `${base()}/acls` },
      brokers: { related: `${base()}/brokers` },
      broker_configs: { related: `${base()}/broker-configs` },
      consumer_groups: { related: `${base()}/consumer-groups` },
      topics: { related: `${base()}/topics` },
      partition_reassignments: { related: `${base()}/topics/-/partitions/-/reassignment` },
    })
  })

  it('of others cannot be found', async () => {
    const answer = await edge.http('GET', '/v3/clusters/my-cluster', { key: sandbox.owner })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error_code: 404, message: 'Cluster my-cluster cannot be found.' })
  })
})

describe('brokers', () => {
  it('are shown as Confluent does', async () => {
    const { body } = await v3('GET', '/brokers')
    expect((body['data'] as Body[]).map((broker) => broker['broker_id'])).toEqual([1, 2, 3])
    expect((await v3('GET', '/brokers/2')).body).toEqual({
      kind: 'KafkaBroker',
      metadata: { self: `${base()}/brokers/2`, resource_name: `crn:///kafka=${sandbox.id}/broker=2` },
      cluster_id: sandbox.id,
      broker_id: 2,
      host: 'localhost',
      port: 9093,
      rack: null,
      configs: { related: `${base()}/brokers/2/configs` },
      partition_replicas: { related: `${base()}/brokers/2/partition-replicas` },
    })
    for (const id of ['9', 'x', '99999999999']) expect((await v3('GET', `/brokers/${id}`)).status).toBe(404)
  })

  it('list what lies on them', async () => {
    await v3('POST', '/topics', { topic_name: 'b', replicas_assignments: { 0: [1, 2], 1: [2, 3] } })
    await v3('POST', '/topics', { topic_name: 'a', replicas_assignments: { 0: [2] } })
    const { body } = await v3('GET', '/brokers/2/partition-replicas')
    const replicas = (body['data'] as Body[]).map((item) => [
      item['topic_name'],
      item['partition_id'],
      item['is_leader'],
      item['is_in_sync'],
    ])
    expect(replicas).toEqual([
      ['a', 0, true, true],
      ['b', 0, false, true],
      ['b', 1, true, true],
    ])
  })

  it('show their configs', async () => {
    const config = (await v3('GET', '/brokers/1/configs/num.partitions')).body
    expect(config).toMatchObject({ kind: 'KafkaBrokerConfig', broker_id: 1, value: '2', source: 'STATIC_BROKER_CONFIG', is_default: false })
    expect((config['metadata'] as Body)['resource_name']).toBe(`crn:///kafka=${sandbox.id}/broker=1/config=num.partitions`)
    const all = await names('/brokers/1/configs')
    expect(all).toEqual(all.toSorted())
    expect((await v3('GET', '/brokers/1/configs/nope')).status).toBe(404)
    expect((await v3('GET', '/brokers/9/configs')).status).toBe(404)
  })
})

describe('creating a topic', () => {
  it('answers 201 with the topic, its address and the sequence of the change', async () => {
    const { status, body, headers } = await v3('POST', '/topics', {
      topic_name: 'orders',
      partitions_count: 3,
      replication_factor: 2,
      configs: [{ name: 'retention.ms', value: '1000' }],
    })
    expect(status).toBe(201)
    expect(headers.get('Location')).toBe(`${base()}/topics/orders`)
    expect(Number(headers.get('Samsa-Sequence'))).toBeGreaterThan(0)
    expect(body).toEqual({
      kind: 'KafkaTopic',
      metadata: { self: `${base()}/topics/orders`, resource_name: `crn:///kafka=${sandbox.id}/topic=orders` },
      cluster_id: sandbox.id,
      topic_name: 'orders',
      is_internal: false,
      replication_factor: 2,
      partitions_count: 3,
      partitions: { related: `${base()}/topics/orders/partitions` },
      configs: { related: `${base()}/topics/orders/configs` },
      partition_reassignments: { related: `${base()}/topics/orders/partitions/-/reassignment` },
      authorized_operations: [],
    })
    expect((await v3('GET', '/topics/orders')).body).toEqual(body)
  })

  it('takes the defaults of the cluster, and explicit assignments', async () => {
    expect((await v3('POST', '/topics', { topic_name: 'a' })).body).toMatchObject({ partitions_count: 2, replication_factor: 1 })
    const assigned = await v3('POST', '/topics', { topic_name: 'b', replicas_assignments: { 0: [1], 1: [3], 2: [2] } })
    expect(assigned.body).toMatchObject({ partitions_count: 3, replication_factor: 1 })
    expect((await v3('GET', '/topics/b/partitions/1')).body['leader']).toEqual({ related: `${base()}/topics/b/partitions/1/replicas/3` })
  })

  it('only looks with validate_only', async () => {
    const { status, body, headers } = await v3('POST', '/topics', { topic_name: 'orders', partitions_count: 4, validate_only: true })
    expect(status).toBe(200)
    expect(body).toMatchObject({ partitions_count: 4 })
    expect(headers.get('Samsa-Sequence')).toBeNull()
    expect((await v3('GET', '/topics/orders')).status).toBe(404)
  })

  it.each([
    [{ topic_name: 'taken' }, 400, 40002, "Topic 'taken' already exists."],
    [{ topic_name: 'bad name' }, 422, 42206, 'Payload error. Invalid topic name.'],
    [{ topic_name: '' }, 422, 42206, 'Payload error. Invalid topic name.'],
    [{ topic_name: 'x'.repeat(250) }, 422, 42206, 'Payload error. Invalid topic name.'],
    [{ topic_name: 'tak.en_', partitions_count: 0 }, 400, 40002, 'Number of partitions was set to an invalid non-positive value.'],
    [{ topic_name: 'x', replication_factor: 4 }, 400, 40002, /Unable to replicate the partition 4 time/],
    [{ topic_name: 'x', configs: [{ name: 'nope', value: '1' }] }, 400, 40002, /nope/],
    [{ topic_name: 'x', partitions_count: 1, replicas_assignments: { 0: [1] } }, 400, 40002, /manual partition assignment/i],
    [{ topic_name: 'x', color: 'red' }, 422, 422, 'Unrecognized field: color'],
    [{}, 422, 422, /topic_name/],
    [{ topic_name: 5 }, 400, 400, /^Bad Request: topic_name/],
    [{ topic_name: 'x', partitions_count: 1.5 }, 400, 400, /^Bad Request: partitions_count/],
    [{ topic_name: 'x', partitions_count: 2 ** 31 }, 422, 422, /partitions_count/],
    [[], 400, 400, /^Bad Request/],
    ['topic', 400, 400, /^Bad Request/],
    [null, 400, 400, /^Bad Request/],
  ])('refuses %j', async (json, status, errorCode, message) => {
    await v3('POST', '/topics', { topic_name: 'taken' })
    const answer = await v3('POST', '/topics', json)
    expect(answer).toMatchObject({ status, body: { error_code: errorCode } })
    expect(Object.keys(answer.body)).toEqual(['error_code', 'message'])
    expect(answer.body['message']).toMatch(message instanceof RegExp ? message : new RegExp(`^${message.replaceAll('.', '\\.')}$`))
  })

  it('refuses an empty body with 422', async () => {
    const answer = await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toEqual({ error_code: 42206, message: 'Payload error. Request body is empty. Data is required.' })
  })

  it('names the topic that a name collides with', async () => {
    await v3('POST', '/topics', { topic_name: 'a.b' })
    const { status, body } = await v3('POST', '/topics', { topic_name: 'a_b' })
    expect(status).toBe(422)
    expect(body).toEqual({ error_code: 42206, message: "Payload error. Topic 'a_b' collides with existing topic: a.b" })
  })
})

describe('topics', () => {
  it('are listed by name, whole or in pages', async () => {
    for (const name of ['c', 'a', 'B']) await v3('POST', '/topics', { topic_name: name })
    expect(await names('/topics')).toEqual(['B', 'a', 'c'])
    const first = (await v3('GET', '/topics?page_size=2')).body
    expect(first['metadata']).toEqual({ self: `${base()}/topics`, next: `${base()}/topics?page_size=2&page_token=a` })
    expect(await names('/topics?page_size=2&page_token=a')).toEqual(['c'])
    for (const size of ['0', '-1', 'x', '1001', '1e2', '']) expect((await v3('GET', `/topics?page_size=${size}`)).status).toBe(400)
    expect((await v3('GET', '/topics?page_size=1&page_size=2')).status).toBe(400)
  })

  it('that do not exist are 404 with 40403', async () => {
    for (const [method, path, json] of [
      ['GET', '/topics/nope'],
      ['DELETE', '/topics/nope'],
      ['PATCH', '/topics/nope', { partitions_count: 3 }],
      ['GET', '/topics/nope/partitions'],
      ['GET', '/topics/nope/partitions/0'],
      ['GET', '/topics/nope/partitions/0/offset'],
      ['GET', '/topics/nope/partitions/0/replicas'],
      ['GET', '/topics/nope/configs'],
      ['GET', '/topics/nope/configs/retention.ms'],
      ['PUT', '/topics/nope/configs/retention.ms', { value: '1' }],
      ['POST', '/topics/nope/configs:alter', { data: [{ name: 'retention.ms', value: '1' }] }],
      ['GET', '/topics/%F0%9F%92%A5'],
    ] as const) {
      const answer = await v3(method, path, json)
      expect(answer).toMatchObject({
        status: 404,
        body: { error_code: 40403, message: 'This server does not host this topic-partition.' },
      })
    }
  })

  it('tell what the key may do with them, when asked', async () => {
    await v3('POST', '/topics', { topic_name: 'a' })
    const all = (await v3('GET', '/topics/a?include_authorized_operations=true')).body['authorized_operations']
    expect(all).toEqual(['ALTER', 'ALTER_CONFIGS', 'CREATE', 'DELETE', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'READ', 'WRITE'])
    const list = (await v3('GET', '/topics?includeAuthorizedOperations=true', undefined, sandbox.observe)).body['data'] as Body[]
    expect(list[0]?.['authorized_operations']).toEqual(['DESCRIBE', 'DESCRIBE_CONFIGS', 'READ'])
  })

  it('grow, and never shrink', async () => {
    await v3('POST', '/topics', { topic_name: 'a', partitions_count: 1 })
    const grown = await v3('PATCH', '/topics/a', { partitions_count: 3 })
    expect(grown).toMatchObject({ status: 200, body: { partitions_count: 3, topic_name: 'a' } })
    expect(grown.headers.get('Samsa-Sequence')).not.toBeNull()
    expect(await v3('PATCH', '/topics/a', { partitions_count: 3 })).toMatchObject({ status: 400, body: { error_code: 40002 } })
    expect(await v3('PATCH', '/topics/a', { partitions_count: 2 })).toMatchObject({ status: 400, body: { error_code: 40002 } })
  })

  it('go with 204', async () => {
    await v3('POST', '/topics', { topic_name: 'a' })
    const { status, headers } = await v3('DELETE', '/topics/a')
    expect(status).toBe(204)
    expect(headers.get('Samsa-Sequence')).not.toBeNull()
    expect((await v3('GET', '/topics/a')).status).toBe(404)
  })
})

describe('partitions', () => {
  beforeEach(() => v3('POST', '/topics', { topic_name: 'a', replicas_assignments: { 0: [1, 2], 1: [2, 3] } }))

  it('are shown with their replicas', async () => {
    const one = (await v3('GET', '/topics/a/partitions/1')).body
    expect(one).toEqual({
      kind: 'KafkaPartition',
      metadata: { self: `${base()}/topics/a/partitions/1`, resource_name: `crn:///kafka=${sandbox.id}/topic=a/partition=1` },
      cluster_id: sandbox.id,
      topic_name: 'a',
      partition_id: 1,
      leader: { related: `${base()}/topics/a/partitions/1/replicas/2` },
      replicas: { related: `${base()}/topics/a/partitions/1/replicas` },
      reassignment: { related: `${base()}/topics/a/partitions/1/reassignment` },
    })
    expect((await v3('GET', '/topics/a/partitions')).body['data']).toHaveLength(2)
    expect((await v3('GET', '/topics/a/partitions?page_size=1&page_token=0')).body['data']).toEqual([one])
    const replica = (await v3('GET', '/topics/a/partitions/1/replicas/3')).body
    expect(replica).toEqual({
      kind: 'KafkaReplica',
      metadata: {
        self: `${base()}/topics/a/partitions/1/replicas/3`,
        resource_name: `crn:///kafka=${sandbox.id}/topic=a/partition=1/replica=3`,
      },
      cluster_id: sandbox.id,
      topic_name: 'a',
      partition_id: 1,
      broker_id: 3,
      is_leader: false,
      is_in_sync: true,
      broker: { related: `${base()}/brokers/3` },
    })
    expect(((await v3('GET', '/topics/a/partitions/1/replicas')).body['data'] as Body[])[1]).toEqual(replica)
    expect((await v3('GET', '/topics/a/partitions/1/replicas/1')).status).toBe(404)
  })

  it('that do not exist are 404 with 40402', async () => {
    for (const path of [
      '/topics/a/partitions/2',
      '/topics/a/partitions/-1',
      '/topics/a/partitions/2/offset',
      '/topics/a/partitions/2/replicas',
    ]) {
      expect(await v3('GET', path)).toMatchObject({ status: 404, body: { error_code: 40402 } })
    }
    expect(await v3('GET', '/topics/a/partitions/x')).toMatchObject({ status: 404, body: { error_code: 404 } })
  })

  it('know their offsets', async () => {
    const { body } = await v3('GET', '/topics/a/partitions/0/offset')
    expect(body).toEqual({
      kind: 'KafkaPartitionWithOffsets',
      metadata: { self: `${base()}/topics/a/partitions/0/offset`, resource_name: `crn:///kafka=${sandbox.id}/topic=a/partition=0` },
      cluster_id: sandbox.id,
      topic_name: 'a',
      partition_id: 0,
      earliest_offset: 0,
      latest_offset: 0,
    })
    const offset = async (type: string) => v3('GET', `/topics/a/partitions/0/offset?offset_type=${encodeURIComponent(type)}`)
    expect((await offset('earliest')).body).toMatchObject({ earliest_offset: 0 })
    expect((await offset('latest')).body).not.toHaveProperty('earliest_offset')
    expect((await offset('max_timestamp')).body).toMatchObject({ offset: -1, timestamp: -1 })
    expect((await offset('timestamp:0')).body).toMatchObject({ offset: -1, timestamp: -1 })
    expect((await offset('timestamp:2026-01-01T00:00:00Z')).status).toBe(200)
    for (const type of ['nope', '', 'timestamp:', 'timestamp:x', 'timestamp:-5', 'timestamp:99999999999999999', 'timestamp:2026-99-99']) {
      expect(await offset(type)).toMatchObject({ status: 400, body: { error_code: 400 } })
    }
  })
})

describe('topic configs', () => {
  beforeEach(() => v3('POST', '/topics', { topic_name: 'a', configs: [{ name: 'retention.ms', value: '5000' }] }))

  it('are listed by name and shown with their source', async () => {
    const all = await v3('GET', '/topics/a/configs')
    expect(all.body).toMatchObject({ kind: 'KafkaTopicConfigList', metadata: { self: `${base()}/topics/a/configs`, next: null } })
    const shown = (all.body['data'] as Body[]).map((config) => config['name'])
    expect(shown).toEqual(shown.toSorted())
    expect(await retention()).toMatchObject({
      kind: 'KafkaTopicConfig',
      metadata: {
        self: `${base()}/topics/a/configs/retention.ms`,
        resource_name: `crn:///kafka=${sandbox.id}/topic=a/config=retention.ms`,
      },
      cluster_id: sandbox.id,
      topic_name: 'a',
      name: 'retention.ms',
      value: '5000',
      is_default: false,
      is_read_only: false,
      is_sensitive: false,
      source: 'DYNAMIC_TOPIC_CONFIG',
    })
  })

  it('are set and reset', async () => {
    expect((await v3('PUT', '/topics/a/configs/retention.ms', { value: '7000' })).status).toBe(204)
    expect((await retention())['value']).toBe('7000')
    expect((await v3('DELETE', '/topics/a/configs/retention.ms')).status).toBe(204)
    expect(await retention()).toMatchObject({ value: '604800000', is_default: true })
    expect((await v3('PUT', '/topics/a/configs/retention.ms', { value: 'soon' })).body).toMatchObject({ error_code: 40002 })
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await v3(method, '/topics/a/configs/nope', method === 'PUT' ? { value: '1' } : undefined)).status).toBe(404)
    }
  })

  it('are altered together, or not at all', async () => {
    const alter = (data: unknown, extra = {}) => v3('POST', '/topics/a/configs:alter', { data, ...extra })
    const both = [
      { name: 'retention.ms', value: '1' },
      { name: 'cleanup.policy', value: 'compact', operation: 'APPEND' },
    ]
    expect((await alter(both, { validate_only: true })).status).toBe(204)
    expect((await retention())['value']).toBe('5000')
    expect((await alter(both)).status).toBe(204)
    expect((await v3('GET', '/topics/a/configs/cleanup.policy')).body['value']).toBe('delete,compact')
    expect((await alter([{ name: 'cleanup.policy', value: 'delete', operation: 'SUBTRACT' }])).status).toBe(204)
    expect((await v3('GET', '/topics/a/configs/cleanup.policy')).body['value']).toBe('compact')
    expect(
      await alter([
        { name: 'retention.ms', operation: 'DELETE' },
        { name: 'segment.bytes', value: 'x' },
      ]),
    ).toMatchObject({
      status: 400,
      body: { error_code: 40002 },
    })
    expect((await retention())['value']).toBe('1')
    expect((await alter([{ name: 'nope', value: '1' }])).status).toBe(404)
    expect((await alter([{ name: 'retention.ms', operation: 'MULTIPLY' }])).status).toBe(422)
    expect((await alter([])).status).toBe(422)
  })

  it('are read and altered for many topics at once', async () => {
    await v3('POST', '/topics', { topic_name: 'b' })
    const all = (await v3('GET', '/topics/-/configs')).body['data'] as Body[]
    expect(new Set(all.map((config) => config['topic_name']))).toEqual(new Set(['a', 'b']))
    const good = { topic_name: 'a', configs: [{ name: 'retention.ms', value: '1' }] }
    expect((await v3('POST', '/topics/-/configs:alter', { data: [good] })).status).toBe(204)
    const { status, body } = await v3('POST', '/topics/-/configs:alter', {
      data: [
        { ...good, configs: [{ name: 'retention.ms', value: '2' }] },
        { ...good, topic_name: 'nope' },
      ],
    })
    expect(status).toBe(207)
    const message = 'This server does not host this topic-partition.'
    expect(body).toEqual({ failures: [{ topic_name: 'nope', error_code: 40403, message }] })
    expect((await retention())['value']).toBe('2')
  })
})
