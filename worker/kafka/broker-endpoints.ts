// /v3/clusters/{id}/brokers: the brokers and what lies on them.
import { broker, brokerList } from '../../schema/api/clusters.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { replicaList } from '../../schema/api/partitions.ts'
import type { MetadataBroker } from '../../schema/kafka/requests/metadata.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { compareNumbers } from '../http/paging.ts'
import { askMetadata, brokerOf } from './ask.ts'
import { comparePartitionKeys, replicaKey, showReplica } from './replica.ts'
import { addressOf, listResponse, related, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'
import { mayName } from './topic-names.ts'

const listBrokers = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/brokers',
  tag: 'Brokers',
  summary: 'List the brokers',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The brokers, by id.', schema: brokerList } },
  async handle(context) {
    const { brokers } = await askMetadata(context, [])
    return listResponse({
      kind: 'KafkaBrokerList',
      self: addressOf(context, 'brokers'),
      sorted: brokers.toSorted((left, right) => left.nodeId - right.nodeId),
      keyOf: ({ nodeId }) => String(nodeId),
      compare: compareNumbers,
      query: context.query,
      show: (item) => showBroker(context, item),
    })
  },
})

const getBroker = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id',
  tag: 'Brokers',
  summary: 'Get a broker',
  scope: 'observe',
  responses: { 200: { description: 'The broker.', schema: broker } },
  async handle(context) {
    return json(200, showBroker(context, brokerOf(await askMetadata(context, []), context.params.broker_id)))
  },
})

const listReplicasOfBroker = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id/partition-replicas',
  tag: 'Brokers',
  summary: 'List the replicas on a broker',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The replicas, by topic and partition.', schema: replicaList } },
  async handle(context) {
    const metadata = await askMetadata(context, null)
    const { nodeId } = brokerOf(metadata, context.params.broker_id)
    const replicas = metadata.topics
      .filter(({ name }) => mayName(context.principal, name))
      .flatMap(({ name, partitions }) => partitions.map((partition) => ({ topicName: name, partition, brokerId: nodeId })))
      .filter(({ partition }) => partition.replicaNodes.includes(nodeId))
    return listResponse({
      kind: 'KafkaReplicaList',
      self: addressOf(context, 'brokers', nodeId, 'partition-replicas'),
      sorted: replicas.toSorted((left, right) => comparePartitionKeys(replicaKey(left), replicaKey(right))),
      keyOf: replicaKey,
      compare: comparePartitionKeys,
      query: context.query,
      show: (replica) => showReplica(context, replica),
    })
  },
})

export const brokerEndpoints: readonly Endpoint[] = [listBrokers, getBroker, listReplicasOfBroker]

function showBroker(place: Place, { nodeId, host, port, rack }: MetadataBroker): object {
  return {
    kind: 'KafkaBroker',
    metadata: resourceMetadata(place, 'brokers', nodeId),
    cluster_id: place.sandboxId,
    broker_id: nodeId,
    host,
    port,
    rack,
    configs: related(place, 'brokers', nodeId, 'configs'),
    partition_replicas: related(place, 'brokers', nodeId, 'partition-replicas'),
  }
}
