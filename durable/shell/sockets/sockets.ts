// All open sockets of the object: who they are, what they wait for, and who must hear of new records. Sockets are hibernating ones, so the
// object may sleep while they stay open; after a wake the sessions are read back from the sockets themselves.
import { CLOSE_BROKER_DOWN, CLOSE_GONE, CLOSE_REVOKED } from '../../../schema/close-codes.ts'
import { MAX_KAFKA_CONNECTIONS_PER_SANDBOX, MAX_SOCKETS_PER_SANDBOX } from '../../../schema/limits.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import type { Home } from '../home.ts'
import type { Caller } from '../rpc.ts'
import type { Commit } from '../runtime.ts'
import { FreshEvents } from './fresh-events.ts'
import { JsonSocket } from './json-socket.ts'
import { KafkaLine } from './kafka-line.ts'
import { lineNewsOf } from './line-news.ts'
import { movedBy } from './moved.ts'
import { recall, remember } from './session.ts'
import type { EventWaiterSession, JsonSession, KafkaSession, Session, WaiterSession } from './session.ts'
import { arm, armForEvents, wake } from './waiter.ts'

const CLOSE_NORMAL = 1000
/** Codes that only report how a connection ended; sending one is an error (RFC 6455, 7.4.1). */
const UNSENDABLE_CLOSE_CODES: ReadonlySet<number> = new Set([1005, 1006, 1015])

type Open = { readonly session: Session; readonly json: JsonSocket | null; readonly line: KafkaLine | null }

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
      if (session !== null && socket.readyState === WebSocket.OPEN) this.#add(socket, session, home)
    }
  }

  /** Answers an upgrade. The edge has checked the key and says in the URL who asks and for what. */
  accept(request: Request, caller: Caller): Response {
    const home = this.#home
    if (home === null) return new Response('There is no such sandbox.', { status: 404 })
    if (this.#open.size >= MAX_SOCKETS_PER_SANDBOX)
      return new Response('This sandbox has as many open sockets as it can have.', { status: 429 })
    const session = sessionOf(new URL(request.url), caller)
    if (session.kind === 'kafka') {
      if (this.#kafkaConnections >= MAX_KAFKA_CONNECTIONS_PER_SANDBOX) {
        return new Response('This sandbox has as many connections of Kafka clients as it can have.', { status: 429 })
      }
      const isDown = !isListening(home.runtime.cluster, session.brokerId)
      if (isDown) return new Response('The broker is down: the connection was refused.', { status: 503 })
    }
    const { 0: client, 1: server } = new WebSocketPair()
    this.#ctx.acceptWebSocket(server, [session.kind])
    remember(server, session)
    this.#add(server, session, home)
    this.#settleAlarm(session)
    return new Response(null, { status: 101, webSocket: client })
  }

  get #kafkaConnections(): number {
    let count = 0
    for (const { session } of this.#open.values()) if (session.kind === 'kafka') count++
    return count
  }

  #add(socket: WebSocket, session: Session, home: Home): void {
    const json = session.kind === 'json' ? new JsonSocket(socket, session, home) : null
    const line = session.kind === 'kafka' ? new KafkaLine(socket, session, home) : null
    this.#open.set(socket, { session, json, line })
  }

  async onMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const home = this.#home
    const open = this.#open.get(socket)
    if (home === null || open === undefined) return
    if (open.session.kind === 'waiter') arm(socket, open.session, message, home)
    else if (open.session.kind === 'eventWaiter') armForEvents(socket, open.session, message, home)
    else if (open.session.kind === 'json') await open.json?.onMessage(message)
    else open.line?.onMessage(message)
  }

  /** Whether somebody watches the cluster's events. */
  get isWatched(): boolean {
    for (const { session } of this.#open.values()) {
      if (session.kind === 'eventWaiter' || (session.kind === 'json' && session.watch !== null)) return true
    }
    return false
  }

  /** Whether a client of the binary protocol still has its line. */
  isConnected(connectionId: string): boolean {
    for (const { session } of this.#open.values()) if (session.kind === 'kafka' && session.connectionId === connectionId) return true
    return false
  }

  /** Tells everybody whom the commit concerns. */
  onCommit(commit: Commit): void {
    const home = this.#home
    if (home === null || this.#open.size === 0 || commit.entries.length === 0) return
    const moved = movedBy(commit.entries)
    const news = lineNewsOf(commit.entries, moved)
    const fresh = new FreshEvents(commit)
    for (const [socket, { session, json, line }] of this.#open) {
      if (session.kind === 'json') json?.onCommit(moved, fresh)
      // A broker that goes down takes its connections with it.
      else if (session.kind === 'kafka' && !isListening(home.runtime.cluster, session.brokerId))
        this.#close(socket, CLOSE_BROKER_DOWN, 'The broker went down.')
      else if (session.kind === 'kafka') line?.onCommit(news)
      else if (session.kind === 'eventWaiter' || moved.concerns(session.topic, session.partition)) wake(socket, session)
    }
  }

  closeOfKey(keyId: string): void {
    for (const [socket, { session }] of this.#open) if (session.keyId === keyId) this.#close(socket, CLOSE_REVOKED, 'The key was revoked.')
  }

  closeAll(reason: string, code: number = CLOSE_GONE): void {
    for (const socket of this.#ctx.getWebSockets()) this.#close(socket, code, reason)
  }

  /** The client closes: the handshake of closing wants an answer, or the client sees its connection break instead of end. */
  onClose(socket: WebSocket, code: number): void {
    this.onGone(socket)
    socket.close(UNSENDABLE_CLOSE_CODES.has(code) ? CLOSE_NORMAL : code)
  }

  onGone(socket: WebSocket): void {
    this.#recallGone(socket)
    const open = this.#open.get(socket)
    this.#open.delete(socket)
    open?.json?.onGone()
    open?.line?.onGone()
    if (open !== undefined) this.#settleAlarm(open.session)
  }

  /** A socket that closes while the object sleeps wakes it, and is no longer among those that are open then. */
  #recallGone(socket: WebSocket): void {
    const session = this.#open.has(socket) ? null : recall(socket)
    if (session?.kind === 'kafka' && this.#home !== null) this.#add(socket, session, this.#home)
  }

  /** Who watches and who does not decides what the object is woken for. */
  #settleAlarm(session: Session): void {
    if (session.kind !== 'waiter' && session.kind !== 'kafka') void this.#home?.settleAlarm()
  }

  #close(socket: WebSocket, code: number, reason: string): void {
    this.#open.get(socket)?.line?.onGone()
    this.#open.delete(socket)
    socket.close(code, reason)
  }
}

/** A broker that is paused still has its connections: the machine holds them, and nobody answers. */
function isListening({ brokers }: ClusterView, brokerId: number): boolean {
  const process = brokers.get(brokerId)?.process
  return process === 'running' || process === 'paused'
}

function sessionOf(url: URL, { keyId }: Caller): Session {
  const { searchParams } = url
  if (url.pathname === '/kafka') {
    const brokerId = Number(searchParams.get('broker'))
    return { kind: 'kafka', keyId, brokerId, connectionId: searchParams.get('connection') ?? '' } satisfies KafkaSession
  }
  if (url.pathname === '/wait' && searchParams.has('events'))
    return { kind: 'eventWaiter', keyId, armed: false } satisfies EventWaiterSession
  if (url.pathname === '/wait') {
    const partition = searchParams.get('partition')
    const topic = searchParams.get('topic') ?? ''
    const isolation = searchParams.get('isolation') === 'read_committed' ? 'read_committed' : 'read_uncommitted'
    const place = { topic, partition: partition === null ? null : Number(partition), isolation } as const
    return { kind: 'waiter', keyId, ...place, armed: false } satisfies WaiterSession
  }
  return {
    kind: 'json',
    keyId,
    mayProduce: searchParams.get('produce') === '1',
    mayRead: searchParams.get('read') === '1',
    topicPrefix: searchParams.get('prefix') ?? '',
    mayConsume: searchParams.get('consume') === '1',
    subscriptions: [],
    groups: [],
    watch: null,
    transactions: [],
  } satisfies JsonSession
}
