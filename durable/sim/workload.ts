// Clients at work: producers with all kinds of acks, consumers that read from anywhere and ask anybody, administrators, and clients that keep count
// of what they send and where they are.
import type { FetchRequest } from '../../schema/kafka/requests/fetch.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import type { PartitionProduceResponse } from '../../schema/kafka/requests/produce.ts'
import type { TopicView } from '../engine/cluster.ts'
import { isInternalTopic } from '../engine/coordinator/internal-topics.ts'
import { administer, createTopic } from './administration.ts'
import type { Acks, SentValues } from './anomalies/client-history.ts'
import type { SentBatch } from './audit.ts'
import { clientPartition } from './clients/client-context.ts'
import type { ClientContext } from './clients/client-context.ts'
import { Group } from './clients/groups.ts'
import type { GroupPlan } from './clients/groups.ts'
import { IdempotentProducer } from './clients/idempotent-producer.ts'
import { Reader } from './clients/reader.ts'
import { Transactions } from './clients/transactions.ts'

/** How often each kind happens, compared with the others. */
export const WORKLOAD_WEIGHTS = {
  produce: 60,
  idempotentProduce: 40,
  transact: 60,
  poll: 20,
  classicGroup: 16,
  consumerGroup: 16,
  classicTransform: 16,
  consumerTransform: 16,
  mixedGroup: 16,
  mixedTransform: 16,
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

const IDEMPOTENT_PRODUCERS = ['i1', 'i2']
const READERS = [
  ['u1', 'read_uncommitted'],
  ['c1', 'read_committed'],
  ['c2', 'read_committed'],
] as const

/** By the kind of work that they are. */
const GROUPS = {
  classicGroup: { groupId: 'g1', protocol: 'classic', isTransactional: false, size: 3, statics: 1 },
  consumerGroup: { groupId: 'g2', protocol: 'consumer', isTransactional: false, size: 3, statics: 1 },
  classicTransform: { groupId: 'g3', protocol: 'classic', isTransactional: true, size: 2, statics: 0 },
  consumerTransform: { groupId: 'g4', protocol: 'consumer', isTransactional: true, size: 2, statics: 0 },
  mixedGroup: { groupId: 'g5', protocol: 'both', isTransactional: false, size: 3, statics: 1 },
  mixedTransform: { groupId: 'g6', protocol: 'both', isTransactional: true, size: 2, statics: 0 },
} as const satisfies Readonly<Record<string, GroupPlan>>

/** Does one thing, and says what. */
export class Workload {
  readonly #context: ClientContext
  readonly #weights: WorkloadWeights
  readonly #idempotentProducers: readonly IdempotentProducer[]
  readonly #transactions: Transactions
  readonly #readers: readonly Reader[]
  readonly #groups: { readonly [Kind in keyof typeof GROUPS]: Group }

  constructor(context: ClientContext, weights: WorkloadWeights) {
    this.#context = context
    this.#weights = weights
    this.#idempotentProducers = IDEMPOTENT_PRODUCERS.map((name) => new IdempotentProducer(context, name))
    this.#transactions = new Transactions(context)
    this.#readers = READERS.map(([name, isolationLevel]) => new Reader(context, name, isolationLevel))
    this.#groups = {
      classicGroup: new Group(context, GROUPS.classicGroup),
      consumerGroup: new Group(context, GROUPS.consumerGroup),
      classicTransform: new Group(context, GROUPS.classicTransform),
      consumerTransform: new Group(context, GROUPS.consumerTransform),
      mixedGroup: new Group(context, GROUPS.mixedGroup),
      mixedTransform: new Group(context, GROUPS.mixedTransform),
    }
  }

  /** Those that have acted. */
  get groups(): readonly Group[] {
    return Object.values(this.#groups).filter(({ hasActed }) => hasActed)
  }

  work(): string {
    const { world, chance } = this.#context
    const kind = chance.weighted(this.#weights)
    // What the coordinators write is theirs alone; brokers fail under it as under everything else.
    const topics = [...world.cluster.topics.values()].filter(({ name }) => !isInternalTopic(name))
    if (topics.length === 0) return createTopic(world, chance)
    const topic = chance.oneOf(topics)
    switch (kind) {
      case 'produce':
        return this.#produce(topic)
      case 'idempotentProduce':
        return chance.oneOf(this.#idempotentProducers).act(topic)
      case 'transact':
        return this.#transactions.act(topic)
      case 'poll':
        return chance.oneOf(this.#readers).act(topic)
      case 'classicGroup':
      case 'consumerGroup':
      case 'classicTransform':
      case 'consumerTransform':
      case 'mixedGroup':
      case 'mixedTransform':
        return this.#groups[kind].act()
      case 'fetch':
        return this.#fetch(topic)
      default:
        return administer(world, chance, kind, topic)
    }
  }

  /** A request of a plain producer that is never sent again. */
  #produce(topic: TopicView): string {
    const { chance, values, clientHistory } = this.#context
    const acks: Acks = chance.oneOf([-1, -1, -1, 1, 1, 0])
    const indexes = topic.partitions.map(({ partitionIndex }) => partitionIndex)
    const chosen = chance.isPercent(20) ? indexes : [chance.oneOf(indexes)]
    const batches: SentBatch[] = chosen.map((partitionIndex) => ({ ...clientPartition(topic, partitionIndex), values: values.some() }))
    const partitionData = batches.map((batch) => ({ index: batch.partitionIndex, ...this.#context.batchOf(batch.values) }))
    const brokerId = this.#context.someBroker(topic)
    const topicData = [{ name: topic.name, topicId: topic.topicId, partitionData }]
    const timeoutMs = chance.oneOf([100, 5000, 30_000])
    const request = { transactionalId: null, acks, timeoutMs, atomic: false, topicData }
    const running = clientHistory.beginOperation({ process: 'plain', producer: 'plain', acks })
    const sends = batches.map((batch) => running.send(batch, batch.values))
    this.#context.ask({ api: 'Produce', request }, { brokerId, sent: { kind: 'produce', acks, batches } }, ({ responses }) => {
      const results = responses.flatMap(({ partitionResponses }) => partitionResponses)
      for (const [index, result] of results.entries()) noteResult(sends[index], result)
      running.end()
    })
    return `produce acks=${acks} ${topic.name}-[${chosen.join(', ')}] via ${brokerId} ${batches.map((batch) => batch.values[0]).join(', ')}`
  }

  #fetch(topic: TopicView): string {
    const { chance, audit, world } = this.#context
    const { partitionIndex, log } = chance.oneOf(topic.partitions)
    const fetchOffset = chance.between(Math.max(0, log.logStartOffset - 1), log.logEndOffset + (chance.isPercent(5) ? 1 : 0))
    const history = audit.history.of(world.cluster, topic.name, partitionIndex)
    const brokerId = this.#context.someBroker(topic)
    const place = { topic: topic.name, partitionIndex, fetchOffset, excusedLosses: history?.excusedLosses ?? 0 }
    const partitions = [{ partition: partitionIndex, fetchOffset, partitionMaxBytes: chance.oneOf([100, 100_000]) }]
    const request: FetchRequest = {
      maxBytes: 100_000,
      maxWaitMs: chance.oneOf([0, 0, 500]),
      minBytes: chance.oneOf([1, 200]),
      isolationLevel: 'read_uncommitted',
      topics: [{ topic: topic.name, topicId: null, partitions }],
    }
    this.#context.ask({ api: 'Fetch', request }, { brokerId, sent: { kind: 'fetch', brokerId, places: [place] } }, () => {})
    return `fetch ${topic.name}-${partitionIndex} at ${fetchOffset} via ${brokerId}`
  }
}

/** An error after which the same request may succeed leaves open what was done. */
function noteResult(sent: SentValues | undefined, { error, baseOffset }: PartitionProduceResponse): void {
  if (error === 'NONE') sent?.acknowledge(baseOffset)
  else if (!kafkaError(error).retriable) sent?.refuse()
}
