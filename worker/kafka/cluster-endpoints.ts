// /v3/clusters: the one cluster that a key opens.
import { cluster, clusterList } from '../../schema/api/clusters.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { askMetadata } from './ask.ts'
import { related, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'

const listClusters = endpoint({
  method: 'GET',
  path: '/v3/clusters',
  tag: 'Clusters',
  summary: 'List the clusters',
  description: 'The one cluster that the key belongs to.',
  scope: 'observe',
  responses: { 200: { description: 'A list of one.', schema: clusterList } },
  async handle(context) {
    const { controllerId } = await askMetadata(context, [])
    const metadata = { self: `${context.origin}/v3/clusters`, next: null }
    return json(200, { kind: 'KafkaClusterList', metadata, data: [showCluster(context, controllerId)] })
  },
})

const getCluster = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id',
  tag: 'Clusters',
  summary: 'Get the cluster',
  scope: 'observe',
  responses: { 200: { description: 'The cluster.', schema: cluster } },
  async handle(context) {
    const { controllerId } = await askMetadata(context, [])
    return json(200, showCluster(context, controllerId))
  },
})

export const clusterEndpoints: readonly Endpoint[] = [listClusters, getCluster]

function showCluster(place: Place, controllerId: number): object {
  return {
    kind: 'KafkaCluster',
    metadata: resourceMetadata(place),
    cluster_id: place.sandboxId,
    controller: related(place, 'brokers', controllerId),
    acls: related(place, 'acls'),
    brokers: related(place, 'brokers'),
    broker_configs: related(place, 'broker-configs'),
    consumer_groups: related(place, 'consumer-groups'),
    topics: related(place, 'topics'),
    partition_reassignments: related(place, 'topics', '-', 'partitions', '-', 'reassignment'),
  }
}
