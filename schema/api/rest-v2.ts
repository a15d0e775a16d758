// REST v2 as Confluent's REST Proxy has it: shapes of requests and answers.
import * as z from 'zod'
import {
  MAX_CONSUMER_TIMEOUT_MS,
  MAX_GROUP_ID_CHARACTERS,
  MAX_GROUP_OFFSETS,
  MAX_PARTITIONS_PER_CLUSTER,
  MAX_PROCESSED_OFFSET,
  MAX_TOPICS,
} from '../limits.ts'

/** The proxy takes a map here, and looks at nothing in it. */
export const anyFields = z.record(z.string(), z.unknown()).optional()

export const noFields = z.object({}).meta({ id: 'V2Nothing' })

export const v2Brokers = z.object({ brokers: z.array(z.int()) }).meta({ id: 'V2Brokers' })

export const v2TopicNames = z.array(z.string()).meta({ id: 'V2TopicNames' })

export const v2Partition = z
  .object({
    partition: z.int(),
    leader: z.int(),
    replicas: z.array(z.object({ broker: z.int(), leader: z.boolean(), in_sync: z.boolean() })),
  })
  .meta({ id: 'V2Partition' })

export const v2Partitions = z.array(v2Partition).meta({ id: 'V2Partitions' })

export const v2Topic = z
  .object({ name: z.string(), configs: z.record(z.string(), z.string()), partitions: z.array(v2Partition) })
  .meta({ id: 'V2Topic' })

export const v2PartitionOffsets = z.object({ beginning_offset: z.int(), end_offset: z.int() }).meta({ id: 'V2PartitionOffsets' })

const schemaFields = {
  key_schema: z.string().nullable().optional(),
  key_schema_id: z.int().nullable().optional(),
  value_schema: z.string().nullable().optional(),
  value_schema_id: z.int().nullable().optional(),
}

/** For the OpenAPI document: the body is read as bytes, so that payloads stay as they are. */
export const v2ProduceBody = z
  .strictObject({
    records: z.array(
      z.strictObject({
        key: z.unknown().optional(),
        value: z.unknown().optional().meta({ description: 'Base64 for `binary`, any JSON for `json`, a string for `text`.' }),
        partition: z.int().nullable().optional(),
      }),
    ),
    ...schemaFields,
  })
  .meta({ id: 'V2ProduceBody' })

const producedOffset = z.object({
  partition: z.int().nullable(),
  offset: z.int().nullable(),
  error_code: z.int().nullable().meta({ description: '50002 for an error, 50003 for one that may be gone when it is tried again.' }),
  error: z.string().nullable(),
})

export const v2Produced = z
  .object({ offsets: z.array(producedOffset), key_schema_id: z.null(), value_schema_id: z.null() })
  .meta({ id: 'V2Produced' })

const yesOrNo = z.union([z.boolean(), z.enum(['true', 'false'])])
const milliseconds = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
])
const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,10}$/)
    .transform(Number),
])

const consumerName = z
  .string()
  .min(1)
  .max(MAX_GROUP_ID_CHARACTERS)
  .regex(/^[^\0/]+$/, 'A name has no slash in it.')
  .refine((name) => name !== '.' && name !== '..', 'A name is not . or .., which no address can hold.')

export const createConsumerBody = z
  .strictObject({
    name: consumerName.optional().meta({ description: 'Its instance id; one is made up without it.' }),
    id: consumerName.optional().meta({ description: 'The same, and stronger than `name`.' }),
    format: z.string().optional().meta({ description: '`binary` (default), `json` or `text`.' }),
    'auto.offset.reset': z.string().optional(),
    'auto.commit.enable': yesOrNo.optional(),
    'enable.auto.commit': yesOrNo.optional().meta({ description: "Kafka's own name for it." }),
    'fetch.min.bytes': wholeNumber.optional(),
    responseMinBytes: wholeNumber.optional(),
    'consumer.request.timeout.ms': milliseconds.optional().meta({ description: 'How long a read waits for records, 1000 without it.' }),
    requestWaitMs: milliseconds.optional(),
    'consumer.instance.timeout.ms': milliseconds
      .pipe(z.int().min(1_000).max(MAX_CONSUMER_TIMEOUT_MS))
      .optional()
      .meta({ description: 'The instance goes when nobody has used it for so long on the clock of the sandbox, 300000 without it.' }),
    'isolation.level': z.string().optional(),
    'group.instance.id': z.string().optional(),
    'group.protocol': z.string().optional(),
    'partition.assignment.strategy': z.string().optional(),
    'session.timeout.ms': milliseconds.optional(),
    'max.poll.records': wholeNumber.optional(),
    'client.id': z.string().optional(),
    'record.metadata': yesOrNo.optional().meta({ description: 'With it records are shown with timestamp and headers too.' }),
  })
  .optional()
  .meta({ id: 'V2CreateConsumer' })

export type CreateConsumerBody = NonNullable<z.output<typeof createConsumerBody>>

export const createdConsumer = z.object({ instance_id: z.string(), base_uri: z.string() }).meta({ id: 'V2Consumer' })

export const subscriptionBody = z
  .strictObject({
    topics: z.array(z.string()).max(MAX_TOPICS).nullable().optional(),
    topic_pattern: z.string().max(1_000).nullable().optional().meta({ description: 'A regular expression; `topics` are stronger.' }),
  })
  .refine(({ topics, topic_pattern }) => (topics ?? topic_pattern ?? null) !== null, { message: 'Give topics or topic_pattern.' })

export const subscription = z.object({ topics: z.array(z.string()) }).meta({ id: 'V2Subscription' })

const place = { topic: z.string(), partition: z.int32().min(0) }

export const partitionsBody = z.strictObject({ partitions: z.array(z.strictObject(place)).max(MAX_PARTITIONS_PER_CLUSTER) })

export const assignments = z
  .object({ partitions: z.array(z.object({ topic: z.string(), partition: z.int() })) })
  .meta({ id: 'V2Assignments' })

const givenOffset = z.strictObject({ ...place, offset: z.int().min(0), metadata: z.string().nullable().optional() })

export const positionsBody = z.strictObject({
  offsets: z.array(givenOffset).max(MAX_PARTITIONS_PER_CLUSTER).nullable().optional(),
  timestamps: z
    .array(z.strictObject({ ...place, timestamp: z.string(), metadata: z.string().nullable().optional() }))
    .max(MAX_PARTITIONS_PER_CLUSTER)
    .nullable()
    .optional(),
})

/** The one behind it is stored, and has to be a number too. */
const processedOffset = givenOffset.extend({ offset: z.int().min(0).max(MAX_PROCESSED_OFFSET) })

export const commitBody = z
  .strictObject({ offsets: z.array(processedOffset).max(MAX_GROUP_OFFSETS).nullable().optional() })
  .nullable()
  .optional()

export const commitQuery = z.object({
  async: z.enum(['true', 'false']).optional().meta({ description: 'With `true` the answer does not wait for the coordinator.' }),
  commit: z
    .enum(['exact', 'confluent'])
    .optional()
    .meta({ description: 'With `exact` an offset is stored as it is given. Without it, as Confluent does, the one behind it.' }),
})

export const committed = z.array(z.never()).meta({ id: 'V2Committed' })

export const committedQuery = z.object({
  topic: z.string().optional().meta({ description: 'Instead of a body, which many clients cannot send with GET.' }),
  partition: z
    .string()
    .regex(/^\d{1,9}$/, 'partition must be a whole number.')
    .transform(Number)
    .optional(),
})

export const committedOffsets = z
  .object({ offsets: z.array(z.object({ topic: z.string(), partition: z.int(), offset: z.int(), metadata: z.string() })) })
  .meta({ id: 'V2CommittedOffsets' })

const digits = z.string().regex(/^\d{1,9}$/, 'must be a whole number.')

export const recordsQuery = z.object({
  timeout: digits
    .transform(Number)
    .optional()
    .meta({ description: 'How long to wait for records, milliseconds: no longer than the instance waits.' }),
  max_bytes: digits.transform(Number).optional().meta({ description: 'Of keys and values. The first record comes whatever its size.' }),
})

export const v2Records = z
  .array(
    z.object({
      topic: z.string(),
      key: z.unknown(),
      value: z.unknown(),
      partition: z.int(),
      offset: z.int(),
      timestamp: z.int().optional(),
      headers: z.array(z.object({ key: z.string(), value: z.string().nullable() })).optional(),
    }),
  )
  .meta({ id: 'V2Records' })
