// Clusters and brokers as Confluent's REST Proxy v3 shows them.
import * as z from 'zod'
import { listOf, relationship, resource } from './kafka-resource.ts'

export const cluster = resource('KafkaCluster', {
  cluster_id: z.string(),
  controller: relationship,
  acls: relationship,
  brokers: relationship,
  broker_configs: relationship,
  consumer_groups: relationship,
  topics: relationship,
  partition_reassignments: relationship,
})

export const clusterList = listOf('KafkaClusterList', cluster)

export const broker = resource('KafkaBroker', {
  cluster_id: z.string(),
  broker_id: z.int(),
  host: z.string(),
  port: z.int(),
  rack: z.string().nullable(),
  configs: relationship,
  partition_replicas: relationship,
})

export const brokerList = listOf('KafkaBrokerList', broker)
