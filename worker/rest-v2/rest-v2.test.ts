// REST v2 over HTTP against the real cluster: the flow of a client of Confluent's old proxy, and the traps of that proxy.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

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
  return { status: answer.status, type: answer.headers.get('Content-Type'), text: answered, body: answered === '' ? null : JSON.parse(answered) }
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

async function values(instance: string, query = ''): Promise<unknown[]> {
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
