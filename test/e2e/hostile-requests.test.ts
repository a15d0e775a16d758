// Everything that a request can do wrong, on every route that takes a body: the answer is a documented error, never a 5xx and never
// silence, and the sandbox goes on serving.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

type Document = { paths: Record<string, Record<string, { requestBody?: object }>> }

let server: Server
let routes: readonly { readonly method: string; readonly path: string }[]

beforeAll(async () => {
  server = await startServer()
  await ask(server.origin, 'POST', `/v3/clusters/${server.sandbox.id}/topics`, { key: server.sandbox.ownerKey, json: { topic_name: 'x' } })
  const document = (await ask(server.origin, 'GET', '/openapi.json')).json as Document
  routes = Object.entries(document.paths).flatMap(([path, item]) => {
    // fetch sends no body with GET. The one route of REST v2 that takes one there is asked by curl (groups.test.ts).
    const methods = Object.entries(item).flatMap(([method, { requestBody }]) => {
      return requestBody === undefined || method === 'get' ? [] : [method.toUpperCase()]
    })
    return methods.map((method) => ({ method, path: filled(path) }))
  })
  expect(routes.length).toBeGreaterThan(10)
})

afterAll(() => server.stop())

function filled(path: string): string {
  return path
    .replace(/\{(sandbox_id|cluster_id)\}/, server.sandbox.id)
    .replace('{topic_name}', 'x')
    .replaceAll(/\{(partition_id|broker_id)\}/g, '0')
    .replace('{config_name}', 'retention.ms')
    .replaceAll(/\{\w+\}/g, 'none')
}

/** Sends a body to every route and holds each answer to the rules. Answers the statuses. */
async function toAllRoutes(body: RequestInit['body'], headers: Record<string, string> = {}): Promise<number[]> {
  const statuses: number[] = []
  for (const { method, path } of routes) {
    const answer = await ask(server.origin, method, path, {
      key: server.sandbox.ownerKey,
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    })
    expect([method, path, answer.status >= 500]).toEqual([method, path, false])
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    if (answer.status >= 400) expect(isError(path, answer.json)).toBe(true)
    expect(answer.text).not.toMatch(/\bat \w+ \(|\.ts:\d|worker\.js|zod/i)
    statuses.push(answer.status)
  }
  return statuses
}

function isError(path: string, json: Record<string, unknown>): boolean {
  if (path.startsWith('/v1/')) return typeof json['code'] === 'string' && typeof json['detail'] === 'string' && 'retriable' in json
  return Number.isInteger(json['error_code']) && typeof json['message'] === 'string'
}

async function expectServing(): Promise<void> {
  const topic = await ask(server.origin, 'GET', `/v3/clusters/${server.sandbox.id}/topics/x`, { key: server.sandbox.ownerKey })
  expect(topic.status).toBe(200)
}

const BODIES: readonly (readonly [string, string])[] = [
  ['malformed JSON', '{"a":'],
  ['no JSON at all', '<xml/>'],
  ['a NUL', '\u0000'],
  ['a list', '[]'],
  ['a text', '"text"'],
  ['null', 'null'],
  ['a number that no double holds', '1e999'],
  ['an integer beyond 2^53', '{"partitions_count":9007199254740993,"brokers":9007199254740993,"ttl_seconds":9007199254740993}'],
  [
    'wrong types',
    '{"topic_name":{},"partitions_count":"x","configs":5,"data":5,"value":[],"scopes":{},"name":7,"entries":{},"brokers":{}}',
  ],
  ['a key twice', '{"topic_name":"a","topic_name":"b","name":"a","name":"b","value":"1","value":"2"}'],
  ['__proto__', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
  ['an unknown field', '{"wings":2}'],
  ['a lone surrogate', '{"topic_name":"\\ud800","name":"\\udfff","value":"\\ud800"}'],
  ['deep nesting', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['deep objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['markup in names', '{"topic_name":"<script>alert(1)</script>","name":"<script>","value":"<script>"}'],
]

describe('every route that takes a body', () => {
  it.each(BODIES)('answers %s', async (_, body) => {
    await toAllRoutes(body)
    await expectServing()
  })

  it('answers nothing at all, with and without a type', async () => {
    await toAllRoutes('')
    await toAllRoutes('', { 'Content-Type': 'text/plain' })
    await expectServing()
  })

  it('answers bytes that are no UTF-8', async () => {
    await toAllRoutes(Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d]))
    await toAllRoutes(Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))
    await expectServing()
  })

  it('refuses another type, another charset and a compressed body', async () => {
    expect(new Set(await toAllRoutes('{}', { 'Content-Type': 'application/x-www-form-urlencoded' }))).toEqual(new Set([415]))
    for (const status of await toAllRoutes('{}', { 'Content-Type': 'application/json; charset=utf-7' }))
      expect([400, 415]).toContain(status)
    await toAllRoutes('{}', { 'Content-Encoding': 'gzip' })
    await expectServing()
  })

  it('refuses 10 MB in one value, announced or streamed, and the sender lives to read why', async () => {
    const large = Buffer.from(`{"topic_name":"${'a'.repeat(10_485_760)}"}`)
    for (const body of [() => large, () => new Blob([large]).stream()]) {
      for (const { method, path } of routes) {
        const headers = { 'Content-Type': 'application/json' }
        const answer = await ask(server.origin, method, path, { key: server.sandbox.ownerKey, body: body(), headers })
        // A stream of records is answered as it comes, so there the refusal is a report under 200.
        const isStream = path.endsWith('/topics/x/records')
        expect([path, isStream ? answer.json['error_code'] : answer.status]).toEqual([
          path,
          expect.toSatisfy((code) => [413, 415].includes(Number(code))),
        ])
      }
    }
    await expectServing()
  })

  it('survives a caller who goes away in the middle', async () => {
    const { hostname, port } = new URL(server.origin)
    for (const { method, path } of routes) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => {
          const head = `${method} ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${server.sandbox.ownerKey}\r\n`
          socket.end(`${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"topic_name":`, () => socket.destroy())
        })
        socket.once('close', () => resolve())
        socket.once('error', reject)
      })
    }
    await expectServing()
  })
})

describe('every path', () => {
  it.each(['//', '/v1', '/v3/', '/v3/clusters//topics', '/%00', '/%', '/%ff/..%2f', '/v3/clusters/%2e%2e/topics', `/${'a'.repeat(8_000)}`])(
    'that does not exist is an error as JSON: %s',
    async (path) => {
      const answer = await ask(server.origin, 'GET', `${server.origin}${path}`, { key: server.sandbox.ownerKey })
      expect([401, 404]).toContain(answer.status)
      expect(isError(path === '/v1' ? '/v1/' : path, answer.json)).toBe(true)
    },
  )

  it('refuses query parameters that are no numbers, given twice or endless', async () => {
    for (const query of ['page_size=x', 'page_size=1&page_size=2', 'page_size=-1', 'page_size=1e3', `page_size=${'9'.repeat(1_000)}`]) {
      const path = `/v3/clusters/${server.sandbox.id}/topics?${query}`
      expect((await ask(server.origin, 'GET', path, { key: server.sandbox.ownerKey })).status).toBe(400)
    }
  })
})
