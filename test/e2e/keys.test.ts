// Keys on the real server: what they open, from where, and that a revoked one opens nothing, also after a restart.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, makeSandbox } from '../support/api-client.ts'
import type { MadeSandbox } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let server: Server
let sandbox: MadeSandbox

beforeAll(async () => {
  server = await startServer()
  sandbox = await makeSandbox(server.origin)
  for (const topic of ['lab.a', 'other']) {
    await ask(server.origin, 'POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: topic } })
  }
})

afterAll(() => server.stop())

async function makeKey(json: object): Promise<{ id: string; key: string }> {
  const answer = await ask(server.origin, 'POST', `/v1/sandboxes/${sandbox.id}/keys`, { key: sandbox.owner, json })
  expect(answer.status).toBe(201)
  return answer.json as { id: string; key: string }
}

function records(topic: string): string {
  return `/v3/clusters/${sandbox.id}/topics/${topic}/records`
}

const record = { value: { type: 'STRING', data: 'x' } }

describe('keys', () => {
  it('open the sandbox as bearer, as Basic and in the query', async () => {
    const path = `/v3/clusters/${sandbox.id}/topics`
    const { id, key } = await makeKey({ scopes: ['observe'] })
    const basic = `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`
    expect((await ask(server.origin, 'GET', path, { key })).status).toBe(200)
    expect((await ask(server.origin, 'GET', path, { headers: { Authorization: basic } })).status).toBe(200)
    expect((await ask(server.origin, 'GET', `${path}?key=${key}`)).status).toBe(200)
    const without = await ask(server.origin, 'GET', path)
    expect(without.status).toBe(401)
    expect(without.headers.get('WWW-Authenticate')).toContain('Bearer')
    expect(without.json['error_code']).toBe(40101)
  })

  it('allow what their scopes say and no more', async () => {
    const produce = (await makeKey({ scopes: ['produce'], topic_prefix: 'lab.' })).key
    expect((await ask(server.origin, 'POST', records('lab.a'), { key: produce, json: record })).json['error_code']).toBe(200)
    expect((await ask(server.origin, 'POST', records('other'), { key: produce, json: record })).status).toBe(403)
    expect((await ask(server.origin, 'GET', records('lab.a'), { key: produce })).status).toBe(403)
    const observed = await ask(server.origin, 'POST', records('lab.a'), { key: sandbox.observe, json: record })
    expect(observed).toMatchObject({ status: 403, json: { error_code: 40301 } })
    expect((await ask(server.origin, 'GET', records('lab.a'), { key: sandbox.observe })).status).toBe(200)
  })

  it('for one page are refused from another', async () => {
    const { key } = await makeKey({ scopes: ['observe'], origins: ['https://school.test'] })
    const from = async (origin: string) => ask(server.origin, 'GET', records('lab.a'), { key, headers: { Origin: origin } })
    expect((await from('https://school.test')).status).toBe(200)
    const elsewhere = await from('https://elsewhere.test')
    expect(elsewhere.status).toBe(403)
    expect(elsewhere.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  it('that are revoked open nothing from the next request on, nor after a restart', async () => {
    const { id, key } = await makeKey({ scopes: ['admin'] })
    expect((await ask(server.origin, 'GET', records('lab.a'), { key })).status).toBe(200)
    const path = `/v1/sandboxes/${sandbox.id}/keys/${id}`
    expect((await ask(server.origin, 'DELETE', path, { key: sandbox.owner })).status).toBe(204)
    expect((await ask(server.origin, 'GET', records('lab.a'), { key })).status).toBe(401)
    await server.kill('SIGKILL')
    server = await startServer({ dataDir: server.dataDir })
    expect((await ask(server.origin, 'GET', records('lab.a'), { key })).status).toBe(401)
    expect((await ask(server.origin, 'GET', records('lab.a'), { key: sandbox.owner })).status).toBe(200)
  })

  it('of another sandbox see nothing, not even that this one exists', async () => {
    const other = await makeSandbox(server.origin)
    const answer = await ask(server.origin, 'GET', records('lab.a'), { key: other.owner })
    expect(answer).toMatchObject({ status: 404, json: { message: `Cluster ${sandbox.id} cannot be found.` } })
  })

  it('are never printed by the server', () => {
    const printed = server.output().replaceAll(server.sandbox.ownerKey, '')
    expect(printed).not.toMatch(/samsa_(own|obs|key)_/)
  })
})
