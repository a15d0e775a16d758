// The sandbox's other side while a Kafka client is at work on it: what can be broken, and what HTTP says of the same things.
import { ask } from '../../support/api-client.ts'
import type { Answer } from '../../support/api-client.ts'

export type SandboxPlace = { readonly origin: string; readonly id: string; readonly ownerKey: string }

export type NodeVerb = 'kill' | 'start' | 'pause'

export type Lag = { readonly partition: number; readonly currentOffset: number; readonly logEndOffset: number; readonly lag: number }

export class SandboxHttp {
  readonly place: SandboxPlace

  constructor(place: SandboxPlace) {
    this.place = place
  }

  /** @param durationMs after which a broker that was killed or paused comes back by itself. */
  async node(brokerId: number, verb: NodeVerb, durationMs?: number): Promise<void> {
    const json = durationMs === undefined ? undefined : { duration_ms: durationMs }
    const answer = await this.#ask('POST', `/v1/sandboxes/${this.place.id}/brokers/${brokerId}:${verb}`, json)
    if (answer.status !== 200) throw new Error(`${verb} of broker ${brokerId}: ${answer.text}`)
  }

  /** @param record as the HTTP API takes it, which has forms that not every client can write. */
  async produce(topic: string, record: object): Promise<void> {
    const answer = await this.#ask('POST', `/v3/clusters/${this.place.id}/topics/${topic}/records`, record)
    if (answer.json['error_code'] !== 200) throw new Error(`Produce to ${topic}: ${answer.text}`)
  }

  /** By partition. */
  async lags(groupId: string): Promise<Lag[]> {
    const { json } = await this.#ask('GET', `/v3/clusters/${this.place.id}/consumer-groups/${groupId}/lags`)
    type Shown = { partition_id: number; current_offset: number; log_end_offset: number; lag: number }
    const { data } = json as { data: Shown[] }
    return data
      .map((shown) => ({
        partition: shown.partition_id,
        currentOffset: shown.current_offset,
        logEndOffset: shown.log_end_offset,
        lag: shown.lag,
      }))
      .toSorted((left, right) => left.partition - right.partition)
  }

  /** The broker that coordinates a group, as the leader of its partition of __consumer_offsets. */
  async coordinatorOf(groupId: string): Promise<number> {
    const { json } = await this.#ask('GET', `/v3/clusters/${this.place.id}/consumer-groups/${groupId}`)
    const { coordinator } = json as { coordinator: { related: string } }
    return Number(/brokers\/(\d+)$/.exec(coordinator.related)?.[1])
  }

  #ask(method: string, path: string, json?: object): Promise<Answer> {
    return ask(this.place.origin, method, path, { key: this.place.ownerKey, json })
  }
}
