// Writing the offsets of a consumer group without being a member of it: altering, deleting and resetting them.
import * as z from 'zod'
import { MAX_GROUP_OFFSETS } from '../limits.ts'

const place = { topic_name: z.string(), partition_id: z.int32().min(0) }

const givenOffset = z.strictObject({
  ...place,
  offset: z.int().min(0).meta({ description: 'Of the next record to read.' }),
})

export const alterOffsetsBody = z.strictObject({
  data: z
    .array(givenOffset.extend({ leader_epoch: z.int32().min(-1).optional(), metadata: z.string().nullable().optional() }))
    .min(1)
    .max(MAX_GROUP_OFFSETS),
})

export const deleteOffsetsQuery = z.object({
  topic: z.string().optional().meta({ description: 'Only offsets in this topic. Without it, all offsets of the group.' }),
  partition: z
    .string()
    .regex(/^\d{1,9}$/, 'partition must be a whole number.')
    .transform(Number)
    .optional()
    .meta({ description: 'Only of this partition of `topic`.' }),
})

const placed = { topic_name: z.string(), partition_id: z.int() }

export const changedOffsets = z
  .object({
    successes: z.array(z.object(placed)),
    failures: z.array(z.object({ ...placed, error_code: z.int(), message: z.string() })),
  })
  .meta({ id: 'ChangedOffsets' })

const TARGETS = ['to_earliest', 'to_latest', 'to_current', 'to_offset', 'shift_by', 'to_datetime', 'by_duration', 'from_offsets'] as const

const scopedTopic = z.strictObject({
  topic_name: z.string(),
  partition_ids: z.array(z.int32().min(0)).min(1).optional().meta({ description: 'Without it, all partitions of the topic.' }),
})

/** The options of kafka-consumer-groups.sh --reset-offsets, under their own names. */
export const resetOffsetsBody = z
  .strictObject({
    to_earliest: z.literal(true).optional(),
    to_latest: z.literal(true).optional(),
    to_current: z
      .literal(true)
      .optional()
      .meta({ description: 'Commit what is committed, and the end of partitions of which nothing is.' }),
    to_offset: z.int().min(0).optional(),
    shift_by: z.int().optional().meta({ description: 'So many offsets on, or (below zero) back.' }),
    to_datetime: z
      .string()
      .optional()
      .meta({ description: 'The first record of this time or later. ISO 8601, UTC unless it says otherwise.' }),
    by_duration: z
      .string()
      .optional()
      .meta({ description: 'As `to_datetime`, so long before now: an ISO 8601 duration such as `P1DT2H`.' }),
    from_offsets: z
      .array(givenOffset)
      .min(1)
      .max(MAX_GROUP_OFFSETS)
      .optional()
      .meta({ description: 'As `--from-file`. It is its own scope.' }),
    topics: z
      .array(scopedTopic)
      .min(1)
      .optional()
      .meta({ description: 'Without it, every partition that the group has committed an offset of (`--all-topics`).' }),
    execute: z.boolean().optional().meta({ description: 'Without it nothing is written: the answer says what would be (`--dry-run`).' }),
  })
  .refine((body) => TARGETS.filter((target) => body[target] !== undefined).length === 1, {
    message: `Give exactly one of ${TARGETS.join(', ')}.`,
  })
  .refine(({ from_offsets, topics }) => from_offsets === undefined || topics === undefined, {
    message: 'from_offsets names its partitions itself: leave topics away.',
  })

export type ResetOffsetsBody = z.output<typeof resetOffsetsBody>

export const resetOffsets = z
  .object({
    kind: z.literal('KafkaConsumerGroupOffsetReset'),
    cluster_id: z.string(),
    consumer_group_id: z.string(),
    is_executed: z.boolean(),
    data: z.array(
      z.object({
        ...placed,
        current_offset: z.int().nullable().meta({ description: 'Null where nothing is committed.' }),
        new_offset: z.int(),
      }),
    ),
  })
  .meta({ id: 'KafkaConsumerGroupOffsetReset' })
