// A subscription by cursor: where it starts, and sending what its permits allow. The cursor moves with what is sent, so a client that comes
// back with the last cursor it saw misses nothing and sees nothing twice.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { FetchPartitionData, IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../../schema/kafka/requests/list-offsets.ts'
import { MAX_FETCH_BYTES, MAX_UNCONFIRMED_BYTES } from '../../../schema/limits.ts'
import { JsonWriter } from '../../../schema/json/json-writer.ts'
import { decodeCursor, encodeCursor } from '../../../schema/records/cursor.ts'
import type { Cursor } from '../../../schema/records/cursor.ts'
import { JsonRecordRenderer } from '../../../schema/records/read-record.ts'
import { renderBatches } from '../../../schema/records/render-batches.ts'
import { parseInstant } from '../../../schema/records/timestamp.ts'
import type { PartitionView, TopicView } from '../../engine/cluster.ts'
import { readableUntil } from '../../engine/log/transactions.ts'
import type { Home } from '../home.ts'
import { isolationOf } from './session.ts'
import type { Subscription } from './session.ts'

export type Delivered = { readonly ok: true } | Refusal

type Refusal = { readonly ok: false; readonly code: KafkaErrorName; readonly detail: string }

const COMMA = 0x2c
/** Records of one frame; a client should not have to parse megabytes at a time. */
const MAX_RECORDS_PER_FRAME = 500

const decoder = new TextDecoder()

/** The cursor for `cursor`, or for `from`: earliest (the default), latest, or a time in milliseconds or ISO 8601. */
export async function startCursor(
  home: Home,
  topicName: string,
  members: ReadonlyMap<string, unknown>,
  isolation: IsolationLevel,
): Promise<{ readonly ok: true; readonly cursor: string } | Refusal> {
  const topic = home.runtime.cluster.topics.get(topicName)
  if (topic === undefined) return { ok: false, code: 'UNKNOWN_TOPIC_OR_PARTITION', detail: `There is no topic ${topicName}.` }
  const given = members.get('cursor')
  if (given !== undefined) return givenCursor(topic, given)
  const timestamp = timestampOf(members.get('from') ?? 'earliest')
  if (timestamp === null)
    return { ok: false, code: 'INVALID_REQUEST', detail: 'from is earliest, latest, milliseconds, or an ISO 8601 time.' }
  const nextOffsets = await offsetsAt(home, topic, timestamp, isolation)
  if (!Array.isArray(nextOffsets)) return nextOffsets
  return { ok: true, cursor: encodeCursor({ topicId: topic.topicId, nextOffsets, deliveredRecords: 0, deliveredBytes: 0 }) }
}

function givenCursor(topic: TopicView, given: unknown): { readonly ok: true; readonly cursor: string } | Refusal {
  const cursor = typeof given === 'string' ? decodeCursor(given) : null
  if (cursor === null) return { ok: false, code: 'INVALID_REQUEST', detail: 'cursor is not one that an answer gave.' }
  if (cursor.topicId !== topic.topicId) return gone(topic.name)
  return { ok: true, cursor: encodeCursor(cursor) }
}

function gone(topic: string): Refusal {
  return { ok: false, code: 'UNKNOWN_TOPIC_ID', detail: `The topic ${topic} that this cursor was reading does not exist any more.` }
}

function timestampOf(from: unknown): number | null {
  if (from === 'earliest') return EARLIEST_TIMESTAMP
  if (from === 'latest') return LATEST_TIMESTAMP
  if (typeof from === 'number' && Number.isSafeInteger(from) && from >= 0) return from
  return typeof from === 'string' ? parseInstant(from) : null
}

/** By partition. A time after the last record means the end. */
async function offsetsAt(home: Home, topic: TopicView, timestamp: number, isolationLevel: IsolationLevel): Promise<number[] | Refusal> {
  const partitions = topic.partitions.map(({ partitionIndex }) => ({ partitionIndex, timestamp }))
  const request = { isolationLevel, topics: [{ name: topic.name, partitions }] }
  const { response } = await home.runtime.request({ api: 'ListOffsets', request })
  const found = response.topics[0]?.partitions ?? []
  const failed = found.find(({ error }) => error !== 'NONE')
  if (failed !== undefined) {
    const detail = `Partition ${failed.partitionIndex} of ${topic.name} does not say where to start: ${kafkaError(failed.error).message}`
    return { ok: false, code: failed.error, detail }
  }
  return found.map(({ offset }, index) => (offset >= 0 ? offset : endOf(topic.partitions[index], isolationLevel)))
}

function endOf(partition: PartitionView | undefined, isolationLevel: IsolationLevel): number {
  return partition === undefined ? 0 : readableUntil(partition.log, isolationLevel)
}

/** Sends frames of records until there are no more, or no permits, or too much is on its way unread. */
export async function deliver(home: Home, subscription: Subscription, send: (text: string) => void): Promise<Delivered> {
  while (subscription.permits > 0 && subscription.unconfirmedBytes < MAX_UNCONFIRMED_BYTES) {
    const round = await fetchRound(home, subscription)
    if (!round.ok) return round
    if (round.text === null) {
      // A reader that cannot read does not know whether it has everything. It is called again when that is over.
      if (!round.isUnreadable) sayCaughtUp(subscription, send)
      return { ok: true }
    }
    subscription.caughtUp = false
    subscription.unconfirmedBytes += round.text.length
    send(round.text)
  }
  return { ok: true }
}

function sayCaughtUp(subscription: Subscription, send: (text: string) => void): void {
  if (subscription.caughtUp) return
  subscription.caughtUp = true
  send(JSON.stringify({ type: 'caught_up', subscription: subscription.name, cursor: subscription.cursor }))
}

type Round =
  | {
      readonly ok: true
      /** The frame, or null when there is nothing to send. */
      readonly text: string | null
      /** Whether a partition could not be read: its broker is away, or a fault is in force. */
      readonly isUnreadable: boolean
    }
  | Refusal

/** Fetches once and renders one frame, as far as the permits reach. Moves cursor and permits. */
async function fetchRound(home: Home, subscription: Subscription): Promise<Round> {
  const topic = home.runtime.cluster.topics.get(subscription.topic)
  const cursor = decodeCursor(subscription.cursor)
  if (cursor === null) throw new Error('a remembered cursor can be read')
  if (topic === undefined || topic.topicId !== cursor.topicId) return gone(subscription.topic)
  const fetched = await fetchFrom(home, topic, cursor, isolationOf(subscription))
  const writer = new JsonWriter()
  const nextOffsets = topic.partitions.map(({ partitionIndex }) => cursor.nextOffsets[partitionIndex] ?? 0)
  const before = subscription.permits
  let moved = false
  let isUnreadable = false
  for (const data of fetched) {
    if (data.error === 'OFFSET_OUT_OF_RANGE') return outOfRange(subscription.topic, data)
    if (data.error !== 'NONE') isUnreadable = true
    if (data.records.length === 0) continue
    nextOffsets[data.partitionIndex] = renderPartition(subscription, data, nextOffsets[data.partitionIndex] ?? 0, writer)
    moved = true
    if (subscription.permits === 0 || before - subscription.permits >= MAX_RECORDS_PER_FRAME) break
  }
  if (!moved) return { ok: true, text: null, isUnreadable }
  subscription.cursor = encodeCursor({ ...cursor, nextOffsets })
  return { ok: true, text: recordsText(subscription, writer), isUnreadable }
}

async function fetchFrom(
  home: Home,
  topic: TopicView,
  cursor: Cursor,
  isolationLevel: IsolationLevel,
): Promise<readonly FetchPartitionData[]> {
  const partitions = topic.partitions.map(({ partitionIndex }) => ({
    partition: partitionIndex,
    fetchOffset: cursor.nextOffsets[partitionIndex] ?? 0,
    partitionMaxBytes: MAX_FETCH_BYTES,
  }))
  const topics = [{ topic: topic.name, topicId: topic.topicId, partitions }]
  const request = { maxBytes: MAX_FETCH_BYTES, isolationLevel, topics }
  return (await home.runtime.request({ api: 'Fetch', request })).response.responses[0]?.partitions ?? []
}

/** Writes the records that the permits allow and answers where reading goes on. */
function renderPartition(subscription: Subscription, data: FetchPartitionData, fromOffset: number, writer: JsonWriter): number {
  if (writer.length > 0) writer.byte(COMMA)
  const start = writer.length
  const { recordCount, nextOffset, problem } = renderBatches(
    data.records,
    {
      fromOffset,
      untilOffset: Number.POSITIVE_INFINITY,
      maxRecords: Math.min(subscription.permits, MAX_RECORDS_PER_FRAME),
      key: null,
      abortedTransactions: data.abortedTransactions ?? null,
      renderer: new JsonRecordRenderer(subscription.topic, data.partitionIndex, subscription.as),
      separator: COMMA,
      terminator: null,
      maxBytes: MAX_FETCH_BYTES,
    },
    writer,
  )
  if (problem !== null) throw new Error(`A stored batch of ${subscription.topic}-${data.partitionIndex} cannot be read: ${problem}`)
  // Nothing but control records and aborted ones: the comma before them goes again.
  if (writer.length === start && start > 0) writer.length = start - 1
  subscription.permits -= recordCount
  return nextOffset
}

function recordsText({ name, cursor, permits }: Subscription, writer: JsonWriter): string {
  const records = decoder.decode(writer.bytes.subarray(0, writer.length))
  return `{"type":"records","subscription":${JSON.stringify(name)},"records":[${records}],"cursor":"${cursor}","permits":${permits}}`
}

function outOfRange(topic: string, { partitionIndex, logStartOffset, highWatermark }: FetchPartitionData): Refusal {
  const detail = `The cursor is out of range: partition ${partitionIndex} of ${topic} can be read from ${logStartOffset} to ${highWatermark}.`
  return { ok: false, code: 'OFFSET_OUT_OF_RANGE', detail }
}
