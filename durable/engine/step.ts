// What a request handler builds while it decides: records, bytes to store, bytes to remove, and drafts of the counters it draws from.
// The cluster itself stays untouched until the records are applied.
import { MAX_EXTENTS } from '../../schema/limits.ts'
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { assert } from './assert.ts'
import type { ClusterView } from './cluster.ts'
import type { BatchRemoval, BatchWrite, Decision } from './decision.ts'
import { Random } from './random.ts'
import type { ClusterRecord } from './record.ts'

export class Step {
  readonly records: ClusterRecord[] = []
  readonly removals: BatchRemoval[] = []
  readonly #cluster: ClusterView
  readonly #writes: BatchWrite[] = []
  #random: Random | null = null
  #nextExtentId: number
  #writtenBytes = 0

  constructor(cluster: ClusterView) {
    this.#cluster = cluster
    this.#nextExtentId = cluster.nextExtentId
  }

  get random(): Random {
    this.#random ??= new Random(this.#cluster.random)
    return this.#random
  }

  readonly nextExtentId = (): number => {
    assert(this.#nextExtentId < MAX_EXTENTS, 'the key space has room for another extent')
    return this.#nextExtentId++
  }

  /** Bytes that this step stores so far. */
  get writtenBytes(): number {
    return this.#writtenBytes
  }

  write(batch: BatchWrite): void {
    this.#writes.push(batch)
    this.#writtenBytes += batch.bytes.length
  }

  decision<Api extends KafkaApi>(response: KafkaApis[Api]['response']): Decision<Api> {
    const counters: ClusterRecord[] = []
    if (this.#random !== null) counters.push({ kind: 'random.moved', random: this.#random.state })
    if (this.#nextExtentId !== this.#cluster.nextExtentId) counters.push({ kind: 'extentId.moved', nextExtentId: this.#nextExtentId })
    return { records: [...this.records, ...counters], writes: this.#writes, removals: this.removals, response }
  }
}
