// Transactions over HTTP against the real cluster: exactly-once work from a topic to another, fencing, and what is left when nobody ends one.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }
type Options = { json?: unknown; body?: string; headers?: Record<string, string> }

async function ask(method: string, path: string, { headers = {}, ...asked }: Options = {}): Promise<Answer> {
  const typed = asked.body === undefined ? headers : { 'Content-Type': 'application/json', ...headers }
  const answer = await edge.http(method, path, { key: sandbox.owner, headers: typed, ...asked })
  const [first = ''] = (await answer.text()).split('\r\n')
  return { status: answer.status, headers: answer.headers, body: first === '' ? {} : JSON.parse(first) }
}

const v3 = (method: string, path: string, options?: Options) => ask(method, `/v3/clusters/${sandbox.id}${path}`, options)
const begin = async () => (await v3('POST', '/transactions', { json: { transactional_id: 'tx', timeout_ms: 60_000 } })).body
const record = (topic: string, data: string) => JSON.stringify({ topic_name: topic, partition_id: 0, value: { type: 'STRING', data } })
const write = (data: string, headers: Record<string, string> = {}) =>
  v3('POST', '/transactions/tx/records', { body: record('out', data), headers })
const producer = (body: Record<string, unknown>) => ({
  'Producer-Id': String(body['producer_id']),
  'Producer-Epoch': String(body['producer_epoch']),
})

async function values(isolation: 'read_committed' | 'read_uncommitted'): Promise<string[]> {
  const { body } = await v3('GET', `/topics/out/records?isolation=${isolation}`)
  return (body['records'] as { value: { data: string } }[]).map(({ value }) => value.data)
}

async function offsets(): Promise<unknown[]> {
  const { body } = await v3('GET', '/consumer-groups/g/offsets')
  return (body['data'] as { offset: number }[]).map(({ offset }) => offset)
}

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, clock: { mode: 'manual' } })
  for (const name of ['in', 'out']) await v3('POST', '/topics', { json: { topic_name: name, partitions_count: 1 } })
})

describe('a transaction', () => {
  const commitOffset = (offset: number) => {
    const json = { group_id: 'g', offsets: [{ topic_name: 'in', partition_id: 0, offset }] }
    return v3('POST', '/transactions/tx/offsets', { json })
  }

  it('that is committed counts at once, records and offsets together', async () => {
    await begin()
    expect((await write('one')).status).toBe(200)
    expect((await commitOffset(5)).status).toBe(200)
    expect(await values('read_uncommitted')).toEqual(['one'])
    expect(await values('read_committed')).toEqual([])
    expect(await offsets()).toEqual([])
    expect((await v3('GET', '/transactions/tx')).body).toMatchObject({ state: 'Ongoing' })
    expect((await v3('POST', '/transactions/tx:commit')).status).toBe(200)
    expect(await values('read_committed')).toEqual(['one'])
    expect(await offsets()).toEqual([5])
    expect((await v3('GET', '/transactions/tx')).body).toMatchObject({ state: 'CompleteCommit' })
  })

  it('that is aborted never counts, though its records are there', async () => {
    await begin()
    await write('one')
    await commitOffset(5)
    expect((await v3('POST', '/transactions/tx:abort')).status).toBe(200)
    expect(await values('read_uncommitted')).toEqual(['one'])
    expect(await values('read_committed')).toEqual([])
    expect(await offsets()).toEqual([])
  })

  it('takes retries: numbered by the sender, or under a key that is good for this transaction', async () => {
    const numbered = { ...producer(await begin()), 'Producer-Seq': '0' }
    const keyed = { 'Idempotency-Key': 'k' }
    await write('numbered', numbered)
    expect((await write('numbered', numbered)).headers.get('Producer-Duplicate')).toBe('true')
    await write('keyed', keyed)
    expect((await write('keyed', keyed)).headers.get('Idempotency-Replayed')).toBe('true')
    await v3('POST', '/transactions/tx:abort')
    expect((await write('keyed', keyed)).status).toBe(422)
    expect(await values('read_uncommitted')).toEqual(['numbered', 'keyed'])
  })

  it('of a producer that was overtaken is over: it can neither write nor commit', async () => {
    const old = producer(await begin())
    await write('zombie', old)
    await begin()
    expect(await write('too late', old)).toMatchObject({ status: 403, body: { error_code: 403 } })
    expect((await v3('POST', '/transactions/tx:commit', { headers: old })).status).toBe(403)
    await write('new')
    await v3('POST', '/transactions/tx:commit')
    expect(await values('read_committed')).toEqual(['new'])
  })

  it('that was fenced or terminated by an administrator is aborted', async () => {
    for (const verb of ['fence', 'terminate']) {
      const holder = producer(await begin())
      await write(verb, holder)
      expect((await v3('POST', `/transactions/tx:${verb}`)).status).toBe(200)
      expect((await v3('POST', '/transactions/tx:commit', { headers: holder })).status).toBe(403)
    }
    expect(await values('read_committed')).toEqual([])
  })

  it('that nobody ends is aborted at its timeout', async () => {
    await begin()
    await write('forgotten')
    await ask('POST', `/v1/sandboxes/${sandbox.id}/clock`, { json: { advance_ms: 120_000 } })
    expect((await v3('GET', '/transactions/tx')).body).toMatchObject({ state: 'CompleteAbort' })
    expect(await values('read_committed')).toEqual([])
  })

  it('cannot be ended when none was begun', async () => {
    await begin()
    expect((await v3('POST', '/transactions/tx:commit')).status).toBe(409)
    expect((await v3('POST', '/transactions/other:commit')).status).toBe(404)
  })

  it('is listed while it is open', async () => {
    await begin()
    await write('one')
    const open = (await v3('GET', '/transactions?states=Ongoing')).body['data'] as Record<string, unknown>[]
    expect(open).toMatchObject([{ transactional_id: 'tx', state: 'Ongoing' }])
    expect((await v3('GET', '/transactions?states=CompleteCommit')).body['data']).toEqual([])
    expect((await v3('GET', '/transactions?states=Nowhere')).status).toBe(400)
    expect((await v3('GET', '/transactions?pattern=(')).status).toBe(400)
  })
})

describe('a partition', () => {
  it('shows who has a transaction open in it, and loses one that hangs to an administrator', async () => {
    await begin()
    await write('hanging')
    const { body } = await v3('GET', '/topics/out/partitions/0/producers')
    const [first] = body['data'] as { producer_id: number }[]
    expect(first).toMatchObject({ producer_epoch: 0, last_sequence: 0, current_transaction_start_offset: 0 })
    const path = `/topics/out/partitions/0/producers/${first?.producer_id}:abort`
    expect(await v3('POST', path)).toMatchObject({ status: 200, body: { start_offset: 0 } })
    expect((await v3('POST', path)).status).toBe(409)
    expect(await values('read_committed')).toEqual([])
  })
})
