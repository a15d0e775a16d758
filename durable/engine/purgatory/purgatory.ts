// Answers that cannot be given yet. Soft state: when the object goes, the connections that wait go with it, so nothing here is journaled.
import type { ClusterView } from '../cluster.ts'
import type { Reply } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import { timedOut } from './delayed-produce.ts'
import { judgeDeleteRecords, timedOutDeleteRecords } from './delayed-delete-records.ts'
import { errorReply } from '../request/error-reply.ts'
import type { Rules } from '../rules.ts'
import type { Waiting } from './waiting.ts'

/** A request, what it waits for, and what it is answered if nothing goes wrong. */
export type Parked = { readonly input: RequestInput; readonly waiting: Waiting; readonly reply: Reply }

/** What a look at everything that waits brought: answers, and requests to be carried out (again). */
export type Released = { readonly replies: readonly Reply[]; readonly inputs: readonly RequestInput[] }

const NOTHING: Released = { replies: [], inputs: [] }

export class Purgatory {
  readonly #rules: Pick<Rules, 'judgeProduce'>
  readonly #parked = new Map<number, Parked>()

  constructor(rules: Pick<Rules, 'judgeProduce'>) {
    this.#rules = rules
  }

  park(parked: Parked): void {
    this.#parked.set(parked.input.requestId, parked)
  }

  /** The client has gone: nobody wants the answer any more. What a paused broker was sent stays in its socket all the same. */
  forget(requestId: number): void {
    if (this.#parked.get(requestId)?.waiting.kind !== 'held') this.#parked.delete(requestId)
  }

  /** Requests that a paused broker has not read yet, in the order they came. */
  takeHeld(brokerId: number): RequestInput[] {
    const held = [...this.#parked.values()].flatMap(({ waiting }) => {
      return waiting.kind === 'held' && waiting.brokerId === brokerId ? waiting.input : []
    })
    for (const { requestId } of held) this.#parked.delete(requestId)
    return held
  }

  get size(): number {
    return this.#parked.size
  }

  /** Everything that waits, in the order it came. */
  *inputs(): Generator<RequestInput, void, undefined> {
    for (const { input } of this.#parked.values()) yield input
  }

  /** How many wait as DelayedProduce and DelayedFetch: Kafka's PurgatorySize. */
  sizes(): { readonly produce: number; readonly fetch: number } {
    let produce = 0
    let fetch = 0
    for (const { waiting } of this.#parked.values()) {
      if (waiting.kind === 'produce') produce++
      if (waiting.kind === 'fetch') fetch++
    }
    return { produce, fetch }
  }

  /** The earliest deadline, milliseconds; null when nobody waits, or only those who wait without an end. */
  nextDueMs(): number | null {
    let dueMs = Number.POSITIVE_INFINITY
    for (const { waiting } of this.#parked.values()) dueMs = Math.min(dueMs, waiting.deadlineMs)
    return dueMs === Number.POSITIVE_INFINITY ? null : dueMs
  }

  /** Looks at all that a change of these topics, or of the nodes, could have brought to an end. */
  afterChange(cluster: ClusterView, topics: ReadonlySet<string>): Released {
    if (this.#parked.size === 0) return NOTHING
    const replies: Reply[] = []
    const inputs: RequestInput[] = []
    for (const parked of this.#parked.values()) {
      const { waiting, input } = parked
      if (waiting.kind === 'produce') {
        const reply = this.#rules.judgeProduce(cluster, parked.reply, waiting)
        if (reply !== null) this.#release(input, replies, reply)
      } else if (waiting.kind === 'deleteRecords') {
        const reply = judgeDeleteRecords(cluster, parked.reply, waiting)
        if (reply !== null) this.#release(input, replies, reply)
      } else if (waiting.kind === 'fetch' && waiting.topics.some((topic) => topics.has(topic))) {
        this.#parked.delete(input.requestId)
        inputs.push(input)
      } else if (waiting.kind === 'held' && cluster.brokers.get(waiting.brokerId)?.process !== 'paused') {
        this.#parked.delete(input.requestId)
        inputs.push(waiting.input)
      }
    }
    return { replies, inputs }
  }

  /** Everything whose time is up. What a paused broker was sent stays in its socket and is carried out when it wakes, answered or not. */
  afterTime(cluster: ClusterView, nowMs: number): Released {
    const replies: Reply[] = []
    const inputs: RequestInput[] = []
    for (const parked of this.#parked.values()) {
      const { waiting, input, reply } = parked
      if (waiting.deadlineMs > nowMs) continue
      if (waiting.kind === 'produce') this.#release(input, replies, timedOut(cluster, reply, waiting))
      else if (waiting.kind === 'deleteRecords') this.#release(input, replies, timedOutDeleteRecords(cluster, reply, waiting))
      else if (waiting.kind === 'late') this.#release(input, replies, reply)
      else if (waiting.kind === 'fetch') {
        this.#parked.delete(input.requestId)
        inputs.push({ ...input, mayWait: false })
      } else {
        replies.push(errorReply(input, 'REQUEST_TIMED_OUT', `Broker ${waiting.brokerId} did not answer in time.`))
        this.#parked.set(input.requestId, { ...parked, waiting: { ...waiting, deadlineMs: Number.POSITIVE_INFINITY } })
      }
    }
    return { replies, inputs }
  }

  #release({ requestId }: RequestInput, replies: Reply[], reply: Reply): void {
    this.#parked.delete(requestId)
    replies.push(reply)
  }
}
