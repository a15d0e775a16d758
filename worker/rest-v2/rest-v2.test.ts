// REST v2 over HTTP against the real cluster: the flow of a client of Confluent's old proxy, and the traps of that proxy.
import { beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CONSUMER_WAIT_MS } from '../../schema/limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { newKeyId } from '../keys/capability.ts'
import { signKey } from '../keys/signed-key.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

const V2 = 'application/vnd.kafka.v2+json'
const JSON_TYPE = 'application/vnd.kafka.json.v2+json'
const BINARY_TYPE = 'application/vnd.kafka.binary.v2+json'
const TEXT_TYPE = 'application/vnd.kafka.text.v2+json'

type Answer = { readonly status: number; readonly type: string | null; readonly text: string; readonly body: unknown }
type Options = { readonly body?: unknown; readonly type?: string | null; readonly accept?: string }

async function v2(method: string, path: string, { body, type = V2, accept }: Options = {}): Promise<Answer> {
  const headers: Record<string, string> = {}
  if (accept !== undefined) headers['Accept'] = accept
  if (body !== undefined && type !== null) headers['Content-Type'] = type
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const asked = { key: sandbox.owner, headers, ...(body === undefined ? {} : { body: text }) }
  const answer = await edge.http(method, `/v2/clusters/${sandbox.id}${path}`, asked)
  const answered = await answer.text()
  return {
    status: answer.status,
    type: answer.headers.get('Content-Type'),
    text: answered,
    body: answered === '' ? null : JSON.parse(answered),
  }
}

const produceJson = (values: readonly unknown[], topic = 'orders') => {
  return v2('POST', `/topics/${topic}`, { type: JSON_TYPE, body: { records: values.map((value) => ({ value })) } })
}

async function made(body: object = {}, group = 'g'): Promise<string> {
  const answer = await v2('POST', `/consumers/${group}`, { body: { 'auto.offset.reset': 'earliest', ...body } })
  expect(answer.status, answer.text).toBe(200)
  return `/consumers/${group}/instances/${(answer.body as { instance_id: string }).instance_id}`
}

async function subscribed(body: object = {}, topics: readonly string[] = ['orders']): Promise<string> {
  const instance = await made({ format: 'json', ...body })
  expect((await v2('POST', `${instance}/subscription`, { body: { topics } })).status).toBe(204)
  return instance
}

const read = (instance: string, query = '', accept = JSON_TYPE) => v2('GET', `${instance}/records${query}`, { accept })

async function valuesOf(instance: string, query = ''): Promise<unknown[]> {
  const { status, text, body } = await read(instance, query)
  expect(status, text).toBe(200)
  return (body as { value: unknown }[]).map(({ value }) => value)
}

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, configs: { 'group.initial.rebalance.delay.ms': '0', 'num.partitions': '1' } })
  await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: 'orders', partitions_count: 1 } })
})

describe('a client of REST v2', () => {
  it('makes an instance, subscribes, reads, commits and goes', async () => {
    expect((await produceJson([{ n: 1 }, { n: 2 }])).body).toEqual({
      offsets: [
        { partition: 0, offset: 0, error_code: null, error: null },
        { partition: 0, offset: 1, error_code: null, error: null },
      ],
      key_schema_id: null,
      value_schema_id: null,
    })
    const created = await v2('POST', '/consumers/g', {
      body: { name: 'c', format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false' },
    })
    expect(created).toMatchObject({ status: 200, type: V2 })
    const base = `http://samsa.test/v2/clusters/${sandbox.id}/consumers/g/instances/c`
    expect(created.body).toEqual({ instance_id: 'c', base_uri: base })
    const instance = '/consumers/g/instances/c'
    expect((await v2('POST', `${instance}/subscription`, { body: { topics: ['orders'] } })).status).toBe(204)
    expect((await v2('GET', `${instance}/subscription`)).body).toEqual({ topics: ['orders'] })
    const records = await read(instance)
    expect(records).toMatchObject({ status: 200, type: JSON_TYPE })
    expect(records.text).toBe(
      '[{"topic":"orders","key":null,"value":{"n":1},"partition":0,"offset":0},{"topic":"orders","key":null,"value":{"n":2},"partition":0,"offset":1}]',
    )
    expect((await v2('GET', `${instance}/assignments`)).body).toEqual({ partitions: [{ topic: 'orders', partition: 0 }] })
    expect(await v2('POST', `${instance}/offsets`)).toMatchObject({ status: 200, text: '[]' })
    const stored = { offsets: [{ topic: 'orders', partition: 0, offset: 2, metadata: '' }] }
    expect((await v2('GET', `${instance}/offsets?topic=orders&partition=0`)).body).toEqual(stored)
    expect((await v2('DELETE', instance)).status).toBe(204)
    const missing = { error_code: 40403, message: 'Consumer instance not found.' }
    expect(await v2('DELETE', instance)).toMatchObject({ status: 404, type: V2, body: missing })
  })
})

describe('embedded formats', () => {
  const records = (type: string, list: readonly unknown[]) => v2('POST', '/topics/orders', { type, body: { records: list } })

  it('keep the bytes of JSON, numbers and order', async () => {
    const body = '{"records":[{"key":"k","value": {"b": 12345678901234567890, "a":1.50}}]}'
    expect((await v2('POST', '/topics/orders', { type: JSON_TYPE, body })).status).toBe(200)
    const instance = await subscribed()
    expect((await read(instance)).text).toBe(
      '[{"topic":"orders","key":"k","value":{"b":12345678901234567890,"a":1.50},"partition":0,"offset":0}]',
    )
  })

  it('are base64 and text too', async () => {
    await records(BINARY_TYPE, [{ key: 'aw==', value: 'AP8=' }, { value: null }])
    const binary = await subscribed({ format: 'binary', 'auto.commit.enable': false })
    expect((await read(binary, '', BINARY_TYPE)).body).toMatchObject([
      { key: 'aw==', value: 'AP8=' },
      { key: null, value: null },
    ])
    await records(TEXT_TYPE, [{ key: 'k', value: 'wörds' }])
    const text = await subscribed({ format: 'text' }, ['orders'])
    await v2('DELETE', binary)
    const shown = await read(text, '', TEXT_TYPE)
    expect(shown.type).toBe(TEXT_TYPE)
    expect(shown.body).toMatchObject([{ value: 'AP8=' }, { value: null }, { key: 'k', value: 'wörds' }])
  })

  it('never keep a reader from going on: what is no JSON is a string', async () => {
    await records(TEXT_TYPE, [{ value: '{"broken"' }])
    await records(BINARY_TYPE, [{ value: '//8=' }])
    await records(JSON_TYPE, [{ value: [1] }])
    const instance = await subscribed()
    expect(await valuesOf(instance)).toEqual(['{"broken"', '//8=', [1]])
  })

  it('are what the type of the body says, and no other type is taken', async () => {
    for (const type of ['application/json', V2, 'application/x-www-form-urlencoded', null]) {
      const answer = await v2('POST', '/topics/orders', { type, body: '{"records":[{"value":"eA=="}]}' })
      expect(answer, String(type)).toMatchObject({ status: 415, type: V2, body: { error_code: 415 } })
    }
    const avro = await v2('POST', '/topics/orders', { type: 'application/vnd.kafka.avro.v2+json', body: { records: [{ value: 1 }] } })
    expect(avro).toMatchObject({ status: 422, body: { error_code: 42206 } })
  })

  it.each([
    ['{"records":[]}', 422, 422],
    ['{}', 422, 422],
    ['{"records":[{"value":1,"headers":[]}]}', 422, 422],
    ['{"records":[{"value":1}],"more":1}', 422, 422],
    ['{"records":[{"value":1,"value":2}]}', 400, 400],
    ['{"records":[{"value":1,"partition":"0"}]}', 400, 400],
    ['{"records":[{"value":1,"partition":7}]}', 404, 40402],
    ['{"records":[{"value":1}], "value_schema":"\\"int\\""}', 422, 42206],
    ['{"records":[{"value":}]}', 400, 400],
    ['[]', 400, 400],
  ])('refuse %s', async (body, status, code) => {
    expect(await v2('POST', '/topics/orders', { type: JSON_TYPE, body })).toMatchObject({ status, body: { error_code: code } })
  })

  it('refuse what is not base64, or no text', async () => {
    const refused = { status: 422, body: { error_code: 42203 } }
    expect(await records(BINARY_TYPE, [{ value: '!' }])).toMatchObject(refused)
    expect(await records(BINARY_TYPE, [{ value: 1 }])).toMatchObject(refused)
    expect(await records(TEXT_TYPE, [{ value: {} }])).toMatchObject(refused)
  })
})

describe('topics of REST v2', () => {
  it('are listed and described', async () => {
    expect((await v2('GET', '')).body).toEqual({})
    expect((await v2('POST', '')).body).toEqual({})
    expect((await v2('GET', '/brokers')).body).toEqual({ brokers: [1, 2, 3] })
    expect((await v2('GET', '/topics')).body).toEqual(['orders'])
    await produceJson([1, 2, 3])
    const { body } = await v2('GET', '/topics/orders')
    const { name, configs, partitions } = body as { name: string; configs: Record<string, string>; partitions: unknown[] }
    expect(name).toBe('orders')
    expect(configs['retention.ms']).toBe('604800000')
    expect((await v2('GET', '/topics/orders/partitions')).body).toEqual(partitions)
    expect((await v2('GET', '/topics/orders/partitions/0')).body).toEqual(partitions[0])
    expect(partitions[0]).toMatchObject({ partition: 0, replicas: [{ in_sync: true, leader: true }] })
    expect((await v2('GET', '/topics/orders/partitions/0/offsets')).body).toEqual({ beginning_offset: 0, end_offset: 3 })
    expect(await v2('GET', '/topics/nowhere')).toMatchObject({ status: 404, body: { error_code: 40403 } })
    expect(await v2('GET', '/topics/orders/partitions/7')).toMatchObject({ status: 404, body: { error_code: 40402 } })
  })

  it('take records for one partition, where a record that names its own goes elsewhere', async () => {
    await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: 'two', partitions_count: 2 } })
    const body = { records: [{ value: 1 }, { value: 2, partition: 0 }] }
    expect((await v2('POST', '/topics/two/partitions/1', { type: JSON_TYPE, body })).body).toMatchObject({
      offsets: [
        { partition: 1, offset: 0 },
        { partition: 0, offset: 0 },
      ],
    })
    expect((await v2('POST', '/topics/two/partitions/7', { type: JSON_TYPE, body })).status).toBe(404)
  })
})

describe('a consumer instance', () => {
  it('has a name of its own, or one that is made up', async () => {
    expect(await made({ name: 'c' })).toBe('/consumers/g/instances/c')
    expect(await made({ name: 'c', id: 'd' })).toBe('/consumers/g/instances/d')
    expect(await made()).toMatch(/\/rest-consumer-[0-9a-f-]{36}$/)
    expect(await v2('POST', '/consumers/g', { body: { name: 'c' } })).toMatchObject({ status: 409, body: { error_code: 40902 } })
    expect((await v2('POST', '/consumers/h', { body: { name: 'c' } })).status).toBe(200)
  })

  it('can be made with any type of v2, and without a body', async () => {
    for (const embedded of ['', '.binary', '.json', '.avro', '.jsonschema', '.protobuf']) {
      const type = `application/vnd.kafka${embedded}.v2+json`
      expect((await v2('POST', '/consumers/g', { type, body: {} })).status, type).toBe(200)
    }
    expect((await v2('POST', '/consumers/g')).status).toBe(200)
    expect((await v2('POST', '/consumers/g', { type: 'text/plain', body: {} })).status).toBe(415)
  })

  it.each([
    [{ format: 'avro' }, 42204],
    [{ 'auto.offset.reset': 'sometimes' }, 42204],
    [{ 'fetch.min.bytes': -2 }, 40001],
    [{ colour: 'red' }, 422],
    [{ name: '..' }, 422],
    [{ 'group.instance.id': '' }, 42204],
  ])('is refused with %j', async (body, code) => {
    expect(await v2('POST', '/consumers/g', { body })).toMatchObject({ status: 422, body: { error_code: code } })
  })

  it('is read in its own format only, and any type means binary', async () => {
    const binary = await subscribed({ format: 'binary' })
    for (const accept of ['*/*', V2, BINARY_TYPE]) expect((await read(binary, '?timeout=0', accept)).status, accept).toBe(200)
    const json = await subscribed({ format: 'json' })
    for (const accept of ['*/*', V2, BINARY_TYPE, TEXT_TYPE])
      expect(await read(json, '?timeout=0', accept), accept).toMatchObject({ status: 406, body: { error_code: 40601 } })
    expect(await read(json, '?timeout=0', 'text/html')).toMatchObject({ status: 406 })
  })

  it('has either a subscription or partitions by hand', async () => {
    const instance = await subscribed()
    const orders = { partitions: [{ topic: 'orders', partition: 0 }] }
    expect(await v2('POST', `${instance}/assignments`, { body: orders })).toMatchObject({ status: 409, body: { error_code: 40903 } })
    expect((await v2('DELETE', `${instance}/subscription`)).status).toBe(204)
    expect((await v2('GET', `${instance}/subscription`)).body).toEqual({ topics: [] })
    expect((await v2('POST', `${instance}/assignments`, { body: orders })).status).toBe(204)
    expect((await v2('GET', `${instance}/assignments`)).body).toEqual(orders)
    const conflict = await v2('POST', `${instance}/subscription`, { body: { topics: ['orders'] } })
    expect(conflict).toMatchObject({ status: 409, body: { error_code: 40903 } })
    await produceJson(['by hand'])
    expect(await valuesOf(instance)).toEqual(['by hand'])
    expect((await v2('POST', `${instance}/subscription`, { body: {} })).status).toBe(422)
  })

  it('finds the topics of its pattern', async () => {
    const instance = await made({ format: 'json' })
    expect((await v2('POST', `${instance}/subscription`, { body: { topic_pattern: 'ord.*' } })).status).toBe(204)
    await produceJson([1])
    expect(await valuesOf(instance)).toEqual([1])
    expect((await v2('GET', `${instance}/subscription`)).body).toEqual({ topics: ['orders'] })
  })

  it('gives its first records with the first read, and waits no longer than it was told', async () => {
    const instance = await subscribed({ 'consumer.request.timeout.ms': 0 })
    expect(await valuesOf(instance)).toEqual([])
    const patient = await subscribed({}, ['orders'])
    await v2('DELETE', instance)
    const reading = valuesOf(patient)
    await produceJson(['now'])
    expect(await reading).toEqual(['now'])
  })

  it('waits for its group as long as its timeout says, though that is longer than a read waits for records', async () => {
    const configs = { 'group.initial.rebalance.delay.ms': String(DEFAULT_CONSUMER_WAIT_MS + 100), 'num.partitions': '1' }
    sandbox = await edge.sandbox({ seed: 1, configs })
    await produceJson(['early'])
    expect(await valuesOf(await subscribed({ 'auto.offset.reset': 'earliest' }), '?timeout=20000')).toEqual(['early'])
  })

  it('loses nothing to a bound of bytes', async () => {
    await produceJson(['a', 'b', 'c'])
    const instance = await subscribed({ 'auto.commit.enable': 'false' })
    expect(await valuesOf(instance, '?max_bytes=6')).toEqual(['a', 'b'])
    await v2('POST', `${instance}/offsets`)
    expect((await v2('GET', `${instance}/offsets?topic=orders&partition=0`)).body).toMatchObject({ offsets: [{ offset: 2 }] })
    expect(await valuesOf(instance, '?max_bytes=1')).toEqual(['c'])
  })

  it('shows timestamps and headers when it was made to', async () => {
    await produceJson(['a'])
    const instance = await subscribed({ 'record.metadata': true })
    const { body } = await read(instance)
    expect(body).toMatchObject([{ value: 'a', headers: [] }])
    expect((body as { timestamp: number }[])[0]?.timestamp).toBeGreaterThan(1_600_000_000_000)
  })

  it('expires when nobody uses it, and any call is a use', async () => {
    sandbox = await edge.sandbox({ seed: 1, clock: { mode: 'manual' }, configs: { 'group.initial.rebalance.delay.ms': '0' } })
    const advance = (ms: number) => edge.http('POST', `/v1/sandboxes/${sandbox.id}/clock`, { key: sandbox.owner, json: { advance_ms: ms } })
    const instance = await made({ name: 'c' })
    await advance(299_999)
    expect((await v2('GET', `${instance}/subscription`)).status).toBe(200)
    await advance(299_999)
    expect((await v2('GET', `${instance}/subscription`)).status).toBe(200)
    await advance(300_000)
    expect(await v2('GET', `${instance}/subscription`)).toMatchObject({ status: 404, body: { error_code: 40403 } })
    expect((await v2('POST', '/consumers/g', { body: { name: 'c' } })).status).toBe(200)
  })
})

describe('positions and offsets', () => {
  const place = { topic: 'orders', partition: 0 }
  const stored = async (instance: string) => (await v2('GET', `${instance}/offsets?topic=orders&partition=0`)).body

  it('move by offset, by time and to both ends, and what was read ahead is forgotten', async () => {
    await produceJson(['a', 'b', 'c'])
    const instance = await subscribed()
    expect(await valuesOf(instance, '?max_bytes=1')).toEqual(['a'])
    const move = (path: string, body: object) => v2('POST', `${instance}/positions${path}`, { body })
    expect((await move('', { offsets: [{ ...place, offset: 2 }] })).status).toBe(204)
    expect(await valuesOf(instance)).toEqual(['c'])
    await move('/beginning', { partitions: [place] })
    expect(await valuesOf(instance)).toEqual(['a', 'b', 'c'])
    await move('', { timestamps: [{ ...place, timestamp: '2001-01-01T00:00:00Z' }] })
    expect(await valuesOf(instance)).toEqual(['a', 'b', 'c'])
    await move('', { timestamps: [{ ...place, timestamp: '2999-01-01T00:00:00Z' }] })
    await produceJson(['d'])
    expect(await valuesOf(instance)).toEqual(['d'])
    await move('/end', { partitions: [place] })
    await produceJson(['e'])
    expect(await valuesOf(instance)).toEqual(['e'])
    expect((await move('', { offsets: [{ topic: 'orders', partition: 7, offset: 0 }] })).status).toBe(409)
    expect((await move('', { timestamps: [{ ...place, timestamp: 'yesterday' }] })).status).toBe(422)
  })

  it('store the offset behind the one that is given, or exactly that one', async () => {
    await produceJson(['a', 'b', 'c'])
    const instance = await subscribed({ 'auto.commit.enable': 'false' })
    await valuesOf(instance)
    const offsets = (offset: number) => ({ body: { offsets: [{ ...place, offset, metadata: 'm' }] } })
    expect(await v2('POST', `${instance}/offsets`, offsets(0))).toMatchObject({ status: 200, body: [] })
    expect(await stored(instance)).toEqual({ offsets: [{ ...place, offset: 1, metadata: 'm' }] })
    await v2('POST', `${instance}/offsets?commit=exact`, offsets(2))
    expect(await stored(instance)).toMatchObject({ offsets: [{ offset: 2 }] })
    await v2('POST', `${instance}/offsets?async=true`)
    expect(await stored(instance)).toMatchObject({ offsets: [{ offset: 3 }] })
    expect(await v2('GET', `${instance}/offsets`)).toMatchObject({ status: 404, body: { error_code: 40402 } })
    expect((await v2('POST', `${instance}/offsets`, offsets(Number.MAX_SAFE_INTEGER))).status).toBe(422)
  })

  it('are those of the group: the next instance goes on there', async () => {
    await produceJson(['a', 'b'])
    const first = await subscribed()
    await valuesOf(first)
    await v2('POST', `${first}/offsets`)
    await v2('DELETE', first)
    await produceJson(['c'])
    expect(await valuesOf(await subscribed())).toEqual(['c'])
  })
})

describe('keys of REST v2', () => {
  it('find no instances of others, and join no group and no topic that is not theirs', async () => {
    const capability = {
      sandboxId: sandbox.id,
      keyId: newKeyId(),
      scopes: ['consume'] as const,
      topicPrefix: 'lab.',
      origins: null,
      expiresMs: null,
    }
    const key = await signKey(capability, edge.env.SIGNING_SECRET)
    const asLab = (method: string, path: string, json?: unknown) => {
      return edge.http(method, `/v2/clusters/${sandbox.id}${path}`, { key, ...(json === undefined ? {} : { json }) })
    }
    expect((await asLab('POST', '/consumers/g', {})).status).toBe(403)
    await made({ name: 'c' }, 'lab.g')
    expect((await asLab('GET', '/consumers/lab.g/instances/c/subscription')).status).toBe(404)
    expect((await asLab('POST', '/consumers/lab.g', { name: 'own' })).status).toBe(200)
    const subscribe = async (json: object) => (await asLab('POST', '/consumers/lab.g/instances/own/subscription', json)).status
    expect(await subscribe({ topics: ['orders'] })).toBe(403)
    expect(await subscribe({ topics: ['lab.a'] })).toBe(204)
    for (const pattern of ['.*', 'lab..*', 'lab\\.a|orders', 'lab\\.?orders'])
      expect(await subscribe({ topic_pattern: pattern }), pattern).toBe(403)
    expect(await subscribe({ topic_pattern: '^lab\\..*' })).toBe(204)
  })
})
