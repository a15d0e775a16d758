// Streams of events: what they give, how they wait, and how they go on, against an object that is played by hand.
import { describe, expect, it } from 'vitest'
import type { RenderedEvent } from '../../durable/shell/events/event-page.ts'
import type { Outcome, SandboxRpc } from '../../durable/shell/rpc.ts'
import { eventQuery } from '../../schema/api/events.ts'
import type { Principal } from '../keys/principal.ts'
import { planEvents } from './event-plan.ts'
import { EventReader } from './event-reader.ts'
import { eventStream } from './event-stream.ts'

function eventOf(sequence: number, change: Partial<RenderedEvent> = {}): RenderedEvent {
  const trigger = { kind: 'action', action: 'kill', nodeId: 1 } as const
  const why = { en: `It is ${sequence}.`, 'zh-CN': `${sequence}。` }
  return { sequence, nowMs: 1_700_000_000_000, kind: 'process.changed', trigger, causedBy: null, why, facts: { nodeId: 1 }, ...change }
}

/** An object with a history that grows, and the sockets of those who wait for it. */
class PlayedObject {
  readonly events: RenderedEvent[] = []
  firstKept = 1
  #waiting: (() => void)[] = []
  #onArmed: (() => void) | null = null
  closed = 0

  push(event: RenderedEvent): void {
    this.events.push(event)
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Settles as soon as a reader waits. */
  armed(): Promise<void> {
    if (this.#waiting.length > 0) return Promise.resolve()
    return new Promise((resolve) => (this.#onArmed = resolve))
  }

  get rpc(): SandboxRpc {
    return { events: this.#page, fetch: () => Promise.resolve({ webSocket: this.#socket() }) } as unknown as SandboxRpc
  }

  readonly #page = (_: unknown, from: number, most: number): Promise<Outcome<unknown>> => {
    const events = this.events.filter(({ sequence }) => sequence >= from).slice(0, most)
    const nextSequence = (events.at(-1)?.sequence ?? this.events.at(-1)?.sequence ?? 0) + 1
    return Promise.resolve({ ok: true, value: { events, nextSequence, firstKeptSequence: this.firstKept } })
  }

  #socket(): object {
    const listeners = new Map<string, () => void>()
    return {
      accept: () => undefined,
      addEventListener: (type: string, listener: () => void) => listeners.set(type, listener),
      send: (place: string) => {
        const wake = (): void => listeners.get('message')?.()
        if (this.events.some(({ sequence }) => sequence >= Number(place))) return wake()
        this.#waiting.push(wake)
        this.#onArmed?.()
        this.#onArmed = null
      },
      close: () => this.closed++,
    }
  }
}

type Asked = { readonly query?: Record<string, string>; readonly accept?: string; readonly lastEventId?: string; readonly prefix?: string }

async function open(
  object: PlayedObject,
  { query = {}, accept = 'text/event-stream', lastEventId, prefix }: Asked = {},
): Promise<Response> {
  const headers = { Accept: accept, ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) }
  const plan = planEvents(eventQuery.parse(query), new Request('http://samsa.test/', { headers }))
  const principal = { topicPrefix: prefix ?? null } as Principal
  const reader = await EventReader.open({ sandbox: object.rpc, caller: { keyId: 'k' }, sandboxId: 's', principal }, plan)
  if (plan.form === 'json') throw new Error('these are streams')
  return eventStream(reader, await reader.round(), { ...plan, form: plan.form }, () => undefined)
}

function history(count: number): PlayedObject {
  const object = new PlayedObject()
  for (let sequence = 1; sequence <= count; sequence++) object.push(eventOf(sequence))
  return object
}

function idsOf(text: string): number[] {
  return [...text.matchAll(/^event: process\.changed\nid: (\d+)$/gm)].map(([, id]) => Number(id))
}

describe('server-sent events', () => {
  it('carry the kind, the sequence and the whole event, say when all is told, and end where they were told to', async () => {
    const answer = await open(history(2), { query: { wait: '0', lang: 'en' } })
    expect(answer.headers.get('Content-Type')).toBe('text/event-stream')
    const text = await answer.text()
    expect(text).toContain('event: process.changed\nid: 1\ndata: {"sequence":1,"time":"2023-11-14T22:13:20.000Z","time_ms":1700000000000,')
    expect(text).toContain(
      '"trigger":{"kind":"action","action":"kill","node_id":1},"caused_by":null,"why":"It is 1.","facts":{"node_id":1}}\n\n',
    )
    expect(text).toContain('event: caught_up\nid: 2\ndata: {"next":3}\n\n')
    expect(text.endsWith('event: end\nid: 2\ndata: {"next":3}\n\n')).toBe(true)
  })

  it('follow what happens while the client listens, and let go of the object in the end', async () => {
    const object = history(1)
    const answer = await open(object, { query: { count: '3' } })
    const reading = answer.text()
    await object.armed()
    object.push(eventOf(2))
    await object.armed()
    object.push(eventOf(3))
    expect(idsOf(await reading)).toEqual([1, 2, 3])
    expect(object.closed).toBe(1)
  })

  it('go on behind the last event that a browser saw, whatever the URL says', async () => {
    const text = await (await open(history(5), { lastEventId: '3', query: { from: '1', wait: '0' } })).text()
    expect(idsOf(text)).toEqual([4, 5])
  })

  it('leave out what was not asked for, without a word to the client', async () => {
    const object = history(1)
    const answer = await open(object, { query: { kind: 'topic.created,process.changed', count: '2' } })
    const reading = answer.text()
    await object.armed()
    object.push(eventOf(2, { kind: 'broker.heard' }))
    await object.armed()
    object.push(eventOf(3))
    const text = await reading
    expect(idsOf(text)).toEqual([1, 3])
    expect(text.match(/caught_up/g)).toHaveLength(1)
  })

  it('show a key with a prefix only events of its topics, and those of no topic', async () => {
    const object = history(1)
    object.push(eventOf(2, { facts: { topic: 'mine.a' } }))
    object.push(eventOf(3, { facts: { topic: 'yours' } }))
    object.push(eventOf(4, { kind: 'topic.created', facts: { name: 'yours' } }))
    const text = await (await open(object, { prefix: 'mine.', query: { wait: '0' } })).text()
    expect(idsOf(text)).toEqual([1, 2])
    expect(text).not.toContain('yours')
  })
})

describe('NDJSON', () => {
  it('is an event a line and nothing else', async () => {
    const answer = await open(history(3), { accept: 'application/x-ndjson', query: { wait: '0', topic: 't' } })
    expect(await answer.text()).toBe('')
    const lines = (await (await open(history(3), { accept: 'application/x-ndjson', query: { wait: '0' } })).text()).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([1, 2, 3])
  })
})

describe('history that is gone', () => {
  it('is 410 and names the first event that is kept', async () => {
    const object = history(9)
    object.events.splice(0, 5)
    object.firstKept = 6
    await expect(open(object, { query: { from: '3' } })).rejects.toMatchObject({
      status: 410,
      message: expect.stringContaining('from 6 on'),
    })
    expect(idsOf(await (await open(object, { query: { wait: '0' } })).text())).toEqual([6, 7, 8, 9])
  })
})
