// The life of a sandbox on the real server, restarts included.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, makeSandbox } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const run = promisify(execFile)
let server: Server

beforeAll(async () => {
  server = await startServer()
})

afterAll(() => server.stop())

async function bash(line = ''): Promise<string> {
  return (await run('bash', ['-c', line])).stdout
}

describe('a sandbox', () => {
  it('is made without a body, an account or a question', async () => {
    const { status, headers, json } = await ask(server.origin, 'POST', '/v1/sandboxes')
    expect(status).toBe(201)
    expect(headers.get('Location')).toBe(`${server.origin}/v1/sandboxes/${String(json['id'])}`)
    expect(json['urls']).toMatchObject({ v3: `${server.origin}/v3/clusters/${String(json['id'])}` })
  })

  it('works by pasting its command lines', async () => {
    const { curl } = await makeSandbox(server.origin)
    const [create, produceOne, produceTwo, read, follow] = curl.map((line) => line.replace(/^curl /, 'curl -s -m 5 '))
    expect(JSON.parse(await bash(create))).toMatchObject({ topic_name: 'orders', partitions_count: 3 })
    expect(JSON.parse(await bash(produceOne))).toMatchObject({ error_code: 200, topic_name: 'orders' })
    const reports = (await bash(produceTwo)).trim().split('\r\n')
    expect(reports.map((report) => (JSON.parse(report) as { error_code: number }).error_code)).toEqual([200, 200])
    const records = (await bash(read)).trim().split('\n')
    expect(records).toHaveLength(3)
    // The stream never ends by itself: head takes what it needs and closes the pipe.
    const stream = await bash(`${follow} | head -n 12`)
    expect(stream).toContain('two coffees')
  })

  it('refuses what it cannot be, and says where', async () => {
    const { status, headers, json } = await ask(server.origin, 'POST', '/v1/sandboxes', { json: { brokers: 99, wings: 2 } })
    expect(status).toBe(422)
    expect(headers.get('Content-Type')).toBe('application/problem+json')
    expect(json['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ field: '/brokers' })]))
    const unknown = await ask(server.origin, 'POST', '/v1/sandboxes', { json: { configs: { 'num.partitionz': 1 } } })
    expect(unknown.status).toBe(422)
    expect(unknown.json['detail']).toContain('num.partitionz')
  })

  it('that is deleted is 404 everywhere, and its storage is gone', async () => {
    const { id, owner, observe } = await makeSandbox(server.origin)
    await ask(server.origin, 'POST', `/v3/clusters/${id}/topics`, { key: owner, json: { topic_name: 'a' } })
    expect((await ask(server.origin, 'DELETE', `/v1/sandboxes/${id}`, { key: observe })).status).toBe(403)
    expect((await ask(server.origin, 'DELETE', `/v1/sandboxes/${id}`, { key: owner })).status).toBe(204)
    for (const path of [`/v1/sandboxes/${id}`, `/v1/sandboxes/${id}/keys`, `/v3/clusters/${id}`, `/v3/clusters/${id}/topics/a`]) {
      expect((await ask(server.origin, 'GET', path, { key: owner })).status).toBe(404)
    }
    const produce = await ask(server.origin, 'POST', `/v3/clusters/${id}/topics/a/records`, { key: owner, json: {} })
    expect(produce.status).toBe(404)
    expect((await ask(server.origin, 'DELETE', `/v1/sandboxes/${id}`, { key: owner })).status).toBe(404)
  })

  it('is there after a restart, with its name, its keys and its topics; a deleted one is not', async () => {
    const kept = await makeSandbox(server.origin, { name: 'kept' })
    const gone = await makeSandbox(server.origin)
    await ask(server.origin, 'POST', `/v3/clusters/${kept.id}/topics`, { key: kept.owner, json: { topic_name: 'a', partitions_count: 5 } })
    await ask(server.origin, 'PATCH', `/v1/sandboxes/${kept.id}`, { key: kept.owner, json: { name: 'renamed' } })
    await ask(server.origin, 'DELETE', `/v1/sandboxes/${gone.id}`, { key: gone.owner })
    await server.kill('SIGKILL')
    server = await startServer({ dataDir: server.dataDir })
    expect((await ask(server.origin, 'GET', `/v1/sandboxes/${kept.id}`, { key: kept.observe })).json['name']).toBe('renamed')
    const topic = await ask(server.origin, 'GET', `/v3/clusters/${kept.id}/topics/a`, { key: kept.owner })
    expect(topic.json['partitions_count']).toBe(5)
    expect((await ask(server.origin, 'GET', `/v1/sandboxes/${gone.id}`, { key: gone.owner })).status).toBe(404)
  })
})
