// All open sockets of the object: who they are, what they wait for, and who must hear of new records. Sockets are hibernating ones, so the
// object may sleep while they stay open; after a wake the sessions are read back from the sockets themselves.
import { MAX_SOCKETS_PER_SANDBOX } from '../../../schema/limits.ts'
import type { ClusterEvent } from '../../engine/event.ts'
import type { Home } from '../home.ts'
import type { Caller } from '../rpc.ts'
import { JsonSocket } from './json-socket.ts'
import { recall, remember } from './session.ts'
import type { EventWaiterSession, JsonSession, Session, WaiterSession } from './session.ts'
import { arm, armForEvents, wake } from './waiter.ts'

/** Close codes 4000 to 4999 are an application's own. */
const CLOSE_GONE = 4404
const CLOSE_REVOKED = 4401

const CLOSE_NORMAL = 1000
/** Codes that only report how a connection ended; sending one is an error (RFC 6455, 7.4.1). */
const UNSENDABLE_CLOSE_CODES: ReadonlySet<number> = new Set([1005, 1006, 1015])

type Open = { readonly session: Session; readonly json: JsonSocket | null }

export class Sockets {
  readonly #ctx: DurableObjectState
  readonly #open = new Map<WebSocket, Open>()
  #home: Home | null = null

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx
    // Answered by the platform without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('{"type":"ping"}', '{"type":"pong"}'))
  }

  /** Takes up the sockets that are open already, for the sandbox that the object now holds (or none). */
  serve(home: Home | null): void {
    this.#home = home
    this.#open.clear()
    if (home === null) return
    for (const socket of this.#ctx.getWebSockets()) {
      const session = recall(socket)
      if (session !== null) this.#add(socket, session, home)
    }
  }

  /** Answers an upgrade. The edge has checked the key and says in the URL who asks and for what. */
  accept(request: Request, caller: Caller): Response {
    const home = this.#home
    if (home === null) return new Response('There is no such sandbox.', { status: 404 })
    if (this.#open.size >= MAX_SOCKETS_PER_SANDBOX)
      return new Response('This sandbox has as many open sockets as it can have.', { status: 429 })
    const session = sessionOf(new URL(request.url), caller)
    const { 0: client, 1: server } = new WebSocketPair()
    this.#ctx.acceptWebSocket(server, [session.kind])
    remember(server, session)
    this.#add(server, session, home)
    return new Response(null, { status: 101, webSocket: client })
  }

  #add(socket: WebSocket, session: Session, home: Home): void {
    const json = session.kind === 'json' ? new JsonSocket(socket, session, home) : null
    this.#open.set(socket, { session, json })
  }

  async onMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const home = this.#home
    const open = this.#open.get(socket)
    if (home === null || open === undefined) return
    if (open.session.kind === 'waiter') arm(socket, open.session, message, home)
    else if (open.session.kind === 'eventWaiter') armForEvents(socket, open.session, message, home)
    else await open.json?.onMessage(message)
  }

  /** Tells everybody whom new records concern. */
  onEvents(events: readonly ClusterEvent[]): void {
    if (this.#open.size === 0) return
    const topics = new Set(events.map(({ topic }) => topic))
    const moved = new Set(events.map(partitionName))
    for (const [socket, { session, json }] of this.#open) {
      if (session.kind === 'eventWaiter') {
        wake(socket, session)
      } else if (session.kind === 'waiter') {
        const concerned = session.partition === null ? topics.has(session.topic) : moved.has(partitionKey(session.topic, session.partition))
        if (concerned || moved.has(partitionKey(session.topic, null))) wake(socket, session)
      } else {
        json?.onMoved(topics)
      }
    }
  }

  closeOfKey(keyId: string): void {
    for (const [socket, { session }] of this.#open) if (session.keyId === keyId) this.#close(socket, CLOSE_REVOKED, 'The key was revoked.')
  }

  closeAll(reason: string): void {
    for (const socket of this.#ctx.getWebSockets()) this.#close(socket, CLOSE_GONE, reason)
  }

  /** The client closes: the handshake of closing wants an answer, or the client sees its connection break instead of end. */
  onClose(socket: WebSocket, code: number): void {
    this.onGone(socket)
    socket.close(UNSENDABLE_CLOSE_CODES.has(code) ? CLOSE_NORMAL : code)
  }

  onGone(socket: WebSocket): void {
    this.#open.delete(socket)
  }

  #close(socket: WebSocket, code: number, reason: string): void {
    this.#open.delete(socket)
    socket.close(code, reason)
  }
}

/** What an event is about: one partition, or (a topic that came or went) all of a topic. */
function partitionName(event: ClusterEvent): string {
  return partitionKey(event.topic, event.kind === 'highWatermark.moved' ? event.partitionIndex : null)
}

/** A slash cannot stand in a topic's name. */
function partitionKey(topic: string, partition: number | null): string {
  return `${topic}/${partition ?? ''}`
}

function sessionOf(url: URL, { keyId }: Caller): Session {
  const { searchParams } = url
  if (url.pathname === '/wait' && searchParams.has('events'))
    return { kind: 'eventWaiter', keyId, armed: false } satisfies EventWaiterSession
  if (url.pathname === '/wait') {
    const partition = searchParams.get('partition')
    const topic = searchParams.get('topic') ?? ''
    return { kind: 'waiter', keyId, topic, partition: partition === null ? null : Number(partition), armed: false } satisfies WaiterSession
  }
  return {
    kind: 'json',
    keyId,
    mayProduce: searchParams.get('produce') === '1',
    mayRead: searchParams.get('read') === '1',
    topicPrefix: searchParams.get('prefix') ?? '',
    subscriptions: [],
  } satisfies JsonSession
}
