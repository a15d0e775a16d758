// GET …/partitions/{p}/offset: where a partition begins and ends, and which record stands at a time.
import { offsetQuery, partitionOffsets } from '../../schema/api/partitions.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, MAX_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import type { ListOffsetsPartitionResponse } from '../../schema/kafka/requests/list-offsets.ts'
import type { IsolationLevel } from '../../schema/kafka/requests/fetch.ts'
import { endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { badRequest } from '../http/rest-error.ts'
import { ask, askPartition, refuseError } from './ask.ts'
import type { Asker } from './ask.ts'
import { addressOf, resourceMetadata } from './resource.ts'

type OffsetFields = Readonly<Partial<Record<'earliest_offset' | 'latest_offset' | 'offset' | 'timestamp', number>>>

const OFFSET_TYPES = 'earliest_and_latest, earliest, latest, max_timestamp, timestamp:<milliseconds or ISO 8601 date>'

export const getPartitionOffset = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/offset',
  tag: 'Partitions',
  summary: 'Get offsets of a partition',
  description: 'Confluent knows earliest_and_latest only; the others are as AdminClient.listOffsets knows them.',
  scope: 'observe',
  query: offsetQuery,
  responses: { 200: { description: 'The offsets that were asked for.', schema: partitionOffsets } },
  async handle(context) {
    const { params, query } = context
    const wanted = timestampsOf(query.offset_type ?? 'earliest_and_latest')
    const { partitionIndex } = await askPartition(context, params.topic_name, params.partition_id)
    const isolation = query.isolation ?? 'read_uncommitted'
    const path = ['topics', params.topic_name, 'partitions', partitionIndex] as const
    const offsets = await Promise.all(wanted.map((timestamp) => fieldsAt(context, params.topic_name, partitionIndex, timestamp, isolation)))
    return json(200, {
      kind: 'KafkaPartitionWithOffsets',
      metadata: { ...resourceMetadata(context, ...path), self: addressOf(context, ...path, 'offset') },
      cluster_id: context.sandboxId,
      topic_name: params.topic_name,
      partition_id: partitionIndex,
      ...Object.assign({}, ...offsets),
    })
  },
})

/** Kafka's timestamps for an `offset_type`: places are below zero. Throws RestError 400. */
function timestampsOf(offsetType: string): readonly number[] {
  switch (offsetType) {
    case 'earliest_and_latest':
      return [EARLIEST_TIMESTAMP, LATEST_TIMESTAMP]
    case 'earliest':
      return [EARLIEST_TIMESTAMP]
    case 'latest':
      return [LATEST_TIMESTAMP]
    case 'max_timestamp':
      return [MAX_TIMESTAMP]
    default:
      return [timeOf(offsetType)]
  }
}

function timeOf(offsetType: string): number {
  const time = /^timestamp:(.+)$/.exec(offsetType)?.[1] ?? ''
  const milliseconds = /^\d{1,16}$/.test(time) ? Number(time) : isoMilliseconds(time)
  if (!(milliseconds >= 0) || !Number.isSafeInteger(milliseconds)) throw badRequest(`Bad Request: offset_type is one of ${OFFSET_TYPES}.`)
  return milliseconds
}

/** Only full dates: Date.parse alone would also read `5` and other texts that nobody means as a time. */
function isoMilliseconds(text: string): number {
  return /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text) ? Date.parse(text) : Number.NaN
}

async function fieldsAt(
  asker: Asker,
  name: string,
  partitionIndex: number,
  timestamp: number,
  isolationLevel: IsolationLevel,
): Promise<OffsetFields> {
  const request = { isolationLevel, topics: [{ name, partitions: [{ partitionIndex, timestamp }] }] }
  const { response } = await ask(asker, { api: 'ListOffsets', request })
  const found = response.topics[0]?.partitions[0]
  if (found === undefined) throw new Error('ListOffsets answers for every partition that it is asked for.')
  refuseError(found.error, null)
  return fieldsOf(timestamp, found)
}

function fieldsOf(timestamp: number, found: ListOffsetsPartitionResponse): OffsetFields {
  if (timestamp === EARLIEST_TIMESTAMP) return { earliest_offset: found.offset }
  if (timestamp === LATEST_TIMESTAMP) return { latest_offset: found.offset }
  return { offset: found.offset, timestamp: found.timestamp }
}
