// One sandbox that lives: its state, its events, and the line to it. The state is never guessed from events: when something has happened it is
// asked for again, at most as often as the page and the sandbox can take it.
import { batch } from '@preact/signals'
import type { ApiAnswer, Problem } from './api.ts'
import { EventSocket } from './event-socket.ts'
import type { SocketEnd } from './event-socket.ts'
import { forgetKey } from './keys.ts'
import { rememberEnd, rememberRecent } from './recent.ts'
import { RefreshPace } from './refresh-pace.ts'
import { SandboxSession } from './session.ts'
import type { AnyApp, ClusterEvent, ClusterState, SandboxFacts } from './shapes.ts'

/** What people wait to see: it is shown without a pause. */
const URGENT: ReadonlySet<ClusterEvent['kind']> = new Set([
  'process.changed',
  'broker.changed',
  'partition.changed',
  'controller.elected',
  'topic.created',
  'topic.removed',
  'fault.started',
  'fault.ended',
  'clock.changed',
])

const MIN_RETRY_MS = 500
const MAX_RETRY_MS = 15_000

export class LiveSession extends SandboxSession {
  readonly kind = 'sandbox'
  #socket: EventSocket | null = null
  #retryMs = MIN_RETRY_MS
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #missedSince: number | null = null
  #isClosed = false
  #areAppsStale = false
  readonly #pace = new RefreshPace(() => this.#fetchState())

  v1(path: string): string {
    return `/v1/sandboxes/${this.sandboxId}${path}`
  }

  v3(path: string): string {
    return `/v3/clusters/${this.sandboxId}${path}`
  }

  async open(): Promise<void> {
    this.#pace.start()
    // While it is tried again, what the last attempt met goes on being said.
    if (this.connection.value.kind !== 'reconnecting') this.connection.value = { kind: 'connecting' }
    const [facts, state, apps] = await Promise.all([
      this.api.look<SandboxFacts>({ method: 'GET', path: this.v1('') }),
      this.askState(),
      this.#askApps(),
    ])
    if (this.#isClosed) return
    const refused = [facts, state, apps].find((answer) => !answer.ok)
    if (refused !== undefined && !refused.ok) return this.#onRefused(refused.problem)
    if (!facts.ok || !state.ok || !apps.ok) return
    batch(() => {
      this.facts.value = facts.value
      this.live.value = state.value
      this.apps.value = apps.value.apps
    })
    rememberRecent(facts.value)
    const { sequence } = state.value
    await this.loadHistory(sequence)
    this.#connect((this.events.lastSequence ?? sequence) + 1)
  }

  close(): void {
    this.#isClosed = true
    this.#pace.stop()
    this.#socket?.close()
    clearTimeout(this.#retryTimer)
  }

  refresh(): void {
    this.#areAppsStale = true
    this.#pace.ask()
  }

  /** Renames the sandbox or lets it live longer. Null, or why it was refused. */
  async change(change: { readonly name?: string; readonly ttl_seconds?: number | null }): Promise<Problem | null> {
    const facts = await this.api.act<SandboxFacts>({ method: 'PATCH', path: this.v1(''), body: change })
    if (!facts.ok) return facts.problem
    this.facts.value = facts.value
    rememberRecent(facts.value)
    return null
  }

  #askApps(): Promise<ApiAnswer<{ apps: readonly AnyApp[] }>> {
    return this.api.look({ method: 'GET', path: this.v1('/apps?page_size=100') })
  }

  /** Applications change only with events of theirs, and many sandboxes have none. */
  async #fetchState(): Promise<void> {
    const asksApps = this.#areAppsStale
    this.#areAppsStale = false
    const [state, apps] = await Promise.all([this.askState(), asksApps ? this.#askApps() : null])
    if (this.#isClosed) return
    batch(() => {
      if (state.ok) this.#onState(state.value)
      if (apps?.ok === true) this.apps.value = apps.value.apps
    })
  }

  #onState(state: ClusterState): void {
    this.live.value = state
    if (this.#missedSince === null || this.connection.value.kind !== 'live') return
    this.caughtUp.value = state.sequence - this.#missedSince
    this.#missedSince = null
  }

  // ---- Events ----

  #connect(from: number): void {
    if (this.#isClosed || this.api.key === null) return
    this.#socket = new EventSocket(this.sandboxId, this.api.key, from, {
      onWatching: () => this.#onWatching(),
      onEvents: (events) => this.#onEvents(events),
      onHistoryLost: () => void this.#startAgain(),
      onEnd: (end) => void this.#onSocketEnd(end),
    })
  }

  #onWatching(): void {
    this.#retryMs = MIN_RETRY_MS
    this.connection.value = { kind: 'live' }
    this.refresh()
  }

  #onEvents(events: readonly ClusterEvent[]): void {
    this.events.append(events)
    this.#areAppsStale ||= events.some(({ kind }) => kind.startsWith('app.'))
    this.#pace.ask(events.some(({ kind }) => URGENT.has(kind)))
  }

  async #onSocketEnd(end: SocketEnd): Promise<void> {
    if (this.#isClosed) return
    if (end === 'moved') return this.#startAgain()
    if (end !== 'broken') {
      // The socket's close says little; the answer to a request says what happened to the sandbox.
      const facts = await this.api.look<SandboxFacts>({ method: 'GET', path: this.v1('') })
      if (!facts.ok) return this.#onRefused(facts.problem)
    }
    this.#missedSince = this.events.lastSequence
    this.#retryLater(null, () => this.#connect((this.events.lastSequence ?? this.live.value?.sequence ?? 0) + 1))
  }

  /** Everything that is known may be wrong by now, so nothing of it is kept. */
  async #startAgain(): Promise<void> {
    this.#socket?.close()
    this.forget()
    await this.open()
  }

  #onRefused(problem: Problem): void {
    if (problem.status === 0 || problem.status >= 500 || problem.status === 429) {
      this.#retryLater(problem, () => void this.open())
      return
    }
    if (problem.status === 401 && this.api.key !== null) forgetKey(this.sandboxId, this.api.key)
    if (problem.status === 404 || problem.status === 410) rememberEnd(this.sandboxId, problem.code)
    this.connection.value = { kind: 'ended', problem }
  }

  #retryLater(problem: Problem | null, retry: () => void): void {
    const waitMs = Math.max(this.#retryMs, (problem?.retryAfterSeconds ?? 0) * 1_000)
    this.connection.value = { kind: 'reconnecting', problem, retryMs: Date.now() + waitMs }
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(retry, waitMs)
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2)
  }
}
