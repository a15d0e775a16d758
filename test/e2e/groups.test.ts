// Consumer groups on the real server: a client of REST v2 that is nothing but curl, and members and lags that are pushed.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { MAX_TOPICS } from '../../schema/limits.ts'

const V2 = 'application/vnd.kafka.v2+json'
const JSON_TYPE = 'application/vnd.kafka.json.v2+json'

const run = promisify(execFile)

let server: Server

beforeAll(async () => {
  server = await startServer({ env: { SAMSA_CLUSTER: JSON.stringify({ configs: { 'group.initial.rebalance.delay.ms': '0' } }) } })
})

afterAll(async () => {
  await server.stop()
})

function v3(method: string, path: string, json?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const body = json === undefined ? {} : { body: JSON.stringify(json) }
  const given = {
    Authorization: `Bearer ${server.sandbox.ownerKey}`,
    ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  }
  return fetch(`${server.origin}/v3/clusters/${server.sandbox.id}${path}`, { method, headers: given, ...body })
}

async function makeTopic(name: string, partitions = 1): Promise<void> {
  expect((await v3('POST', '/topics', { topic_name: name, partitions_count: partitions })).status).toBe(201)
}

async function produce(topic: string, ...values: readonly string[]): Promise<void> {
  const lines = values.map((data) => JSON.stringify({ value: { type: 'STRING', data } })).join('\n')
  const headers = { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' }
  const answer = await fetch(`${server.origin}/v3/clusters/${server.sandbox.id}/topics/${topic}/records`, {
    method: 'POST',
    headers,
    body: lines,
  })
  expect(answer.status).toBe(200)
  await answer.text()
}

/** The status, the content type and the body, as curl prints them. */
async function curl(...args: readonly string[]): Promise<readonly [status: number, type: string, body: string]> {
  const format = '\n%{http_code} %{content_type}'
  const { stdout } = await run('curl', ['-s', '-w', format, '-H', `Authorization: Bearer ${server.sandbox.ownerKey}`, ...args])
  const end = stdout.lastIndexOf('\n')
  const [status, type = ''] = stdout.slice(end + 1).split(' ')
  return [Number(status), type, stdout.slice(0, end)]
}

/** Events of a stream, one after another. */
class Events {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #text = ''

  constructor(answer: Response) {
    if (answer.body === null) throw new Error('The stream has a body.')
    this.#reader = answer.body.getReader()
  }

  async next(): Promise<{ readonly event: string; readonly id: string; readonly data: Record<string, unknown> }> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end === -1) {
        const { done, value } = await this.#reader.read()
        if (done) throw new Error('The stream ended.')
        this.#text += new TextDecoder().decode(value)
        continue
      }
      const fields = new Map(
        this.#text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      )
      this.#text = this.#text.slice(end + 2)
      return {
        event: fields.get('event') ?? '',
        id: fields.get('id') ?? '',
        data: JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>,
      }
    }
  }

  /** The next event of a kind; others are passed over. */
  async of(kind: string): ReturnType<Events['next']> {
    for (let event = await this.next(); ; event = await this.next()) if (event.event === kind) return event
  }

  close(): Promise<void> {
    return this.#reader.cancel()
  }
}

describe('a client of REST v2 that is curl', () => {
  it('produces, makes an instance, subscribes, reads, commits and deletes', async () => {
    await makeTopic('jsontest')
    const base = `${server.origin}/v2/clusters/${server.sandbox.id}`
    const produced = await curl(
      '-X',
      'POST',
      '-H',
      `Content-Type: ${JSON_TYPE}`,
      '-H',
      `Accept: ${V2}`,
      '--data',
      '{"records":[{"value":{"foo":"bar"}}]}',
      `${base}/topics/jsontest`,
    )
    expect(produced).toEqual([
      200,
      V2,
      '{"offsets":[{"partition":0,"offset":0,"error_code":null,"error":null}],"key_schema_id":null,"value_schema_id":null}',
    ])
    const created = await curl(
      '-X',
      'POST',
      '-H',
      `Content-Type: ${V2}`,
      '--data',
      '{"name":"my_consumer_instance","format":"json","auto.offset.reset":"earliest"}',
      `${base}/consumers/my_json_consumer`,
    )
    const instance = `${base}/consumers/my_json_consumer/instances/my_consumer_instance`
    expect(created).toEqual([200, V2, `{"instance_id":"my_consumer_instance","base_uri":"${instance}"}`])
    expect(await curl('-X', 'POST', '-H', `Content-Type: ${V2}`, '--data', '{"topics":["jsontest"]}', `${instance}/subscription`)).toEqual([
      204,
      '',
      '',
    ])
    expect(await curl('-X', 'GET', '-H', `Accept: ${JSON_TYPE}`, `${instance}/records`)).toEqual([
      200,
      JSON_TYPE,
      '[{"topic":"jsontest","key":null,"value":{"foo":"bar"},"partition":0,"offset":0}]',
    ])
    expect(
      await curl(
        '-X',
        'POST',
        '-H',
        `Content-Type: ${V2}`,
        '--data',
        '{"offsets":[{"topic":"jsontest","partition":0,"offset":0}]}',
        `${instance}/offsets`,
      ),
    ).toEqual([200, V2, '[]'])
    const committed = [200, V2, '{"offsets":[{"topic":"jsontest","partition":0,"offset":1,"metadata":""}]}']
    expect(
      await curl(
        '-X',
        'GET',
        '-H',
        `Accept: ${V2}`,
        '-H',
        `Content-Type: ${V2}`,
        '--data',
        '{"partitions":[{"topic":"jsontest","partition":0}]}',
        `${instance}/offsets`,
      ),
    ).toEqual(committed)
    expect(await curl('-H', `Accept: ${V2}`, `${instance}/offsets?topic=jsontest&partition=0`)).toEqual(committed)
    expect(await curl('-X', 'DELETE', '-H', `Content-Type: ${V2}`, instance)).toEqual([204, '', ''])
    expect(await curl('-X', 'DELETE', '-H', `Content-Type: ${V2}`, instance)).toEqual([
      404,
      V2,
      '{"error_code":40403,"message":"Consumer instance not found."}',
    ])
  })
})

describe('lags that are pushed', () => {
  it('come when they have changed', async () => {
    await makeTopic('lagging')
    await produce('lagging', 'a')
    const commit = (offset: number) =>
      v3('PATCH', '/consumer-groups/pushed/offsets', { data: [{ topic_name: 'lagging', partition_id: 0, offset }] })
    expect((await commit(0)).status).toBe(200)
    const stream = new Events(await v3('GET', '/consumer-groups/pushed/lags', undefined, { Accept: 'text/event-stream' }))
    const lag = async () => ((await stream.of('lags')).data['data'] as { lag: number }[])[0]?.lag
    expect(await lag()).toBe(1)
    await commit(1)
    expect(await lag()).toBe(0)
    await produce('lagging', 'b', 'c')
    expect(await lag()).toBe(2)
    await stream.close()
    expect((await v3('GET', '/consumer-groups/none/lags', undefined, { Accept: 'text/event-stream' })).status).toBe(404)
  })
})

describe('a member over server-sent events', () => {
  const open = async (group: string, query: string) => new Events(await v3('GET', `/consumer-groups/${group}/stream?${query}`))
  const partitionsOf = (data: Record<string, unknown>) =>
    (data['partitions'] as { partition_id: number }[]).map(({ partition_id }) => partition_id)
  const committed = async (group: string) => {
    const { data } = (await (await v3('GET', `/consumer-groups/${group}/offsets`)).json()) as {
      data: { partition_id: number; offset: number }[]
    }
    return data.map(({ partition_id, offset }) => [partition_id, offset])
  }

  it('names a topic at least, and not more of them than a sandbox has', async () => {
    for (const query of ['', 'topics=', `topics=${Array.from({ length: MAX_TOPICS + 1 }, (_, index) => index).join(',')}`]) {
      expect((await v3('GET', `/consumer-groups/none/stream?${query}`)).status).toBe(400)
    }
  })

  it('is given partitions and records, and what it was sent is committed', async () => {
    await makeTopic('streamed')
    await produce('streamed', 'a')
    const stream = await open('auto', 'topics=streamed&from=earliest')
    expect(partitionsOf((await stream.of('assigned')).data)).toEqual([0])
    expect((await stream.of('record')).data).toMatchObject({ topic_name: 'streamed', offset: 0, value: { type: 'STRING', data: 'a' } })
    await produce('streamed', 'b')
    expect(await stream.of('record')).toMatchObject({ id: 'streamed/0/2', data: { offset: 1 } })
    await produce('streamed', 'c')
    await stream.of('record')
    expect((await committed('auto'))[0]?.[1]).toBeGreaterThanOrEqual(2)
    await stream.close()
  })

  it('commits by hand, also after it was told that it loses partitions to another member', async () => {
    await makeTopic('shared', 2)
    await produce('shared', 'a')
    const first = await open('manual', 'topics=shared&from=earliest&ack=manual')
    const { data } = await first.of('assigned')
    expect(partitionsOf(data)).toEqual([0, 1])
    const { id } = await first.of('record')
    expect(await committed('manual')).toEqual([])
    const second = await open('manual', 'topics=shared&ack=manual')
    expect(partitionsOf((await first.of('revoked')).data)).toEqual([0, 1])
    expect((await v3('POST', `/consumer-groups/manual/stream/${String(data['consumer'])}/ack`, { cursor: id })).status).toBe(204)
    const shares = [partitionsOf((await first.of('assigned')).data), partitionsOf((await second.of('assigned')).data)]
    expect(shares.flat().toSorted()).toEqual([0, 1])
    expect(await committed('manual')).toHaveLength(1)
    await Promise.all([first.close(), second.close()])
  })
})
