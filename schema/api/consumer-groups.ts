// What consumer groups have committed.
import * as z from 'zod'
import { listOf, resource } from './kafka-resource.ts'
import { pageQuery } from './paging.ts'

export const groupOffsetsQuery = pageQuery.extend({
  require_stable: z.enum(['true', 'false']).optional().meta({
    description:
      'With `true`, offsets that an open transaction is about to replace are 409, as a consumer that starts would wait (KIP-447).',
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
