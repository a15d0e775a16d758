// REST v2: brokers, topics and partitions, in the old proxy's shapes.
// Source: RootResource, BrokersResource, TopicsResource and PartitionsResource (v2) of confluentinc/kafka-rest.
import {
  anyFields,
  noFields,
  v2Brokers,
  v2Partition,
  v2PartitionOffsets,
  v2Partitions,
  v2Topic,
  v2TopicNames,
} from '../../schema/api/rest-v2.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import type { MetadataPartition } from '../../schema/kafka/requests/metadata.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { compareText } from '../http/paging.ts'
import { ask, askMetadata, askPartition, askTopic, refuseError } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { askConfigs } from '../kafka/config-resource.ts'
import { mayName } from '../kafka/topic-names.ts'
import { MANAGEMENT_TYPES, V2_ANSWER, v2Body, v2Json } from './v2-http.ts'

const BASE = '/v2/clusters/:cluster_id'

function root(method: 'GET' | 'POST'): Endpoint {
  return endpoint({
    method,
    path: BASE,
    tag: 'REST v2',
    summary: method === 'GET' ? 'See whether REST v2 is there' : 'See whether REST v2 takes requests',
    scope: method === 'GET' ? 'observe' : 'produce',
    ...(method === 'POST' ? { body: 'raw' as const, bodySchema: anyFields, bodyTypes: MANAGEMENT_TYPES } : {}),
    responses: { 200: { description: 'It is.', schema: noFields, ...V2_ANSWER } },
    async handle(context) {
      if (method === 'POST') await v2Body(context.request, anyFields)
      await askMetadata(context, [])
      return v2Json(context.request, {})
    },
  })
}

const listBrokers = endpoint({
  method: 'GET',
  path: `${BASE}/brokers`,
  tag: 'REST v2',
  summary: 'List the brokers (v2)',
  scope: 'observe',
  responses: { 200: { description: 'Their ids.', schema: v2Brokers, ...V2_ANSWER } },
  async handle(context) {
    const { brokers } = await askMetadata(context, [])
    return v2Json(context.request, { brokers: brokers.map(({ nodeId }) => nodeId) })
  },
})

const listTopics = endpoint({
  method: 'GET',
  path: `${BASE}/topics`,
  tag: 'REST v2',
  summary: 'List the topics (v2)',
  scope: 'observe',
  responses: { 200: { description: 'Their names.', schema: v2TopicNames, ...V2_ANSWER } },
  async handle(context) {
    const { topics } = await askMetadata(context, null)
    const names = topics.map(({ name }) => name).filter((name) => mayName(context.principal, name))
    return v2Json(context.request, names.toSorted(compareText))
  },
})

const getTopic = endpoint({
  method: 'GET',
  path: `${BASE}/topics/:topic_name`,
  tag: 'REST v2',
  summary: 'Get a topic (v2)',
  scope: 'observe',
  responses: { 200: { description: 'The topic with its configs and partitions.', schema: v2Topic, ...V2_ANSWER } },
  async handle(context) {
    const { name, partitions } = await askTopic(context, context.params.topic_name)
    const configs = await askConfigs(context, 'TOPIC', [name])
    const shown = configs.map(({ config }) => [config.name, config.value ?? ''] as const)
    return v2Json(context.request, { name, configs: Object.fromEntries(shown), partitions: partitions.map(showPartition) })
  },
})

const listPartitions = endpoint({
  method: 'GET',
  path: `${BASE}/topics/:topic_name/partitions`,
  tag: 'REST v2',
  summary: 'List the partitions of a topic (v2)',
  scope: 'observe',
  responses: { 200: { description: 'The partitions.', schema: v2Partitions, ...V2_ANSWER } },
  async handle(context) {
    const { partitions } = await askTopic(context, context.params.topic_name)
    return v2Json(context.request, partitions.map(showPartition))
  },
})

const getPartition = endpoint({
  method: 'GET',
  path: `${BASE}/topics/:topic_name/partitions/:partition_id`,
  tag: 'REST v2',
  summary: 'Get a partition (v2)',
  scope: 'observe',
  responses: { 200: { description: 'The partition.', schema: v2Partition, ...V2_ANSWER } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    return v2Json(context.request, showPartition(await askPartition(context, topicName, partitionId)))
  },
})

const getPartitionOffsets = endpoint({
  method: 'GET',
  path: `${BASE}/topics/:topic_name/partitions/:partition_id/offsets`,
  tag: 'REST v2',
  summary: 'Get where a partition begins and ends (v2)',
  scope: 'observe',
  responses: {
    200: { description: 'The offset of the first record, and that behind the last one.', schema: v2PartitionOffsets, ...V2_ANSWER },
  },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    const [beginning, end] = await Promise.all([
      offsetAt(context, topicName, partitionIndex, EARLIEST_TIMESTAMP),
      offsetAt(context, topicName, partitionIndex, LATEST_TIMESTAMP),
    ])
    return v2Json(context.request, { beginning_offset: beginning, end_offset: end })
  },
})

export const v2MetadataEndpoints: readonly Endpoint[] = [
  root('GET'),
  root('POST'),
  listBrokers,
  listTopics,
  getTopic,
  listPartitions,
  getPartition,
  getPartitionOffsets,
]

async function offsetAt(asker: Asker, name: string, partitionIndex: number, timestamp: number): Promise<number> {
  const topics = [{ name, partitions: [{ partitionIndex, timestamp }] }]
  const { response } = await ask(asker, { api: 'ListOffsets', request: { isolationLevel: 'read_uncommitted', topics } })
  const found = response.topics[0]?.partitions[0]
  if (found === undefined) throw new Error('ListOffsets answers for every partition that it is asked for.')
  refuseError(found.error, null)
  return found.offset
}

function showPartition({ partitionIndex, leaderId, replicaNodes, isrNodes }: MetadataPartition): object {
  return {
    partition: partitionIndex,
    leader: leaderId,
    replicas: replicaNodes.map((broker) => ({ broker, leader: broker === leaderId, in_sync: isrNodes.includes(broker) })),
  }
}
