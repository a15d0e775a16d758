// One transactional id over HTTP, as the steps of a story speak for it and look at it. It knows nothing but the id: who holds it, and in which
// state its transaction is, the server says.
import { expect } from 'vitest'
import { kafkaError } from '../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { Answer } from '../support/api-client.ts'
import type { StorySandbox, TransactionState } from './story.ts'

/** Kafka's producer id and epoch. */
export type Producer = { readonly producerId: number; readonly producerEpoch: number }

/** How an answer to a call comes out: with this status, or refused with Kafka's error. */
export type Outcome = 200 | readonly [status: number, error: KafkaErrorName]

export class TransactionalId {
  readonly #kafka: StorySandbox
  readonly #id: string

  constructor(kafka: StorySandbox, id = 'payments') {
    this.#kafka = kafka
    this.#id = id
  }

  /** What a producer that starts does: it fences whoever held the id, and what that one left open is aborted. */
  async begin(timeoutMs = 60_000): Promise<Producer> {
    const { json } = await this.#kafka.v3('POST', '/transactions', 201, { transactional_id: this.#id, timeout_ms: timeoutMs })
    return producerOf(json)
  }

  async write(value: string, producer: Producer | null = null, outcome: Outcome = 200, topic = 't'): Promise<Answer> {
    const record = { topic_name: topic, partition_id: 0, value: { type: 'STRING', data: value } }
    return this.#call('/records', producer, outcome, record)
  }

  /** The offset of the record that the group reads next. */
  async sendOffset(
    groupId: string,
    topic: string,
    offset: number,
    producer: Producer | null = null,
    outcome: Outcome = 200,
  ): Promise<void> {
    const body = { group_id: groupId, offsets: [{ topic_name: topic, partition_id: 0, offset }] }
    await this.#call('/offsets', producer, outcome, body)
  }

  /** Gives who goes on with the id; without meaning where the end was refused. */
  async end(verb: 'commit' | 'abort', producer: Producer | null = null, outcome: Outcome = 200): Promise<Producer> {
    return producerOf((await this.#call(`:${verb}`, producer, outcome)).json)
  }

  async #call(path: string, producer: Producer | null, outcome: Outcome, json?: unknown): Promise<Answer> {
    const [status, error] = outcome === 200 ? [outcome, null] : outcome
    const headers = producer === null ? {} : producerHeaders(producer)
    const answer = await this.#kafka.v3('POST', `/transactions/${this.#id}${path}`, status, json, headers)
    if (error !== null) expect(answer.json['message']).toBe(kafkaError(error).message)
    return answer
  }

  /** What its coordinator says, which the state of the whole cluster must bear out. */
  async state(): Promise<TransactionState> {
    const { json } = await this.#kafka.v3('GET', `/transactions/${this.#id}`, 200)
    const { transactions } = await this.#kafka.state()
    const found = transactions.find((transaction) => transaction.transactional_id === this.#id)
    if (found === undefined) throw new Error(`the coordinator of ${this.#id} knows it`)
    expect(json).toMatchObject({ state: found.state, ...fieldsOf(producerOf(found)) })
    return found
  }
}

export function producerHeaders({ producerId, producerEpoch }: Producer, sequence: number | null = null): Record<string, string> {
  const identity = { 'Producer-Id': String(producerId), 'Producer-Epoch': String(producerEpoch) }
  return sequence === null ? identity : { ...identity, 'Producer-Seq': String(sequence) }
}

export function producerOf(json: Readonly<Record<string, unknown>>): Producer {
  return { producerId: Number(json['producer_id']), producerEpoch: Number(json['producer_epoch']) }
}

function fieldsOf({ producerId, producerEpoch }: Producer) {
  return { producer_id: producerId, producer_epoch: producerEpoch }
}

export function committed(kafka: StorySandbox, topic = 't'): ReturnType<StorySandbox['records']> {
  return kafka.records('offset=earliest&count=1000&isolation=read_committed', topic)
}

/** `[lastStableOffset, highWatermark]`, which all replicas have to agree on. */
export async function stability(kafka: StorySandbox, topic = 't'): Promise<readonly [number, number] | null> {
  const { logs } = await kafka.partition(topic)
  const places = logs.map(
    ({ last_stable_offset: lastStableOffset, high_watermark: highWatermark }) => [lastStableOffset, highWatermark] as const,
  )
  const [leading = null, ...others] = places
  for (const other of others) expect(other).toEqual(leading)
  return leading
}
