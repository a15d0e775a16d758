// /v3/clusters/{id}/topics/{topic}/partitions: partitions and their replicas.
import { pageQuery } from '../../schema/api/paging.ts'
import { partition, partitionList, replica, replicaList } from '../../schema/api/partitions.ts'
import type { MetadataPartition } from '../../schema/kafka/requests/metadata.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { compareNumbers } from '../http/paging.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { notFound } from '../http/rest-error.ts'
import { askPartition, askTopic } from './ask.ts'
import { getPartitionOffset } from './partition-offset.ts'
import { showReplica } from './replica.ts'
import { addressOf, listResponse, related, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'

const listPartitions = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions',
  tag: 'Partitions',
  summary: 'List the partitions of a topic',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The partitions, by id.', schema: partitionList } },
  async handle(context) {
    const { topic_name: topicName } = context.params
    const { partitions } = await askTopic(context, topicName)
    return listResponse({
      kind: 'KafkaPartitionList',
      self: addressOf(context, 'topics', topicName, 'partitions'),
      sorted: partitions.toSorted((left, right) => left.partitionIndex - right.partitionIndex),
      keyOf: ({ partitionIndex }) => String(partitionIndex),
      compare: compareNumbers,
      query: context.query,
      show: (item) => showPartition(context, topicName, item),
    })
  },
})

const getPartition = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id',
  tag: 'Partitions',
  summary: 'Get a partition',
  scope: 'observe',
  responses: { 200: { description: 'The partition.', schema: partition } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    return json(200, showPartition(context, topicName, await askPartition(context, topicName, partitionId)))
  },
})

const listReplicas = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/replicas',
  tag: 'Partitions',
  summary: 'List the replicas of a partition',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The replicas, by broker.', schema: replicaList } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const found = await askPartition(context, topicName, partitionId)
    return listResponse({
      kind: 'KafkaReplicaList',
      self: addressOf(context, 'topics', topicName, 'partitions', found.partitionIndex, 'replicas'),
      sorted: found.replicaNodes.toSorted((left, right) => left - right),
      keyOf: String,
      compare: compareNumbers,
      query: context.query,
      show: (brokerId) => showReplica(context, { topicName, partition: found, brokerId }),
    })
  },
})

const getReplica = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/replicas/:broker_id',
  tag: 'Partitions',
  summary: 'Get a replica',
  scope: 'observe',
  responses: { 200: { description: 'The replica.', schema: replica } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const found = await askPartition(context, topicName, partitionId)
    const brokerId = integerParameter(context.params.broker_id)
    if (!found.replicaNodes.includes(brokerId)) throw notFound(`Replica ${brokerId} cannot be found.`)
    return json(200, showReplica(context, { topicName, partition: found, brokerId }))
  },
})

export const partitionEndpoints: readonly Endpoint[] = [listPartitions, getPartition, getPartitionOffset, listReplicas, getReplica]

function showPartition(place: Place, topicName: string, { partitionIndex, leaderId }: MetadataPartition): object {
  const path = ['topics', topicName, 'partitions', partitionIndex] as const
  return {
    kind: 'KafkaPartition',
    metadata: resourceMetadata(place, ...path),
    cluster_id: place.sandboxId,
    topic_name: topicName,
    partition_id: partitionIndex,
    ...(leaderId < 0 ? {} : { leader: related(place, ...path, 'replicas', leaderId) }),
    replicas: related(place, ...path, 'replicas'),
    reassignment: related(place, ...path, 'reassignment'),
  }
}
