import { describe, expect, it } from 'vitest'
import type { Env } from '../env.ts'
import { serveSite } from './serve-site.ts'

const FILES: Readonly<Record<string, string>> = {
  '/index.html': '<!doctype html>',
  '/assets/index-abc.js': 'export {}',
  '/favicon.svg': '<svg/>',
  '/.vite/manifest.json': '{}',
}

const ASSETS = {
  fetch: (request: Request) => {
    const text = FILES[new URL(request.url).pathname]
    return Promise.resolve(text === undefined ? new Response('no', { status: 404 }) : new Response(text))
  },
}

function get(path: string, method = 'GET', env: Partial<Env> = { ASSETS: ASSETS as unknown as Fetcher }): Promise<Response | null> {
  return serveSite(new Request(`https://samsa.example${path}`, { method }), env as Env)
}

describe('the site', () => {
  it.each(['/', '/en', '/zh/', '/s/YndypdYJS59ZvHr4EDzZ7A', '/zh/s/YndypdYJS59ZvHr4EDzZ7A/topics', '/x/abcdefghijklmnopqrstu'])(
    'answers %s with its one document, which is asked for each time',
    async (path) => {
      const answer = await get(path)
      expect(answer?.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(answer?.headers.get('Cache-Control')).toBe('no-cache')
      expect(await answer?.text()).toBe(FILES['/index.html'])
    },
  )

  it('names the page in both languages', async () => {
    const answer = await get('/zh/s/YndypdYJS59ZvHr4EDzZ7A/groups')
    expect(answer?.headers.get('Link')).toBe(
      '</en/s/YndypdYJS59ZvHr4EDzZ7A/groups>; rel="alternate"; hreflang="en", </zh/s/YndypdYJS59ZvHr4EDzZ7A/groups>; rel="alternate"; hreflang="zh-CN"',
    )
  })

  it('keeps files with a hash in their name for ever', async () => {
    const answer = await get('/assets/index-abc.js')
    expect(answer?.headers.get('Cache-Control')).toContain('immutable')
    expect(answer?.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
  })

  it('allows no script, style or connection but its own, and no frame around it', async () => {
    const policy = (await get('/'))?.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  it('says what HEAD would get without the body', async () => {
    const answer = await get('/favicon.svg', 'HEAD')
    expect(answer?.headers.get('Content-Type')).toBe('image/svg+xml')
    expect(await answer?.text()).toBe('')
  })

  it.each(['/v1/sandboxes', '/nowhere', '/.vite/manifest.json', '/index.html', '/assets/missing.js', '/english', '/s/../index.html.map'])(
    'leaves %s to the API, which says that there is nothing',
    async (path) => expect(await get(path)).toBeNull(),
  )

  it('has nothing to post to, and needs the files', async () => {
    expect(await get('/', 'POST')).toBeNull()
    expect(await get('/', 'GET', {})).toBeNull()
  })
})
