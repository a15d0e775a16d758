// A story is a sandbox and what happens to it, step by step, over HTTP. Steps keep nothing but what they are given, so that a story can go on
// in another life of the server; each ends in what Kafka would show.
import { expect } from 'vitest'
import type { Answer } from '../support/api-client.ts'
import type { Asked } from '../support/request.ts'

export type Ask = (method: string, path: string, asked: Asked) => Promise<Answer>

export type Story = {
  readonly title: string
  /** The body of POST /v1/sandboxes; the clock is held unless it says otherwise. */
  readonly sandbox?: Readonly<Record<string, unknown>>
  readonly steps: readonly Step[]
}

export type Step = { readonly does: string; readonly run: (kafka: StorySandbox) => Promise<void> }

type Headers = Readonly<Record<string, string>>

export type Produced = { readonly offset: number | null; readonly errorCode: number; readonly message: string }

export type ReplicaLog = {
  readonly broker_id: number
  readonly log_start_offset: number
  readonly log_end_offset: number
  readonly high_watermark: number
  readonly last_stable_offset: number
  readonly is_in_sync: boolean
  readonly leader_epochs: readonly { readonly epoch: number; readonly start_offset: number }[]
}

export type PartitionState = {
  readonly leader: number
  readonly leader_epoch: number
  readonly isr: readonly number[]
  readonly elr: readonly number[]
  readonly replicas: readonly number[]
  readonly logs: readonly ReplicaLog[]
}

export type TransactionState = {
  readonly transactional_id: string
  readonly coordinator: number
  readonly producer_id: number
  readonly producer_epoch: number
  readonly state: string
  readonly pending_state: string | null
  readonly partitions: readonly { readonly topic: string; readonly marker: string | null }[]
}

/** What the steps look at in the answer of GET /state. */
export type StoryState = {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionState[] }[]
  readonly transactions: readonly TransactionState[]
}

const TOPIC = 't'

/** One sandbox, as the steps of a story see it. */
export class StorySandbox {
  readonly #ask: Ask
  readonly #id: string
  readonly #key: string

  constructor(ask: Ask, id: string, key: string) {
    this.#ask = ask
    this.#id = id
    this.#key = key
  }

  /** A request below the sandbox, which must be answered with this status. */
  async v1(method: string, path: string, status: number, json?: unknown): Promise<Answer> {
    return this.#expect(method, `/v1/sandboxes/${this.#id}${path}`, status, json)
  }

  async v3(method: string, path: string, status: number, json?: unknown, headers: Headers = {}): Promise<Answer> {
    return this.#expect(method, `/v3/clusters/${this.#id}${path}`, status, json, headers)
  }

  /** Bodies are of the old proxy's type for consumers, unless the headers say otherwise. */
  async v2(method: string, path: string, status: number, json?: unknown, headers: Headers = {}): Promise<Answer> {
    const typed = json === undefined ? headers : { 'Content-Type': 'application/vnd.kafka.v2+json', ...headers }
    return this.#expect(method, `/v2/clusters/${this.#id}${path}`, status, json, typed)
  }

  async #expect(method: string, path: string, status: number, json?: unknown, headers: Headers = {}): Promise<Answer> {
    const answer = await this.#ask(method, path, { key: this.#key, headers, ...(json === undefined ? {} : { json }) })
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status)
    return answer
  }

  /** A topic of the story: one partition, on these brokers, the first of which leads. */
  async createTopic(brokerIds: readonly number[], configs: Readonly<Record<string, string>> = {}, topic = TOPIC): Promise<void> {
    const body = {
      topic_name: topic,
      replicas_assignments: { '0': brokerIds },
      configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
    }
    await this.v3('POST', '/topics', 201, body)
  }

  /** Produces one record and gives its delivery report. */
  async produce(value: string, query = 'acks=all', key: string | null = null): Promise<Produced> {
    const record = { ...(key === null ? {} : { key: { type: 'STRING', data: key } }), value: { type: 'STRING', data: value } }
    const { json } = await this.v3('POST', `/topics/${TOPIC}/records?${query}`, 200, record)
    const report = json as { error_code: number; offset?: number; message?: string }
    return { offset: report.offset ?? null, errorCode: report.error_code, message: report.message ?? '' }
  }

  async produceTombstone(key: string): Promise<void> {
    const record = { key: { type: 'STRING', data: key }, value: null }
    const { json } = await this.v3('POST', `/topics/${TOPIC}/records?acks=all`, 200, record)
    expect(json['error_code']).toBe(200)
  }

  /** Produces and expects the offset that Kafka would give. */
  async store(value: string, offset: number, query = 'acks=all', key: string | null = null): Promise<void> {
    expect(await this.produce(value, query, key)).toMatchObject({ errorCode: 200, offset })
  }

  /** `[offset, value]` of everything that a consumer reads, from the beginning unless the query says otherwise. */
  async records(query = 'offset=earliest&count=1000', topic = TOPIC): Promise<(readonly [offset: number, value: string | null])[]> {
    const { json } = await this.v3('GET', `/topics/${topic}/partitions/0/records?${query}`, 200)
    const records = json['records'] as { offset: number; value: { data: string } | null }[]
    return records.map(({ offset, value }) => [offset, value?.data ?? null])
  }

  node(nodeId: number, action: string): Promise<Answer> {
    return this.v1('POST', `/brokers/${nodeId}:${action}`, 200)
  }

  /** Starts a fault and gives its id. */
  async fault(fault: Readonly<Record<string, unknown>>): Promise<number> {
    return (await this.v1('POST', '/faults', 201, fault)).json['id'] as number
  }

  /** Ends all faults. */
  async heal(): Promise<void> {
    const { faults } = (await this.v1('GET', '/faults', 200)).json as { faults: { id: number }[] }
    for (const { id } of faults) await this.v1('DELETE', `/faults/${id}`, 204)
  }

  /** All that is due on the way happens. */
  async advance(ms: number): Promise<void> {
    const { json } = await this.v1('POST', '/clock', 200, { advance_ms: ms })
    expect(json['complete']).toBe(true)
  }

  /** The cluster's time. */
  async nowMs(): Promise<number> {
    return (await this.v1('GET', '/clock', 200)).json['now_ms'] as number
  }

  async state(): Promise<StoryState> {
    return (await this.v1('GET', '/state', 200)).json as StoryState
  }

  async partition(topic = TOPIC): Promise<PartitionState> {
    const { topics } = await this.state()
    const partition = topics.find(({ name }) => name === topic)?.partitions[0]
    if (partition === undefined) throw new Error(`${topic} is there`)
    return partition
  }

  /** `[logEndOffset, highWatermark]` of the replica on a broker. */
  async reach(brokerId: number): Promise<readonly [number, number]> {
    const log = (await this.partition()).logs.find(({ broker_id }) => broker_id === brokerId)
    return [log?.log_end_offset ?? -1, log?.high_watermark ?? -1]
  }

  /** The English sentences of all events of a kind. */
  async sentences(kind: string): Promise<string[]> {
    const { events } = (await this.v1('GET', `/events?from=1&count=1000&kind=${kind}&lang=en`, 200)).json as { events: { why: string }[] }
    return events.map(({ why }) => why)
  }
}
