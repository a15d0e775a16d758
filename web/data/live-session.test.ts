import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveSession } from './live-session.ts'

const ID = 'YndypdYJS59ZvHr4EDzZ7A'
const KEY = 'samsa_own_key'

/** A server of which only the answers count: paths without their query, and sockets that the test speaks through. */
class FakeServer {
  sequence = 10
  readonly asked: string[] = []
  readonly sockets: FakeSocket[] = []
  refusal: { status: number; code: string } | null = null

  answer(path: string): Response {
    this.asked.push(path)
    if (this.refusal !== null) return Response.json({ code: this.refusal.code, detail: 'refused' }, { status: this.refusal.status })
    const url = new URL(path, 'http://samsa.example')
    const last = url.pathname.split('/').at(-1)
    if (last === 'state') return Response.json({ sequence: Number(url.searchParams.get('at') ?? this.sequence) })
    if (last === 'apps') return Response.json({ apps: [] })
    if (last === 'events') return Response.json(this.#events(url.searchParams.get('from'), Number(url.searchParams.get('count'))))
    return Response.json({ id: ID, name: 'test' })
  }

  #events(wanted: string | null, count: number) {
    const from = wanted === 'earliest' ? 1 : Number(wanted)
    const events = []
    for (let sequence = from; sequence <= this.sequence && events.length < count; sequence++) events.push({ sequence })
    return { events, next: from + events.length, first_kept: 1 }
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('No socket was opened.')
    return socket
  }
}

class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  readonly readyState = FakeSocket.OPEN
  readonly sent: unknown[] = []

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.end(1000)
  }

  opens(): void {
    this.dispatchEvent(new Event('open'))
  }

  says(frame: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }))
  }

  end(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
}

/** Some modules read what this browser has kept as soon as they are loaded. */
const { kept } = vi.hoisted(() => {
  const map = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => map.set(key, value),
    removeItem: (key: string) => map.delete(key),
  })
  return { kept: map }
})
let server: FakeServer
let session: LiveSession

beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeServer()
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(server.answer(path)))
  vi.stubGlobal('location', { href: 'http://samsa.example/' })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  const connect = class extends FakeSocket {
    constructor() {
      super()
      server.sockets.push(this)
    }
  }
  vi.stubGlobal('WebSocket', connect)
  session = new LiveSession(ID, KEY)
})

afterEach(() => {
  session.close()
  vi.useRealTimers()
})

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
}

async function openLive(): Promise<void> {
  await session.open()
  server.socket.opens()
  server.socket.says({ type: 'watching', sequence: server.sequence })
  await settle()
}

async function happens(count: number): Promise<void> {
  for (let index = 0; index < count; index++) server.socket.says({ type: 'event', kind: 'log.changed', sequence: ++server.sequence })
  await settle()
}

describe('the session of a sandbox', () => {
  it('reads the state and its history first, and watches from the event behind them', async () => {
    await openLive()
    expect(session.connection.value).toEqual({ kind: 'live' })
    expect(session.events.all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(server.socket.sent).toEqual([{ type: 'watch', id: 1, from: 11 }])
  })

  it('asks for the state again after a burst, once and not for each event', async () => {
    await openLive()
    await vi.advanceTimersByTimeAsync(1_000)
    const before = server.asked.length
    await happens(50)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(session.events.lastSequence).toBe(60)
    expect(session.live.value?.sequence).toBe(60)
    expect(server.asked.slice(before).filter((path) => path.includes('/state')).length).toBeLessThanOrEqual(2)
  })

  it('does not let what people wait to see wait for the pause', async () => {
    await openLive()
    await happens(1)
    const before = server.asked.length
    server.socket.says({ type: 'event', kind: 'process.changed', sequence: ++server.sequence })
    await settle()
    expect(server.asked.length).toBeGreaterThan(before)
    expect(session.live.value?.sequence).toBe(server.sequence)
  })

  it('asks for the applications only when something happened to one', async () => {
    await openLive()
    await vi.advanceTimersByTimeAsync(1_000)
    const before = server.asked.length
    await happens(5)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.asked.slice(before).some((path) => path.includes('/apps'))).toBe(false)
    server.socket.says({ type: 'event', kind: 'app.changed', sequence: ++server.sequence })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.asked.slice(before).some((path) => path.includes('/apps'))).toBe(true)
  })

  it('goes on behind the last event it saw after the line broke, and says how much it caught up', async () => {
    await openLive()
    await happens(2)
    server.socket.end(1006)
    await settle()
    expect(session.connection.value).toMatchObject({ kind: 'reconnecting', problem: null })
    await vi.advanceTimersByTimeAsync(600)
    expect(server.sockets).toHaveLength(2)
    server.socket.opens()
    expect(server.socket.sent).toEqual([{ type: 'watch', id: 1, from: 13 }])
    server.sequence = 17
    server.socket.says({ type: 'watching', sequence: 12 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(session.connection.value).toEqual({ kind: 'live' })
    expect(session.caughtUp.value).toBe(5)
  })

  it('forgets everything when the sandbox was rewound, and reads it again', async () => {
    await openLive()
    await happens(5)
    await session.lookAt(3)
    server.sequence = 7
    server.socket.end(4409)
    await settle()
    expect(session.past.value).toBeNull()
    expect(session.events.lastSequence).toBe(7)
    expect(server.sockets).toHaveLength(2)
  })

  it('ends for good when the key was revoked, and forgets the key', async () => {
    await openLive()
    kept.set(`samsa.key.${ID}`, KEY)
    server.refusal = { status: 401, code: 'SASL_AUTHENTICATION_FAILED' }
    server.socket.end(4401)
    await settle()
    expect(session.connection.value).toMatchObject({ kind: 'ended', problem: { status: 401 } })
    expect(kept.has(`samsa.key.${ID}`)).toBe(false)
  })

  it('comes back by itself when the server was not there at first', async () => {
    server.refusal = { status: 503, code: 'COORDINATOR_LOAD_IN_PROGRESS' }
    await session.open()
    expect(session.connection.value).toMatchObject({ kind: 'reconnecting', problem: { status: 503 } })
    server.refusal = null
    await vi.advanceTimersByTimeAsync(600)
    expect(server.sockets).toHaveLength(1)
  })

  it('asks for nothing while nobody sees the page, and for everything once when it is seen again', async () => {
    await openLive()
    await vi.advanceTimersByTimeAsync(1_000)
    Object.assign(document, { hidden: true })
    const before = server.asked.length
    await happens(20)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(server.asked.length).toBe(before)
    Object.assign(document, { hidden: false })
    document.dispatchEvent(new Event('visibilitychange'))
    await settle()
    expect(session.live.value?.sequence).toBe(30)
  })

  it('shows a moment of the past while it is looked at, and the newest state again after that', async () => {
    await openLive()
    await session.lookAt(4)
    expect(session.state.value?.sequence).toBe(4)
    await session.lookAt(null)
    expect(session.state.value?.sequence).toBe(10)
  })
})
