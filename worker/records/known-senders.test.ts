// Producing as somebody, through the whole edge and the real engine: retries are found, gaps and stale epochs refused, keys answered once.
import { beforeEach, describe, expect, it } from 'vitest'
import { MAX_IDEMPOTENCY_KEY_CHARACTERS } from '../../schema/limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

type Sent = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Record<string, unknown> }

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  for (const name of ['a', 'b']) {
    const { status } = await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, {
      key: sandbox.owner,
      json: { topic_name: name, partitions_count: 3 },
    })
    expect(status).toBe(201)
  }
})

async function send(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<Sent> {
  const typed = { 'Content-Type': 'application/json', ...headers }
  const answer = await edge.http('POST', `/v3/clusters/${sandbox.id}${path}`, { key: sandbox.owner, body, headers: typed })
  const text = await answer.text()
  const [first = '{}'] = text.split('\r\n')
  return { status: answer.status, headers: answer.headers, text, body: JSON.parse(first) }
}

const record = (data: string, more: object = {}) => JSON.stringify({ value: { type: 'STRING', data }, ...more })
const producer = (seq: number, epoch = 0, id = 7) => ({
  'Producer-Id': String(id),
  'Producer-Epoch': String(epoch),
  'Producer-Seq': String(seq),
})
const key = (text: string) => ({ 'Idempotency-Key': text })

async function values(topic = 'a'): Promise<string[]> {
  const answer = await edge.http('GET', `/v3/clusters/${sandbox.id}/topics/${topic}/records`, { key: sandbox.owner })
  const { records } = (await answer.json()) as { records: { value: { data: string } }[] }
  return records.map(({ value }) => value.data).toSorted()
}

describe('a producer that counts', () => {
  it('is answered the same to a retry, which is marked and written once', async () => {
    const body = record('one') + record('two')
    const first = await send('/topics/a/records', body, producer(0))
    expect(first.status).toBe(200)
    expect(first.headers.get('Producer-Duplicate')).toBeNull()
    expect(first.headers.get('Samsa-Sequence')).not.toBeNull()
    const again = await send('/topics/a/records', body, producer(0))
    expect(again.status).toBe(200)
    expect(again.headers.get('Producer-Duplicate')).toBe('true')
    expect(again.text).toBe(first.text.replaceAll('}}\r', '},"duplicate":true}\r'))
    expect((await send('/topics/a/records', record('three'), producer(2))).body).toMatchObject({ error_code: 200, offset: 2 })
    expect(await values()).toEqual(['one', 'three', 'two'])
  })

  it('finds its partition again without a key', async () => {
    const partitions = new Set<unknown>()
    for (let seq = 0; seq < 6; seq++) partitions.add((await send('/topics/a/records', record('x'), producer(seq))).body['partition_id'])
    expect(partitions.size).toBe(1)
  })

  it('is told of a gap with both numbers, in headers and body', async () => {
    await send('/topics/a/records', record('one'), producer(0))
    const { status, headers, body } = await send('/topics/a/records', record('three'), producer(2))
    expect(status).toBe(409)
    expect(headers.get('Producer-Expected-Seq')).toBe('1')
    expect(headers.get('Producer-Received-Seq')).toBe('2')
    expect(body).toMatchObject({ error_code: 409, producer_expected_seq: 1, producer_received_seq: 2 })
    expect(await values()).toEqual(['one'])
  })

  it('of a stale epoch is told the current one', async () => {
    await send('/topics/a/records', record('new'), producer(0, 3))
    const { status, headers, body } = await send('/topics/a/records', record('old'), producer(0, 2))
    expect(status).toBe(403)
    expect(headers.get('Producer-Epoch')).toBe('3')
    expect(body).toMatchObject({ error_code: 403, producer_epoch: 3 })
    expect(await values()).toEqual(['new'])
  })

  it('must stay in one partition, and below max.message.bytes', async () => {
    const spread = await send('/topics/a/records', record('x', { partition_id: 0 }) + record('y', { partition_id: 1 }), producer(0))
    expect(spread).toMatchObject({ status: 422, body: { error_code: 422 } })
    const large = record('v'.repeat(400_000)).repeat(3)
    expect((await send('/topics/a/records', large, producer(0))).status).toBe(413)
    // Beyond the size at which batches are closed otherwise.
    expect((await send('/topics/a/records', record('v'.repeat(40_000)).repeat(3), producer(0))).status).toBe(200)
  })

  it('stores nothing when one of its records is refused, and says which', async () => {
    const body = record('good') + record('bad', { timestamp: 'yesterday' })
    const { status, body: error } = await send('/topics/a/records', body, producer(0))
    expect(status).toBe(400)
    expect(error['message']).toMatch(/^Record 2 of 2: Bad Request: timestamp=/)
    expect(await values()).toEqual([])
    expect((await send('/topics/a/records', record('good'), producer(0))).status).toBe(200)
  })

  it('may send a batch with ids, of one topic', async () => {
    const entries = [{ id: '1', value: { type: 'STRING', data: 'x' } }]
    const first = await send('/topics/a/records:batch', JSON.stringify({ entries }), producer(0))
    expect(first).toMatchObject({ status: 207, body: { successes: [{ id: '1', offset: 0 }], failures: [] } })
    const again = await send('/topics/a/records:batch', JSON.stringify({ entries }), producer(0))
    expect(again.headers.get('Producer-Duplicate')).toBe('true')
    expect(again.body).toMatchObject({ successes: [{ id: '1', offset: 0, duplicate: true }] })
    const two = ['a', 'b'].map((topic) => ({ id: topic, topic_name: topic, value: { type: 'STRING', data: 'x' } }))
    expect((await send('/records:batch', JSON.stringify({ entries: two }), producer(1))).status).toBe(422)
  })

  it.each([
    ['an id without an epoch', { 'Producer-Id': '7', 'Producer-Seq': '0' }],
    ['a sequence number alone', { 'Producer-Seq': '0' }],
    ['no sequence number', { 'Producer-Id': '7', 'Producer-Epoch': '0' }],
    ['an id that is no number', { ...producer(0), 'Producer-Id': 'seven' }],
    ['an epoch beyond 16 bits', producer(0, 32_768)],
    ['a sequence number beyond 32 bits', producer(2 ** 31)],
    ['an idempotency key too', { ...producer(0), ...key('k') }],
  ])('is refused with %s', async (_, headers) => {
    expect((await send('/topics/a/records', record('x'), headers)).status).toBe(400)
    expect(await values()).toEqual([])
  })

  it('is refused when it does not wait for all replicas', async () => {
    expect((await send('/topics/a/records?acks=1', record('x'), producer(0))).status).toBe(400)
    expect((await send('/topics/a/records?acks=0', record('x'), key('k'))).status).toBe(400)
  })
})

describe('an idempotency key', () => {
  it('carries a request out once and answers the first answer again', async () => {
    const body = record('one') + record('two', { partition_id: 2 })
    const first = await send('/topics/a/records', body, key('k'))
    expect(first.status).toBe(200)
    expect(first.headers.get('Idempotency-Replayed')).toBeNull()
    const again = await send('/topics/a/records', body, key('k'))
    expect(again.status).toBe(200)
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(again.text).toBe(first.text)
    expect(await values()).toEqual(['one', 'two'])
  })

  it('is refused for another body and for another topic', async () => {
    await send('/topics/a/records', record('one'), key('k'))
    for (const [path, body] of [
      ['/topics/a/records', record('two')],
      ['/topics/b/records', record('one')],
    ] as const) {
      const { status, body: error } = await send(path, body, key('k'))
      expect(status).toBe(422)
      expect(error['message']).toContain('idempotency key was used for another request')
    }
    expect(await values()).toEqual(['one'])
    expect(await values('b')).toEqual([])
  })

  it('is not used up by a request that was refused', async () => {
    const refused = await send('/topics/a/records', record('x', { partition_id: 9 }), key('k'))
    expect(refused.status).toBe(404)
    expect((await send('/topics/a/records', record('x', { partition_id: 1 }), key('k'))).status).toBe(200)
  })

  it('says so when the same records would go elsewhere by now', async () => {
    const body = Array.from({ length: 12 }, (_, index) => record('v', { key: { type: 'STRING', data: `k${index}` } })).join('')
    await send('/topics/a/records', body, key('k'))
    const grown = await edge.http('PATCH', `/v3/clusters/${sandbox.id}/topics/a`, { key: sandbox.owner, json: { partitions_count: 7 } })
    expect(grown.status).toBe(200)
    const { status, body: error } = await send('/topics/a/records', body, key('k'))
    expect(status).toBe(409)
    expect(error['message']).toContain('carried out before')
    expect(await values()).toHaveLength(12)
  })

  it('works for batches of several topics and for raw batches', async () => {
    const entries = ['a', 'b'].map((topic) => ({ id: topic, topic_name: topic, value: { type: 'STRING', data: topic } }))
    const batch = JSON.stringify({ entries })
    const first = await send('/records:batch', batch, key('batch'))
    const again = await send('/records:batch', batch, key('batch'))
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(again.text).toBe(first.text)
    const raw = new Uint8Array(await (await readRaw('a', partitionOf(first))).arrayBuffer())
    const octets = { 'Content-Type': 'application/octet-stream', ...key('raw') }
    const posted = await send('/topics/b/partitions/0/records', raw.slice(), octets)
    const reposted = await send('/topics/b/partitions/0/records', raw.slice(), octets)
    expect(posted).toMatchObject({ status: 200, body: { batches: [{ record_count: 1 }] } })
    expect(reposted.headers.get('Idempotency-Replayed')).toBe('true')
    expect(reposted.text).toBe(posted.text)
    const named = await send('/topics/b/partitions/0/records', raw.slice(), { 'Content-Type': 'application/octet-stream', ...producer(0) })
    expect(named.status).toBe(400)
  })

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(MAX_IDEMPOTENCY_KEY_CHARACTERS + 1)],
    ['not ASCII', 'clé'],
  ])('is refused when it is %s', async (_, text) => {
    expect((await send('/topics/a/records', record('x'), key(text))).status).toBe(400)
  })
})

function partitionOf({ body }: Sent): number {
  const [{ partition_id: partition }] = body['successes'] as [{ partition_id: number }]
  return partition
}

function readRaw(topic: string, partition: number): Promise<Response> {
  const path = `/v3/clusters/${sandbox.id}/topics/${topic}/partitions/${partition}/records`
  return edge.http('GET', path, { key: sandbox.owner, headers: { Accept: 'application/octet-stream' } })
}

describe('raw batches of a producer', () => {
  it('are found again by what they carry themselves, and refused with both numbers', async () => {
    const { body } = await send('/topics/a/records', record('one'), producer(0))
    const partition = body['partition_id'] as number
    await send('/topics/a/records', record('two', { partition_id: partition }), producer(1))
    const raw = new Uint8Array(await (await readRaw('a', partition)).arrayBuffer())
    const second = raw.slice(raw.length / 2)
    const octets = { 'Content-Type': 'application/octet-stream' }
    const path = `/topics/a/partitions/${partition}/records`
    const again = await send(path, second, octets)
    expect(again.headers.get('Producer-Duplicate')).toBe('true')
    expect(again.body).toMatchObject({ batches: [{ base_offset: 1, duplicate: true }] })
    // In another partition the producer is new, and may go on where it is; behind a gap there it may not.
    const other = (partition + 1) % 3
    expect((await send('/topics/a/records', record('x', { partition_id: other }), producer(5))).status).toBe(200)
    const gap = await send(`/topics/a/partitions/${other}/records`, second.slice(), octets)
    expect(gap.status).toBe(409)
    expect(gap.headers.get('Producer-Expected-Seq')).toBe('6')
    expect(gap.headers.get('Producer-Received-Seq')).toBe('1')
  })
})
