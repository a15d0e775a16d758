// Clients at work: producers with all kinds of acks, consumers that read from anywhere and ask anybody, and administrators.
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { checkBatch } from '../../schema/kafka/check-batch.ts'
import type { PartitionProduceData } from '../../schema/kafka/requests/produce.ts'
import type { TopicView } from '../engine/cluster.ts'
import { administer, createTopic } from './administration.ts'
import type { Audit, SentBatch } from './audit.ts'
import type { Chance } from './chance.ts'
import { must } from './violation.ts'
import type { World } from './world.ts'

/** How often each kind happens, compared with the others. */
export const WORKLOAD_WEIGHTS = {
  produce: 60,
  fetch: 20,
  listOffsets: 3,
  metadata: 1,
  createTopic: 3,
  deleteTopic: 1,
  addPartitions: 1,
  alterTopic: 3,
  alterBrokers: 1,
  deleteRecords: 2,
  electLeaders: 2,
  reassign: 3,
}

export type WorkloadWeights = Readonly<typeof WORKLOAD_WEIGHTS>

/** Does one thing, and says what. */
export class Workload {
  readonly #world: World
  readonly #audit: Audit
  readonly #chance: Chance
  readonly #weights: WorkloadWeights
  #nextValue = 1

  constructor(world: World, audit: Audit, chance: Chance, weights: WorkloadWeights) {
    this.#world = world
    this.#audit = audit
    this.#chance = chance
    this.#weights = weights
  }

  work(): string {
    const kind = this.#chance.weighted(this.#weights)
    const topics = [...this.#world.cluster.topics.values()]
    if (topics.length === 0) return createTopic(this.#world, this.#chance)
    const topic = this.#chance.oneOf(topics)
    if (kind === 'produce') return this.#produce(topic)
    return kind === 'fetch' ? this.#fetch(topic) : administer(this.#world, this.#chance, kind, topic)
  }

  #produce(topic: TopicView): string {
    const chance = this.#chance
    const acks = chance.oneOf([-1, -1, -1, 1, 1, 0])
    const indexes = topic.partitions.map(({ partitionIndex }) => partitionIndex)
    const chosen = chance.isPercent(20) ? indexes : [chance.oneOf(indexes)]
    const batches: SentBatch[] = []
    const partitionData: PartitionProduceData[] = []
    for (const partitionIndex of chosen) {
      const values = Array.from({ length: chance.between(1, 3) }, () => this.#newValue())
      batches.push({ topic: topic.name, topicId: topic.topicId, partitionIndex, values })
      partitionData.push(this.#dataOf(partitionIndex, values))
    }
    const requestId = this.#world.nextRequestId()
    const brokerId = this.#someBroker(topic)
    this.#audit.expect(requestId, { kind: 'produce', acks, batches })
    const topicData = [{ name: topic.name, topicId: topic.topicId, partitionData }]
    const timeoutMs = chance.oneOf([100, 5000, 30_000])
    const request = { transactionalId: null, acks, timeoutMs, atomic: false, topicData }
    this.#world.request(requestId, brokerId, { api: 'Produce', request })
    return `produce acks=${acks} ${topic.name}-[${chosen.join(', ')}] via ${brokerId} ${batches.map(({ values }) => values[0]?.trimEnd()).join(', ')}`
  }

  /** Unlike every other value of the simulation. */
  #newValue(): string {
    const value = `v${this.#nextValue}`
    this.#nextValue += 1
    return value.padEnd(this.#chance.oneOf([4, 20, 60]))
  }

  #dataOf(index: number, values: readonly string[]): PartitionProduceData {
    const builder = new RecordBatchBuilder()
    for (const value of values) builder.append(this.#world.nowMs, bytesOf(`key-${this.#chance.below(4)}`), bytesOf(value), [])
    const records = builder.build()
    const checked = checkBatch(records)
    must('assertion', checked.ok, () => 'A batch of the simulator is refused by our own check.')
    return { index, records, facts: checked.facts }
  }

  /** Mostly whoever leads; sometimes a broker that may have led once, or never did. */
  #someBroker({ partitions }: TopicView): number | null {
    if (!this.#chance.isPercent(25)) return null
    return this.#chance.oneOf(partitions.flatMap(({ replicas }) => replicas))
  }

  #fetch(topic: TopicView): string {
    const chance = this.#chance
    const { partitionIndex, log } = chance.oneOf(topic.partitions)
    const fetchOffset = chance.between(Math.max(0, log.logStartOffset - 1), log.logEndOffset + (chance.isPercent(5) ? 1 : 0))
    const history = this.#audit.history.of(this.#world.cluster, topic.name, partitionIndex)
    const requestId = this.#world.nextRequestId()
    const brokerId = this.#someBroker(topic)
    const place = { topic: topic.name, partitionIndex, fetchOffset, excusedLosses: history?.excusedLosses ?? 0 }
    this.#audit.expect(requestId, { kind: 'fetch', brokerId, places: [place] })
    const partitions = [{ partition: partitionIndex, fetchOffset, partitionMaxBytes: chance.oneOf([100, 100_000]) }]
    const request = {
      maxBytes: 100_000,
      maxWaitMs: chance.oneOf([0, 0, 500]),
      minBytes: chance.oneOf([1, 200]),
      isolationLevel: 'read_uncommitted' as const,
      topics: [{ topic: topic.name, topicId: null, partitions }],
    }
    this.#world.request(requestId, brokerId, { api: 'Fetch', request })
    return `fetch ${topic.name}-${partitionIndex} at ${fetchOffset} via ${brokerId}`
  }
}

/** Latin letters and digits only: there is no TextEncoder here. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
