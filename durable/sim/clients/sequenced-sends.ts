// The sends of one producer id in one epoch, as Kafka's own producer makes them: numbered by partition, up to five batches in flight, and what was
// not answered is sent again, the same bytes with the same sequence numbers, until it is answered or too old. A batch that is refused for good,
// or given up, breaks the row of numbers: the producer then needs another id, or another epoch.
// Source: Sender.completeBatch, TransactionManager.canRetry and RecordAccumulator.shouldStopDrainBatchesForPartition of Kafka 4.3.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { PartitionProduceData, PartitionProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import type { ClientPartition, RunningOperation, SentValues } from '../anomalies/client-history.ts'
import { partitionKey } from '../anomalies/client-history.ts'
import type { ClientContext } from './client-context.ts'

/** max.in.flight.requests.per.connection: what a leader recognises as sent before. */
const MAX_IN_FLIGHT = 5
/** delivery.timeout.ms. */
const DELIVERY_TIMEOUT_MS = 120_000
/** request.timeout.ms, short of Kafka's so that a simulation sees it pass. */
const REQUEST_TIMEOUT_MS = 3000
const ALL = -1

export type ProducerIdentity = {
  readonly producerId: number
  readonly producerEpoch: number
  /** Null for a producer that is idempotent and no more. */
  readonly transactionalId: string | null
  /** Of its produce requests; null for the newest. */
  readonly apiVersion: number | null
}

type PendingBatch = {
  readonly partition: ClientPartition
  readonly ordinal: number
  readonly values: readonly string[]
  readonly data: PartitionProduceData
  readonly sent: SentValues
  readonly firstSentMs: number
  /** Called once, when nothing is awaited of it any more. */
  readonly settle: () => void
  /** How often it was sent; only the answer to the last time is heard. */
  attempts: number
  sentMs: number
  isAnswered: boolean
  /** Whether somebody may have appended it without saying so. */
  isInDoubt: boolean
}

type PartitionSends = { nextSequence: number; nextOrdinal: number; pending: PendingBatch[] }

export class SequencedSends {
  readonly #context: ClientContext
  readonly #identity: ProducerIdentity
  readonly #partitions = new Map<string, PartitionSends>()
  #isBroken = false

  constructor(context: ClientContext, identity: ProducerIdentity) {
    this.#context = context
    this.#identity = identity
  }

  get isBroken(): boolean {
    return this.#isBroken
  }

  /** Nothing waits for an answer. */
  get isFlushed(): boolean {
    return [...this.#partitions.values()].every(({ pending }) => pending.length === 0)
  }

  /** Nothing new goes before what must be sent again, nor further ahead of it than a leader remembers. */
  mayBegin(partition: ClientPartition): boolean {
    const { pending, nextOrdinal } = this.#of(partition)
    const [oldest] = pending
    if (oldest === undefined) return true
    return nextOrdinal - oldest.ordinal < MAX_IN_FLIGHT && pending.every((batch) => !this.#mustBeSentAgain(batch))
  }

  begin(
    partition: ClientPartition,
    running: RunningOperation,
    settle: () => void,
    values: readonly string[] = this.#context.values.some(),
  ): string {
    const sends = this.#of(partition)
    const { producerId, producerEpoch, transactionalId } = this.#identity
    const isTransactional = transactionalId !== null
    const options = { producerId, producerEpoch, baseSequence: sends.nextSequence, isTransactional }
    const batch: PendingBatch = {
      partition,
      ordinal: sends.nextOrdinal,
      values,
      data: { index: partition.partitionIndex, ...this.#context.batchOf(values, options) },
      sent: running.send(partition, values),
      firstSentMs: this.#context.world.nowMs,
      settle,
      attempts: 0,
      sentMs: 0,
      isAnswered: false,
      isInDoubt: false,
    }
    sends.nextOrdinal += 1
    sends.nextSequence += values.length
    sends.pending.push(batch)
    return this.#transmit(batch)
  }

  /** Sends a batch again whose time has come, the oldest of its partition; null when there is none. */
  sendAgain(): string | null {
    const batches = [...this.#partitions.values()].flatMap(({ pending }) => pending.find((batch) => this.#mustBeSentAgain(batch)) ?? [])
    return batches.length === 0 ? null : this.#transmit(this.#context.chance.oneOf(batches))
  }

  /** Gives up when a batch is too old to be sent again. */
  expire(): void {
    const { nowMs } = this.#context.world
    const isTooOld = ({ firstSentMs }: PendingBatch): boolean => nowMs - firstSentMs >= DELIVERY_TIMEOUT_MS
    this.#isBroken ||= [...this.#partitions.values()].some(({ pending }) => pending.some(isTooOld))
  }

  /** Awaits nothing any more. What was not answered stays unknown. */
  giveUp(): void {
    this.#isBroken = true
    for (const { pending } of this.#partitions.values()) for (const batch of pending) this.#settle(batch)
  }

  #of(partition: ClientPartition): PartitionSends {
    const key = partitionKey(partition)
    const known = this.#partitions.get(key) ?? { nextSequence: 0, nextOrdinal: 0, pending: [] }
    this.#partitions.set(key, known)
    return known
  }

  #mustBeSentAgain({ isAnswered, sentMs }: PendingBatch): boolean {
    return isAnswered || this.#context.world.nowMs - sentMs >= REQUEST_TIMEOUT_MS
  }

  #transmit(batch: PendingBatch): string {
    const { world, chance } = this.#context
    const { partition, values, data } = batch
    batch.isInDoubt ||= batch.attempts > 0 && !batch.isAnswered
    batch.attempts += 1
    batch.sentMs = world.nowMs
    batch.isAnswered = false
    const attempt = batch.attempts
    const { transactionalId, apiVersion } = this.#identity
    // Whoever receives the bytes owns them, and stamps them.
    const partitionData = [{ ...data, records: data.records.slice() }]
    const topicData = [{ name: partition.topic, topicId: partition.topicId, partitionData }]
    const version = apiVersion === null ? {} : { apiVersion }
    const request = { transactionalId, acks: ALL, timeoutMs: chance.oneOf([100, 5000, 30_000]), atomic: false, topicData, ...version }
    const brokerId = this.#context.someBroker(world.cluster.topics.get(partition.topic))
    const sent = { kind: 'produce', acks: ALL, batches: [{ ...partition, values }] } as const
    this.#context.ask({ api: 'Produce', request }, { brokerId, sent }, ({ responses }) => {
      const [answer] = responses.flatMap(({ partitionResponses }) => partitionResponses)
      if (answer !== undefined && attempt === batch.attempts) this.#hear(batch, answer)
    })
    const name = `${partition.topic}-${partition.partitionIndex}`
    return `${values[0]} to ${name} via ${brokerId}${attempt > 1 ? `, attempt ${attempt}` : ''}`
  }

  #hear(batch: PendingBatch, { error, baseOffset }: PartitionProduceResponse): void {
    if (!this.#isPending(batch)) return
    batch.isAnswered = true
    if (error === 'NONE') {
      batch.sent.acknowledge(baseOffset)
      this.#settle(batch)
    } else if (kafkaError(error).retriable) batch.isInDoubt = true
    else if (error !== 'OUT_OF_ORDER_SEQUENCE_NUMBER' || this.#isOldest(batch)) this.#fail(batch)
  }

  #fail(batch: PendingBatch): void {
    if (!batch.isInDoubt) batch.sent.refuse()
    this.#isBroken = true
    this.#settle(batch)
  }

  #isPending(batch: PendingBatch): boolean {
    return this.#of(batch.partition).pending.includes(batch)
  }

  /** One that came before those it follows waits for them; the oldest waits for nobody. */
  #isOldest(batch: PendingBatch): boolean {
    return this.#of(batch.partition).pending[0] === batch
  }

  #settle(batch: PendingBatch): void {
    const sends = this.#of(batch.partition)
    sends.pending = sends.pending.filter((other) => other !== batch)
    batch.settle()
  }
}
