// What every route has in common, through the whole app: routing, errors, headers, bodies.
import { describe, expect, it, vi } from 'vitest'
import { MemoryEdge } from '../test/support/memory-sandbox.ts'

const edge = new MemoryEdge()

describe('a path or method that nobody serves', () => {
  it('is 404 in the dialect of its namespace', async () => {
    const answer = await edge.http('GET', '/v3/nothing')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error_code: 404, message: 'HTTP 404 Not Found' })
    const problem = await edge.http('GET', '/v1/nothing')
    expect(problem.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await problem.json()).toMatchObject({ status: 404, title: 'Not Found', code: 'NOT_FOUND', retriable: false })
  })

  it('is 405 with the methods that are served', async () => {
    const answer = await edge.http('PUT', '/v3/clusters')
    expect(answer.status).toBe(405)
    expect(answer.headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
    expect(await answer.json()).toEqual({ error_code: 405, message: 'HTTP 405 Method Not Allowed' })
  })
})

describe('every answer', () => {
  it('carries CORS and security headers, errors included', async () => {
    for (const path of ['/healthz', '/v3/nothing', '/v3/clusters']) {
      const { headers } = await edge.http('GET', path)
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull()
      expect(headers.get('Access-Control-Expose-Headers')).toContain('Samsa-Sequence')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
      expect(headers.get('Cache-Control')).toBe('no-store')
    }
  })

  it('to a preflight allows every header that our clients send', async () => {
    const answer = await edge.http('OPTIONS', '/v3/clusters/x/topics', { headers: { 'Access-Control-Request-Method': 'POST' } })
    expect(answer.status).toBe(204)
    const allowed = answer.headers.get('Access-Control-Allow-Headers') ?? ''
    for (const name of ['Authorization', 'Content-Type', 'Last-Event-ID', 'Producer-Id', 'Producer-Epoch', 'Producer-Seq']) {
      expect(allowed).toContain(name)
    }
    expect(allowed).toContain('Idempotency-Key')
    expect(allowed).toContain('Prefer')
    expect(answer.headers.get('Access-Control-Allow-Methods')).toContain('PATCH')
  })

  it('to HEAD is the one to GET without a body', async () => {
    const answer = await edge.http('HEAD', '/healthz')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
  })
})

describe('a body', () => {
  it('of another type is 415, of another charset 400', async () => {
    const { id, owner } = await edge.sandbox()
    const path = `/v3/clusters/${id}/topics`
    const send = (type: string) => edge.http('POST', path, { key: owner, body: '{"topic_name":"x"}', headers: { 'Content-Type': type } })
    const wrongType = await send('text/plain')
    expect(wrongType.status).toBe(415)
    expect(await wrongType.json()).toEqual({ error_code: 415, message: 'HTTP 415 Unsupported Media Type' })
    expect((await send('application/json; charset=utf-16')).status).toBe(400)
    expect((await send('application/json; charset="ISO-8859-1"')).status).toBe(201)
  })

  it('that is compressed is 415, because nobody asked for its size', async () => {
    const { id, owner } = await edge.sandbox()
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
    expect((await edge.http('POST', `/v3/clusters/${id}/topics`, { key: owner, body: 'x', headers })).status).toBe(415)
  })

  it('that is too large is 413, with and without an announced length', async () => {
    const large = ' '.repeat(1_048_577)
    const whole = await edge.http('POST', '/v1/sandboxes', { body: large, headers: { 'Content-Length': String(large.length) } })
    expect(whole.status).toBe(413)
    const stream = new Blob([large]).stream()
    const streamed = await edge.http('POST', '/v1/sandboxes', { body: stream })
    expect(streamed.status).toBe(413)
    expect(await streamed.json()).toMatchObject({ code: 'REQUEST_TOO_LARGE', status: 413 })
  })

  it('that breaks off is 400', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    expect((await edge.http('POST', '/v1/sandboxes', { body })).status).toBe(400)
  })

  it.each(['{', '{"name":"a","name":"b"}', '{"__proto__":{"name":"a"}}', '{"name":"\\ud800"}', '[[[', '\u0000', '{"seed":1e400}'])(
    'that is no strict JSON is refused: %s',
    async (body) => {
      const answer = await edge.http('POST', '/v1/sandboxes', { body, headers: { 'Content-Type': 'application/json' } })
      expect([400, 422]).toContain(answer.status)
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    },
  )
})

describe('Accept', () => {
  it('without JSON is 406', async () => {
    const answer = await edge.http('GET', '/healthz', { headers: { Accept: 'text/html' } })
    expect(answer.status).toBe(406)
    expect(await answer.json()).toEqual({ error_code: 406, message: 'HTTP 406 Not Acceptable' })
    for (const accept of ['*/*', 'text/html, */*;q=0.1', 'application/*', 'application/json; charset=utf-8']) {
      expect((await edge.http('GET', '/healthz', { headers: { Accept: accept } })).status).toBe(200)
    }
  })
})

describe('a mistake of ours', () => {
  it('is 500 with an id to ask about, and says nothing else', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const broken = new MemoryEdge({ SIGNING_SECRET: 'short' })
    const answer = await broken.http('POST', '/v1/sandboxes')
    expect(answer.status).toBe(500)
    const problem = await answer.json<{ detail: string }>()
    expect(problem.detail).toMatch(/^Internal Server Error\. Name [0-9a-f-]{36} when you report this\.$/)
    // The log has the cause under the same id.
    const correlationId = /[0-9a-f-]{36}/.exec(problem.detail)?.[0]
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({ correlationId, cause: expect.stringContaining('SIGNING_SECRET') })
    log.mockRestore()
  })
})
