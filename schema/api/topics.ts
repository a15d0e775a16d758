// Topics as Confluent's REST Proxy v3 shows and takes them.
import * as z from 'zod'
import { MAX_CONFIGS_PER_REQUEST, MAX_PARTITIONS_PER_TOPIC } from '../limits.ts'
import { namedConfig } from './configs.ts'
import { listOf, relationship, resource } from './kafka-resource.ts'
import { pageQuery } from './paging.ts'

export const topic = resource('KafkaTopic', {
  cluster_id: z.string(),
  topic_name: z.string(),
  is_internal: z.boolean(),
  replication_factor: z.int(),
  partitions_count: z.int(),
  partitions: relationship,
  configs: relationship,
  partition_reassignments: relationship,
  authorized_operations: z.array(z.string()).meta({ description: 'Empty unless it was asked for.' }),
})

export const topicList = listOf('KafkaTopicList', topic)

const replicasAssignments = z
  .record(z.string().regex(/^\d{1,9}$/, 'A partition is a whole number.'), z.array(z.int32()))
  .refine((given) => Object.keys(given).length <= MAX_PARTITIONS_PER_TOPIC, `At most ${MAX_PARTITIONS_PER_TOPIC} partitions.`)
  .meta({ description: 'From partition to broker ids, the first of which becomes the preferred leader.' })

export const createTopicBody = z.strictObject({
  topic_name: z.string(),
  partitions_count: z.int32().optional().meta({ description: "The cluster's num.partitions unless said otherwise." }),
  replication_factor: z.int().min(-32_768).max(32_767).optional(),
  replicas_assignments: replicasAssignments.optional(),
  configs: z.array(namedConfig).max(MAX_CONFIGS_PER_REQUEST).optional(),
  validate_only: z.boolean().optional(),
})

export type CreateTopicBody = z.output<typeof createTopicBody>

export const updateTopicBody = z.strictObject({
  partitions_count: z.int32().meta({ description: 'How many partitions there shall be; only more than now.' }),
})

const yesOrNo = z.enum(['true', 'false']).optional()

export const topicQuery = z.object({ include_authorized_operations: yesOrNo })

/** Confluent spells it in camel case here; both are taken. */
export const topicsQuery = z.object({ ...pageQuery.shape, includeAuthorizedOperations: yesOrNo, include_authorized_operations: yesOrNo })
