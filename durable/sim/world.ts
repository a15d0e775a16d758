// The cluster under simulation and everything around it: the engine with its store, the clock, the journal, and a second cluster that only
// follows the journal. Every journal entry and every answer passes through the audit before anything else happens.
import { apply } from '../engine/apply.ts'
import { emptyCluster } from '../engine/cluster.ts'
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import { createCluster } from '../engine/create-cluster.ts'
import type { ClusterSpec } from '../engine/create-cluster.ts'
import type { ActionOutcome, Reply } from '../engine/decision.ts'
import { Engine } from '../engine/engine.ts'
import type { EngineResult } from '../engine/engine.ts'
import type { JournalEntry } from '../engine/event.ts'
import type { ActionInput, RequestInput } from '../engine/input.ts'
import type { ClusterRecord } from '../engine/record.ts'
import type { Rules } from '../engine/rules.ts'
import { decodeCluster, encodeCluster } from '../engine/snapshot.ts'
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import { SimStore } from './sim-store.ts'
import { must } from './violation.ts'

/** Who looks at what happens. `copy` is the cluster that follows the journal, right after the record. */
export interface Observer {
  afterRecord(copy: Cluster, record: ClusterRecord): void
  afterEntry(world: World, entry: JournalEntry): void
  afterReply(world: World, reply: Reply): void
  afterEviction(): void
}

export type SimAction = WithoutTime<ActionInput>
type WithoutTime<Input> = Input extends unknown ? Omit<Input, 'nowMs'> : never

/** More timers than this in one wait means that the cluster never comes to rest. */
const MAX_TIMERS = 20_000

export class World {
  /** Made of the journal's text alone. */
  readonly copy: Cluster = emptyCluster()
  readonly store = new SimStore()
  /** One entry a line, as JSON. */
  readonly journal: string[]
  nowMs: number
  #engine: Engine
  readonly #observer: Observer
  readonly #rules: Rules | undefined
  #lastRequestId = 0

  constructor(spec: ClusterSpec, observer: Observer, journal: string[], rules?: Rules) {
    this.#observer = observer
    this.journal = journal
    this.nowMs = spec.nowMs
    this.#rules = rules
    this.#engine = new Engine(emptyCluster(), this.store, rules)
    this.#observe(this.engine.record(createCluster(spec), this.nowMs))
  }

  get engine(): Engine {
    return this.#engine
  }

  get cluster(): ClusterView {
    return this.#engine.cluster
  }

  nextRequestId(): number {
    this.#lastRequestId += 1
    return this.#lastRequestId
  }

  request(requestId: number, brokerId: number | null, { api, request }: KafkaRequest): void {
    this.pass(0)
    const input = { kind: 'request', nowMs: this.nowMs, requestId, brokerId, api, request } as RequestInput
    this.#observe(this.engine.request(input))
  }

  act(action: SimAction): ActionOutcome {
    this.pass(0)
    const result = this.engine.action({ ...action, nowMs: this.nowMs })
    this.#observe(result)
    return result.outcome
  }

  /** Lets time pass. What comes due on the way happens at its own time and is looked at one by one. */
  pass(ms: number): void {
    this.nowMs += ms
    for (let timers = 0; ; timers++) {
      const { isDone, ...result } = this.engine.tick(this.nowMs, 1)
      this.#observe(result)
      if (isDone) return
      must('rest', timers < MAX_TIMERS, () => `More than ${MAX_TIMERS} timers fire within ${ms} ms.`)
    }
  }

  /** The object is gone and comes back from its storage. What was soft is lost: sessions, and every request that nobody has answered yet. */
  evict(): void {
    this.pass(0)
    this.#engine = new Engine(decodeCluster(encodeCluster(this.cluster)), this.store, this.#rules)
    this.#observer.afterEviction()
  }

  #observe({ entries, replies }: EngineResult): void {
    for (const entry of entries) {
      const text = JSON.stringify(entry)
      this.journal.push(text)
      const { records, nowMs } = JSON.parse(text) as JournalEntry
      for (const record of records) {
        apply(this.copy, record, nowMs)
        this.#observer.afterRecord(this.copy, record)
      }
      this.#observer.afterEntry(this, entry)
    }
    for (const reply of replies) this.#observer.afterReply(this, reply)
  }
}
