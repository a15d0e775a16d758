// One sandbox, as the page sees it: its state, its events, and the line to it. The state is never guessed from events: when something has
// happened it is asked for again, at most as often as the page and the sandbox can take it.
import { batch, computed, signal } from '@preact/signals'
import { Api } from './api.ts'
import type { ApiAnswer, Problem } from './api.ts'
import { EventLog } from './event-log.ts'
import { EventSocket } from './event-socket.ts'
import type { SocketEnd } from './event-socket.ts'
import { forgetKey, isOwnerKey } from './keys.ts'
import type { Selection } from './selection.ts'
import type { AnyApp, ClusterEvent, ClusterState, SandboxFacts } from './shapes.ts'

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The line broke; the next attempt comes by itself. */
  | { readonly kind: 'reconnecting' }
  /** For good: the key is wrong or revoked, the sandbox is gone, or a limit was hit. */
  | { readonly kind: 'ended'; readonly problem: Problem }

/** What is looked at: the newest state, or one of the past. */
export type Past = { readonly sequence: number; readonly state: ClusterState }

/** Events from before the page was opened that are fetched at once; older ones on demand. */
const FIRST_EVENTS = 1_500
const EVENTS_PER_PAGE = 500

/** The state is fetched again at most so often, and never more than a third of the time is spent waiting for it. */
const MIN_STATE_GAP_MS = 120
const GAP_PER_FETCH = 2

const MIN_RETRY_MS = 500
const MAX_RETRY_MS = 15_000

export class SandboxSession {
  readonly sandboxId: string
  readonly api: Api
  readonly isOwner: boolean
  readonly facts = signal<SandboxFacts | null>(null)
  readonly live = signal<ClusterState | null>(null)
  readonly past = signal<Past | null>(null)
  /** What is shown: of the past while somebody looks back. */
  readonly state = computed(() => this.past.value?.state ?? this.live.value)
  readonly apps = signal<readonly AnyApp[]>([])
  readonly connection = signal<Connection>({ kind: 'connecting' })
  /** How much happened while the line was broken, in events; null when it was not. */
  readonly caughtUp = signal<number | null>(null)
  /** Whether the topics of Kafka itself are shown. */
  readonly showsInternal = signal(false)
  readonly selection = signal<Selection | null>(null)
  readonly events = new EventLog()
  #socket: EventSocket | null = null
  #retryMs = MIN_RETRY_MS
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #missedSince: number | null = null
  #isClosed = false
  #stateTimer: ReturnType<typeof setTimeout> | undefined
  #isFetching = false
  #isStale = false

  constructor(sandboxId: string, key: string) {
    this.sandboxId = sandboxId
    this.api = new Api(key)
    this.isOwner = isOwnerKey(key)
  }

  /** The path of something below `/v1/sandboxes/{id}`. */
  v1(path: string): string {
    return `/v1/sandboxes/${this.sandboxId}${path}`
  }

  /** The path of something below `/v3/clusters/{id}`. */
  v3(path: string): string {
    return `/v3/clusters/${this.sandboxId}${path}`
  }

  async open(): Promise<void> {
    document.addEventListener('visibilitychange', this.#onVisible)
    this.connection.value = { kind: 'connecting' }
    const [facts, state, apps] = await Promise.all([
      this.api.look<SandboxFacts>({ method: 'GET', path: this.v1('') }),
      this.#askState(),
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
    const { sequence } = state.value
    await this.#loadHistory(Math.max(1, sequence - FIRST_EVENTS + 1), sequence)
    this.#connect((this.events.lastSequence ?? sequence) + 1)
  }

  close(): void {
    this.#isClosed = true
    document.removeEventListener('visibilitychange', this.#onVisible)
    this.#socket?.close()
    clearTimeout(this.#retryTimer)
    clearTimeout(this.#stateTimer)
  }

  /** Fetches the state again: at once, or as soon as it may. */
  refresh(): void {
    this.#isStale = true
    // A page that nobody sees asks for nothing; it catches up when it is seen again.
    if (document.hidden) return
    if (!this.#isFetching && this.#stateTimer === undefined) void this.#fetchState()
  }

  /** Fetches what the sandbox itself is called and until when it lives. */
  async refreshFacts(): Promise<void> {
    const facts = await this.api.look<SandboxFacts>({ method: 'GET', path: this.v1('') })
    if (facts.ok) this.facts.value = facts.value
  }

  /** Shows the cluster as it was behind an event; null goes back to now. */
  async lookAt(sequence: number | null): Promise<Problem | null> {
    if (sequence === null) {
      this.past.value = null
      return null
    }
    const answer = await this.#askState(sequence)
    if (!answer.ok) return answer.problem
    this.past.value = { sequence, state: answer.value }
    return null
  }

  /** Fetches a page of history from before what is known. False when there is no more. */
  async loadOlder(): Promise<boolean> {
    const first = this.events.firstSequence
    if (first === null || first <= 1) return false
    const from = Math.max(1, first - EVENTS_PER_PAGE)
    const older = await this.#readEvents(from, first - 1)
    this.events.prepend(older)
    return older.length > 0 && older[0]?.sequence === from
  }

  #askState(at: number | null = null): Promise<ApiAnswer<ClusterState>> {
    const query = new URLSearchParams()
    if (at !== null) query.set('at', String(at))
    if (!this.showsInternal.value) query.set('internal', 'false')
    return this.api.look<ClusterState>({ method: 'GET', path: this.v1(`/state?${query}`) })
  }

  #askApps(): Promise<ApiAnswer<{ apps: readonly AnyApp[] }>> {
    return this.api.look({ method: 'GET', path: this.v1('/apps?page_size=100') })
  }

  async #fetchState(): Promise<void> {
    this.#isFetching = true
    this.#isStale = false
    const startedMs = performance.now()
    const [state, apps] = await Promise.all([this.#askState(), this.#askApps()])
    this.#isFetching = false
    if (this.#isClosed) return
    batch(() => {
      if (state.ok) this.#onState(state.value)
      if (apps.ok) this.apps.value = apps.value.apps
    })
    const gapMs = Math.max(MIN_STATE_GAP_MS, (performance.now() - startedMs) * GAP_PER_FETCH)
    this.#stateTimer = setTimeout(() => {
      this.#stateTimer = undefined
      if (this.#isStale) void this.#fetchState()
    }, gapMs)
  }

  #onState(state: ClusterState): void {
    this.live.value = state
    if (this.#missedSince === null || this.connection.value.kind !== 'live') return
    this.caughtUp.value = state.sequence - this.#missedSince
    this.#missedSince = null
  }

  readonly #onVisible = (): void => {
    if (!document.hidden && this.#isStale) this.refresh()
  }

  // ---- Events ----

  async #loadHistory(from: number, until: number): Promise<void> {
    this.events.append(await this.#readEvents(from, until))
  }

  /** What is not kept any more is left out. */
  async #readEvents(from: number, until: number): Promise<ClusterEvent[]> {
    const events: ClusterEvent[] = []
    for (let next = from; next <= until;) {
      const count = Math.min(EVENTS_PER_PAGE, until - next + 1)
      const page = await this.api.look<{ events: ClusterEvent[]; next: number }>({
        method: 'GET',
        path: this.v1(`/events?from=${next}&count=${count}`),
      })
      if (!page.ok) {
        const firstKept = page.problem.more['first_kept']
        if (page.problem.status !== 410 || typeof firstKept !== 'number' || firstKept <= next) break
        next = firstKept
        continue
      }
      events.push(...page.value.events)
      if (page.value.next <= next) break
      next = page.value.next
    }
    return events
  }

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
    this.refresh()
  }

  async #onSocketEnd(end: SocketEnd): Promise<void> {
    if (this.#isClosed) return
    if (end === 'moved') return this.#startAgain()
    if (end !== 'broken') {
      // The socket's close says little; the answer to a request says what happened to the sandbox.
      const facts = await this.api.look<SandboxFacts>({ method: 'GET', path: this.v1('') })
      if (!facts.ok) return this.#onRefused(facts.problem)
    }
    this.connection.value = { kind: 'reconnecting' }
    this.#missedSince = this.events.lastSequence
    this.#retryLater(() => this.#connect((this.events.lastSequence ?? this.live.value?.sequence ?? 0) + 1))
  }

  /** Everything that is known may be wrong by now, so nothing of it is kept. */
  async #startAgain(): Promise<void> {
    this.#socket?.close()
    batch(() => {
      this.events.clear()
      this.past.value = null
    })
    await this.open()
  }

  #onRefused(problem: Problem): void {
    if (problem.status === 0 || problem.status >= 500 || problem.status === 429) {
      this.connection.value = { kind: 'reconnecting' }
      const waitMs = problem.retryAfterSeconds === null ? undefined : problem.retryAfterSeconds * 1_000
      this.#retryLater(() => void this.open(), waitMs)
      return
    }
    if (problem.status === 401) forgetKey(this.sandboxId)
    this.connection.value = { kind: 'ended', problem }
  }

  #retryLater(retry: () => void, waitMs = this.#retryMs): void {
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(retry, waitMs)
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2)
  }
}
