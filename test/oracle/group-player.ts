// A group coordinator for the oracle: a cluster of the engine, the requests of a scenario in its own short form, and the answers in the same.
// Which requests there are is said by a table of operations, one for each family of them.
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { MemoryCluster } from '../support/memory-store.ts'
import { createTopic } from '../support/records.ts'
import { TransactionalProducer } from '../support/transactional-producer.ts'
import { isRecord } from './case-result.ts'

export type Fields = Readonly<Record<string, unknown>>
export type GroupStep = Fields & { readonly op: string; readonly expected: Fields }
export type GroupScenario = {
  readonly id: string
  readonly config?: Readonly<Record<string, string | number>>
  /** Name and number of partitions. */
  readonly topics?: Readonly<Record<string, number>>
  readonly steps: readonly GroupStep[]
}
export type GroupOperation = (player: GroupPlayer, step: GroupStep) => Fields

const ANSWERS_LATER = ['JoinGroup', 'SyncGroup'] as const
type LateApi = (typeof ANSWERS_LATER)[number]

const DEFAULT_TOPICS = { t1: 2, t2: 2, other: 2 }
const NOT_TOLD = '<id not told yet>'

export class GroupPlayer {
  readonly kafka: MemoryCluster
  readonly producer: TransactionalProducer
  /** By the tag of the join: the member id that it was given. */
  readonly #memberIds = new Map<string, string>()
  readonly #open = new Map<number, { readonly tag: string; readonly show: (response: never) => Fields }>()
  readonly #completes = new Map<string, Fields>()

  constructor({ config = {}, topics = DEFAULT_TOPICS, steps }: GroupScenario) {
    const isCleanedUp = steps.some(({ op }) => op === 'cleanup')
    const configs = new Map<string, string>([
      ['group.initial.rebalance.delay.ms', '0'],
      // A scenario says when the round comes that removes what has expired; here it always has just been there.
      ...(isCleanedUp ? [['offsets.retention.check.interval.ms', '1000'] as const] : []),
      ...Object.entries(config).map(([name, value]) => [name, String(value)] as const),
    ])
    this.kafka = new MemoryCluster({ brokerConfigs: [...configs] })
    for (const [name, partitions] of Object.entries(topics)) createTopic(this.kafka, name, {}, partitions)
    this.kafka.request('FindCoordinator', { keyType: 'GROUP', coordinatorKeys: ['g'] })
    this.producer = new TransactionalProducer(this.kafka)
    this.producer.init()
  }

  /** What the step did and what it completed, and what the scenario says it does, in terms of the member ids that were really given. */
  play(operations: Readonly<Record<string, GroupOperation>>, step: GroupStep): { readonly actual: Fields; readonly expected: Fields } {
    const operation = operations[step.op]
    if (operation === undefined) throw new Error(`no operation ${step.op}`)
    this.#completes.clear()
    const answer = operation(this, step)
    for (const reply of this.kafka.late.splice(0)) {
      if (isLate(reply.api)) this.#complete(reply.requestId, reply.response)
    }
    const { completes = {}, pending: _pending, ...expected } = step.expected
    const tags = [...this.#completes.keys()].sort()
    return {
      actual: { ...answer, completes: Object.fromEntries(this.#completes), tags },
      expected: { ...this.#translated(expected), completes: this.#translated(completes), tags: Object.keys(Object(completes)).sort() },
    }
  }

  /** Sends what may be answered later; `show` puts the answer in the words of the scenario. */
  send<Api extends LateApi>(
    tag: string,
    api: Api,
    request: KafkaApis[Api]['request'],
    show: (response: KafkaApis[Api]['response']) => Fields,
  ): Fields {
    const response = this.kafka.send(api, request)
    this.#open.set(this.kafka.lastRequestId, { tag, show: show as (response: never) => Fields })
    if (response !== null) this.#complete(this.kafka.lastRequestId, response)
    return {}
  }

  #complete(requestId: number, response: KafkaApis[KafkaApi]['response']): void {
    const open = this.#open.get(requestId)
    if (open === undefined) throw new Error('an answer to nobody')
    this.#open.delete(requestId)
    if ('generationId' in response && response.memberId !== '') this.#memberIds.set(open.tag, response.memberId)
    this.#completes.set(open.tag, open.show(response as never))
  }

  /** A member id as a request names it: by the tag of a join, or as it is. */
  memberId(name: unknown): string {
    const text = typeof name === 'string' ? name : ''
    return text.startsWith('@') ? (this.#memberIds.get(text.slice(1)) ?? text) : text
  }

  /** Members in the form of the scenario, sorted. Whoever has had no answer yet has no name. */
  names(members: readonly { readonly memberId: string; readonly groupInstanceId: string | null }[]): string[] {
    const told = new Set(this.#memberIds.values())
    return members.map(({ memberId, groupInstanceId }) => (told.has(memberId) ? nameOf(memberId, groupInstanceId) : NOT_TOLD)).sort()
  }

  #translated(value: unknown): Fields {
    const translated = this.#translate(value)
    if (!isRecord(translated)) throw new Error('an expectation is an object')
    return translated
  }

  #translate(value: unknown): unknown {
    if (typeof value === 'string') return value.replaceAll(/^@[A-Za-z0-9]+/g, (name) => this.memberId(name))
    if (Array.isArray(value)) return value.map((one) => this.#translate(one)).sort()
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [this.memberId(key), this.#translate(one)]))
  }
}

export function nameOf(memberId: string, groupInstanceId: string | null): string {
  return groupInstanceId === null ? memberId : `${memberId}/${groupInstanceId}`
}

function isLate(api: KafkaApi): api is LateApi {
  return ANSWERS_LATER.some((late) => late === api)
}
