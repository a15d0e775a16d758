// Which moment is looked at: now, or one of the past. Everything that looks back (dragging, keys, playing the past again, "show this moment" in
// the drawer) goes through here, so that one request is under way at a time and the last wish wins.
import { computed, signal } from '@preact/signals'
import type { Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import { LatestWins } from './latest-wins.ts'
import type { Speed } from './pace.ts'
import { moveReplay, startReplay } from './replay-plan.ts'
import type { Replay } from './replay-plan.ts'

type Wish = { readonly sequence: number | null }

/** How often a replay moves on. The states between are left out where the sandbox does not give them as fast. */
const REPLAY_TICK_MS = 100

export class Moment {
  readonly problem = signal<Problem | null>(null)
  /** Whether the past is being played. */
  readonly isPlaying = signal(false)
  /** The sequence of the moment that is wanted or shown; null is now. */
  readonly sequence = computed(() => (this.#wish.value === null ? (this.#session.past.value?.sequence ?? null) : this.#wish.value.sequence))
  /** A snapshot is always of the past, and its end is what it has for now. */
  readonly isPast = computed(() => {
    const sequence = this.sequence.value
    return sequence !== null && !(this.#session.kind === 'snapshot' && sequence === this.#session.live.value?.sequence)
  })
  readonly #session: SandboxSession
  readonly #wish = signal<Wish | null>(null)
  readonly #looks: LatestWins<Wish>
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(session: SandboxSession) {
    this.#session = session
    this.#looks = new LatestWins((wish) => this.#look(wish))
  }

  async look(sequence: number | null): Promise<void> {
    this.stop()
    await this.#want(sequence)
  }

  /** By one event; behind the last one is now. */
  async step(by: 1 | -1): Promise<void> {
    const last = this.#session.events.lastSequence
    if (last === null) return
    const wanted = (this.sequence.value ?? last) + by
    await this.look(wanted >= last && by > 0 ? null : Math.max(1, wanted))
  }

  /** Plays the past from the moment that is looked at, until now. */
  play(speedNow: () => Speed): void {
    const { events } = this.#session
    const from = this.isPast.value ? this.sequence.value : events.firstSequence
    if (from === null) return
    this.stop()
    this.isPlaying.value = true
    let replay = startReplay(events.all, from)
    let lastMs = performance.now()
    this.#timer = setInterval(() => {
      const nowMs = performance.now()
      replay = this.#advance(replay, (nowMs - lastMs) * speedNow())
      lastMs = nowMs
    }, REPLAY_TICK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.isPlaying.value = false
  }

  #advance(replay: Replay, playedMs: number): Replay {
    const { all } = this.#session.events
    const moved = moveReplay(all, replay, playedMs)
    if (moved.isOver) {
      this.stop()
      void this.#want(null)
    } else if (moved.next > replay.next) {
      this.#session.events.replay(all.slice(replay.next, moved.next))
      void this.#want(all[moved.next - 1]?.sequence ?? null)
    }
    return moved
  }

  async #want(sequence: number | null): Promise<void> {
    const wish = { sequence }
    this.#wish.value = wish
    await this.#looks.want(wish)
  }

  async #look(wish: Wish): Promise<void> {
    this.problem.value = await this.#session.lookAt(wish.sequence)
    if (this.#wish.value === wish) this.#wish.value = null
  }
}

const moments = new WeakMap<SandboxSession, Moment>()

/** The one moment of a session: the timeline and the drawer move the same one. */
export function momentOf(session: SandboxSession): Moment {
  let moment = moments.get(session)
  if (moment === undefined) {
    moment = new Moment(session)
    moments.set(session, moment)
  }
  return moment
}
