// A consumer and its host for tests of the engine: it carries requests straight to a cluster in memory, and answers that come later when they
// come.
import { commit } from '../../durable/engine/consumer/commits.ts'
import { checkConsumerConfigs } from '../../durable/engine/consumer/consumer-config.ts'
import { newConsumer, takeEvents } from '../../durable/engine/consumer/consumer.ts'
import type {
  Callback,
  CommitMode,
  CommittedOffset,
  Consumer,
  ConsumerAnswer,
  ConsumerError,
  ConsumerEvent,
  ConsumerRecord,
} from '../../durable/engine/consumer/consumer.ts'
import { heard } from '../../durable/engine/consumer/heard.ts'
import { nextRequests } from '../../durable/engine/consumer/next-requests.ts'
import { callbacksDone, poll } from '../../durable/engine/consumer/poll.ts'
import type { UserCall } from '../../durable/engine/consumer/user-calls.ts'
import type { RequestInput } from '../../durable/engine/input.ts'
import type { MemoryCluster } from './memory-store.ts'

/** Far from those of the cluster's own requests. */
let lastRequestId = 1_000_000
let consumers = 0
const MAX_ROUNDS = 200

type Sent = { readonly requestId: number; readonly api: ConsumerAnswer['api'] }

export class TestConsumer {
  state: Consumer
  readonly records: ConsumerRecord[] = []
  readonly callbacks: Callback[] = []
  readonly events: ConsumerEvent[] = []
  readonly errors: ConsumerError[] = []
  /** What a listener does when it is called. */
  onCallback: (callback: Callback) => void = () => {}
  readonly #kafka: MemoryCluster
  readonly #sent = new Map<number, Sent>()

  constructor(kafka: MemoryCluster, configs: Readonly<Record<string, string>>) {
    const checked = checkConsumerConfigs(new Map(Object.entries(configs)))
    if (!checked.ok) throw new Error(checked.message)
    this.#kafka = kafka
    this.state = newConsumer(checked.settings, { memberUuid: `member-${++consumers}`, clientHost: '/127.0.0.1' }, kafka.nowMs)
  }

  call(called: UserCall): void {
    if (!called.ok) throw new Error(called.message)
    this.state = called.state
  }

  commit(offsets: readonly CommittedOffset[] | null = null, mode: CommitMode = 'sync'): void {
    this.state = commit(this.state, offsets, mode, this.#kafka.nowMs).state
  }

  /** Polls and carries until neither brings anything new. */
  run(): void {
    for (let round = 0; round < MAX_ROUNDS; round++) if (!this.step()) return
    throw new Error('a consumer does not come to rest')
  }

  /** One poll, and whether anything was new. */
  step(): boolean {
    const polled = this.#poll()
    const carried = this.carry()
    return polled || carried
  }

  /** Carries all that can be carried, without a poll. */
  carry(): boolean {
    let isNews = false
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const told = this.#hear()
      const sent = this.#send()
      const taken = takeEvents(this.state)
      this.state = taken.state
      this.events.push(...taken.events)
      if (!sent && !told) return isNews
      isNews = true
    }
    throw new Error('a consumer sends without end')
  }

  get assigned(): string[] {
    return this.state.partitions.map(({ topic, partitionIndex }) => `${topic}-${partitionIndex}`)
  }

  get values(): string[] {
    return this.records.map(({ value }) => new TextDecoder().decode(value ?? new Uint8Array()))
  }

  #poll(): boolean {
    const polled = poll(this.state, this.#kafka.nowMs)
    this.state = polled.state
    this.records.push(...polled.records)
    if (polled.error !== null) this.errors.push(polled.error)
    for (const callback of polled.callbacks) {
      this.callbacks.push(callback)
      this.onCallback(callback)
    }
    if (polled.callbacks.length > 0) this.#runCallbacks()
    return polled.records.length > 0 || polled.callbacks.length > 0
  }

  #runCallbacks(): void {
    this.carry()
    this.state = callbacksDone(this.state)
  }

  #send(): boolean {
    const { state, requests } = nextRequests(this.state, this.#kafka.nowMs)
    this.state = state
    for (const { requestId, brokerId, api, request } of requests) {
      if (brokerId !== null && this.#kafka.cluster.brokers.get(brokerId)?.process === 'down') {
        this.state = heard(this.state, requestId, null, this.#kafka.nowMs)
        continue
      }
      const engineId = ++lastRequestId
      this.#sent.set(engineId, { requestId, api })
      const input = { kind: 'request', nowMs: this.#kafka.nowMs, requestId: engineId, brokerId, api, request } as unknown as RequestInput
      this.#kafka.keep(this.#kafka.engine.request(input))
    }
    return requests.length > 0
  }

  #hear(): boolean {
    let isNews = false
    for (const reply of this.#kafka.late.filter(({ requestId }) => this.#sent.has(requestId))) {
      this.#kafka.late.splice(this.#kafka.late.indexOf(reply), 1)
      const sent = this.#sent.get(reply.requestId) as Sent
      this.#sent.delete(reply.requestId)
      const answer = { api: sent.api, response: reply.response } as ConsumerAnswer
      this.state = heard(this.state, sent.requestId, answer, this.#kafka.nowMs)
      isNews = true
    }
    return isNews
  }
}

/** Until none of them has anything new: members of a group wait for each other. */
export function runAll(...consumersOfGroup: readonly TestConsumer[]): void {
  for (let round = 0; round < 10; round++) for (const consumer of consumersOfGroup) consumer.run()
}
