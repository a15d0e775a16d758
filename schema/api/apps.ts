// Simulated applications, above all those that write: what they are told to do, how they stand, and what became of their records.
import * as z from 'zod'
import { handled } from './app-handlers.ts'
import { consumerCounters, consumerDelivery, consumerPlanBody, consumerProcess, shownConsumerPlan } from './consumer-apps.ts'
import {
  MAX_APPS,
  MAX_APP_HEADER_CHARACTERS,
  MAX_APP_HEADERS,
  MAX_APP_INTERCEPTORS,
  MAX_APP_KEYS,
  MAX_APP_NAME_CHARACTERS,
  MAX_APP_RECORDS,
  MAX_APP_RECORDS_PER_SECOND,
  MAX_APP_ROUTES,
  MAX_APP_TRACE,
  MAX_APP_VALUE_CHARACTERS,
  MAX_CLOCK_ADVANCE_MS,
  MAX_CONFIG_VALUE_CHARACTERS,
  MAX_CONFIGS_PER_REQUEST,
  MAX_DELIVERY_PAGE,
} from '../limits.ts'

const TEMPLATE =
  'A template: {{sequence}}, {{key}}, {{now}}, {{topic}} and {{uuid}} stand for what they say, {{random:100}} for a number below 100, {{pad:200}} for 200 characters.'

const keyCount = z.int().min(1).max(MAX_APP_KEYS).meta({ description: 'How many different keys there are: key-0, key-1 and so on.' })
const headerName = z.string().min(1).max(MAX_APP_HEADER_CHARACTERS)
const headerTemplate = z.string().max(MAX_APP_HEADER_CHARACTERS).meta({ description: TEMPLATE })
const header = z.strictObject({ name: headerName, value: headerTemplate })
const topicName = z.string().min(1)

const keys = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('round_robin'), count: keyCount }),
    z.strictObject({ kind: z.literal('uniform'), count: keyCount }),
    z.strictObject({ kind: z.literal('zipf'), count: keyCount, exponent: z.number().min(0).max(10) }),
    z.strictObject({ kind: z.literal('hot'), count: keyCount, share: z.number().min(0).max(1) }),
  ])
  .meta({ description: 'Which key a record gets. `hot` gives key-0 this share of all records.' })

const everyOther = z.int().min(0).max(MAX_APP_RECORDS)

const workloadShape = {
  records_per_second: z.number().gt(0).max(MAX_APP_RECORDS_PER_SECOND),
  count: z
    .int()
    .min(0)
    .max(MAX_APP_RECORDS)
    .meta({ description: 'So many records a process makes by itself before it closes; 0 leaves all to your hand, and it stays.' }),
  keys,
  value: z
    .string()
    .max(MAX_APP_VALUE_CHARACTERS)
    .nullable()
    .meta({ description: `${TEMPLATE} Null makes tombstones.` }),
  headers: z.array(header).max(MAX_APP_HEADERS),
  records_per_transaction: everyOther.meta({ description: 'With a transactional.id: after so many records the transaction ends.' }),
  abort_every: everyOther.meta({ description: 'Every so manieth transaction is aborted; 0 for none.' }),
}

const workloadBody = z.strictObject(workloadShape).partial().meta({ description: 'What is left out stays as it is, or has its default.' })

const interceptor = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('add_header'), header: headerName, value: headerTemplate }),
    z.strictObject({ kind: z.literal('time_to_live'), header: headerName, ttl_ms: z.int().min(1).max(MAX_CLOCK_ADVANCE_MS) }),
    z.strictObject({
      kind: z.literal('route'),
      header: headerName,
      topics: z
        .record(z.string(), topicName)
        .refine((topics) => Object.keys(topics).length <= MAX_APP_ROUTES, `At most ${MAX_APP_ROUTES} routes.`)
        .meta({ description: 'From the value of the header to the topic.' }),
    }),
    z.strictObject({
      kind: z.literal('drop'),
      every: everyOther.optional(),
      value_contains: z.string().min(1).max(MAX_APP_HEADER_CHARACTERS).optional(),
    }),
    z.strictObject({ kind: z.literal('trace') }),
  ])
  .meta({ description: 'onSend of a ProducerInterceptor.' })

const name = z.string().min(1).max(MAX_APP_NAME_CHARACTERS)
const configs = z
  .record(z.string(), z.string().max(MAX_CONFIG_VALUE_CHARACTERS))
  .refine((given) => Object.keys(given).length <= MAX_CONFIGS_PER_REQUEST, `At most ${MAX_CONFIGS_PER_REQUEST} configs.`)
  .meta({ description: 'Configs of the producer or consumer under their Kafka names, such as `enable.idempotence`, with values as text.' })
const interceptors = z.array(interceptor).max(MAX_APP_INTERCEPTORS).meta({ description: 'In the order in which they see a record.' })

const planShape = {
  name: name.optional(),
  configs: configs.optional(),
  workload: workloadBody.optional(),
  interceptors: interceptors.optional(),
}

export const createAppBody = z
  .strictObject({
    ...planShape,
    topic: topicName.optional().meta({ description: 'To which it writes.' }),
    consumer: consumerPlanBody.optional(),
    start: z.boolean().optional().meta({ description: 'False leaves it stopped. Without it, it runs at once.' }),
  })
  .refine(({ topic, consumer }) => (topic === undefined) !== (consumer === undefined), 'Either a topic to write to, or a consumer.')
  .refine(({ consumer, workload, interceptors: given }) => consumer === undefined || (workload ?? given) === undefined, {
    message: 'An application that reads has no workload and no interceptors.',
  })

export type CreateAppBody = z.output<typeof createAppBody>

export const updateAppBody = z.strictObject({ ...planShape, topic: topicName.optional(), consumer: consumerPlanBody.optional() })

export type UpdateAppBody = z.output<typeof updateAppBody>

export const APP_VERBS = ['start', 'pause', 'resume', 'stop', 'kill'] as const

export type AppVerb = (typeof APP_VERBS)[number]

export const appActionBody = z.strictObject({}).optional()

const sequence = z.int().meta({ description: 'Of the event that this caused.' })

export const appActionAnswer = z.object({ app_id: z.int(), action: z.enum(APP_VERBS), sequence }).meta({ id: 'AppAction' })

export const sendRecordBody = z.strictObject({
  topic: topicName.optional().meta({ description: 'Another than its own.' }),
  partition: z.int().min(0).optional().meta({ description: 'Without it the partitioner chooses.' }),
  key: z.string().max(MAX_APP_VALUE_CHARACTERS).nullable().optional(),
  value: z.string().max(MAX_APP_VALUE_CHARACTERS).nullable(),
  headers: z
    .array(z.strictObject({ name: headerName, value: z.string().max(MAX_APP_HEADER_CHARACTERS) }))
    .max(MAX_APP_HEADERS)
    .optional(),
})

export const sentRecord = z
  .object({ app_id: z.int(), record: z.int().meta({ description: "The record's number." }), sequence })
  .meta({ id: 'AppSentRecord' })

const time = z.iso.datetime()

const counters = z.object({
  made: z.int(),
  dropped: z.int().meta({ description: 'By an interceptor, before Kafka heard of them.' }),
  acknowledged: z.int(),
  failed: z.int(),
  abandoned: z.int().meta({ description: 'Their process died before it heard what became of them.' }),
  requests: z.int(),
  retries: z.int().meta({ description: 'Batches that were sent again.' }),
  timeouts: z.int().meta({ description: 'Connections given up because of request.timeout.ms.' }),
  connections_lost: z.int(),
  duplicates_dropped: z.int().meta({ description: 'Batches of which a log said that it has them.' }),
  on_acknowledgement: z.int(),
  on_acknowledgement_errors: z.int(),
  transactions_committed: z.int(),
  transactions_aborted: z.int(),
})

const batch = z.object({
  id: z.int(),
  topic: z.string(),
  partition: z.int(),
  first_record: z.int(),
  record_count: z.int(),
  attempts: z.int().meta({ description: 'How often it was sent in vain.' }),
  base_sequence: z.int().nullable(),
})

const producer = z.object({
  started_at: time,
  made: z.int().meta({ description: 'Records that its workload made in this process.' }),
  next_record_at: time,
  sending_since: time.nullable().meta({ description: 'Since when its thread is inside of send; null while it is not.' }),
  buffered_bytes: z.int(),
  batches: z.array(batch).meta({ description: 'The RecordAccumulator.' }),
  in_flight: z.array(
    z.object({
      request_id: z.int(),
      broker: z.int(),
      api: z.string(),
      sent_at: time,
      phase: z.enum(['request', 'held', 'broker', 'answer', 'lost', 'unanswered']),
      batches: z.array(batch),
    }),
  ),
  producer_id: z.int().nullable(),
  producer_epoch: z.int().nullable(),
  transaction: z.string().nullable().meta({ description: 'Null without a transactional.id.' }),
})

const writerShape = {
  id: z.int(),
  name,
  topic: z.string(),
  configs: z.record(z.string(), z.string()),
  workload: z.object(workloadShape),
  interceptors: z.array(interceptor),
  created_at: time,
  phase: z.enum(['running', 'paused', 'stopping', 'finishing', 'stopped', 'finished', 'killed', 'failed']),
  error: z.string().nullable().meta({ description: "Kafka's error after which it failed." }),
  instance: z.int().meta({ description: 'How many processes it has had.' }),
  counters,
  producer: producer.nullable().meta({ description: 'Null while it has no process.' }),
  abandoned_requests: z.int().meta({ description: 'Messages that nobody waits for and that a broker may still read.' }),
  owner_app: z.int().nullable().meta({ description: 'The application that reads and has this as its producer: act on that.' }),
}

const { id, name: shownName, configs: shownConfigs, created_at, phase, error, instance, abandoned_requests } = writerShape

const readerShape = {
  id,
  name: shownName,
  configs: shownConfigs,
  created_at,
  phase,
  error,
  instance,
  abandoned_requests,
  reads: shownConsumerPlan,
  counters: consumerCounters,
  handled: handled.nullable().meta({ description: 'What became of the records that a handler, a trace or an audit has looked at.' }),
  producer_app: z.int().nullable().meta({ description: 'The application that sends records on for it; null where nothing is sent on.' }),
  consumer: consumerProcess.nullable().meta({ description: 'Null while it has no process.' }),
}

const writer = z.object(writerShape).meta({ id: 'App', description: 'It writes.' })
const reader = z.object(readerShape).meta({ id: 'ConsumerApp', description: 'It reads.' })

export const app = z.union([writer, reader])
export const changedApp = z.union([
  z.object({ ...writerShape, sequence }).meta({ id: 'ChangedApp' }),
  z.object({ ...readerShape, sequence }).meta({ id: 'ChangedConsumerApp' }),
])
export type ShownApp = z.output<typeof writer>
export type ShownConsumerApp = z.output<typeof reader>

export const appList = z
  .object({ apps: z.array(app), next: z.string().nullable() })
  .meta({ id: 'AppList', description: `At most ${MAX_APPS} in one sandbox.` })

const logFate = z.enum(['committed', 'uncommitted', 'open', 'aborted', 'deleted', 'lost', 'neverStored'])

const fates = z.object({
  committed: z.int(),
  uncommitted: z.int().meta({ description: 'In the log, above the high watermark.' }),
  open: z.int().meta({ description: 'In a transaction without an end.' }),
  aborted: z.int(),
  deleted: z.int().meta({ description: 'By retention, DeleteRecords, or with the topic.' }),
  lost: z.int().meta({ description: 'Was written, and is in the log no more.' }),
  neverStored: z.int().meta({ description: 'Reached no log.' }),
})

const appDelivery = z
  .object({
    app_id: z.int(),
    counters,
    audit: z.object({
      sent: z.int().meta({ description: 'Records handed to the producer: made without dropped.' }),
      acknowledged: z.int(),
      failed: z.int(),
      abandoned: z.int(),
      pending: z.int(),
      stored: z.int().meta({ description: 'Records of which a log has a copy: committed, uncommitted, open or aborted.' }),
      duplicated: z.int().meta({ description: 'Copies beside the first.' }),
      lost: z.int().meta({ description: 'Acknowledged, and in no log, and not deleted.' }),
      lost_by_broker: z.array(z.object({ broker: z.int(), records: z.int() })),
      balanced: z.boolean().meta({
        description: 'Whether sent = acknowledged + failed + abandoned + pending, and each of them is the sum of its fates in the logs.',
      }),
    }),
    fates: z.object({ acknowledged: fates, failed: fates, abandoned: fates, pending: fates }),
    records: z
      .array(
        z.object({
          record: z.int(),
          topic: z.string(),
          partition: z.int().nullable(),
          key: z.string().nullable(),
          made_at: time,
          done_at: time.nullable(),
          sends: z.int(),
          fate: z.enum(['dropped', 'pending', 'acknowledged', 'failed', 'abandoned']),
          error: z.string().nullable(),
          offset: z.int().nullable().meta({ description: 'That the application was told.' }),
          broker: z.int().nullable().meta({ description: 'That it was last sent to.' }),
          log_fate: logFate.nullable(),
          duplicates: z.int(),
          duplicates_dropped: z.int(),
          copies: z.array(z.object({ broker: z.int(), leader_epoch: z.int(), offset: z.int() })),
        }),
      )
      .meta({
        description: `The newest, oldest first: about ${MAX_APP_TRACE}. Older ones are in the counts as they stood when they left.`,
      }),
  })
  .meta({ id: 'AppDelivery' })

export const anyDelivery = z.union([appDelivery, consumerDelivery])

export const deliveryQuery = z.object({
  page_size: z
    .string()
    .regex(/^\d{1,9}$/, 'page_size must be a whole number.')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_DELIVERY_PAGE))
    .optional()
    .meta({ description: `So many offsets at most; without it ${MAX_DELIVERY_PAGE}.` }),
  page_token: z
    .string()
    .regex(/^\d{1,15}$/, 'page_token must be an offset.')
    .transform(Number)
    .optional()
    .meta({ description: 'The offset to begin with; `next` of the page before has it.' }),
})

export const partitionDelivery = z
  .object({
    topic_name: z.string(),
    partition_id: z.int(),
    log_start_offset: z.int(),
    high_watermark: z.int(),
    log_end_offset: z.int(),
    records: z.array(
      z.object({
        offset: z.int(),
        fate: z.enum([...logFate.options, 'control', 'duplicateDropped']),
        leader_epoch: z.int(),
        broker: z.int().nullable().meta({ description: "That wrote it, where an application's trace tells." }),
        producer_id: z.int().nullable(),
        app_id: z.int().nullable(),
        record: z.int().nullable().meta({ description: 'The number of the record in its application.' }),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'PartitionDelivery' })
