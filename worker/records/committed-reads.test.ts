// Reading committed records over HTTP: every form, beside what a reader sees who takes everything.
import { beforeEach, describe, expect, it } from 'vitest'
import { decodeBatchHeader, splitBatches } from '../../schema/kafka/record-batch.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import type { MemoryCluster } from '../../test/support/memory-store.ts'
import { produce } from '../../test/support/records.ts'
import { endTransaction, writeInTransaction } from '../../test/support/transactions-in-log.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox
let cluster: MemoryCluster

/** Offsets: a 0, aborted 1 to 3 and its marker 4, b 5, committed 6 with its marker 7, open 8, c 9. */
beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  const made = await v3('POST', '', { json: { topic_name: 't', partitions_count: 1 } }, '/topics')
  expect(made.status).toBe(201)
  cluster = edge.clusterOf(sandbox.id)
  produce(cluster, 't', [{ value: 'a' }])
  writeInTransaction(cluster, { producerId: 1 }, ['x', 'y', 'z'])
  endTransaction(cluster, { producerId: 1 }, 'ABORT')
  produce(cluster, 't', [{ value: 'b' }])
  writeInTransaction(cluster, { producerId: 2 }, ['committed'])
  endTransaction(cluster, { producerId: 2 }, 'COMMIT')
  writeInTransaction(cluster, { producerId: 3 }, ['open'])
  produce(cluster, 't', [{ value: 'c' }])
})

const RECORDS = '/topics/t/partitions/0/records'

function v3(method: string, query: string, asked: object = {}, path = RECORDS): Promise<Response> {
  return edge.http(method, `/v3/clusters/${sandbox.id}${path}${query}`, { key: sandbox.owner, ...asked })
}

function read(query: string, accept: string, path = RECORDS): Promise<Response> {
  return v3('GET', query, { headers: { Accept: accept } }, path)
}

type Page = { records: { offset: number; value: { data: string } }[]; cursor: string; caught_up: boolean }

async function page(query: string): Promise<Page> {
  return (await (await read(query, 'application/json')).json()) as Page
}

const valuesOf = ({ records }: Page) => records.map(({ value }) => value.data)

describe('reading with isolation=read_committed', () => {
  it('shows neither aborted records nor open ones in a page, and ends before the open transaction', async () => {
    expect(valuesOf(await page(''))).toEqual(['a', 'x', 'y', 'z', 'b', 'committed', 'open', 'c'])
    const first = await page('?isolation=read_committed')
    expect(valuesOf(first)).toEqual(['a', 'b', 'committed'])
    expect(first.caught_up).toBe(true)
    endTransaction(cluster, { producerId: 3 }, 'ABORT')
    const next = await page(`?isolation=read_committed&cursor=${first.cursor}`)
    expect(valuesOf(next)).toEqual(['c'])
    const last = await page(`?isolation=read_committed&cursor=${next.cursor}`)
    expect(valuesOf(last)).toEqual([])
  })

  it('goes past what was aborted when a page ends in front of it', async () => {
    const first = await page('?isolation=read_committed&count=1')
    expect(valuesOf(first)).toEqual(['a'])
    expect(valuesOf(await page(`?isolation=read_committed&count=1&cursor=${first.cursor}`))).toEqual(['b'])
  })

  it('begins inside of an aborted transaction, at the tail and at a time', async () => {
    expect(valuesOf(await page('?isolation=read_committed&offset=2'))).toEqual(['b', 'committed'])
    expect(valuesOf(await page('?isolation=read_committed&tail=2'))).toEqual(['committed'])
    expect(valuesOf(await page(`?isolation=read_committed&timestamp=${cluster.nowMs}`))).toEqual(['a', 'b', 'committed'])
    expect(valuesOf(await page('?isolation=read_committed&offset=latest'))).toEqual([])
  })

  it('may wait at an offset that is there and not yet committed', async () => {
    const answer = await read('?isolation=read_committed&offset=9', 'application/json')
    expect(answer.status).toBe(200)
    const { records, cursor } = (await answer.json()) as Page
    expect(records).toEqual([])
    endTransaction(cluster, { producerId: 3 }, 'COMMIT')
    expect(valuesOf(await page(`?isolation=read_committed&cursor=${cursor}`))).toEqual(['c'])
  })

  it('shows the same as lines and as events', async () => {
    const lines = (await (await read('?isolation=read_committed', 'application/x-ndjson', '/topics/t/records')).text()).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as Page['records'][0]).value.data)).toEqual(['a', 'b', 'committed'])
    const plain = await (await read('?isolation=read_committed', 'text/plain')).text()
    expect(
      plain
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[1]),
    ).toEqual(['a', 'b', 'committed'])
    const events = await (await read('?isolation=read_committed&count=3', 'text/event-stream')).text()
    expect([...events.matchAll(/"value":{"type":"STRING","data":"(\w+)"}/g)].map(([, value]) => value)).toEqual(['a', 'b', 'committed'])
  })

  it('gives raw batches without those that were aborted and without markers', async () => {
    const offsetsIn = async (query: string) => {
      const answer = await read(query, 'application/octet-stream')
      const split = splitBatches(new Uint8Array(await answer.arrayBuffer()))
      if (!split.ok) throw new Error(split.message)
      const offsets = split.batches.map((batch) => decodeBatchHeader(batch).baseOffset)
      return { offsets, cursor: answer.headers.get('Samsa-Cursor') }
    }
    expect((await offsetsIn('')).offsets).toEqual([0, 1, 4, 5, 6, 7, 8, 9])
    const committed = await offsetsIn('?isolation=read_committed')
    expect(committed.offsets).toEqual([0, 5, 6])
    expect((await offsetsIn(`?isolation=read_committed&cursor=${committed.cursor}`)).offsets).toEqual([])
    endTransaction(cluster, { producerId: 3 }, 'ABORT')
    expect((await offsetsIn(`?isolation=read_committed&cursor=${committed.cursor}`)).offsets).toEqual([9])
  })
})

describe('offsets', () => {
  it('end at the last stable offset with isolation=read_committed', async () => {
    const latest = async (query: string) => (await (await v3('GET', query, {}, '/topics/t/partitions/0/offset')).json()) as object
    expect(await latest('')).toMatchObject({ earliest_offset: 0, latest_offset: 10 })
    expect(await latest('?isolation=read_committed')).toMatchObject({ earliest_offset: 0, latest_offset: 8 })
  })

  it('of the state name both ends', async () => {
    const state = (await (await edge.http('GET', `/v1/sandboxes/${sandbox.id}/state`, { key: sandbox.owner })).json()) as {
      topics: { partitions: { leader: number; logs: object[] }[] }[]
    }
    expect(JSON.stringify(state)).toContain('"high_watermark":10,"last_stable_offset":8')
  })
})
