import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SnapshotFacts } from './shapes.ts'
import { SnapshotSession } from './snapshot-session.ts'

const HASH = 'kqmAwl6B8V7C7iC2O2ZrN1Vb3J4D0kK8xq9b2o3Zp1Q'
const LAST = 5

const facts: SnapshotFacts = {
  hash: HASH,
  title: 'leader dies',
  sandbox_id: null,
  taken_at: '2026-11-22T00:00:00.000Z',
  sequence: LAST,
  first_sequence: 1,
  first_time_ms: 0,
  time_ms: 0,
  engine_version: 1,
  seed: 1,
  size_bytes: 1,
  summary: { brokers: 3, topics: 1, partitions: 1, groups: 0, records: 0 },
  is_archive: false,
  is_replayable: true,
  urls: { page: '', v1: '', file: '' },
}

/** Answers of a server that keeps one snapshot of five events. Answers to `held` moments wait until they are let go. */
function fakeServer(held = new Map<string, Promise<void>>()) {
  const asked: { path: string; authorization: string | null }[] = []
  const answer = async (path: string, init?: RequestInit): Promise<Response> => {
    asked.push({ path, authorization: new Headers(init?.headers).get('Authorization') })
    const url = new URL(path, 'http://samsa.test')
    if (url.pathname.endsWith('/state')) {
      const at = url.searchParams.get('at') ?? String(LAST)
      await held.get(at)
      return at === '99'
        ? Response.json({ code: 'OFFSET_OUT_OF_RANGE', detail: 'That is still to come.' }, { status: 422 })
        : Response.json({ sequence: Number(at) })
    }
    if (url.pathname.endsWith('/apps')) return Response.json({ apps: [], next: null })
    expect(url.searchParams.get('from')).toBe('earliest')
    const events = Array.from({ length: LAST }, (_, index) => ({ sequence: 1 + index }))
    return Response.json({ events, next: LAST + 1, first_kept: 1 })
  }
  vi.stubGlobal('fetch', answer)
  return asked
}

beforeEach(() => {
  fakeServer()
})

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a snapshot as the page looks at it', () => {
  it('opens at its last moment, with its events, and asks without a key', async () => {
    const asked = fakeServer()
    const session = new SnapshotSession(facts)
    await session.open()
    expect(session.connection.value.kind).toBe('live')
    expect(session.past.value?.sequence).toBe(LAST)
    expect(session.events.all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
    expect(asked.every(({ path, authorization }) => path.startsWith(`/v1/snapshots/${HASH}/`) && authorization === null)).toBe(true)
  })

  it('is always of the past: going back to now is going to its last moment', async () => {
    const session = new SnapshotSession(facts)
    await session.open()
    await session.lookAt(2)
    expect(session.state.value?.sequence).toBe(2)
    expect(session.looksBack.value).toBe(true)
    await session.lookAt(null)
    expect(session.past.value?.sequence).toBe(LAST)
    expect(session.looksBack.value).toBe(false)
  })

  it('may be changed by nobody', () => {
    expect(new SnapshotSession(facts).isOwner).toBe(false)
  })

  it('shows the moment that was asked for last, whatever comes first', async () => {
    const early = Promise.withResolvers<void>()
    fakeServer(new Map([['2', early.promise]]))
    const session = new SnapshotSession(facts)
    await session.open()
    const slow = session.lookAt(2)
    await session.lookAt(4)
    early.resolve()
    await slow
    expect(session.past.value?.sequence).toBe(4)
  })

  it('stays where it is when a moment is refused, and says why', async () => {
    const session = new SnapshotSession(facts)
    await session.open()
    const problem = await session.lookAt(99)
    expect(problem?.code).toBe('OFFSET_OUT_OF_RANGE')
    expect(session.past.value?.sequence).toBe(LAST)
  })

  it('ends with the problem when its state cannot be shown', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ code: 'ENGINE_VERSION_MISMATCH', detail: 'Another engine.' }, { status: 409 }))
    const session = new SnapshotSession(facts)
    await session.open()
    expect(session.connection.value).toMatchObject({ kind: 'ended', problem: { status: 409, code: 'ENGINE_VERSION_MISMATCH' } })
  })
})
