// REST v2: where a consumer instance reads next, and what its group has committed.
// Source: ConsumersResource (v2) and KafkaConsumerState of confluentinc/kafka-rest; the +1 of an explicit commit is theirs (issue 1167).
import {
  commitBody,
  commitQuery,
  committed,
  committedOffsets,
  committedQuery,
  partitionsBody,
  positionsBody,
} from '../../schema/api/rest-v2.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import { parseInstant } from '../../schema/records/timestamp.ts'
import { groupOffsets } from '../groups/group-offsets.ts'
import { byTopic } from '../groups/write-offsets.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty } from '../http/json-response.ts'
import { notFound, unprocessable } from '../http/rest-error.ts'
import { callInstance, INSTANCE } from './instance.ts'
import { MANAGEMENT_TYPES, V2_ANSWER, v2Body, v2Json } from './v2-http.ts'

const TAG = { tag: 'REST v2', scope: 'consume' } as const
const RAW = { body: 'raw', bodyTypes: MANAGEMENT_TYPES } as const
const UNKNOWN_LEADER_EPOCH = -1
/** An offset names the record that was processed last; the group goes on with the one behind it. */
const BEHIND = 1

type Place = { readonly topic: string; readonly partition: number }

const seek = endpoint({
  method: 'POST',
  path: `${INSTANCE}/positions`,
  ...TAG,
  summary: 'Move a consumer instance (v2)',
  description: 'To offsets, to times, or some of both. A time behind the last record is the end. What was read ahead is forgotten.',
  ...RAW,
  bodySchema: positionsBody,
  responses: { 204: { description: 'It reads from there on.' } },
  async handle(context) {
    const body = await v2Body(context.request, positionsBody)
    const offsets = (body.offsets ?? []).map(({ topic, partition: partitionIndex, offset }) => ({ topic, partitionIndex, offset }))
    const timestamps = (body.timestamps ?? []).map(({ topic, partition: partitionIndex, timestamp }) => {
      return { topic, partitionIndex, timestamp: timeOf(timestamp) }
    })
    if (offsets.length > 0) await callInstance(context, { kind: 'seek', offsets })
    if (timestamps.length > 0) await callInstance(context, { kind: 'seekToTime', timestamps })
    return empty()
  },
})

function seekToEnd(end: 'beginning' | 'end', timestamp: number): Endpoint {
  return endpoint({
    method: 'POST',
    path: `${INSTANCE}/positions/${end}`,
    ...TAG,
    summary: `Move a consumer instance to the ${end} (v2)`,
    ...RAW,
    bodySchema: partitionsBody,
    responses: { 204: { description: 'It reads these partitions from there on.' } },
    async handle(context) {
      const { partitions } = await v2Body(context.request, partitionsBody)
      const timestamps = partitions.map(({ topic, partition: partitionIndex }) => ({ topic, partitionIndex, timestamp }))
      await callInstance(context, { kind: 'seekToTime', timestamps })
      return empty()
    },
  })
}

const commit = endpoint({
  method: 'POST',
  path: `${INSTANCE}/offsets`,
  ...TAG,
  summary: 'Commit offsets of a consumer instance (v2)',
  description:
    'Without a body, exactly what was delivered. With offsets, the one behind each of them is stored, as Confluent does, unless `commit=exact` is given.',
  query: commitQuery,
  ...RAW,
  bodySchema: commitBody,
  responses: { 200: { description: 'They are committed.', schema: committed, ...V2_ANSWER } },
  async handle(context) {
    const { request, query } = context
    const body = await v2Body(request, commitBody)
    const step = query.commit === 'exact' ? 0 : BEHIND
    const offsets = body?.offsets?.map(({ topic, partition: partitionIndex, offset, metadata }) => {
      return { topic, partitionIndex, offset: offset + step, leaderEpoch: UNKNOWN_LEADER_EPOCH, metadata: metadata ?? '' }
    })
    await callInstance(context, { kind: 'commit', offsets: offsets ?? null, isAsync: query.async === 'true' })
    return v2Json(request, [])
  },
})

const getCommitted = endpoint({
  method: 'GET',
  path: `${INSTANCE}/offsets`,
  ...TAG,
  summary: 'Get committed offsets (v2)',
  description: 'Of the partitions in the body, or of the one in the query. Partitions without a committed offset are left out.',
  query: committedQuery,
  ...RAW,
  bodySchema: partitionsBody,
  responses: { 200: { description: 'As they are stored: of the next record to read.', schema: committedOffsets, ...V2_ANSWER } },
  async handle(context) {
    const { request, query, params } = context
    const places = query.topic === undefined ? await placesIn(request) : [{ topic: query.topic, partition: query.partition ?? 0 }]
    // Whoever asks uses the instance.
    await callInstance(context, { kind: 'describe' })
    const topics = byTopic(places.map(({ topic: topicName, partition: partitionIndex }) => ({ topicName, partitionIndex })))
    const wanted = topics.map(({ name, partitions }) => ({
      name,
      partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex),
    }))
    const asked = { groupId: params.group_id, topics: wanted, memberId: null, memberEpoch: -1, requireStable: false }
    const offsets = (await groupOffsets(context, asked)).map(
      ({ topicName: topic, partitionIndex: partition, committedOffset, metadata }) => {
        return { topic, partition, offset: committedOffset, metadata: metadata ?? '' }
      },
    )
    return v2Json(request, { offsets })
  },
})

export const v2PositionEndpoints: readonly Endpoint[] = [
  seek,
  seekToEnd('beginning', EARLIEST_TIMESTAMP),
  seekToEnd('end', LATEST_TIMESTAMP),
  commit,
  getCommitted,
]

/** As the proxy answers when there is no body: it takes the partition for one that is not there. */
async function placesIn(request: Request): Promise<readonly Place[]> {
  const { partitions } = (await v2Body(request, partitionsBody.optional())) ?? {}
  if (partitions === undefined) throw notFound('Partition not found.', 40402)
  return partitions
}

function timeOf(text: string): number {
  const timestampMs = parseInstant(text)
  if (timestampMs === null || timestampMs < 0) throw unprocessable(`${text} is no ISO 8601 time with a zone, like 2021-02-05T19:14:42Z.`)
  return timestampMs
}
