// The loop of one object: inputs that arrive in one turn of the event loop are decided one after another, applied, and stored in one
// transaction; their answers leave through the object's output gate, so an acknowledged record survives a crash. This group commit is
// worth a factor of two over HTTP and more over sockets (measured, see bench/RESULTS.md).
import type { KafkaApi, KafkaApis, KafkaRequest, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { apply } from '../engine/apply.ts'
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import { decide } from '../engine/decide.ts'
import type { Decision } from '../engine/decision.ts'
import type { ClusterEvent } from '../engine/event.ts'
import type { ClusterInput } from '../engine/input.ts'
import type { ClusterRecord } from '../engine/record.ts'
import type { BatchStore } from './batch-store.ts'
import type { Journal } from './journal.ts'

/** An answer, and the sequence of the last record it caused (null when it changed nothing). */
export type Answered<Api extends KafkaApi = KafkaApi> = {
  readonly response: KafkaApis[Api]['response']
  readonly sequence: number | null
}

export type RuntimeParts = {
  readonly cluster: Cluster
  readonly journal: Journal
  readonly store: BatchStore
  readonly nowMs: () => number
  /** Called after a commit's records are applied and stored. */
  readonly onEvents: (events: readonly ClusterEvent[]) => void
  /** Storage and memory no longer agree: the object must start again from storage. */
  readonly onBroken: (cause: unknown) => void
}

/**
 * How long a commit waits for company, once the last one had some: with 32 clients that makes groups twice as large and a sixth more records a
 * second (measured). Who is alone never waits.
 */
const GATHER_MS = 1

type Pending = {
  readonly request: KafkaRequest
  readonly resolve: (answered: Answered) => void
  readonly reject: (cause: unknown) => void
}

export class Runtime {
  readonly #parts: RuntimeParts
  #pending: Pending[] = []
  #gatherMs = 0

  constructor(parts: RuntimeParts) {
    this.#parts = parts
  }

  get cluster(): ClusterView {
    return this.#parts.cluster
  }

  /** Answers one Kafka request. Requests that only look are answered at once; the others join the commit of this turn. */
  request<Api extends KafkaApi>(request: RequestOf<Api>): Promise<Answered<Api>> {
    // A request of one API is a member of the union of them all, and is answered with that API's response: decide's table sees to it.
    return this.#answer(request as KafkaRequest) as Promise<Answered<Api>>
  }

  #answer(request: KafkaRequest): Promise<Answered> {
    if (onlyLooks(request)) return Promise.resolve({ response: this.#decide(request).response, sequence: null })
    return new Promise<Answered>((resolve, reject) => {
      this.#pending.push({ request, resolve, reject })
      if (this.#pending.length === 1) setTimeout(() => this.#commit(), this.#gatherMs)
    })
  }

  /** Applies and stores records that no request caused, such as those that make the cluster. */
  record(records: readonly ClusterRecord[]): void {
    this.#applyAll(records, [])
    this.#parts.journal.append(records, this.#parts.cluster)
  }

  #decide(request: KafkaRequest): Decision {
    const input: ClusterInput = { kind: 'request', nowMs: this.#parts.nowMs(), ...request }
    return decide(this.#parts.cluster, input, this.#parts.store)
  }

  #commit(): void {
    const pending = this.#pending
    this.#pending = []
    this.#gatherMs = pending.length > 1 ? GATHER_MS : 0
    const records: ClusterRecord[] = []
    const events: ClusterEvent[] = []
    const answers: (() => void)[] = []
    try {
      for (const { request, resolve, reject } of pending) {
        const answered = this.#step(request, records, events)
        answers.push('failure' in answered ? () => reject(answered.failure) : () => resolve(answered))
      }
      if (records.length > 0) this.#parts.journal.append(records, this.#parts.cluster)
    } catch (cause) {
      // Something was applied that is not stored. No answer may leave; whoever waits sees the object go and asks again.
      for (const { reject } of pending) reject(cause)
      this.#parts.onBroken(cause)
      return
    }
    for (const answer of answers) answer()
    this.#parts.onEvents(events)
  }

  /** One input of a commit. Deciding is pure, so a bug there fails this one request and leaves everything as it was. */
  #step(request: KafkaRequest, records: ClusterRecord[], events: ClusterEvent[]): Answered | { failure: unknown } {
    let decision: Decision
    try {
      decision = this.#decide(request)
    } catch (failure) {
      return { failure }
    }
    this.#applyAll(decision.records, events)
    for (const write of decision.writes) this.#parts.store.write(write)
    for (const removal of decision.removals) this.#parts.store.discard(removal)
    for (const record of decision.records) records.push(record)
    const changed = decision.records.length > 0
    return { response: decision.response, sequence: changed ? this.#parts.cluster.recordSequence : null }
  }

  #applyAll(records: readonly ClusterRecord[], events: ClusterEvent[]): void {
    for (const record of records) {
      const event = apply(this.#parts.cluster, record)
      if (event !== null) events.push(event)
    }
  }
}

function onlyLooks({ api, request }: KafkaRequest): boolean {
  switch (api) {
    case 'Fetch':
    case 'ListOffsets':
    case 'DescribeConfigs':
      return true
    case 'Metadata':
      return !request.allowAutoTopicCreation
    default:
      return false
  }
}
