// /v3 as administrators use it, through the whole edge: configs of brokers, reassignments, elections and deleted records.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { newKeyId } from '../keys/capability.ts'
import { signKey } from '../keys/signed-key.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, brokers: 4 })
})

type Body = Record<string, unknown>
type Answer = { readonly status: number; readonly body: Body; readonly headers: Headers }

async function ask(method: string, path: string, json?: unknown, key = sandbox.owner): Promise<Answer> {
  const answer = await edge.http(method, path, { key, ...(json === undefined ? {} : { json }) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text), headers: answer.headers }
}

const v3 = (method: string, path: string, json?: unknown, key = sandbox.owner) =>
  ask(method, `/v3/clusters/${sandbox.id}${path}`, json, key)
const v1 = (method: string, path: string, json?: unknown) => ask(method, `/v1/sandboxes/${sandbox.id}${path}`, json)
const base = () => `http://samsa.test/v3/clusters/${sandbox.id}`
const dataOf = async (path: string) => (await v3('GET', path)).body['data'] as Body[]

async function createTopic(replicas: readonly number[], name = 'a'): Promise<void> {
  const { status } = await v3('POST', '/topics', { topic_name: name, replicas_assignments: { 0: replicas } })
  expect(status).toBe(201)
}

async function produce(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { status } = await v3('POST', '/topics/a/records', { partition_id: 0, value: { type: 'STRING', data: 'v' } })
    expect(status).toBe(200)
  }
}

function keyFor(topicPrefix: string): Promise<string> {
  const capability = { sandboxId: sandbox.id, keyId: newKeyId(), scopes: ['admin'] as const, topicPrefix, origins: null, expiresMs: null }
  return signKey(capability, edge.env.SIGNING_SECRET)
}

describe('configs of all brokers', () => {
  it('are those that were altered, and begin with the cluster’s min ISR', async () => {
    expect((await dataOf('/broker-configs')).map((config) => config['name'])).toEqual(['min.insync.replicas'])
    const set = await v3('PUT', '/broker-configs/log.retention.ms', { value: '5000' })
    expect(set.status).toBe(204)
    expect(set.headers.get('Samsa-Sequence')).not.toBeNull()
    expect((await v3('GET', '/broker-configs/log.retention.ms')).body).toEqual({
      kind: 'KafkaClusterConfig',
      metadata: {
        self: `${base()}/broker-configs/log.retention.ms`,
        resource_name: `crn:///kafka=${sandbox.id}/broker-config=log.retention.ms`,
      },
      cluster_id: sandbox.id,
      config_type: 'BROKER',
      name: 'log.retention.ms',
      value: '5000',
      is_default: false,
      is_read_only: false,
      is_sensitive: false,
      source: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
      synonyms: [{ name: 'log.retention.ms', value: '5000', source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' }],
    })
    await createTopic([1])
    expect((await v3('GET', '/topics/a/configs/retention.ms')).body).toMatchObject({
      value: '5000',
      source: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
    })
    expect((await v3('DELETE', '/broker-configs/log.retention.ms')).status).toBe(204)
    expect((await v3('GET', '/broker-configs/log.retention.ms')).status).toBe(404)
  })

  it('are in force for the next record, though the edge remembers topics', async () => {
    await createTopic([1])
    await produce(1)
    expect((await v3('PUT', '/broker-configs/message.max.bytes', { value: '200' })).status).toBe(204)
    const large = { partition_id: 0, value: { type: 'STRING', data: 'v'.repeat(500) } }
    expect((await v3('POST', '/topics/a/records', large)).body).toMatchObject({ error_code: 413 })
  })

  it('are altered together, or not at all', async () => {
    const good = { name: 'log.retention.ms', value: '1' }
    const refused = await v3('POST', '/broker-configs:alter', { data: [good, { name: 'num.partitions', value: '3' }] })
    expect(refused).toMatchObject({
      status: 400,
      body: { error_code: 40002, message: 'Cannot update these configs dynamically: [num.partitions]' },
    })
    expect((await v3('POST', '/broker-configs:alter', { data: [good], validate_only: true })).status).toBe(204)
    expect((await v3('GET', '/broker-configs/log.retention.ms')).status).toBe(404)
    expect((await v3('POST', '/broker-configs:alter', { data: [good] })).status).toBe(204)
    expect((await v3('GET', '/broker-configs/log.retention.ms')).status).toBe(200)
  })
})

describe('configs of one broker', () => {
  it('are set and reset, where Kafka allows it', async () => {
    const config = async (broker: number) => (await v3('GET', `/brokers/${broker}/configs/log.cleaner.backoff.ms`)).body
    expect((await v3('PUT', '/brokers/2/configs/log.cleaner.backoff.ms', { value: '7' })).status).toBe(204)
    expect(await config(2)).toMatchObject({ value: '7', source: 'DYNAMIC_BROKER_CONFIG', is_read_only: false })
    expect(await config(1)).toMatchObject({ value: '15000', source: 'DEFAULT_CONFIG' })
    expect((await v3('DELETE', '/brokers/2/configs/log.cleaner.backoff.ms')).status).toBe(204)
    expect(await config(2)).toMatchObject({ value: '15000' })
    const alter = (data: unknown) => v3('POST', '/brokers/2/configs:alter', { data })
    expect((await alter([{ name: 'log.cleanup.policy', value: 'compact', operation: 'APPEND' }])).status).toBe(204)
    expect((await v3('GET', '/brokers/2/configs/log.cleanup.policy')).body['value']).toBe('delete,compact')
    expect(await alter([{ name: 'num.partitions', value: '2' }])).toMatchObject({ status: 400, body: { error_code: 40002 } })
    expect((await alter([{ name: 'no.such', value: '2' }])).status).toBe(404)
    expect((await v3('PUT', '/brokers/9/configs/log.cleaner.backoff.ms', { value: '7' })).status).toBe(404)
  })

  it('are listed for each broker at once', async () => {
    const all = await dataOf('/brokers/-/configs')
    expect([...new Set(all.map((config) => config['broker_id']))]).toEqual([1, 2, 3, 4])
    const [first] = (await v3('GET', '/brokers/-/configs?page_size=1')).body['data'] as Body[]
    expect(first).toEqual(all[0])
  })
})

describe('reassignments', () => {
  it('are complete at once in a healthy cluster', async () => {
    await createTopic([1, 2])
    await produce(1)
    const { status, body, headers } = await v3('POST', '/topics/a/partitions/0/reassignment', { replicas: [3, 4] })
    expect(status).toBe(200)
    expect(headers.get('Samsa-Sequence')).not.toBeNull()
    expect(body).toEqual({
      kind: 'KafkaReassignment',
      metadata: {
        self: `${base()}/topics/a/partitions/0/reassignment`,
        resource_name: `crn:///kafka=${sandbox.id}/topic=a/partition=0/reassignment`,
      },
      cluster_id: sandbox.id,
      topic_name: 'a',
      partition_id: 0,
      adding_replicas: [],
      removing_replicas: [],
      replicas: { related: `${base()}/topics/a/partitions/0/replicas` },
    })
    expect((await dataOf('/topics/a/partitions/0/replicas')).map((replica) => replica['broker_id'])).toEqual([3, 4])
    expect((await v3('GET', '/topics/a/partitions/0/reassignment')).status).toBe(404)
    expect((await v3('DELETE', '/topics/a/partitions/0/reassignment')).body).toEqual({
      error_code: 404,
      message: 'No partition reassignment is in progress.',
    })
  })

  it('are listed while they copy, and can be cancelled', async () => {
    await createTopic([1, 2])
    await createTopic([1, 2], 'b')
    await produce(1)
    expect((await v1('POST', '/faults', { kind: 'pause_replication', broker: 3 })).status).toBe(201)
    const started = await v3('POST', '/topics/a/partitions/0/reassignment', { replicas: [3, 2] })
    expect(started.body).toMatchObject({ adding_replicas: [3], removing_replicas: [1] })
    const { metadata, data } = (await v3('GET', '/topics/-/partitions/-/reassignment')).body as { metadata: Body; data: Body[] }
    expect(metadata['self']).toBe(`${base()}/topics/-/partitions/-/reassignment`)
    expect(data).toEqual([started.body])
    expect(await dataOf('/topics/a/partitions/-/reassignment')).toEqual(data)
    expect(await dataOf('/topics/b/partitions/-/reassignment')).toEqual([])
    expect((await v3('GET', '/topics/nope/partitions/-/reassignment')).status).toBe(404)
    expect((await v3('GET', '/topics/-/partitions/-/reassignment', undefined, await keyFor('b'))).body['data']).toEqual([])
    expect((await v3('DELETE', '/topics/a/partitions/0/reassignment')).status).toBe(204)
    expect((await dataOf('/topics/a/partitions/0/replicas')).map((replica) => replica['broker_id'])).toEqual([1, 2])
  })

  it('to brokers that cannot be are refused', async () => {
    await createTopic([1, 2])
    for (const replicas of [[9], [1, 1], []]) {
      expect(await v3('POST', '/topics/a/partitions/0/reassignment', { replicas })).toMatchObject({
        status: 400,
        body: { error_code: 40002 },
      })
    }
    expect((await v3('POST', '/topics/a/partitions/7/reassignment', { replicas: [1] })).body['error_code']).toBe(40402)
  })
})

describe('elections', () => {
  const away = async () => {
    await createTopic([1, 2, 3])
    for (const action of ['stop', 'start']) expect((await v1('POST', `/brokers/1:${action}`)).status).toBeLessThan(300)
  }

  it('bring preferred leaders home', async () => {
    await away()
    await createTopic([2], 'b')
    const leader = async () => (await v3('GET', '/topics/a/partitions/0')).body['leader']
    expect(await leader()).toEqual({ related: `${base()}/topics/a/partitions/0/replicas/2` })
    const elected = await v3('POST', '/topics/-/partitions/-/leader:elect', { election_type: 'preferred' })
    expect(elected).toMatchObject({ status: 200, body: { successes: [{ topic_name: 'a', partition_id: 0 }], failures: [] } })
    expect(await leader()).toEqual({ related: `${base()}/topics/a/partitions/0/replicas/1` })
  })

  it('say what was not needed to whoever asked for it', async () => {
    await away()
    const ofTopic = (body: unknown) => v3('POST', '/topics/a/partitions/-/leader:elect', body)
    expect((await ofTopic({ election_type: 'preferred', partitions: [0] })).status).toBe(200)
    const again = await ofTopic({ election_type: 'preferred', partitions: [0, 5] })
    expect(again.status).toBe(207)
    expect(again.body['failures']).toMatchObject([
      { topic_name: 'a', partition_id: 0, message: 'Leader election not needed for topic partition.' },
      { topic_name: 'a', partition_id: 5, error_code: 40403, message: 'No such partition as a-5' },
    ])
    expect((await ofTopic({ election_type: 'preferred' })).body).toEqual({ successes: [], failures: [] })
    expect((await ofTopic({ election_type: 'fair' })).status).toBe(422)
    expect((await v3('POST', '/topics/nope/partitions/-/leader:elect', { election_type: 'unclean' })).status).toBe(404)
  })

  it('are for the topics of the key', async () => {
    await away()
    const key = await keyFor('b')
    const elect = (body: object) => v3('POST', '/topics/-/partitions/-/leader:elect', { election_type: 'preferred', ...body }, key)
    expect((await elect({})).body).toEqual({ successes: [], failures: [] })
    expect((await elect({ partitions: [{ topic_name: 'a', partition_id: 0 }] })).status).toBe(403)
  })

  it('leave a partition without a leader out of its links until there is one', async () => {
    await createTopic([1])
    await v1('POST', '/brokers/1:stop')
    expect((await v3('GET', '/topics/a/partitions/0')).body).not.toHaveProperty('leader')
    expect((await dataOf('/topics/a/partitions/0/replicas'))[0]).toMatchObject({ is_leader: false, is_in_sync: false })
  })
})

describe('deleting records', () => {
  it('moves the beginning of a partition', async () => {
    await createTopic([1, 2])
    await produce(3)
    const deleted = await v3('POST', '/topics/a/partitions/0/records:delete', { offset: 2 })
    expect(deleted).toMatchObject({ status: 200, body: { topic_name: 'a', partition_id: 0, low_watermark: 2 } })
    expect((await v3('GET', '/topics/a/partitions/0/offset')).body).toMatchObject({ earliest_offset: 2, latest_offset: 3 })
    expect((await v3('POST', '/topics/a/partitions/0/records:delete', { offset: -1 })).body['low_watermark']).toBe(3)
    expect((await v3('POST', '/topics/a/partitions/0/records:delete', { offset: 9 })).body).toMatchObject({ error_code: 40002 })
    expect((await v3('POST', '/topics/a/partitions/9/records:delete', { offset: 0 })).body).toMatchObject({ error_code: 40402 })
    expect((await v3('POST', '/topics/a/partitions/0/records:delete', { offset: 'all' })).status).toBe(400)
  })

  it('works on several partitions, each by itself', async () => {
    await createTopic([1])
    await produce(2)
    const one = { topic_name: 'a', partition_id: 0, offset: 1 }
    const done = { cluster_id: sandbox.id, topic_name: 'a', partition_id: 0, low_watermark: 1 }
    expect(await v3('POST', '/records:delete', { data: [one] })).toMatchObject({ status: 200, body: { successes: [done], failures: [] } })
    const mixed = await v3('POST', '/records:delete', { data: [one, { ...one, topic_name: 'nope' }] })
    expect(mixed.status).toBe(207)
    expect(mixed.body).toMatchObject({ successes: [done], failures: [{ topic_name: 'nope', partition_id: 0, error_code: 40403 }] })
    expect((await v3('POST', '/records:delete', { data: [one] }, await keyFor('b'))).status).toBe(403)
  })
})
