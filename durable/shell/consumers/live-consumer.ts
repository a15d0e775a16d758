// A hosted consumer at work: the pure client of engine/consumer, whose requests go to the cluster beside it. It runs only while somebody calls it.
// Nothing here beats in the background: a consumer says that it is alive when it is used.
import { MIN_CONSUMER_WAIT_MS } from '../../../schema/limits.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { takeEvents, withoutFetched } from '../../engine/consumer/consumer.ts'
import { heard } from '../../engine/consumer/heard.ts'
import { withHeartbeatDue } from '../../engine/consumer/membership.ts'
import { nextDueMs, nextRequests } from '../../engine/consumer/next-requests.ts'
import { callbacksDone, poll } from '../../engine/consumer/poll.ts'
import type {
  Callback,
  Consumer,
  ConsumerAnswer,
  ConsumerError,
  ConsumerEvent,
  ConsumerRecord,
  ConsumerRequest,
} from '../../engine/consumer/consumer.ts'
import type { Runtime } from '../runtime.ts'
import type { PollOptions } from './consumer-call.ts'

export type Polled = {
  readonly records: readonly ConsumerRecord[]
  readonly callbacks: readonly Callback[]
  readonly error: ConsumerError | null
}

/** What is answered at once counts, also when no time is left to wait for it: so many answers follow one another until there are records. */
const MAX_LATE_ROUNDS = 30

const NOTHING: Polled = { records: [], callbacks: [], error: null }

/** Errors of the runtime in the place of an answer: nobody was there, or the answer was lost. */
const NO_ANSWER: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>(['NETWORK_EXCEPTION'])

export class LiveConsumer {
  readonly #runtime: Runtime
  readonly #wakeUps = new Set<() => void>()
  /** Of those who wait for the answer to a heartbeat, whatever it says. */
  readonly #beatWakeUps = new Set<() => void>()
  readonly #events: ConsumerEvent[] = []
  #state: Consumer

  /** What was on its way when the object went is lost. */
  constructor(runtime: Runtime, state: Consumer) {
    this.#runtime = runtime
    this.#state = state.inFlight.reduce((next, { requestId }) => heard(next, requestId, null, runtime.nowMs), state)
  }

  get state(): Consumer {
    return this.#state
  }

  get isWaiting(): boolean {
    return this.#wakeUps.size > 0
  }

  get fetchedBytes(): number {
    return this.#state.fetched.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0)
  }

  /** It is fetched again when somebody polls. */
  forgetFetched(): void {
    this.#state = withoutFetched(this.#state)
  }

  /** Something happened: whoever waits for it looks again. */
  wake(): void {
    for (const wakeUp of [...this.#wakeUps, ...this.#beatWakeUps]) wakeUp()
  }

  /** Does something to the client, and lets it send what follows from that. */
  change(change: (state: Consumer, nowMs: number) => Consumer): void {
    this.#state = change(this.#state, this.#runtime.nowMs)
    this.send()
  }

  /** Sends what the client wants to send now. */
  send(): void {
    const { state, requests } = nextRequests(this.#state, this.#runtime.nowMs)
    this.#take(state)
    for (const request of requests) void this.#carry(request)
  }

  async #carry(request: ConsumerRequest): Promise<void> {
    const answer = await this.#ask(request)
    this.#take(heard(this.#state, request.requestId, answer, this.#runtime.nowMs))
    // A fetch that brought nothing, or a heartbeat that changed nothing, would only be followed by the next one: whoever waits looks again when
    // something has happened.
    if (request.api === 'Fetch' && this.#state.fetched.length === 0) return
    if (answer?.api === 'Heartbeat' && answer.response.error === 'NONE') {
      for (const wakeUp of this.#beatWakeUps) wakeUp()
      return
    }
    this.send()
    this.wake()
  }

  /** Null when the connection ended without an answer. */
  async #ask({ brokerId, requestId: _requestId, ...request }: ConsumerRequest): Promise<ConsumerAnswer | null> {
    const { response } = await this.#runtime.request(request, brokerId)
    const isLost = 'error' in response && NO_ANSWER.has(response.error)
    return isLost ? null : ({ api: request.api, response } as ConsumerAnswer)
  }

  #take(state: Consumer): void {
    const taken = takeEvents(state)
    this.#state = taken.state
    // Nobody waits for the others: they are the client's own, or were answered before they were done.
    this.#events.push(...taken.events.filter(({ mode }) => mode === 'sync'))
  }

  /** Until there are records, callbacks for the caller, or an error, or the time is over. */
  async poll(options: PollOptions): Promise<Polled> {
    const startMs = Date.now()
    await this.#beat(options.waitMs)
    for (let lateRounds = 0; lateRounds < MAX_LATE_ROUNDS;) {
      const polled = this.#pollOnce(options)
      if (polled !== NOTHING) return polled
      const leftMs = startMs + Math.max(options.waitMs, isSettled(this.#state) ? 0 : options.joinWaitMs) - Date.now()
      const isNews = await this.#heardWithin(leftMs)
      if (leftMs > 0) continue
      if (!isNews) return NOTHING
      lateRounds++
    }
    return NOTHING
  }

  /** A consumer that was left alone may be no member any more. It hears of that before it gives away records that are others' by now. */
  async #beat(waitMs: number): Promise<void> {
    this.change(withHeartbeatDue)
    const isOut = (): boolean => this.#state.inFlight.some(({ api }) => api === 'Heartbeat' || api === 'ConsumerGroupHeartbeat')
    const untilMs = Date.now() + Math.max(MIN_CONSUMER_WAIT_MS, waitMs)
    while (isOut() && Date.now() < untilMs) await this.#heardWithin(untilMs - Date.now(), this.#beatWakeUps)
  }

  #pollOnce(options: PollOptions): Polled {
    const { maxRecords, maxBytes, runsCallbacks } = options
    const { nowMs } = this.#runtime
    const polled = poll(this.#state, nowMs, Math.min(maxRecords, fittingRecords(this.#state, maxBytes)))
    this.#take(polled.state)
    const { records, callbacks, error } = polled
    if (callbacks.length > 0 && !runsCallbacks) {
      this.#take(callbacksDone(this.#state))
      if (records.length === 0 && error === null) return this.#pollOnce(options)
    }
    this.send()
    const isNothing = records.length === 0 && error === null && (callbacks.length === 0 || !runsCallbacks)
    return isNothing ? NOTHING : { records, callbacks: runsCallbacks ? callbacks : [], error }
  }

  /** Waits for a commit to come to an end; null when it did not in time. */
  async committed(commitId: number, waitMs: number): Promise<ConsumerEvent | null> {
    const untilMs = Date.now() + waitMs
    for (;;) {
      const index = this.#events.findIndex((event) => event.commitId === commitId)
      const [event] = index === -1 ? [] : this.#events.splice(index, 1)
      if (event !== undefined) return event
      const leftMs = untilMs - Date.now()
      if (leftMs <= 0) return null
      await this.#heardWithin(leftMs)
      this.send()
    }
  }

  /** Waits until a condition holds or the time is over. */
  async until(isDone: (state: Consumer) => boolean, waitMs: number): Promise<void> {
    const untilMs = Date.now() + waitMs
    while (!isDone(this.#state) && Date.now() < untilMs) {
      await this.#heardWithin(untilMs - Date.now())
      this.send()
    }
  }

  /**
   * Waits for an answer, for a commit of the cluster, or until the client has something to do again. True when one of the first two came. With
   * no time left, what is answered in this turn of the event loop still counts.
   */
  #heardWithin(leftMs: number, wakeUps: Set<() => void> = this.#wakeUps): Promise<boolean> {
    // Nobody is woken by a heartbeat that goes well, and the next one is due soon after it.
    const dueMs = isBeating(this.#state) ? this.#runtime.nowMs : nextDueMs(this.#state)
    const dueInMs = dueMs === null ? leftMs : Math.max(MIN_CONSUMER_WAIT_MS, dueMs - this.#runtime.nowMs)
    const timeMs = Math.max(0, Math.min(leftMs, dueInMs))
    return new Promise<boolean>((resolve) => {
      const end = (isNews: boolean): void => {
        clearTimeout(timer)
        wakeUps.delete(wakeUp)
        resolve(isNews)
      }
      const wakeUp = (): void => end(true)
      const timer = setTimeout(() => end(false), timeMs)
      wakeUps.add(wakeUp)
    })
  }
}

function isBeating({ inFlight }: Consumer): boolean {
  return inFlight.some(({ api }) => api === 'Heartbeat')
}

/** Whether its group has given it what there is to give for now, or it belongs to none. */
function isSettled({ member, subscription }: Consumer): boolean {
  return member.protocol === 'none' || member.phase === 'stable' || subscription.kind === 'none'
}

/** How many of the records that were fetched fit into so many bytes, one at least. */
function fittingRecords({ fetched }: Consumer, maxBytes: number): number {
  let count = 0
  let sizeBytes = 0
  for (const { records } of fetched) {
    for (const { key, value } of records) {
      sizeBytes += (key?.length ?? 0) + (value?.length ?? 0)
      if (count > 0 && sizeBytes > maxBytes) return count
      count++
    }
  }
  return Math.max(1, count)
}
