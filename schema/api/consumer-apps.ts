// Simulated applications that read: what they are told to do, how they stand, and how often their group has processed each record.
import * as z from 'zod'
import {
  MAX_APP_PROCESSING_MS,
  MAX_APP_READS,
  MAX_APP_RECORDS,
  MAX_APP_TRACE,
  MAX_APP_HEADER_CHARACTERS,
  MAX_SUBSCRIBED_REGEX_CHARACTERS,
} from '../limits.ts'
import { failingAttempts, handler, handling, onConsume } from './app-handlers.ts'

const topicName = z.string().min(1)
const partitionId = z.int().min(0)
const partition = z.strictObject({ topic: topicName, partition: partitionId })
const offset = z.int().min(0)
const text = z.string().min(1).max(MAX_APP_HEADER_CHARACTERS)

const seek = z
  .discriminatedUnion('to', [
    z.strictObject({ to: z.literal('beginning') }),
    z.strictObject({ to: z.literal('end') }),
    z.strictObject({ to: z.literal('offset'), offset }),
    z.strictObject({ to: z.literal('timestamp'), timestamp: z.iso.datetime() }),
  ])
  .meta({ description: 'Where it begins in partitions that it is given, instead of the committed offsets.' })

const failure = z
  .strictObject({
    every: z.int().min(0).max(MAX_APP_RECORDS).optional(),
    key_contains: text.optional(),
    value_contains: text.optional(),
    attempts: failingAttempts,
    reaction: z.enum(['skip', 'retry', 'crash']).optional().meta({
      description:
        '`skip`, the default, goes on with the next record or leaves it to the handler, `retry` seeks back and polls it again after a second, `crash` ends the process.',
    }),
  })
  .meta({ description: 'Records on which its handler throws.' })

const CRASH_STEPS = ['after_poll', 'after_process', 'before_commit', 'after_commit'] as const

const crash = z
  .strictObject({ step: z.enum(CRASH_STEPS), nth: z.int().min(1).max(MAX_APP_RECORDS) })
  .meta({ description: 'Its process dies when it comes to this step for the nth time, counted over all its processes.' })

const consumerShape = {
  topics: z.array(topicName).min(1).max(MAX_APP_READS).optional(),
  pattern: z.string().min(1).max(MAX_SUBSCRIBED_REGEX_CHARACTERS).optional().meta({ description: 'Instead of topics.' }),
  partitions: z.array(partition).min(1).max(MAX_APP_READS).optional().meta({ description: 'Instead of topics: by hand.' }),
  processing_ms: z.int().min(0).max(MAX_APP_PROCESSING_MS).optional().meta({ description: 'How long its thread works on a record.' }),
  hands_over: z.boolean().optional().meta({
    description: 'Its thread hands records to another one and polls on: what is polled and what is processed are then two things.',
  }),
  commit: z.enum(['auto', 'none', 'per_record', 'after_batch', 'before_processing']).optional(),
  commit_mode: z.enum(['sync', 'async']).optional().meta({ description: 'commitSync or commitAsync, where it commits by itself.' }),
  commits_on_revoke: z.boolean().optional().meta({ description: 'Whether its rebalance listener commits.' }),
  seek: seek.nullable().optional(),
  on_consume: onConsume.optional(),
  handler: handler.nullable().optional(),
  failure: failure.nullable().optional(),
  crash: crash.nullable().optional(),
}

/** One of topics, pattern and partitions says what it reads. */
export const consumerPlanBody = z
  .strictObject(consumerShape)
  .refine(({ topics, pattern, partitions }) => [topics, pattern, partitions].filter((one) => one !== undefined).length <= 1, {
    message: 'Only one of topics, pattern and partitions can be given.',
  })
  .meta({ description: 'Makes it an application that reads. What is left out has its default, or stays as it is.' })

export type ConsumerPlanBody = z.output<typeof consumerPlanBody>

export const consumerCounters = z.object({
  polls: z.int(),
  polled: z.int(),
  processed: z.int(),
  dropped: z.int().meta({ description: 'By an interceptor.' }),
  on_consume: z.int(),
  on_commit: z.int(),
  processed_again: z.int().meta({ description: 'Of records that it had processed before.' }),
  failures: z.int(),
  commits: z.int(),
  commit_failures: z.int(),
  partitions_assigned: z.int(),
  partitions_revoked: z.int(),
  partitions_lost: z.int(),
  requests: z.int().meta({ description: 'Heartbeats that found all in order, and fetches that found nothing, are not counted.' }),
  connections_lost: z.int(),
})

const time = z.iso.datetime()

export const shownConsumerPlan = z.object({
  ...consumerShape,
  processing_ms: z.int(),
  hands_over: z.boolean(),
  commit: consumerShape.commit.unwrap(),
  commit_mode: consumerShape.commit_mode.unwrap().nullable(),
  commits_on_revoke: z.boolean(),
  seek: seek.nullable(),
  on_consume: onConsume,
  handler: handler.nullable(),
  failure: failure.nullable(),
  crash: crash.nullable(),
})

export const consumerProcess = z.object({
  started_at: time,
  thread: z.enum(['polling', 'processing', 'resting', 'committing', 'closing']),
  working_until: time.nullable(),
  handling: handling.nullable().meta({ description: 'What its handler has in memory; null without one.' }),
  in_hand: z.int().meta({ description: 'Records that were polled and are not processed.' }),
  member_id: z.string().nullable(),
  generation: z.int().nullable().meta({ description: 'Of its group, or its epoch in the protocol consumer.' }),
  membership: z.string(),
  coordinator: z.int().nullable(),
  partitions: z.array(
    z.object({
      topic: z.string(),
      partition: z.int(),
      position: z.int().nullable(),
      committed: z.int().nullable().meta({ description: 'As far as this consumer knows.' }),
      paused: z.boolean(),
    }),
  ),
  in_flight: z.array(z.object({ request_id: z.int(), broker: z.int(), api: z.string(), sent_at: time, phase: z.string() })),
})

export const consumerDelivery = z
  .object({
    app_id: z.int(),
    counters: consumerCounters,
    audit: z.object({
      once: z.int(),
      again: z.int().meta({ description: 'Records that the group has processed more than once.' }),
      dropped: z.int().meta({ description: 'Kept back by an interceptor.' }),
      waiting: z.int().meta({ description: 'Not processed, and still before the group.' }),
      lost: z.int().meta({ description: 'Not processed, and the group has committed an offset above: it will never read them.' }),
    }),
    records: z
      .array(
        z.object({
          app_id: z.int().meta({ description: 'That wrote it.' }),
          record: z.int(),
          topic: z.string(),
          partition: z.int(),
          offset: z.int(),
          fate: z.enum(['once', 'again', 'dropped', 'waiting', 'lost']),
          times: z.int(),
          by: z.array(z.object({ app_id: z.int(), times: z.int(), failures: z.int() })),
        }),
      )
      .meta({ description: `Committed records in the traces of applications that write; each trace has about ${MAX_APP_TRACE}.` }),
  })
  .meta({ id: 'ConsumerAppDelivery' })
