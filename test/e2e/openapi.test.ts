// The OpenAPI document of the real server against the real server: what it names is served, and what is asked wrongly is answered as it
// says.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

type Document = { openapi: string; paths: Record<string, Record<string, { security?: object[]; responses: Record<string, unknown> }>> }

let server: Server
let document: Document

beforeAll(async () => {
  server = await startServer()
  document = (await ask(server.origin, 'GET', '/openapi.json')).json as Document
})

afterAll(() => server.stop())

function operations(): { method: string; path: string; isOpen: boolean }[] {
  return Object.entries(document.paths).flatMap(([path, item]) => {
    return Object.entries(item).map(([method, { security }]) => ({ method: method.toUpperCase(), path, isOpen: security?.length === 0 }))
  })
}

function filled(path: string): string {
  return path
    .replace(/\{(sandbox_id|cluster_id)\}/, server.sandbox.id)
    .replace('{topic_name}', 'none')
    .replaceAll(/\{(partition_id|broker_id)\}/g, '99')
    .replaceAll(/\{\w+\}/g, 'none')
}

it('is OpenAPI 3.1 and names every namespace', () => {
  expect(document.openapi).toBe('3.1.1')
  const paths = Object.keys(document.paths)
  for (const path of [
    '/v1/sandboxes',
    '/v3/clusters/{cluster_id}/topics',
    '/v3/clusters/{cluster_id}/topics/{topic_name}/records',
    '/healthz',
  ]) {
    expect(paths).toContain(path)
  }
})

it('names only what is served, and says what needs a key', async () => {
  for (const { method, path, isOpen } of operations()) {
    const answer = await ask(server.origin, method, filled(path))
    expect([method, path, answer.status === 401]).toEqual([method, path, !isOpen])
    // A snapshot has to be there before anything can be said of it; that it is not is said by a route that is.
    const isMissing = answer.status === 404 && answer.json['detail'] !== 'There is no snapshot none.'
    expect([method, path, answer.status === 405 || isMissing]).toEqual([method, path, false])
  }
})

it('and every path has the other methods refused with 405 and Allow', async () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const unserved = ['GET', 'PUT', 'PATCH', 'DELETE', 'POST'].find((method) => !(method.toLowerCase() in item))
    if (unserved === undefined) continue
    const answer = await ask(server.origin, unserved, filled(path), { key: server.sandbox.ownerKey })
    expect([unserved, path, answer.status]).toEqual([unserved, path, 405])
    for (const method of Object.keys(item)) expect(answer.headers.get('Allow')).toContain(method.toUpperCase())
  }
})
