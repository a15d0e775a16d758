import { beforeEach, describe, expect, it, vi } from 'vitest'

const ID = 'j9w_2vmzLVLQLgttbW1GWA'

/** Some modules read what this browser has kept as soon as they are loaded. */
const { storage } = vi.hoisted(() => {
  const map = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => map.get(name) ?? null,
    setItem: (name: string, value: string) => map.set(name, value),
  })
  return { storage: map }
})

const { startSandbox } = await import('./start-sandbox.ts')
const { MAX_APPS } = await import('../../schema/limits.ts')

type Asked = { readonly path: string; readonly authorization: string | null; readonly body: Record<string, unknown> }

function fakeServer(refused: (path: string) => Response | null = () => null): readonly Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as Record<string, unknown>
    asked.push({ path, authorization: new Headers(init.headers).get('Authorization'), body })
    return (
      refused(path) ??
      Response.json({ id: ID, name: body['name'], keys: { owner: 'samsa_own_x', observe: 'samsa_obs_y' } }, { status: 201 })
    )
  })
  return asked
}

beforeEach(() => storage.clear())

describe('starting a sandbox from the home page', () => {
  it('makes it without a key, keeps both of its keys, and starts traffic as its owner', async () => {
    const asked = fakeServer()
    expect(await startSandbox('mine')).toEqual({ ok: true, sandboxId: ID })
    expect(asked[0]).toEqual({ path: '/v1/sandboxes', authorization: null, body: { name: 'mine' } })
    expect([...storage.values()]).toEqual(expect.arrayContaining(['samsa_own_x', 'samsa_obs_y']))
    expect(new Set(asked.slice(1).map(({ authorization }) => authorization))).toEqual(new Set(['Bearer samsa_own_x']))
  })

  it('makes the topics before the applications that use them, and leaves room for one more application', async () => {
    const asked = fakeServer()
    await startSandbox('mine')
    const kinds = asked.slice(1).map(({ path }) => path.slice(path.lastIndexOf('/') + 1))
    const apps = kinds.filter((kind) => kind === 'apps').length
    expect(kinds).toEqual(kinds.toSorted().toReversed())
    expect(apps).toBeGreaterThan(0)
    expect(apps).toBeLessThan(MAX_APPS)
  })

  it('says until when too many were made', async () => {
    fakeServer(() => Response.json({ code: 'THROTTLING_QUOTA_EXCEEDED' }, { status: 429, headers: { 'Retry-After': '60' } }))
    const started = await startSandbox('mine')
    expect(started).toMatchObject({ ok: false, sandboxId: null, problem: { status: 429, retryAfterSeconds: 60 } })
    expect(storage.size).toBe(0)
  })

  it('says which sandbox stands when only its traffic is missing', async () => {
    fakeServer((path) => (path.endsWith('/apps') ? Response.json({ code: 'POLICY_VIOLATION' }, { status: 400 }) : null))
    expect(await startSandbox('mine')).toMatchObject({ ok: false, sandboxId: ID, problem: { code: 'POLICY_VIOLATION' } })
  })
})
