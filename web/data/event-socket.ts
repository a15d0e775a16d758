// The socket over which the cluster tells what happens. It comes back by itself after it broke, and goes on behind the last event it saw.
import type { ClusterEvent } from './shapes.ts'

export type SocketEnd = 'revoked' | 'gone' | 'moved' | 'broken'

export type SocketHooks = {
  /** The watch stands, from the event behind `sequence` on. */
  readonly onWatching: (sequence: number) => void
  readonly onEvents: (events: readonly ClusterEvent[]) => void
  /** What was to be resumed is not kept any more. */
  readonly onHistoryLost: () => void
  readonly onEnd: (end: SocketEnd) => void
}

/** Said by the server when a socket is closed for good: see docs/socket.md. */
const CLOSE_REVOKED = 4401
const CLOSE_GONE = 4404
/** The sandbox was rewound, restored or reset: what was seen so far may not have happened. */
const CLOSE_MOVED = 4409

/** Confirm what was seen after so many events, well below what the server sends unconfirmed. */
const CONFIRM_EVERY = 200

export class EventSocket {
  readonly #socket: WebSocket
  readonly #hooks: SocketHooks
  #batch: ClusterEvent[] = []
  #unconfirmed = 0
  #isClosed = false

  /** @param from the sequence of the first event that is wanted. */
  constructor(sandboxId: string, key: string, from: number, hooks: SocketHooks) {
    this.#hooks = hooks
    const address = new URL(`/v1/sandboxes/${sandboxId}/socket`, location.href)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#socket = new WebSocket(address, ['samsa.v1', `samsa.key.${key}`])
    this.#socket.addEventListener('open', () => this.#send({ type: 'watch', id: 1, from }))
    this.#socket.addEventListener('message', ({ data }) => this.#onFrame(JSON.parse(String(data)) as Frame))
    this.#socket.addEventListener('close', ({ code }) => {
      if (!this.#isClosed) hooks.onEnd(endOf(code))
    })
  }

  /** Nothing is told of it any more. */
  close(): void {
    this.#isClosed = true
    this.#socket.close()
  }

  #onFrame(frame: Frame): void {
    if (frame.type === 'event') this.#collect(frame)
    else if (frame.type === 'watching') this.#hooks.onWatching(frame.sequence)
    else if (frame.type === 'lagging') this.#confirm(frame.sequence)
    else if (frame.type === 'error' && frame.code === 'OFFSET_OUT_OF_RANGE') this.#hooks.onHistoryLost()
  }

  /** All frames of one turn are told of together: a burst is one change of the page. */
  #collect({ type: _type, ...event }: ClusterEvent & { readonly type: 'event' }): void {
    this.#batch.push(event)
    if (this.#batch.length === 1) setTimeout(() => this.#deliver())
  }

  #deliver(): void {
    if (this.#isClosed) return
    const events = this.#batch
    this.#batch = []
    this.#unconfirmed += events.length
    const last = events.at(-1)
    if (last !== undefined && this.#unconfirmed >= CONFIRM_EVERY) this.#confirm(last.sequence)
    this.#hooks.onEvents(events)
  }

  #confirm(sequence: number): void {
    this.#unconfirmed = 0
    this.#send({ type: 'seen', sequence })
  }

  #send(frame: Readonly<Record<string, unknown>>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }
}

type Frame =
  | (ClusterEvent & { readonly type: 'event' })
  | { readonly type: 'watching' | 'lagging'; readonly sequence: number }
  | { readonly type: 'error'; readonly code: string }
  | { readonly type: 'pong' | 'seen' }

function endOf(code: number): SocketEnd {
  if (code === CLOSE_REVOKED) return 'revoked'
  if (code === CLOSE_GONE) return 'gone'
  return code === CLOSE_MOVED ? 'moved' : 'broken'
}
