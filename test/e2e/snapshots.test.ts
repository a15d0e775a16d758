// Snapshots on the real server: taken, looked into, forked, restored, carried to another server as a file, and still there after a SIGKILL. A sandbox
// that expires leaves one behind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gzipped } from '../../schema/snapshots/gzip.ts'
import { MANIFEST_FILE, pieceFile } from '../../schema/snapshots/snapshot-file.ts'
import { readTar } from '../../schema/read-tar.ts'
import type { ReadFile } from '../../schema/read-tar.ts'
import { tarOf } from '../../schema/tar.ts'
import { ask, makeSandbox } from '../support/api-client.ts'
import type { Answer, MadeSandbox } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const TAR = 'application/x-tar'

let server: Server
let sandbox: MadeSandbox
/** The sequence behind the first record, and the snapshot behind the second. */
let moment: number
let hash: string

beforeAll(async () => {
  server = await startServer()
  sandbox = await makeSandbox(server.origin, { name: 'shop', seed: 5 })
  await ask(server.origin, 'POST', `/v3/clusters/${sandbox.id}/topics`, {
    key: sandbox.owner,
    json: { topic_name: 'orders', partitions_count: 1 },
  })
  await produce(sandbox, 'one')
  moment = (await stateOf(sandbox)).sequence
  await produce(sandbox, 'two')
  const taken = await call('POST', '/snapshots', { title: 'two orders' })
  expect(taken.status).toBe(201)
  hash = String(taken.json['hash'])
  await produce(sandbox, 'three')
})

afterAll(async () => {
  await server.stop()
})

function call(method: string, path: string, json?: object, made = sandbox, key = made.owner): Promise<Answer> {
  return ask(server.origin, method, `/v1/sandboxes/${made.id}${path}`, json === undefined ? { key } : { key, json })
}

async function produce({ id, owner }: MadeSandbox, value: string): Promise<void> {
  const json = { value: { type: 'STRING', data: value } }
  const { text } = await ask(server.origin, 'POST', `/v3/clusters/${id}/topics/orders/records`, { key: owner, json })
  expect(text).toContain('"error_code":200')
}

async function stateOf(made: MadeSandbox): Promise<{ readonly sequence: number }> {
  return (await call('GET', '/state', undefined, made)).json as { sequence: number }
}

function valuesIn({ text }: Answer): string[] {
  return (JSON.parse(text) as { records: { value: { data: string } }[] }).records.map(({ value }) => value.data)
}

async function valuesOf({ id, owner }: MadeSandbox): Promise<string[]> {
  return valuesIn(await ask(server.origin, 'GET', `/v3/clusters/${id}/topics/orders/records`, { key: owner }))
}

function madeOf({ status, json }: Answer): MadeSandbox {
  expect(status).toBe(201)
  const { id, keys, curl } = json as { id: string; keys: { owner: string; observe: string }; curl: string[] }
  return { id, ...keys, curl }
}

async function fileOf(origin: string, snapshot: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`${origin}/v1/snapshots/${snapshot}/file`)).arrayBuffer())
}

async function upload(origin: string, body: Uint8Array): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
  const answer = await fetch(`${origin}/v1/snapshots`, { method: 'POST', headers: { 'Content-Type': TAR }, body: new Uint8Array(body) })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

describe('a snapshot', () => {
  it('is described and looked into by everybody, without a key', async () => {
    const described = await ask(server.origin, 'GET', `/v1/snapshots/${hash}`)
    expect(described.json).toMatchObject({
      hash,
      title: 'two orders',
      sandbox_id: sandbox.id,
      seed: 5,
      is_archive: false,
      is_replayable: true,
    })
    expect(described.json['summary']).toMatchObject({ brokers: 3, topics: 1, partitions: 1 })
    const state = await ask(server.origin, 'GET', `/v1/snapshots/${hash}/state?internal=false`)
    expect(state.json['sequence']).toBe(described.json['sequence'])
    expect((await ask(server.origin, 'GET', `/v1/snapshots/${hash}/state?at=${moment}`)).json['sequence']).toBe(moment)
    expect((await ask(server.origin, 'GET', `/v1/snapshots/${hash}/state?at=1000000`)).status).toBe(422)
    const events = await ask(server.origin, 'GET', `/v1/snapshots/${hash}/events?from=${moment}&count=2`)
    expect(events.json['events']).toHaveLength(2)
    expect(valuesIn(await ask(server.origin, 'GET', `/v1/snapshots/${hash}/topics/orders/records?partition=0`))).toEqual(['one', 'two'])
  })

  it('is listed by its sandbox, for keys that may see all of it', async () => {
    expect((await call('GET', '/snapshots', undefined, sandbox, sandbox.observe)).json['snapshots']).toMatchObject([{ hash }])
    const bound = await call('POST', '/keys', { scopes: ['observe'], topic_prefix: 'orders' })
    expect((await call('GET', '/snapshots', undefined, sandbox, String(bound.json['key']))).status).toBe(403)
  })

  it('is not changed by being looked at', async () => {
    const first = await ask(server.origin, 'GET', `/v1/snapshots/${hash}/state`)
    expect((await ask(server.origin, 'GET', `/v1/snapshots/${hash}/state`)).text).toBe(first.text)
    for (const path of [`/v1/snapshots/${hash}`, `/v1/snapshots/${hash}/state`])
      expect((await ask(server.origin, 'DELETE', path)).status).toBe(405)
  })

  it('knows what would have come next in it, and when', async () => {
    const busy = await makeSandbox(server.origin, { clock: { mode: 'manual' } })
    const workload = { records_per_second: 1, count: 5 }
    expect((await call('POST', '/apps', { name: 'shop', topic: 'orders', workload }, busy)).status).toBe(201)
    const taken = (await call('POST', '/snapshots', {}, busy)).json
    const { json } = await ask(server.origin, 'GET', `/v1/snapshots/${String(taken['hash'])}/state`)
    const { clock } = json as unknown as { clock: { now_ms: number; next_due_ms: number } }
    expect(clock.next_due_ms).toBeGreaterThanOrEqual(clock.now_ms)
  })

  it('that does not exist is 404', async () => {
    for (const path of ['', '/state', '/events', '/file', '/topics/t/records']) {
      expect((await ask(server.origin, 'GET', `/v1/snapshots/${'A'.repeat(43)}${path}`)).status).toBe(404)
    }
    expect((await ask(server.origin, 'GET', '/v1/snapshots/..%2fsecret')).status).toBe(404)
    expect((await call('POST', ':restore', { hash: 'A'.repeat(43) })).status).toBe(404)
    expect((await ask(server.origin, 'POST', '/v1/sandboxes', { json: { from_snapshot: 'A'.repeat(43) } })).status).toBe(404)
  })
})

describe('a fork', () => {
  it('goes on from a moment of the past, and neither knows of the other', async () => {
    const fork = madeOf(await call('POST', ':fork', { at_sequence: moment }, sandbox, sandbox.observe))
    await produce(fork, 'another two')
    expect(await valuesOf(fork)).toEqual(['one', 'another two'])
    await produce(sandbox, 'four')
    expect(await valuesOf(sandbox)).toEqual(['one', 'two', 'three', 'four'])
    expect((await call('GET', '/state', undefined, fork)).json['cluster_id']).toBe(fork.id)
    expect((await call('GET', '', undefined, fork, sandbox.owner)).status).toBe(404)
  })

  it('of a snapshot has its history too', async () => {
    const fork = madeOf(await ask(server.origin, 'POST', `/v1/snapshots/${hash}:fork`, { json: { name: 'mine' } }))
    expect(await valuesOf(fork)).toEqual(['one', 'two'])
    expect((await call('POST', ':rewind', { to_sequence: moment }, fork)).status).toBe(200)
    expect(await valuesOf(fork)).toEqual(['one'])
    expect((await call('GET', '', undefined, fork)).json['name']).toBe('mine')
  })
})

describe('a file', () => {
  it('carries a snapshot to another server, where it has the same name and the same bytes', async () => {
    const file = await fileOf(server.origin, hash)
    const other = await startServer()
    try {
      const there = await upload(other.origin, file)
      expect([there.status, there.json['hash'], there.json['title']]).toEqual([201, hash, 'two orders'])
      expect(await fileOf(other.origin, hash).then((bytes) => contentOf(bytes))).toEqual(await contentOf(file))
      const paths = ['/state', `/state?at=${moment}`, '/events', '/topics/orders/records']
      for (const path of paths) {
        const [here, copy] = await Promise.all([server, other].map(({ origin }) => ask(origin, 'GET', `/v1/snapshots/${hash}${path}`)))
        expect(copy?.text, path).toBe(here?.text)
      }
    } finally {
      await other.stop()
    }
  })

  it.each<[string, (files: ReadFile[]) => ReadFile[] | Promise<ReadFile[]>]>([
    ['has no manifest', (files) => files.slice(1)],
    ['has its manifest at the end', ([manifest, ...others]) => [...others, ...(manifest === undefined ? [] : [manifest])]],
    ['lacks a piece', (files) => files.slice(0, -1)],
    ['has a piece twice', (files) => [...files, ...files.slice(-1)]],
    [
      'has another piece under a name',
      (files) => files.map((file, at) => (at === 3 ? { ...file, bytes: files[2]?.bytes ?? file.bytes } : file)),
    ],
    ['has a piece that unpacks to far too much', async (files) => replaceLast(files, await gzipped(new Uint8Array(50_000_000)))],
    ['has a piece that is not packed', (files) => replaceLast(files, new Uint8Array(100))],
    ['names a path outside', (files) => [...files, { name: '../../etc/passwd', bytes: new Uint8Array(1) }]],
    ['names a piece that is no hash', (files) => [...files, { name: pieceFile('..'), bytes: new Uint8Array(1) }]],
    ['has a manifest that somebody has changed', (files) => files.map((file) => (file.name === MANIFEST_FILE ? changed(file) : file))],
  ])('that %s is refused', async (_, change) => {
    const files = await filesIn(await fileOf(server.origin, hash))
    const forged = (await change(files)).map((file) => ({ ...file, modifiedMs: 0 }))
    const { status, json } = await upload(server.origin, tarOf(forged))
    expect([status, json['code']]).toEqual([422, 'SNAPSHOT_DAMAGED'])
  })

  it('that is cut off, or no archive at all, is refused', async () => {
    const file = await fileOf(server.origin, hash)
    for (const bytes of [file.slice(0, file.length - 3_000), file.slice(0, 700), new Uint8Array(2_000).fill(7), new Uint8Array(0)]) {
      expect([400, 422]).toContain((await upload(server.origin, bytes)).status)
    }
  })
})

describe('a restore', () => {
  it('puts everything back, and survives a SIGKILL', async () => {
    const generation = Number((await call('GET', '/history')).json['generation'])
    const restored = await call('POST', ':restore', { hash })
    expect([restored.status, restored.json['generation']]).toEqual([200, generation + 1])
    expect(await valuesOf(sandbox)).toEqual(['one', 'two'])
    await produce(sandbox, 'after')
    await server.kill('SIGKILL')
    server = await startServer({ dataDir: server.dataDir })
    expect(await valuesOf(sandbox)).toEqual(['one', 'two', 'after'])
    expect((await call('GET', '')).json['name']).toBe('shop')
    expect(valuesIn(await ask(server.origin, 'GET', `/v1/snapshots/${hash}/topics/orders/records`))).toEqual(['one', 'two'])
    expect((await call('POST', ':rewind', { to_sequence: moment })).status).toBe(200)
    expect(await valuesOf(sandbox)).toEqual(['one'])
  })
})

async function filesIn(tar: Uint8Array): Promise<ReadFile[]> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield tar
    await Promise.resolve()
  }
  const files: ReadFile[] = []
  for await (const file of readTar(once(), () => 10_000_000)) files.push(file)
  return files
}

/** Without the times at which it was packed. */
async function contentOf(tar: Uint8Array): Promise<(readonly [string, string])[]> {
  return (await filesIn(tar)).map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')] as const)
}

function replaceLast(files: readonly ReadFile[], bytes: Uint8Array): ReadFile[] {
  return files.map((file, at) => (at === files.length - 1 ? { ...file, bytes } : file))
}

function changed(file: ReadFile): ReadFile {
  return { ...file, bytes: new TextEncoder().encode(new TextDecoder().decode(file.bytes).replace('"seed":5', '"seed": 5')) }
}
