// The consumers that the object hosts: finding them, calling them, and writing down what they are after each call. The positions of records that
// were delivered are written before the answer leaves; a poll that brings nothing writes nothing.
import { checkConsumerConfigs } from '../../engine/consumer/consumer-config.ts'
import { newConsumer } from '../../engine/consumer/consumer.ts'
import type { Consumer } from '../../engine/consumer/consumer.ts'
import { hostedKey, mustNoteUse } from '../../engine/hosted/hosted-consumer.ts'
import type { HostedConsumer } from '../../engine/hosted/hosted-consumer.ts'
import { MAX_HOSTED_FETCHED_BYTES } from '../../../schema/limits.ts'
import { drawUuid } from '../entropy.ts'
import type { Commit, Runtime } from '../runtime.ts'
import { callLive, viewOf } from './call-live.ts'
import type { ConsumerAnswer, ConsumerCall, ConsumerRef, ConsumerSpec } from './consumer-call.ts'
import { configsOf } from './hosted-configs.ts'
import { essenceOf, keptConsumer } from './kept-consumer.ts'
import { LiveConsumer } from './live-consumer.ts'
import { refuseCall, refuseSpec } from './refuse-call.ts'

/** What the cluster sees at the other end of the connection. */
const CLIENT_HOST = '/127.0.0.1'

const NOT_FOUND: ConsumerAnswer = { done: false, reason: 'CONSUMER_NOT_FOUND', message: 'There is no such consumer.' }

export class Consumers {
  readonly #runtime: Runtime
  /** Those that were used since the object was loaded. */
  readonly #live = new Map<string, LiveConsumer>()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** What lies in memory for the next polls of all of them. */
  get fetchedBytes(): number {
    let bytes = 0
    for (const live of this.#live.values()) bytes += live.fetchedBytes
    return bytes
  }

  /** Something was committed: there may be more to read, and groups may have moved. */
  onCommit({ entries }: Commit): void {
    if (entries.length === 0) return
    const { hostedConsumers } = this.#runtime.cluster
    for (const [key, live] of this.#live) {
      live.wake()
      if (!hostedConsumers.has(key)) this.#live.delete(key)
    }
  }

  async create({ configs, name: given, ...spec }: ConsumerSpec): Promise<ConsumerAnswer> {
    const refusal = refuseSpec({ ...spec, configs })
    if (refusal !== null) return refusal
    const name = given ?? `${spec.door}-consumer-${drawUuid()}`
    const checked = checkConsumerConfigs(configsOf(this.#runtime.cluster, name, spec.timeoutMs, configs))
    if (!checked.ok) return { done: false, reason: 'INVALID_CONFIG', message: checked.message }
    const consumer = newConsumer(checked.settings, { memberUuid: drawUuid(), clientHost: CLIENT_HOST }, this.#runtime.nowMs)
    const made = await this.#runtime.act({ kind: 'createConsumer', ...spec, name, consumer })
    if (made.done) return { done: true, view: viewOf({ ...spec, name }, consumer), records: [], callbacks: [] }
    const reason = made.error === 'DUPLICATE_RESOURCE' ? 'CONSUMER_EXISTS' : made.error
    return { done: false, reason, message: made.message }
  }

  async call(ref: ConsumerRef, call: ConsumerCall): Promise<ConsumerAnswer> {
    this.#runtime.tick()
    const hosted = this.#find(ref)
    if (hosted === null) return NOT_FOUND
    const refusal = refuseCall(ref, call)
    if (refusal !== null) return refusal
    const live = this.#liveOf(hosted)
    this.#runtime.use(hosted)
    const result = await callLive(live, call)
    const notKept = call.kind === 'close' ? await this.#remove(hosted) : await this.#keep(hosted, live.state)
    this.#forgetFetched()
    if (notKept !== null) return notKept
    if (!result.done) return result
    const { records, callbacks, error } = result
    if (error !== null) return { done: false, reason: error.error, message: error.message }
    return { done: true, view: call.kind === 'describe' ? viewOf(hosted, live.state) : null, records, callbacks }
  }

  /** A key for some topics finds what was made by keys for the same topics, or for fewer. */
  #find(ref: ConsumerRef): HostedConsumer | null {
    const hosted = this.#runtime.cluster.hostedConsumers.get(hostedKey(ref))
    return hosted?.topicPrefix.startsWith(ref.topicPrefix) === true ? (hosted as HostedConsumer) : null
  }

  #liveOf(hosted: HostedConsumer): LiveConsumer {
    const key = hostedKey(hosted)
    const live = this.#live.get(key) ?? new LiveConsumer(this.#runtime, hosted.consumer)
    // The map is in the order of use.
    this.#live.delete(key)
    this.#live.set(key, live)
    return live
  }

  /** Those that were not used for longest give way. */
  #forgetFetched(): void {
    let heldBytes = this.fetchedBytes
    for (const live of this.#live.values()) {
      if (heldBytes <= MAX_HOSTED_FETCHED_BYTES) return
      if (live.isWaiting) continue
      heldBytes -= live.fetchedBytes
      live.forgetFetched()
    }
  }

  /** A consumer that there is no room for is what it was before the call. */
  async #keep({ groupId, name }: HostedConsumer, state: Consumer): Promise<ConsumerAnswer | null> {
    const stored = this.#runtime.cluster.hostedConsumers.get(hostedKey({ groupId, name })) as HostedConsumer | undefined
    if (stored === undefined) return null
    const isNews = essenceOf(state) !== essenceOf(stored.consumer)
    if (!isNews && !mustNoteUse(stored, this.#runtime.nowMs)) return null
    const kept = await this.#runtime.act({ kind: 'keepConsumer', groupId, name, consumer: keptConsumer(state) })
    if (kept.done || kept.error === 'RESOURCE_NOT_FOUND') return null
    this.#live.delete(hostedKey({ groupId, name }))
    return { done: false, reason: kept.error, message: kept.message }
  }

  /** Of those that close it at once, one has closed it. */
  async #remove({ groupId, name }: HostedConsumer): Promise<ConsumerAnswer | null> {
    this.#live.delete(hostedKey({ groupId, name }))
    const removed = await this.#runtime.act({ kind: 'removeConsumer', groupId, name })
    return removed.done ? null : NOT_FOUND
  }
}
