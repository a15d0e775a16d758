// The cluster's clock by hand: running, held, stepped, and at another speed than the world's. The clock is the sandbox's own, so everybody
// who looks at it sees the same time; only a speed other than 1 is driven from this page, and it ends with it.
import { computed, signal } from '@preact/signals'
import type { ApiAnswer, ApiCall, Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import type { ClusterEvent } from '../data/shapes.ts'
import { MIN_PAUSE_MS, nextMove } from './pace.ts'
import type { Speed } from './pace.ts'
import { verdictOf } from './search-plan.ts'
import type { Search, Verdict } from './search-plan.ts'

type ClockAnswer = { readonly mode: 'realtime' | 'manual'; readonly sequence: number | null; readonly complete: boolean }

/** What an event that was caused needs to come over the socket, at most. */
const MAX_NEWS_WAIT_MS = 3_000

export class Transport {
  readonly speed = signal<Speed>(1)
  /** Whether this page moves the clock on. */
  readonly isDriving = signal(false)
  readonly search = signal<Search | null>(null)
  /** How the last search ended; null while none did. */
  readonly verdict = signal<Verdict | null>(null)
  readonly problem = signal<Problem | null>(null)
  readonly isRunning = computed(() => this.isDriving.value || this.#session.live.value?.clock.mode === 'realtime')
  readonly #session: SandboxSession

  constructor(session: SandboxSession) {
    this.#session = session
  }

  async play(): Promise<void> {
    this.#forgetOutcome()
    if (this.speed.value === 1) await this.#act({ mode: 'realtime' })
    else await this.#drive()
  }

  async pause(): Promise<void> {
    this.stop()
    if (this.#session.live.value?.clock.mode === 'realtime') await this.#act({ mode: 'manual' })
  }

  /** Ends what this page is doing; the clock stays as it is. */
  stop(): void {
    this.isDriving.value = false
    this.search.value = null
  }

  async changeSpeed(speed: Speed): Promise<void> {
    const isRunning = this.isRunning.value
    const wasDriving = this.isDriving.value
    this.speed.value = speed
    if (!isRunning || (wasDriving && speed !== 1)) return
    this.isDriving.value = false
    await this.play()
  }

  /** To the next thing that is due. A clock that runs is held first, for else it would run away from what is to be seen. */
  async stepEvent(): Promise<void> {
    this.stop()
    this.#forgetOutcome()
    await this.#act({ mode: 'manual', step: 'event' })
  }

  async advance(advanceMs: number): Promise<void> {
    this.stop()
    this.#forgetOutcome()
    await this.#act({ mode: 'manual', advance_ms: advanceMs })
  }

  /** Steps until something interesting happened. */
  async searchNext(): Promise<void> {
    this.stop()
    this.#forgetOutcome()
    const startedMs = performance.now()
    this.search.value = { steps: 0, startedMs }
    for (let steps = 1; this.#isSearching(startedMs); steps++) {
      const news = await this.#stepAndHear(steps === 1)
      if (!this.#isSearching(startedMs)) return
      if (news === null) return this.stop()
      const search = { steps, startedMs }
      this.search.value = search
      const verdict = verdictOf(search, news, performance.now())
      if (verdict.kind === 'goOn') continue
      this.verdict.value = verdict
      return this.stop()
    }
  }

  #isSearching(startedMs: number): boolean {
    return this.search.value?.startedMs === startedMs
  }

  /** What a step caused; null when it was refused. The first one is shown as the call that it is; the hundreds after it would hide all others. */
  async #stepAndHear(isFirst: boolean): Promise<readonly ClusterEvent[] | null> {
    const before = this.#session.events.lastSequence ?? 0
    const answer = await (isFirst ? this.#act({ mode: 'manual', step: 'event' }) : this.#call({ step: 'event' }))
    return answer === null ? null : this.#newsBehind(before, answer.sequence)
  }

  /** Moves a held clock on, each call behind the answer to the one before, until it is stopped. */
  async #drive(): Promise<void> {
    this.isDriving.value = true
    if ((await this.#act({ mode: 'manual' })) === null) return this.stop()
    let carriedMs = 0
    let lastMs = performance.now()
    while (this.#mayDrive()) {
      await pause(MIN_PAUSE_MS)
      const nowMs = performance.now()
      const move = nextMove(this.speed.value, nowMs - lastMs, carriedMs)
      lastMs = nowMs
      carriedMs = move.carriedMs
      if (!this.#mayDrive() || move.advanceMs === 0) continue
      const answer = await this.#call({ advance_ms: move.advanceMs })
      // Somebody else let the clock run: it is theirs.
      if (answer === null || answer.mode === 'realtime') this.isDriving.value = false
    }
    this.isDriving.value = false
  }

  #mayDrive(): boolean {
    return this.isDriving.value && document.visibilityState === 'visible' && this.#session.connection.value.kind === 'live'
  }

  async #act(body: object): Promise<ClockAnswer | null> {
    const answer = this.#answered(await this.#session.api.act<ClockAnswer>(this.#clockCall(body)))
    this.#session.refresh()
    return answer
  }

  async #call(body: object): Promise<ClockAnswer | null> {
    return this.#answered(await this.#session.api.look<ClockAnswer>(this.#clockCall(body)))
  }

  #clockCall(body: object): ApiCall {
    return { method: 'POST', path: this.#session.v1('/clock'), body }
  }

  #answered(answer: ApiAnswer<ClockAnswer>): ClockAnswer | null {
    this.problem.value = answer.ok ? null : answer.problem
    return answer.ok ? answer.value : null
  }

  #forgetOutcome(): void {
    this.verdict.value = null
    this.problem.value = null
  }

  /** The events behind one, up to another, as soon as they have come. */
  async #newsBehind(before: number, until: number | null): Promise<readonly ClusterEvent[]> {
    const { events } = this.#session
    const hasCome = (): boolean => until === null || (events.lastSequence ?? 0) >= until
    if (!hasCome()) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          forget()
          resolve()
        }
        const timer = setTimeout(end, MAX_NEWS_WAIT_MS)
        const forget = events.onNews(() => {
          if (hasCome()) end()
        })
      })
    }
    return events.all.slice(events.indexOf(before + 1))
  }
}

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, forMs)
  })
}
