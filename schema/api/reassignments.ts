// Partitions that move to other brokers. Confluent's REST Proxy v3 shows them; starting and cancelling them is ours.
import * as z from 'zod'
import { MAX_BROKERS } from '../limits.ts'
import { listOf, relationship, resource } from './kafka-resource.ts'

export const reassignment = resource('KafkaReassignment', {
  cluster_id: z.string(),
  topic_name: z.string(),
  partition_id: z.int(),
  adding_replicas: z.array(z.int()),
  removing_replicas: z.array(z.int()),
  replicas: relationship,
})

export const reassignmentList = listOf('KafkaReassignmentList', reassignment)

export const reassignBody = z.strictObject({
  replicas: z
    .array(z.int32())
    .max(MAX_BROKERS)
    .meta({ description: 'The brokers that shall hold the partition. The first one becomes the preferred leader.' }),
})
