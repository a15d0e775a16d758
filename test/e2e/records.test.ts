// Records over HTTP against the real server: every way in, every way out, and what happens at the edges.
import { request } from 'node:http'
import type { ClientRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { computeBatchCrc } from '../../schema/kafka/record-batch.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

type Json = Record<string, unknown>
type Page = {
  records: { partition_id: number; offset: number; value: { type: string; data: unknown } | null }[]
  cursor: string
  caught_up: boolean
}

let topics = 0

async function newTopic(partitions = 1, configs: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = `t${topics++}`
  const list = Object.entries(configs).map(([config, value]) => ({ name: config, value }))
  const answer = await call('POST', '/topics', JSON.stringify({ topic_name: name, partitions_count: partitions, configs: list }))
  expect(answer.status).toBe(201)
  return name
}

function call(method: string, path: string, body?: BodyInit, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const url = `${server.origin}/v3/clusters/${server.sandbox.id}${path}`
  const all = { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json', ...headers }
  return fetch(url, { method, headers: all, ...(body === undefined ? {} : { body, duplex: 'half' }) } as RequestInit)
}

async function produce(topic: string, ...values: string[]): Promise<Json[]> {
  const body = values.map((data) => JSON.stringify({ value: { type: 'STRING', data } })).join('')
  return reportsOf(await (await call('POST', `/topics/${topic}/records`, body)).text())
}

function reportsOf(text: string): Json[] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json)
}

async function page(topic: string, query = '', at = ''): Promise<Page> {
  return (await (await call('GET', `/topics/${topic}${at}/records${query}`)).json()) as Page
}

const valuesOf = ({ records }: Page): unknown[] => records.map(({ value }) => value?.data)

/** A produce request that goes on while its answer is read, which fetch cannot do. */
class Duplex {
  readonly #request: ClientRequest
  readonly #reports: string[] = []
  #text = ''
  #isOver = false
  #wanted: () => void = () => undefined

  constructor(path: string) {
    const headers = { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' }
    this.#request = request(`${server.origin}/v3/clusters/${server.sandbox.id}${path}`, { method: 'POST', headers })
    this.#request.on('error', () => this.#end())
    this.#request.on('response', (response) => {
      response.on('data', (part: Buffer) => this.#take(part.toString('utf8')))
      response.on('error', () => this.#end())
      response.on('close', () => this.#end())
    })
  }

  #take(text: string): void {
    const lines = (this.#text + text).split('\r\n')
    this.#text = lines.pop() ?? ''
    this.#reports.push(...lines)
    this.#wanted()
  }

  #end(): void {
    this.#isOver = true
    this.#wanted()
  }

  send(text: string): void {
    this.#request.write(text)
  }

  end(): void {
    this.#request.end()
  }

  breakOff(): void {
    this.#request.destroy()
  }

  /** The next report, or null at the end of the answer. */
  async next(): Promise<Json | null> {
    while (this.#reports.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
      })
    }
    const report = this.#reports.shift()
    return report === undefined ? null : (JSON.parse(report) as Json)
  }
}

/** Reads server-sent events one by one. */
class Events {
  readonly #reader: ReadableStreamDefaultReader<string>
  #text = ''

  constructor(response: Response) {
    if (response.body === null) throw new Error('a stream has a body')
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** Null at the end of the stream. */
  async next(): Promise<{ event: string; id: string | undefined; data: Json } | null> {
    while (!this.#text.includes('\n\n')) {
      const { done, value } = await this.#reader.read()
      if (done) return null
      this.#text += value
    }
    const [block = '', ...rest] = this.#text.split('\n\n')
    this.#text = rest.join('\n\n')
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
    return { event: field('event') ?? '', id: field('id'), data: JSON.parse(field('data') ?? '{}') as Json }
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }
}

describe('producing', () => {
  it('reports each record before the next one is sent', async () => {
    const topic = await newTopic()
    const duplex = new Duplex(`/topics/${topic}/records`)
    duplex.send('{"value":{"type":"STRING","data":"first"}}')
    expect(await duplex.next()).toMatchObject({ error_code: 200, offset: 0 })
    duplex.send('{"value":{"type":"STR')
    duplex.send('ING","data":"second"}} {"nonsense":1}')
    expect(await duplex.next()).toMatchObject({ offset: 1 })
    expect(await duplex.next()).toMatchObject({ error_code: 400, message: 'Unrecognized field: nonsense' })
    duplex.send('{]')
    expect(await duplex.next()).toMatchObject({ error_code: 400 })
    duplex.end()
    expect(await duplex.next()).toBeNull()
    expect(valuesOf(await page(topic))).toEqual(['first', 'second'])
  })

  it('keeps what came before a sender that breaks off', async () => {
    const topic = await newTopic()
    const duplex = new Duplex(`/topics/${topic}/records`)
    duplex.send('{"value":{"type":"STRING","data":"whole"}} {"value":{"type":"STRING","da')
    expect(await duplex.next()).toMatchObject({ offset: 0 })
    duplex.breakOff()
    expect(await produce(topic, 'next')).toMatchObject([{ error_code: 200, offset: 1 }])
    expect(valuesOf(await page(topic))).toEqual(['whole', 'next'])
  })

  it('keeps big integers, key order and every digit of a JSON payload', async () => {
    const topic = await newTopic()
    const payload = '{"b":12345678901234567890,"a":1.10,"e":1E+2,"__proto__":{"x":null}}'
    await call('POST', `/topics/${topic}/records`, `{"value":{"type":"JSON","data": ${payload.replaceAll(',', ' ,\n')} }}`)
    const text = await (await call('GET', `/topics/${topic}/records?as=json`)).text()
    expect(text).toContain(`"value":{"type":"JSON","data":${payload}}`)
  })

  it('tells the truth when asked to be strict', async () => {
    const topic = await newTopic()
    const strict = { Prefer: 'handling=strict' }
    const good = '{"value":{"type":"STRING","data":"v"}}'
    const bad = '{"value":{"type":"STRING","data":1}}'
    const path = `/topics/${topic}/records`
    expect((await call('POST', path, good, strict)).status).toBe(200)
    const refused = await call('POST', path, bad, strict)
    expect([refused.status, refused.headers.get('Preference-Applied')]).toEqual([400, 'handling=strict'])
    expect((await call('POST', path, good + bad, strict)).status).toBe(207)
    expect((await call('POST', path, '{"partition_id":9}', strict)).status).toBe(404)
    expect((await call('POST', path, bad)).status).toBe(200)
  })

  it('sees a change of the topic at once', async () => {
    const topic = await newTopic(1, { 'max.message.bytes': '200' })
    const large = 'x'.repeat(300)
    expect(await produce(topic, large)).toMatchObject([{ error_code: 413 }])
    await call('PUT', `/topics/${topic}/configs/max.message.bytes`, '{"value":"1000"}')
    expect(await produce(topic, large)).toMatchObject([{ error_code: 200, offset: 0 }])
    await call('PATCH', `/topics/${topic}`, '{"partitions_count":3}')
    const inThird = await call('POST', `/topics/${topic}/records`, '{"partition_id":2}')
    expect(reportsOf(await inThird.text())).toMatchObject([{ error_code: 200, partition_id: 2, offset: 0 }])
    await call('DELETE', `/topics/${topic}`)
    await call('POST', '/topics', JSON.stringify({ topic_name: topic, partitions_count: 1 }))
    expect(await produce(topic, 'again')).toMatchObject([{ error_code: 200, partition_id: 0, offset: 0 }])
  })

  it('writes a batch to several topics, all of it or none when asked', async () => {
    const [one, other] = [await newTopic(), await newTopic()]
    const entry = (id: string, topic: string, partition: number): Json => ({ id, topic_name: topic, partition_id: partition })
    const send = async (atomic: boolean, partition: number): Promise<Json> => {
      const body = JSON.stringify({ entries: [entry('a', one, 0), entry('b', other, partition)], atomic })
      const answer = await call('POST', '/records:batch', body)
      expect(answer.status).toBe(207)
      return (await answer.json()) as Json
    }
    expect(await send(true, 7)).toMatchObject({ successes: [], failures: [{ id: 'a' }, { id: 'b', error_code: 40402 }] })
    expect((await page(one)).records).toHaveLength(0)
    expect(await send(false, 7)).toMatchObject({ successes: [{ id: 'a', topic_name: one }], failures: [{ id: 'b' }] })
    expect(await send(true, 0)).toMatchObject({
      successes: [
        { id: 'a', offset: 1 },
        { id: 'b', offset: 0 },
      ],
      failures: [],
    })
  })
})

describe('raw batches', () => {
  const raw = { 'Content-Type': 'application/octet-stream' }

  /** A batch whose records are gzip's, with everything else in order. */
  function compressed(records: Uint8Array, recordCount: number): Uint8Array {
    const builder = new RecordBatchBuilder()
    for (let count = 0; count < recordCount; count++) builder.append(1, null, null, [])
    const header = builder.build().slice(0, 61)
    const batch = new Uint8Array([...header, ...gzipSync(records)])
    const view = new DataView(batch.buffer)
    view.setInt32(8, batch.length - 12)
    view.setInt16(21, 1)
    view.setUint32(17, computeBatchCrc(batch))
    return batch
  }

  it('come back as the bytes they were, and may be posted again', async () => {
    const topic = await newTopic()
    const builder = new RecordBatchBuilder()
    builder.append(1_700_000_000_000, new TextEncoder().encode('k'), new Uint8Array([0, 255]), [])
    const batch = builder.build()
    const path = `/topics/${topic}/partitions/0/records`
    const answer = await call('POST', path, new Uint8Array([...batch, ...batch]), raw)
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { batches: [{ base_offset: 0, record_count: 1 }, { base_offset: 1 }] },
    ])
    const read = await call('GET', path, undefined, { Accept: 'application/octet-stream' })
    const bytes = new Uint8Array(await read.arrayBuffer())
    expect(bytes.subarray(16, batch.length)).toEqual(batch.subarray(16))
    expect(await (await call('POST', path, bytes, raw)).json()).toMatchObject({ batches: [{ base_offset: 2 }, { base_offset: 3 }] })
    expect((await page(topic)).records[3]).toMatchObject({ offset: 3, value: { type: 'BINARY', data: 'AP8=' } })
  })

  it('that are broken, or unpack to a gigabyte, are refused and change nothing', async () => {
    const topic = await newTopic()
    const path = `/topics/${topic}/partitions/0/records`
    const builder = new RecordBatchBuilder()
    builder.append(1, null, new Uint8Array(50), [])
    const flipped = builder.build()
    flipped[70] = (flipped[70] ?? 0) ^ 1
    // A gigabyte of zeroes as gzip is a megabyte; made of one that is, member after member.
    const zeroes = gzipSync(new Uint8Array(64 * 1024 * 1024))
    const bomb = compressed(new Uint8Array(0), 1)
    const members = Array.from({ length: 16 }, () => zeroes)
    const bytes = new Uint8Array([...bomb.subarray(0, 61), ...Buffer.concat(members)])
    new DataView(bytes.buffer).setInt32(8, bytes.length - 12)
    new DataView(bytes.buffer).setUint32(17, computeBatchCrc(bytes))
    const statuses: number[] = []
    for (const body of [flipped, flipped.subarray(0, 30), new Uint8Array(100), bytes, new Uint8Array(0)]) {
      const answer = await call('POST', path, new Uint8Array(body), raw)
      statuses.push(answer.status)
      expect(await answer.json()).toMatchObject({ error_code: expect.any(Number), message: expect.any(String) })
    }
    expect(statuses).toEqual([400, 400, 400, 413, 422])
    expect((await call('POST', path, '{}')).status).toBe(415)
    expect((await page(topic)).records).toEqual([])
  })
})

describe('reading', () => {
  it('pages through all partitions with a cursor and loses nothing', async () => {
    const topic = await newTopic(3)
    for (let index = 0; index < 30; index++) {
      await call(
        'POST',
        `/topics/${topic}/records`,
        JSON.stringify({ partition_id: index % 3, value: { type: 'STRING', data: `${index}` } }),
      )
    }
    const seen: unknown[] = []
    let { records, cursor, caught_up: caughtUp } = await page(topic, '?count=7')
    for (;;) {
      seen.push(...records.map(({ value }) => value?.data))
      if (caughtUp && records.length === 0) break
      ;({ records, cursor, caught_up: caughtUp } = await page(topic, `?count=7&cursor=${cursor}`))
    }
    expect(seen).toHaveLength(30)
    expect(new Set(seen).size).toBe(30)
  })

  it('starts at an offset, a time, or before the end', async () => {
    const topic = await newTopic()
    const body = [0, 1, 2, 3]
      .map((n) => JSON.stringify({ timestamp: `2026-01-01T00:00:0${n}Z`, value: { type: 'STRING', data: `${n}` } }))
      .join('')
    await call('POST', `/topics/${topic}/records`, body)
    expect(valuesOf(await page(topic, '?offset=2'))).toEqual(['2', '3'])
    expect(valuesOf(await page(topic, '?tail=1'))).toEqual(['3'])
    expect(valuesOf(await page(topic, '?timestamp=2026-01-01T00:00:01.5Z'))).toEqual(['2', '3'])
    expect(valuesOf(await page(topic, '?until=2026-01-01T00:00:02Z'))).toEqual(['0', '1'])
    expect(valuesOf(await page(topic, '?offset=latest'))).toEqual([])
    expect(valuesOf(await page(topic, '?bytes=2'))).toEqual(['0', '1'])
  })

  it('names the valid range of a partition', async () => {
    const topic = await newTopic()
    await produce(topic, 'only')
    const answer = await call('GET', `/topics/${topic}/partitions/0/records?offset=5`)
    expect([answer.status, answer.headers.get('Content-Range')]).toEqual([416, 'offsets */0-1'])
    expect((await call('GET', `/topics/${topic}/partitions/1/records`)).status).toBe(404)
  })

  it('waits for a first record and gives up in time', async () => {
    const topic = await newTopic()
    const { cursor } = await page(topic)
    const waiting = page(topic, `?cursor=${cursor}&wait=20000`)
    await produce(topic, 'worth waiting for')
    expect(valuesOf(await waiting)).toEqual(['worth waiting for'])
    expect(await page(topic, '?offset=latest&wait=50')).toMatchObject({ records: [], caught_up: true })
  })

  it('follows over server-sent events, and resumes where it was', async () => {
    const topic = await newTopic(2)
    await produce(topic, 'one')
    const accept = { Accept: 'text/event-stream' }
    const events = new Events(await call('GET', `/topics/${topic}/records`, undefined, accept))
    const first = await events.next()
    expect(first).toMatchObject({ event: 'record', data: { value: { data: 'one' } } })
    expect((await events.next())?.event).toBe('caught_up')
    await produce(topic, 'two')
    const second = await events.next()
    expect(second).toMatchObject({ event: 'record', data: { value: { data: 'two' } } })
    await events.cancel()
    await produce(topic, 'three')
    const resumed = new Events(await call('GET', `/topics/${topic}/records`, undefined, { ...accept, 'Last-Event-ID': second?.id ?? '' }))
    expect(await resumed.next()).toMatchObject({ event: 'record', data: { value: { data: 'three' } } })
    await resumed.cancel()
  })

  it('keeps counting when a bounded stream is resumed, and then says that it is over', async () => {
    const topic = await newTopic()
    await produce(topic, 'a', 'b', 'c')
    const accept = { Accept: 'text/event-stream' }
    const events = new Events(await call('GET', `/topics/${topic}/records?count=2`, undefined, accept))
    const first = await events.next()
    const resumed = new Events(
      await call('GET', `/topics/${topic}/records?count=2`, undefined, { ...accept, 'Last-Event-ID': first?.id ?? '' }),
    )
    expect(await resumed.next()).toMatchObject({ event: 'record', data: { value: { data: 'b' } } })
    const end = await resumed.next()
    expect(end?.event).toBe('end')
    expect(await resumed.next()).toBeNull()
    const over = await call('GET', `/topics/${topic}/records?count=2`, undefined, { ...accept, 'Last-Event-ID': end?.id ?? '' })
    expect(over.status).toBe(204)
    await events.cancel()
  })

  it('tells a follower that its topic has gone', async () => {
    const topic = await newTopic()
    const events = new Events(await call('GET', `/topics/${topic}/records`, undefined, { Accept: 'text/event-stream' }))
    expect((await events.next())?.event).toBe('caught_up')
    await call('DELETE', `/topics/${topic}`)
    expect(await events.next()).toMatchObject({ event: 'error', data: { error_code: 410 } })
    expect(await events.next()).toBeNull()
  })

  it('serves others while readers do not read', async () => {
    const topic = await newTopic()
    const chunk = 'x'.repeat(900_000)
    for (let count = 0; count < 12; count++) await produce(topic, chunk)
    const lazy = await Promise.all(
      Array.from({ length: 8 }, () => call('GET', `/topics/${topic}/records`, undefined, { Accept: 'application/x-ndjson' })),
    )
    expect(await produce(topic, 'still served')).toMatchObject([{ error_code: 200 }])
    for (const response of lazy) await response.body?.cancel()
  })
})
