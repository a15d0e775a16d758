import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { splitBatches } from '../../schema/kafka/record-batch.ts'
import type { DiskPiece } from '../../durable/shell/disk/disk.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { signKey } from '../keys/signed-key.ts'
import { filePieces, streamOf } from './disk-download.ts'

const LOG = '00000000000000000000.log'

let edge: MemoryEdge
let made: MadeSandbox

beforeEach(async () => {
  edge = new MemoryEdge()
  made = await edge.sandbox()
  const topic = { topic_name: 'orders', partitions_count: 1, replication_factor: 3 }
  expect((await edge.http('POST', `/v3/clusters/${made.id}/topics`, { key: made.owner, json: topic })).status).toBe(201)
  const records = Array.from({ length: 20 }, (_, index) => ({ value: { type: 'STRING', data: `value ${index}` } }))
  for (const json of records) await edge.http('POST', `/v3/clusters/${made.id}/topics/orders/records`, { key: made.owner, json })
})

const get = (path: string, key = made.observe) => edge.http('GET', `/v1/sandboxes/${made.id}/${path}`, { key })
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

describe('the log directories of a node', () => {
  it('are listed, and every file is as long as the listing says', async () => {
    const listing = (await (await get('brokers/2/log-dirs')).json()) as {
      files: { name: string; size_bytes: number }[]
      directories: { name: string; files: { name: string; size_bytes: number }[] }[]
    }
    expect(listing.directories.map(({ name }) => name)).toEqual(['orders-0'])
    const inDirectory = listing.directories[0]?.files.map(({ name, ...file }) => ({ ...file, path: `orders-0/${name}` })) ?? []
    const beside = listing.files.map(({ name, ...file }) => ({ ...file, path: name }))
    for (const { path, size_bytes: sizeBytes } of [...inDirectory, ...beside]) {
      const answer = await get(`brokers/2/log-dirs/${path}`)
      expect([path, answer.status, (await bytesOf(answer)).length]).toEqual([path, 200, sizeBytes])
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${path.split('/').at(-1)}"`)
    }
    const none = (await (await get('brokers/2/log-dirs?topic=others')).json()) as { directories: unknown[] }
    expect(none.directories).toEqual([])
  })

  it('hold real batches', async () => {
    const split = splitBatches(await bytesOf(await get(`brokers/1/log-dirs/orders-0/${LOG}`)))
    expect(split.ok && split.batches).toHaveLength(20)
  })

  it('come as a tar that tar can read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'samsa-disk-'))
    try {
      writeFileSync(join(folder, 'a.tar'), await bytesOf(await get('brokers/1/log-dirs/orders-0.tar')))
      execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder })
      const log = await bytesOf(await get(`brokers/1/log-dirs/orders-0/${LOG}`))
      expect(new Uint8Array(readFileSync(join(folder, 'orders-0', LOG)))).toEqual(log)
      expect(readFileSync(join(folder, 'orders-0', 'partition.metadata'), 'utf8')).toContain('topic_id: ')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('have nothing but what is there', async () => {
    const paths = ['99/log-dirs', 'x/log-dirs', '1/log-dirs/orders-1.tar', '1/log-dirs/.tar', '1/log-dirs/..%2Fmeta.properties']
    const others = [
      `1/log-dirs/orders-0/..%2F..%2Fmeta.properties`,
      `1/log-dirs/orders-0/0.log`,
      '1/log-dirs/none-0/indexes',
      '99/log-dirs/a.tar',
    ]
    for (const path of [...paths, ...others, '1/log-dirs/orders-0/indexes?segment=7', '3000/log-dirs/orders-0.tar']) {
      expect([path, (await get(`brokers/${path}`)).status]).toEqual([path, 404])
    }
    expect((await get('brokers/1/log-dirs?partition=-1')).status).toBe(400)
    expect((await get('brokers/1/log-dirs/orders-0/indexes?offset=99999999999999999')).status).toBe(400)
  })

  it('show a key with a prefix only what it may see', async () => {
    const capability = { sandboxId: made.id, keyId: 'k'.repeat(8), scopes: ['observe'] as const, origins: null, expiresMs: null }
    const key = await signKey({ ...capability, topicPrefix: 'lab.' }, edge.env.SIGNING_SECRET)
    expect((await get(`brokers/1/log-dirs/orders-0/${LOG}`, key)).status).toBe(403)
    expect((await get('brokers/1/log-dirs/orders-0.tar', key)).status).toBe(403)
    expect((await get('brokers/1/log-dirs/orders-0/indexes', key)).status).toBe(403)
    expect((await get('brokers/1/log-dirs/replication-offset-checkpoint', key)).status).toBe(403)
    expect((await get('metadata-log', key)).status).toBe(403)
    const listing = (await (await get('brokers/1/log-dirs', key)).json()) as { files: { name: string }[]; directories: unknown[] }
    expect(listing).toMatchObject({ files: [{ name: 'meta.properties' }], directories: [] })
  })

  it('show how an offset is looked up', async () => {
    const answer = (await (await get('brokers/1/log-dirs/orders-0/indexes?offset=5')).json()) as object
    expect(answer).toMatchObject({
      base_offset: 0,
      end_offset: 20,
      lookup: { offset_entry: null, scan_from_position: 0, scanned_batches: 6 },
    })
  })
})

describe('a download', () => {
  const piece = (text: string, over: Partial<DiskPiece> = {}): DiskPiece => {
    return { bytes: new TextEncoder().encode(text), fileSizeBytes: 6, modifiedMs: 0, edition: 'one', next: null, ...over }
  }

  const downloaded = async (pieces: readonly (DiskPiece | null)[]) => {
    const left = [...pieces]
    const readDiskFile = () => Promise.resolve({ ok: true, value: left.shift() ?? null })
    const asker = { sandbox: { readDiskFile }, caller: { keyId: 'k' }, sandboxId: 's', nodeId: 1 } as never
    return new Response(streamOf(filePieces(asker, 'a', left.shift() as DiskPiece))).text()
  }

  it('is as long as the file was when it began', async () => {
    expect(await downloaded([piece('abc'), piece('defghi', { fileSizeBytes: 9 })])).toBe('abcdef')
  })

  it('breaks off when the file becomes another or goes', async () => {
    await expect(downloaded([piece('abc'), piece('xyz', { edition: 'two' })])).rejects.toThrow('changed while it was read')
    await expect(downloaded([piece('abc'), piece('')])).rejects.toThrow('changed while it was read')
    await expect(downloaded([piece('abc'), null])).rejects.toThrow('was removed while it was read')
  })
})

describe('the metadata log', () => {
  it('is shown record by record, and page by page', async () => {
    type Page = { records: { offset: number; type: string; leader_epoch: number; data: object }[]; next: number | null }
    const whole = (await (await get('metadata-log')).json()) as Page
    expect(whole.next).toBeNull()
    expect(whole.records.map(({ offset }) => offset)).toEqual(whole.records.map((_, index) => index))
    expect(whole.records[0]).toMatchObject({ type: 'LeaderChangeMessage', leader_epoch: 1, data: { leaderId: 3000 } })
    expect(whole.records.find(({ type }) => type === 'TopicRecord')).toMatchObject({ data: { name: 'orders' } })
    const paged: Page['records'] = []
    for (let from: number | null = 0; from !== null;) {
      const page = (await (await get(`metadata-log?from=${from}&count=4`)).json()) as Page
      expect(page.records.length).toBeLessThanOrEqual(4)
      paged.push(...page.records)
      from = page.next
    }
    expect(paged).toEqual(whole.records)
    expect(await (await get('metadata-log?from=1000000')).json()).toEqual({ records: [], next: null })
    expect((await get('metadata-log?count=0')).status).toBe(400)
  })

  it('is a file of the controllers', async () => {
    const split = splitBatches(await bytesOf(await get(`brokers/3002/log-dirs/__cluster_metadata-0/${LOG}`)))
    expect(split.ok && split.batches.length).toBeGreaterThan(1)
  })
})
