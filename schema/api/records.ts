// Records over HTTP as documents describe them. Produce bodies are not validated by these schemas but read in place, byte by byte
// (schema/records/parse-produce.ts), because a payload must keep its own bytes; a test holds both to each other.
import * as z from 'zod'

const side = z
  .object({
    type: z.enum(['BINARY', 'JSON', 'STRING']).meta({ description: 'How data is written: base64, any JSON, or text.' }),
    data: z.unknown().meta({ description: 'Null or absent is Kafka’s null, which as a value is a tombstone.' }),
  })
  .meta({ id: 'RecordData' })

const header = z
  .object({
    name: z.string(),
    value: z.string().nullable().optional().meta({ description: 'Base64.' }),
    text: z.string().optional().meta({ description: 'The value as plain text, instead of base64.' }),
  })
  .meta({ id: 'RecordHeader' })

const produceShape = {
  partition_id: z.int().optional().meta({ description: 'Without it the key decides (murmur2), and without a key a sticky partition.' }),
  headers: z.array(header).optional(),
  key: side.nullable().optional(),
  value: side.nullable().optional(),
  timestamp: z.string().nullable().optional().meta({ description: 'ISO 8601 with a zone; now without it.' }),
}

/** What a record that was read brings along; produce takes it and leaves it. */
const readShape = {
  offset: z.int().optional(),
  topic_name: z.string().optional(),
  timestamp_type: z.string().optional(),
}

export const produceBody = z.strictObject({ ...produceShape, ...readShape }).meta({ id: 'ProduceRecord' })

export const produceBatchBody = z
  .strictObject({
    entries: z.array(z.strictObject({ id: z.string().regex(/^[0-9a-zA-Z-_]{1,80}$/), ...produceShape, ...readShape })),
    atomic: z.boolean().optional().meta({ description: 'All entries are written or none.' }),
  })
  .meta({ id: 'ProduceBatch' })

const deliveredSide = z.object({ type: z.string(), size: z.int() })

const deliveryShape = {
  cluster_id: z.string(),
  topic_name: z.string(),
  partition_id: z.int(),
  offset: z.int(),
  timestamp: z.string().nullable(),
  key: deliveredSide.optional(),
  value: deliveredSide.optional(),
  duplicate: z.literal(true).optional().meta({ description: 'An earlier try of the same request stored it.' }),
}

const failureShape = { error_code: z.int(), message: z.string() }

export const deliveryReport = z
  .union([z.object({ error_code: z.literal(200), ...deliveryShape }), z.object(failureShape)])
  .meta({ id: 'DeliveryReport' })

export const batchReports = z
  .object({
    successes: z.array(z.object({ id: z.string(), ...deliveryShape })),
    failures: z.array(z.object({ id: z.string(), ...failureShape })),
  })
  .meta({ id: 'BatchReports' })

export const rawReport = z
  .object({
    cluster_id: z.string(),
    topic_name: z.string(),
    partition_id: z.int(),
    batches: z.array(
      z.union([z.object({ base_offset: z.int(), record_count: z.int(), duplicate: z.literal(true).optional() }), z.object(failureShape)]),
    ),
  })
  .meta({ id: 'RawReport' })

const readRecord = z
  .object({
    topic_name: z.string(),
    partition_id: z.int(),
    offset: z.int(),
    timestamp: z.string().nullable(),
    timestamp_type: z.enum(['CreateTime', 'LogAppendTime']),
    headers: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
    key: side.nullable(),
    value: side.nullable(),
  })
  .meta({ id: 'Record' })

export const recordPage = z
  .object({
    records: z.array(readRecord),
    cursor: z.string().meta({ description: 'Where the next page begins, over all partitions.' }),
    caught_up: z.boolean().meta({ description: 'True when everything was read.' }),
    scanned_records: z.int().optional().meta({ description: 'With a filter: how many records it looked at for this page.' }),
    undecided_records: z
      .int()
      .optional()
      .meta({ description: 'For how many of them it has no answer, because a field is missing or kinds differ.' }),
  })
  .meta({ id: 'RecordPage' })
