// A reader of one topic or one partition without a group: it knows its place in every partition, asks the object for what comes next, and
// waits for more without keeping the object awake.
import type { AbortedTransaction, FetchPartition, FetchPartitionData, IsolationLevel } from '../../schema/kafka/requests/fetch.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import type { MetadataTopic } from '../../schema/kafka/requests/metadata.ts'
import { MAX_FETCH_BYTES } from '../../schema/limits.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import type { Cursor } from '../../schema/records/cursor.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { ask, askTopic } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { notFound, RestError } from '../http/rest-error.ts'
import type { ReadPlan } from './read-plan.ts'
import { Waiter } from './waiter.ts'

export type ReadTarget = { readonly topic: string; /** Null reads every partition. */ readonly partition: number | null }

/** What one round of fetching brought of one partition. */
export type FetchedPartition = {
  readonly partition: number
  readonly fromOffset: number
  readonly records: Uint8Array
  /** For read_committed: what of the records is to be left out. Else null. */
  readonly abortedTransactions: readonly AbortedTransaction[] | null
}

export class TopicReader {
  readonly topic: string
  readonly topicId: string
  deliveredRecords: number
  deliveredBytes: number
  readonly #asker: Asker
  readonly #plan: ReadPlan
  readonly #partition: number | null
  readonly #nextOffsets: number[]
  #waiter: Waiter | null = null
  /** Where the next round begins, so that one busy partition does not starve the others. */
  #turn = 0

  private constructor(asker: Asker, plan: ReadPlan, target: ReadTarget, start: Cursor) {
    this.#asker = asker
    this.#plan = plan
    this.topic = target.topic
    this.#partition = target.partition
    this.topicId = start.topicId
    this.#nextOffsets = [...start.nextOffsets]
    this.deliveredRecords = start.deliveredRecords
    this.deliveredBytes = start.deliveredBytes
  }

  /** Finds the topic and the place to start. Throws 404 for what does not exist, 410 and 416 for a place that does not (any more). */
  static async open(asker: Asker, plan: ReadPlan, target: ReadTarget): Promise<TopicReader> {
    const topic = await describeTopic(asker, target)
    const start = await startCursor(asker, plan, target, topic)
    return new TopicReader(asker, plan, target, start)
  }

  get cursor(): Cursor {
    const { topicId, deliveredRecords, deliveredBytes } = this
    return { topicId, nextOffsets: this.#nextOffsets, deliveredRecords, deliveredBytes }
  }

  /** The place after a record that is about to be delivered. */
  advance(partition: number, nextOffset: number): void {
    this.#nextOffsets[partition] = nextOffset
  }

  /** Whether every partition that is read has ended. */
  isOver(ended: ReadonlySet<number>): boolean {
    return this.#inTurn().every((partition) => ended.has(partition))
  }

  /** Whole batches from where the reader stands, of as many partitions as fit. Empty when everything is read. */
  async fetch(): Promise<FetchedPartition[]> {
    const wanted = this.#inTurn().map((partition): FetchPartition => {
      return { partition, fetchOffset: this.#nextOffsets[partition] ?? 0, partitionMaxBytes: MAX_FETCH_BYTES }
    })
    const topics = [{ topic: this.topic, topicId: this.topicId, partitions: wanted }]
    const request = { maxBytes: MAX_FETCH_BYTES, isolationLevel: this.#plan.isolationLevel, topics }
    const { response } = await ask(this.#asker, { api: 'Fetch', request }, this.#plan.brokerId)
    const fetched = response.responses[0]?.partitions ?? []
    this.#turn++
    return fetched.flatMap((data) => this.#received(data))
  }

  #inTurn(): number[] {
    if (this.#partition !== null) return [this.#partition]
    const count = this.#nextOffsets.length
    return Array.from({ length: count }, (_, index) => (index + this.#turn) % count)
  }

  #received(data: FetchPartitionData): FetchedPartition[] {
    const fromOffset = this.#nextOffsets[data.partitionIndex] ?? 0
    if (data.error === 'OFFSET_OUT_OF_RANGE')
      throw outOfRange(this.topic, data.partitionIndex, fromOffset, data.logStartOffset, data.highWatermark)
    if (data.error === 'UNKNOWN_TOPIC_ID' || data.error === 'UNKNOWN_TOPIC_OR_PARTITION') throw gone(this.topic)
    if (data.error !== 'NONE') throw kafkaRestError(data.error, null)
    const { partitionIndex: partition, records, abortedTransactions = null } = data
    return records.length === 0 ? [] : [{ partition, fromOffset, records, abortedTransactions }]
  }

  /** Waits for something to read; false when the time is over first. */
  async wait(timeoutMs: number): Promise<boolean> {
    // The object may have been started anew since; a closed socket would answer at once for ever.
    if (this.#waiter?.isClosed === true) this.#waiter = null
    const { isolationLevel: isolation } = this.#plan
    const about = { topic: this.topic, isolation, ...(this.#partition === null ? {} : { partition: String(this.#partition) }) }
    this.#waiter ??= await Waiter.open(this.#asker, about)
    return this.#waiter.wait(encodeCursor(this.cursor), timeoutMs)
  }

  /** Lets go of what waiting holds open. */
  close(): void {
    this.#waiter?.close()
    this.#waiter = null
  }
}

async function describeTopic(asker: Asker, { topic, partition }: ReadTarget): Promise<MetadataTopic> {
  const described = await askTopic(asker, topic)
  if (partition !== null && described.partitions[partition] === undefined) throw notFound('Partition not found.', 40402)
  return described
}

async function startCursor(asker: Asker, plan: ReadPlan, target: ReadTarget, topic: MetadataTopic): Promise<Cursor> {
  const { start } = plan
  if (start.kind === 'cursor') return continued(start.cursor, topic)
  const nextOffsets = await startOffsets(asker, plan, target, topic)
  return { topicId: topic.topicId, nextOffsets, deliveredRecords: 0, deliveredBytes: 0 }
}

/** A cursor from before partitions were added reads the new ones from their beginning. */
function continued(cursor: Cursor, topic: MetadataTopic): Cursor {
  if (cursor.topicId !== topic.topicId) throw gone(topic.name)
  const added = topic.partitions.slice(cursor.nextOffsets.length).map(() => 0)
  return { ...cursor, nextOffsets: [...cursor.nextOffsets, ...added] }
}

async function startOffsets(asker: Asker, plan: ReadPlan, target: ReadTarget, topic: MetadataTopic): Promise<number[]> {
  const { start, isolationLevel } = plan
  const offsetsAt = (timestamp: number, isolation = isolationLevel): Promise<number[]> =>
    listOffsets(asker, plan, topic, timestamp, isolation)
  switch (start.kind) {
    case 'earliest':
      return offsetsAt(EARLIEST_TIMESTAMP)
    case 'latest':
      return offsetsAt(LATEST_TIMESTAMP)
    case 'timestamp': {
      const [found, latest] = await Promise.all([offsetsAt(start.timestampMs), offsetsAt(LATEST_TIMESTAMP)])
      return found.map((offset, partition) => (offset >= 0 ? offset : (latest[partition] ?? 0)))
    }
    case 'tail':
    case 'offset': {
      // An offset that is there may be waited at, though its transaction is still open.
      const isolation = start.kind === 'offset' ? 'read_uncommitted' : isolationLevel
      const [earliest, latest] = await Promise.all([offsetsAt(EARLIEST_TIMESTAMP), offsetsAt(LATEST_TIMESTAMP, isolation)])
      return latest.map((end, partition) => placeIn(start, target, partition, earliest[partition] ?? 0, end))
    }
    case 'cursor':
      throw new Error('a cursor needs no offsets')
  }
}

/** Of one partition an offset must exist; of a whole topic it means "from there on, where there is that much". */
function placeIn(
  start: { readonly kind: 'tail'; readonly records: number } | { readonly kind: 'offset'; readonly offset: number },
  target: ReadTarget,
  partition: number,
  earliest: number,
  latest: number,
): number {
  if (start.kind === 'tail') return Math.max(earliest, latest - start.records)
  const inside = start.offset >= earliest && start.offset <= latest
  if (!inside && target.partition === partition) throw outOfRange(target.topic, partition, start.offset, earliest, latest)
  return Math.min(Math.max(start.offset, earliest), latest)
}

async function listOffsets(
  asker: Asker,
  plan: ReadPlan,
  topic: MetadataTopic,
  timestamp: number,
  isolationLevel: IsolationLevel,
): Promise<number[]> {
  const partitions = topic.partitions.map(({ partitionIndex }) => ({ partitionIndex, timestamp }))
  const request = { isolationLevel, topics: [{ name: topic.name, partitions }] }
  const { response } = await ask(asker, { api: 'ListOffsets', request }, plan.brokerId)
  return (response.topics[0]?.partitions ?? []).map(({ error, offset }) => {
    if (error !== 'NONE') throw kafkaRestError(error, null)
    return offset
  })
}

function outOfRange(topic: string, partition: number, offset: number, earliest: number, latest: number): RestError {
  return new RestError({
    status: 416,
    code: 'OFFSET_OUT_OF_RANGE',
    message: `Offset ${offset} is out of range: partition ${partition} of ${topic} can be read from ${earliest} to ${latest}.`,
    headers: { 'Content-Range': `offsets */${earliest}-${latest}` },
  })
}

/** The topic went, or another one has its name now. */
function gone(topic: string): RestError {
  return new RestError({
    status: 410,
    code: 'UNKNOWN_TOPIC_ID',
    message: `The topic ${topic} that this reader was reading does not exist any more.`,
  })
}
