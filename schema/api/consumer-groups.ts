// What consumer groups have committed, and how far that is behind.
import * as z from 'zod'
import { listOf, relationship, resource } from './kafka-resource.ts'
import { pageQuery } from './paging.ts'
import { isolation } from './isolation.ts'

export const groupOffsetsQuery = pageQuery.extend({
  topic: z.string().optional().meta({ description: 'Only offsets in this topic.' }),
  require_stable: z
    .enum(['true', 'false'])
    .optional()
    .meta({
      description:
        'With `true`, offsets that an open transaction is about to replace are 409, as a consumer that starts would wait (KIP-447). ' +
        'As in Kafka, the first offset ever of a partition is only waited for where the partition is asked for: name its `topic`.',
    }),
})

export const groupOffset = resource('KafkaConsumerGroupOffset', {
  cluster_id: z.string(),
  consumer_group_id: z.string(),
  topic_name: z.string(),
  partition_id: z.int(),
  offset: z.int().meta({ description: 'Of the next record to read.' }),
  leader_epoch: z.int().meta({ description: '-1 when the consumer did not say.' }),
  commit_metadata: z.string().nullable().meta({ description: 'What the consumer wrote beside the offset.' }),
})

export const groupOffsetList = listOf('KafkaConsumerGroupOffsetList', groupOffset)

export const lagQuery = z.object({
  isolation: isolation.optional().meta({
    description:
      'Where a partition ends: with `read_committed` (default) at its last stable offset, which an open transaction holds back, with ' +
      '`read_uncommitted` at its high watermark.',
  }),
})

export const lagsQuery = pageQuery.extend(lagQuery.shape)

const ofGroup = { cluster_id: z.string(), consumer_group_id: z.string() }
const nobody = { description: 'Empty while the partition is assigned to nobody.' }

const timeLagMs = z
  .int()
  .nullable()
  .meta({ description: 'How old the oldest record is that is still to be read. 0 when there is none, null when it is not known.' })

export const consumerLag = resource('KafkaConsumerLag', {
  ...ofGroup,
  topic_name: z.string(),
  partition_id: z.int(),
  current_offset: z.int().meta({ description: 'That the group has committed: of the next record to read.' }),
  log_end_offset: z.int().meta({ description: 'Where the partition ends for readers of this isolation.' }),
  lag: z.int().meta({ description: 'Offsets between the two; below zero when the group is ahead of what is committed.' }),
  time_lag_ms: timeLagMs,
  consumer_id: z.string().meta(nobody),
  instance_id: z.string().nullable(),
  client_id: z.string().meta(nobody),
})

export const consumerLagList = listOf('KafkaConsumerLagList', consumerLag)

export const consumerGroupLagSummary = resource('KafkaConsumerGroupLagSummary', {
  ...ofGroup,
  max_lag_consumer_id: z.string().meta(nobody),
  max_lag_instance_id: z.string().nullable(),
  max_lag_client_id: z.string().meta(nobody),
  max_lag_topic_name: z.string(),
  max_lag_partition_id: z.int(),
  max_lag: z.int().meta({ description: 'Of the partition that is the farthest behind. No lag counts as less than zero here.' }),
  total_lag: z.int().meta({ description: 'Of all partitions together.' }),
  max_time_lag_ms: timeLagMs,
  max_lag_consumer: relationship,
  max_lag_partition: relationship,
})
