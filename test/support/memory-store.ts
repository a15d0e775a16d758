// The shell's storage in memory, for tests of the pure engine: it keeps what decisions write and reads it back as a LogReader.
import { apply } from '../../durable/engine/apply.ts'
import { emptyCluster } from '../../durable/engine/cluster.ts'
import type { Cluster } from '../../durable/engine/cluster.ts'
import { createCluster } from '../../durable/engine/create-cluster.ts'
import type { ClusterSpec } from '../../durable/engine/create-cluster.ts'
import { decide } from '../../durable/engine/decide.ts'
import type { BatchRemoval, BatchWrite } from '../../durable/engine/decision.ts'
import type { ClusterEvent } from '../../durable/engine/event.ts'
import type { LogReader } from '../../durable/engine/log/log-reader.ts'
import type { ClusterRecord } from '../../durable/engine/record.ts'
import type { KafkaApi, KafkaApis, KafkaRequest } from '../../schema/kafka/requests/apis.ts'

export class MemoryStore implements LogReader {
  readonly #extents = new Map<number, BatchWrite[]>()

  write(batch: BatchWrite): void {
    const batches = this.#extents.get(batch.extentId) ?? []
    // Copied, because the bytes of a request belong to whoever sent it once the step is over.
    batches.push({ ...batch, bytes: batch.bytes.slice() })
    this.#extents.set(batch.extentId, batches)
  }

  discard({ extentId, untilOffset }: BatchRemoval): void {
    const left = (this.#extents.get(extentId) ?? []).filter(({ relativeOffset }) => untilOffset !== null && relativeOffset >= untilOffset)
    if (left.length === 0) this.#extents.delete(extentId)
    else this.#extents.set(extentId, left)
  }

  get batchCount(): number {
    return [...this.#extents.values()].reduce((count, batches) => count + batches.length, 0)
  }

  read(extentId: number, fromOffset: number, untilOffset: number, maxBytes: number, atLeastOne: boolean): Uint8Array {
    const pieces: number[] = []
    for (const { bytes } of this.#from(extentId, fromOffset, untilOffset)) {
      if (pieces.length + bytes.length > maxBytes && !(atLeastOne && pieces.length === 0)) break
      pieces.push(...bytes)
      if (pieces.length > maxBytes) break
    }
    return Uint8Array.from(pieces)
  }

  firstReaching(extentId: number, fromOffset: number, untilOffset: number, timestampMs: number): Uint8Array | null {
    return this.#from(extentId, fromOffset, untilOffset).find((batch) => batch.maxTimestamp >= timestampMs)?.bytes ?? null
  }

  #from(extentId: number, fromOffset: number, untilOffset: number): BatchWrite[] {
    const batches = this.#extents.get(extentId) ?? []
    const first = batches.findLastIndex(({ relativeOffset }) => relativeOffset <= fromOffset)
    return batches.slice(Math.max(first, 0)).filter(({ relativeOffset }) => relativeOffset < untilOffset)
  }
}

/** A cluster in memory with a clock that only moves when told. Every record it applied is kept, so that a test can replay them. */
export class MemoryCluster {
  readonly store = new MemoryStore()
  readonly cluster: Cluster = emptyCluster()
  readonly records: ClusterRecord[] = []
  readonly events: ClusterEvent[] = []
  nowMs = 1_700_000_000_000

  constructor(spec: Partial<ClusterSpec> = {}) {
    const brokers = [1, 2, 3].map((brokerId) => ({ brokerId, rack: null }))
    this.#apply(createCluster({ clusterId: 'test-cluster', seed: 1, brokers, brokerConfigs: [], ...spec }))
  }

  request<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request']): KafkaApis[Api]['response'] {
    const input = { kind: 'request', nowMs: this.nowMs, api, request } as { kind: 'request'; nowMs: number } & KafkaRequest
    const decision = decide(this.cluster, input, this.store)
    this.#apply(decision.records)
    for (const write of decision.writes) this.store.write(write)
    for (const removal of decision.removals) this.store.discard(removal)
    return decision.response as KafkaApis[Api]['response']
  }

  #apply(records: readonly ClusterRecord[]): void {
    for (const record of records) {
      this.records.push(record)
      const event = apply(this.cluster, record)
      if (event !== null) this.events.push(event)
    }
  }
}
