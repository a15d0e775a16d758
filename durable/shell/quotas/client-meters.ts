// How much each client of the binary protocol writes and reads, and how long it has to wait for that. Soft: an object that was away has measured
// nothing, and lets everybody begin anew. Nothing is measured without a quota.
// Source: ClientQuotaManager.recordAndGetThrottleTimeMs of Kafka 4.3.
import { MAX_CLIENT_METERS, MAX_THROTTLE_MS } from '../../../schema/limits.ts'
import type { KafkaRequest } from '../../../schema/kafka/requests/apis.ts'
import type { FetchResponse } from '../../../schema/kafka/requests/fetch.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { ByteRate, RATE_MEMORY_MS } from './byte-rate.ts'
import { quotaInForce } from './quota-in-force.ts'
import type { QuotaClient } from './quota-in-force.ts'

type Measured = { readonly key: 'producer_byte_rate' | 'consumer_byte_rate'; readonly bytes: number }
type Meter = { readonly rate: ByteRate; usedMs: number }

export class ClientMeters {
  /** Those that were used last stand last. */
  readonly #meters = new Map<string, Meter>()

  /** Notes what a request has cost, and says how long the client may be kept waiting for it, milliseconds. */
  throttleMs(
    cluster: Pick<ClusterView, 'clientQuotas'>,
    client: QuotaClient,
    asked: KafkaRequest,
    response: unknown,
    nowMs: number,
  ): number {
    if (cluster.clientQuotas.size === 0) return 0
    const measured = measure(asked, response)
    const quota = measured === null ? null : quotaInForce(cluster, client, measured.key)
    if (measured === null || quota === null) return 0
    const { rate } = this.#meter(quota.meter, nowMs)
    rate.record(measured.bytes, nowMs)
    return Math.min(MAX_THROTTLE_MS, rate.throttleMs(quota.value, nowMs))
  }

  #meter(name: string, nowMs: number): Meter {
    const meter = this.#meters.get(name) ?? { rate: new ByteRate(), usedMs: nowMs }
    meter.usedMs = nowMs
    this.#meters.delete(name)
    this.#meters.set(name, meter)
    this.#forget(nowMs)
    return meter
  }

  /** Those that have nothing to remember, and when there are too many, those that were not used for longest. */
  #forget(nowMs: number): void {
    for (const [name, { usedMs }] of this.#meters) {
      if (this.#meters.size <= MAX_CLIENT_METERS && nowMs - usedMs < RATE_MEMORY_MS) return
      this.#meters.delete(name)
    }
  }
}

/** What counts is records; null is a request that no quota is about. */
function measure(asked: KafkaRequest, response: unknown): Measured | null {
  if (asked.api === 'Produce') {
    const bytes = asked.request.topicData
      .flatMap(({ partitionData }) => partitionData)
      .reduce((sum, { records }) => sum + records.length, 0)
    return { key: 'producer_byte_rate', bytes }
  }
  if (asked.api !== 'Fetch') return null
  const { responses } = response as FetchResponse
  const bytes = responses.flatMap(({ partitions }) => partitions).reduce((sum, { records }) => sum + records.length, 0)
  return { key: 'consumer_byte_rate', bytes }
}
