// What an application does with records that it has read: the patterns of the trade, and what it can say of the records that went through them.
import * as z from 'zod'
import {
  MAX_APP_HEADER_CHARACTERS,
  MAX_APP_INTERCEPTORS,
  MAX_APP_RECORDS,
  MAX_APP_ROUTES,
  MAX_AUDIT_RANGES,
  MAX_AUDIT_WINDOWS,
  MAX_CLOCK_ADVANCE_MS,
  MAX_CONFIG_VALUE_CHARACTERS,
  MAX_CONFIGS_PER_REQUEST,
  MAX_HELD_RECORDS,
  MAX_PATTERN_ATTEMPTS,
  MAX_PATTERN_LEVELS,
  MAX_TRACED_ENDS,
  MAX_WHEEL_SLOTS,
  MAX_WHEEL_TICK_MS,
} from '../limits.ts'

const text = z.string().min(1).max(MAX_APP_HEADER_CHARACTERS)
const topicName = z.string().min(1)
const delayMs = z.int().min(1).max(MAX_CLOCK_ADVANCE_MS)

export const onConsume = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('time_to_live'),
        header: text,
        meaning: z.enum(['deadline', 'duration']).optional().meta({
          description:
            'Of the header, in milliseconds: since the epoch, as time_to_live of a producer writes it, or since the record was made.',
        }),
      }),
      z.strictObject({ kind: z.literal('drop'), value_contains: text }),
      z.strictObject({ kind: z.literal('trace') }),
      z.strictObject({
        kind: z.literal('audit'),
        header: text.meta({ description: 'Holds an id that ends in a number; what stands before it names the source.' }),
        first_id: z.int().min(0).optional().meta({ description: 'The number that each source begins with; 1.' }),
        window_ms: delayMs.optional().meta({ description: 'Records are counted by the time at which they were made; a minute.' }),
      }),
    ]),
  )
  .max(MAX_APP_INTERCEPTORS)
  .meta({ description: 'onConsume of interceptors. Records that they keep back the handler never sees; trace and audit only watch.' })

const levels = z
  .array(z.strictObject({ topic: topicName, delay_ms: delayMs }))
  .min(1)
  .max(MAX_PATTERN_LEVELS)
  .meta({ description: 'Topics with rising delay. The application reads them, too.' })

const producerConfigs = z
  .record(z.string(), z.string().max(MAX_CONFIG_VALUE_CHARACTERS))
  .refine((given) => Object.keys(given).length <= MAX_CONFIGS_PER_REQUEST, `At most ${MAX_CONFIGS_PER_REQUEST} configs.`)
  .optional()
  .meta({ description: 'Of the producer that sends records on; linger.ms is 0 unless it is here.' })

const delayHeader = text.optional().meta({ description: 'That holds the delay: delay-ms.' })

export const handler = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('dead_letter'),
      topic: topicName,
      max_attempts: z.int().min(1).max(MAX_PATTERN_ATTEMPTS).optional().meta({ description: '3.' }),
      backoff_ms: z.int().min(1).max(MAX_CLOCK_ADVANCE_MS).optional().meta({ description: 'Between two attempts: a second.' }),
      producer_configs: producerConfigs,
    }),
    z.strictObject({ kind: z.literal('retry'), levels, dead_letter_topic: topicName, producer_configs: producerConfigs }),
    z.strictObject({
      kind: z.literal('delay_levels'),
      header: delayHeader,
      unit: z.enum(['milliseconds', 'level']).optional().meta({ description: 'Of the header; a level is a number from 1 on.' }),
      levels,
      target_topic: topicName,
      producer_configs: producerConfigs,
    }),
    z.strictObject({
      kind: z.literal('timing_wheel'),
      header: delayHeader,
      tick_ms: z.int().min(1).max(MAX_WHEEL_TICK_MS).optional().meta({ description: '100.' }),
      wheel_size: z.int().min(2).max(MAX_WHEEL_SLOTS).optional().meta({ description: 'Slots of each wheel: 20.' }),
      target_topic: topicName,
      producer_configs: producerConfigs,
    }),
    z.strictObject({
      kind: z.literal('route'),
      header: text,
      topics: z
        .record(z.string(), topicName)
        .refine((topics) => Object.keys(topics).length <= MAX_APP_ROUTES, `At most ${MAX_APP_ROUTES} routes.`)
        .meta({ description: 'From the value of the header to the topic.' }),
      otherwise: topicName.nullable().optional().meta({ description: 'Where everything else goes; without it, it is processed.' }),
      producer_configs: producerConfigs,
    }),
  ])
  .meta({ description: 'What the application does with a record that it has read. What leaves is sent by a producer of its own.' })

export const failingAttempts = z
  .int()
  .min(0)
  .max(MAX_APP_RECORDS)
  .optional()
  .meta({ description: 'With dead_letter and retry: so many attempts on a record fail, and the next one does not.' })

const time = z.iso.datetime()
const ids = z.array(z.object({ first: z.int(), last: z.int() }))

export const audit = z.object({
  counted: z.int(),
  uncounted: z.int().meta({ description: 'Without an id that ends in a number, or of one source too many.' }),
  sources: z.array(
    z.object({
      source: z.string(),
      counted: z.int(),
      missing: z.int(),
      missing_ids: ids.meta({ description: `At most ${MAX_AUDIT_RANGES} stretches.` }),
      duplicates: z.int(),
      out_of_order: z.int(),
    }),
  ),
  windows: z.array(z.object({ from: time, records: z.int() })).meta({ description: `The newest ${MAX_AUDIT_WINDOWS}.` }),
  latency_ms: z.object({ min: z.number(), average: z.number(), max: z.number() }).nullable(),
})

export const handled = z.object({
  processed: z.int(),
  skipped: z.int().meta({ description: 'The work failed, and no pattern minds.' }),
  dropped: z.int().meta({ description: 'By an interceptor.' }),
  dead_lettered: z.int(),
  retried: z.int().meta({ description: 'Sent to a level, from where they come back.' }),
  delayed: z.int().meta({ description: 'Sent to a level, from where they come back.' }),
  delivered: z.int().meta({ description: 'Sent to the target of a delay.' }),
  routed: z.int(),
  looped: z.int().meta({ description: 'Sent on so often that they must be going round: they end here.' }),
  audit: audit.nullable(),
  traces: z
    .array(z.object({ topic: z.string(), partition: z.int(), offset: z.int(), fate: z.string(), hops: z.array(z.string()) }))
    .meta({ description: `The newest ${MAX_TRACED_ENDS} ends of records, oldest first.` }),
})

export const handling = z.object({
  leaving: z.int().meta({ description: 'Records that are being sent on.' }),
  held: z.int().meta({ description: `In the timing wheel, which holds at most ${MAX_HELD_RECORDS}.` }),
  next_due_at: time.nullable().meta({ description: 'When the wheel is turned, or a partition is read on.' }),
  waits: z.array(z.object({ topic: z.string(), partition: z.int(), until: time })),
})
