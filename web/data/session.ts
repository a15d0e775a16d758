// What the page looks at: a sandbox that lives (live-session.ts) or a snapshot that never changes (snapshot-session.ts). Both have a state, events
// and moments to look back to, so that the stage, the table, the timeline and the drawer work with either.
import { batch, computed, signal } from '@preact/signals'
import { Api } from './api.ts'
import type { ApiAnswer, Problem } from './api.ts'
import { EventLog } from './event-log.ts'
import { isOwnerKey } from './keys.ts'
import { EVENTS_PER_PAGE, readEvents } from './read-events.ts'
import type { Selection } from './selection.ts'
import type { AnyApp, ClusterState, SandboxFacts } from './shapes.ts'

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The line broke; the next attempt comes by itself. `problem` is what the last one met; null when only the socket broke. */
  | { readonly kind: 'reconnecting'; readonly problem: Problem | null; readonly retryMs: number }
  /** For good: the key is wrong or revoked, the sandbox is gone, or a limit was hit. */
  | { readonly kind: 'ended'; readonly problem: Problem }

/** What is looked at: the newest state, or one of the past. */
export type Past = { readonly sequence: number; readonly state: ClusterState }

/** Events from before the page was opened that are fetched at once; older ones on demand. */
const FIRST_EVENTS = 1_500

export abstract class SandboxSession {
  /** A snapshot is read-only, and always of the past. */
  abstract readonly kind: 'sandbox' | 'snapshot'
  /** The id of the sandbox; of a snapshot its hash. `sandboxHref` takes either. */
  readonly sandboxId: string
  readonly api: Api
  readonly isOwner: boolean
  readonly facts = signal<SandboxFacts | null>(null)
  readonly live = signal<ClusterState | null>(null)
  readonly past = signal<Past | null>(null)
  /** What is shown: of the past while somebody looks back. */
  readonly state = computed(() => this.past.value?.state ?? this.live.value)
  /** Whether an earlier moment is shown than the last one there is. */
  readonly looksBack = computed(() => this.past.value !== null && this.past.value.sequence !== this.lastMoment)
  readonly apps = signal<readonly AnyApp[]>([])
  readonly connection = signal<Connection>({ kind: 'connecting' })
  /** How much happened while the line was broken, in events; null when it was not. */
  readonly caughtUp = signal<number | null>(null)
  /** Whether the topics of Kafka itself are shown. */
  readonly showsInternal = signal(false)
  readonly selection = signal<Selection | null>(null)
  readonly events = new EventLog()
  #looks = 0

  constructor(sandboxId: string, key: string | null) {
    this.sandboxId = sandboxId
    this.api = new Api(key)
    this.isOwner = isOwnerKey(key)
  }

  /** The last moment of what never changes; null for what goes on. */
  protected get lastMoment(): number | null {
    return null
  }

  /** The path of something below the sandbox itself: `/v1/sandboxes/{id}`. */
  abstract v1(path: string): string
  /** The path of something below its Kafka cluster: `/v3/clusters/{id}`. */
  abstract v3(path: string): string
  abstract open(): Promise<void>
  abstract close(): void
  /** Fetches the state again: at once, or as soon as it may. */
  abstract refresh(): void

  /** Shows the cluster as it was behind an event; null goes back to now. Who drags asks for many moments: the last one counts. */
  async lookAt(sequence: number | null): Promise<Problem | null> {
    const look = ++this.#looks
    if (sequence === null) {
      this.past.value = null
      return null
    }
    const answer = await this.askState(sequence)
    if (look !== this.#looks) return null
    if (!answer.ok) return answer.problem
    this.past.value = { sequence, state: answer.value }
    return null
  }

  /** No event before this one can be there. */
  protected get oldestEvent(): number {
    return 1
  }

  /** Fetches a page of history from before what is known. False when there is no more. */
  async loadOlder(): Promise<boolean> {
    const first = this.events.firstSequence
    if (first === null || first <= this.oldestEvent) return false
    const from = Math.max(this.oldestEvent, first - EVENTS_PER_PAGE)
    const older = await readEvents(this.api, this.v1('/events'), from, first - 1)
    this.events.prepend(older)
    return older.length > 0 && older[0]?.sequence === from
  }

  /** The history right before a state, as much of it as a page begins with. */
  protected async loadHistory(sequence: number): Promise<void> {
    this.events.append(await readEvents(this.api, this.v1('/events'), Math.max(this.oldestEvent, sequence - FIRST_EVENTS + 1), sequence))
  }

  /** Nothing of what was known holds any more. */
  protected forget(): void {
    this.#looks++
    batch(() => {
      this.events.clear()
      this.past.value = null
    })
  }

  protected askState(at: number | null = null): Promise<ApiAnswer<ClusterState>> {
    const query = new URLSearchParams()
    if (at !== null) query.set('at', String(at))
    if (!this.showsInternal.value) query.set('internal', 'false')
    return this.api.look<ClusterState>({ method: 'GET', path: this.v1(`/state?${query}`) })
  }
}
