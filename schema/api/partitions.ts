// Partitions, their replicas and their offsets as Confluent's REST Proxy v3 shows them.
import * as z from 'zod'
import { listOf, relationship, resource } from './kafka-resource.ts'
import { isolation } from './isolation.ts'

const partitionShape = { cluster_id: z.string(), topic_name: z.string(), partition_id: z.int() }

export const partition = resource('KafkaPartition', {
  ...partitionShape,
  leader: relationship.optional().meta({ description: 'Absent while the partition has no leader.' }),
  replicas: relationship,
  reassignment: relationship,
})

export const partitionList = listOf('KafkaPartitionList', partition)

export const replica = resource('KafkaReplica', {
  ...partitionShape,
  broker_id: z.int(),
  is_leader: z.boolean(),
  is_in_sync: z.boolean(),
  broker: relationship,
})

export const replicaList = listOf('KafkaReplicaList', replica)

export const offsetQuery = z.object({
  offset_type: z.string().optional().meta({
    description:
      '`earliest_and_latest` (default), `earliest`, `latest`, `max_timestamp`, or `timestamp:` with milliseconds since the epoch or an ISO 8601 date.',
  }),
  isolation: isolation.optional().meta({
    description:
      'Where the partition ends: with `read_uncommitted` (default) at its high watermark, with `read_committed` at its last stable offset.',
  }),
})

export const partitionOffsets = resource('KafkaPartitionWithOffsets', {
  ...partitionShape,
  earliest_offset: z.int().optional(),
  latest_offset: z.int().optional(),
  offset: z.int().optional().meta({ description: 'For max_timestamp and timestamp: the record, or -1 when there is none.' }),
  timestamp: z.int().optional().meta({ description: 'For max_timestamp and timestamp: milliseconds since the epoch, or -1.' }),
})
