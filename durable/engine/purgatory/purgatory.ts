// Answers that cannot be given yet. Soft state: when the object goes, the connections that wait go with it, so nothing here is journaled.
import type { ClusterView } from '../cluster.ts'
import type { Reply } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import { judgeCoordinator, timedOutCoordinator } from './delayed-coordinator.ts'
import { judgeGroup, timedOutGroup } from './delayed-group.ts'
import { judgeDeleteRecords, timedOutDeleteRecords } from './delayed-delete-records.ts'
import { timedOut } from './delayed-produce.ts'
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
    return this.#parked.size === 0 ? NOTHING : this.#releaseAll(cluster, (parked) => this.#afterChange(cluster, parked, topics))
  }

  #afterChange(cluster: ClusterView, { waiting, input, reply }: Parked, topics: ReadonlySet<string>): Outcome {
    switch (waiting.kind) {
      case 'produce':
        return repliedWith(this.#rules.judgeProduce(cluster, reply, waiting))
      case 'deleteRecords':
        return repliedWith(judgeDeleteRecords(cluster, reply, waiting))
      case 'coordinator':
        return repliedWith(judgeCoordinator(cluster, input, reply, waiting))
      case 'group':
        return repliedWith(judgeGroup(cluster, input, waiting))
      case 'fetch':
      case 'again':
        return waiting.topics.some((topic) => topics.has(topic)) ? { input: { ...input, waitUntilMs: waiting.deadlineMs } } : null
      case 'held':
        return cluster.brokers.get(waiting.brokerId)?.process === 'paused' ? null : { input: waiting.input }
      case 'late':
        return null
    }
  }

  /** Everything whose time is up. */
  afterTime(cluster: ClusterView, nowMs: number): Released {
    return this.#releaseAll(cluster, (parked) => (parked.waiting.deadlineMs > nowMs ? null : this.#afterTime(cluster, parked)))
  }

  #afterTime(cluster: ClusterView, parked: Parked): Outcome {
    const { waiting, input, reply } = parked
    switch (waiting.kind) {
      case 'produce':
        return { reply: timedOut(cluster, reply, waiting) }
      case 'deleteRecords':
        return { reply: timedOutDeleteRecords(cluster, reply, waiting) }
      case 'coordinator':
        return { reply: timedOutCoordinator(cluster, input, reply, waiting) }
      case 'group':
        return { reply: timedOutGroup(cluster, input, waiting) }
      case 'late':
        return { reply }
      case 'fetch':
      case 'again':
        return { input: { ...input, mayWait: false, waitUntilMs: waiting.deadlineMs } }
      case 'held': {
        // What a paused broker was sent stays in its socket and is carried out when it wakes, answered or not.
        const stays = { ...parked, waiting: { ...waiting, deadlineMs: Number.POSITIVE_INFINITY } }
        const silence = errorReply(input, 'REQUEST_TIMED_OUT', `Broker ${waiting.brokerId} did not answer in time.`)
        return { reply: { ...silence, isUnheard: true }, stays }
      }
    }
  }

  #releaseAll(cluster: ClusterView, outcomeOf: (parked: Parked) => Outcome): Released {
    const replies: Reply[] = []
    const inputs: RequestInput[] = []
    for (const parked of this.#parked.values()) {
      const outcome = outcomeOf(parked)
      if (outcome === null) continue
      const { requestId } = parked.input
      if (outcome.stays === undefined) this.#parked.delete(requestId)
      else this.#parked.set(requestId, outcome.stays)
      if ('reply' in outcome) replies.push(hasListener(cluster, parked) ? outcome.reply : { ...outcome.reply, isUnheard: true })
      else inputs.push(outcome.input)
    }
    return { replies, inputs }
  }
}

/** What becomes of one that waits: answered, carried out (again), or null when it goes on waiting. */
type Outcome = { readonly reply: Reply; readonly stays?: Parked } | { readonly input: RequestInput; readonly stays?: undefined } | null

/** A broker that goes down takes its connections with it. What it had sent before is on its way all the same. */
function hasListener({ brokers }: ClusterView, { input: { brokerId }, waiting }: Parked): boolean {
  if (brokerId === null || waiting.kind === 'late') return true
  const process = brokers.get(brokerId)?.process
  return process === 'running' || process === 'paused'
}

function repliedWith(reply: Reply | null): Outcome {
  return reply === null ? null : { reply }
}
