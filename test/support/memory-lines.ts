// The lines of Kafka clients to an object in memory: the object's real side of them, on sockets that have both ends here.
import { KafkaLine } from '../../durable/shell/sockets/kafka-line.ts'
import { lineNewsOf } from '../../durable/shell/sockets/line-news.ts'
import { movedBy } from '../../durable/shell/sockets/moved.ts'
import { recall, remember } from '../../durable/shell/sockets/session.ts'
import type { KafkaSession } from '../../durable/shell/sockets/session.ts'
import type { Commit, Runtime } from '../../durable/shell/runtime.ts'
import { MemorySocket } from './memory-socket.ts'

/** The process of a broker that takes connections. */
const LISTENING: ReadonlySet<string> = new Set(['running', 'paused'])

/** Outside of the platform an answer has no socket at all. */
export function noLine(message: string): Response {
  return Object.assign(new Response(message, { status: 503 }), { webSocket: null })
}

type Home = { readonly runtime: Runtime; readonly settleAlarm: () => Promise<void>; readonly putOffAlarm: () => Promise<void> }

export class MemoryLines {
  readonly #home: Home
  readonly #open = new Map<MemorySocket, KafkaLine>()
  readonly #connectionIds = new Set<string>()
  /** Everything that arrived from the edge. */
  readonly heard: string[] = []

  constructor(home: Home) {
    this.#home = home
  }

  accept(request: Request): Response {
    const query = new URL(request.url).searchParams
    const brokerId = Number(query.get('broker'))
    if (!LISTENING.has(this.#home.runtime.cluster.brokers.get(brokerId)?.process ?? 'down')) return noLine('The broker is down.')
    const connectionId = query.get('connection') ?? ''
    const session: KafkaSession = { kind: 'kafka', keyId: query.get('keyId') ?? '', brokerId, connectionId }
    const { edge, object } = MemorySocket.pair()
    remember(object as unknown as WebSocket, session)
    this.#take(object, session)
    this.#connectionIds.add(connectionId)
    object.addEventListener('message', (event) => {
      const data = String((event as MessageEvent).data)
      this.heard.push(data)
      this.#open.get(object)?.onMessage(data)
    })
    object.addEventListener('close', () => {
      const line = this.#open.get(object)
      this.#open.delete(object)
      this.#connectionIds.delete(connectionId)
      line?.onGone()
    })
    return { webSocket: edge } as Response
  }

  isConnected(connectionId: string): boolean {
    return this.#connectionIds.has(connectionId)
  }

  onCommit({ entries }: Commit): void {
    const news = lineNewsOf(entries, movedBy(entries))
    for (const line of this.#open.values()) line.onCommit(news)
  }

  /** As when the object has slept: all that is left is what the sockets remember. */
  forget(): void {
    for (const socket of this.#open.keys()) {
      const session = recall(socket as unknown as WebSocket)
      if (session?.kind === 'kafka') this.#take(socket, session)
    }
  }

  /** The lines break, and the object takes new ones. */
  breakAll(): void {
    for (const [socket, line] of this.#open) {
      socket.close(1006)
      line.onGone()
    }
    this.#open.clear()
    this.#connectionIds.clear()
  }

  #take(socket: MemorySocket, session: KafkaSession): void {
    this.#open.set(socket, new KafkaLine(socket as unknown as WebSocket, session, this.#home))
  }
}
