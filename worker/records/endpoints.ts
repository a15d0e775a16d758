// The routes of records: produce as JSON, in batches and as raw bytes; read without a group in five forms.
import { batchReports, deliveryReport, produceBatchBody, produceBody, rawReport, recordPage } from '../../schema/api/records.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint, EndpointContext } from '../http/endpoint.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { RestError } from '../http/rest-error.ts'
import { ownTopicOf } from './by-topic.ts'
import { produceBatch } from './produce-batch.ts'
import { produceOptions, produceQuery, wantsStrictness } from './produce-options.ts'
import { ANONYMOUS } from '../../schema/records/sender.ts'
import type { Sender } from '../../schema/records/sender.ts'
import { produceRaw, RAW_TYPE } from './produce-raw.ts'
import { produceRecords, produceStrictly } from './produce-records.ts'
import { produceWhole, unsignedOf } from './produce-whole.ts'
import { planRead, READ_TYPES, readQuery } from './read-plan.ts'
import type { ReadPlan } from './read-plan.ts'
import { readPage } from './read-page.ts'
import { readRaw } from './read-raw.ts'
import { namesSender, senderHeadersOf, senderOf } from './request-sender.ts'
import { readStream } from './read-stream.ts'
import { TopicReader } from './topic-reader.ts'
import type { ReadTarget } from './topic-reader.ts'

type Context = EndpointContext<unknown, unknown, unknown>

const TOPIC_RECORDS = '/v3/clusters/:cluster_id/topics/:topic_name/records'
const PARTITION_RECORDS = '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/records'
const JSON_TYPE = 'application/json'

function produceTo(method: 'POST' | 'PUT', note: string): Endpoint {
  return endpoint({
    method,
    path: TOPIC_RECORDS,
    tag: 'Records',
    summary: 'Produce records',
    description:
      `${note}One or more JSON objects one after another, also as a stream that never ends; each is answered with a delivery report, in the same order. ` +
      'The status is 200 whatever the reports say, unless `Prefer: handling=strict` asks for a status that tells: 200, that of the only error, or 207.',
    scope: 'produce',
    query: produceQuery,
    body: 'raw',
    bodySchema: produceBody,
    bodyTypes: [JSON_TYPE],
    responses: {
      200: { description: 'A delivery report a record, separated by CR LF.', schema: deliveryReport },
      207: { description: 'Strict: some records were stored and some were not.', schema: deliveryReport },
    },
    async handle(context) {
      const { request, query } = context
      const { topic_name: topic } = context.params
      const options = produceOptions(query)
      const unsigned = unsignedOf(context, options)
      const named = senderHeadersOf(request)
      if (namesSender(named))
        return produceWhole(
          unsigned,
          request,
          (body) => senderOf(request, named, options, body),
          () => topic,
        )
      const sending = { ...unsigned, sender: ANONYMOUS }
      return wantsStrictness(request) ? produceStrictly(sending, topic, request) : produceRecords(sending, topic, request)
    },
  })
}

const produceTopicBatch = endpoint({
  method: 'POST',
  path: `${TOPIC_RECORDS}:batch`,
  tag: 'Records',
  summary: 'Produce a batch',
  description: 'Up to 1000 entries and 1 MiB. With `"atomic": true` all are written or none.',
  scope: 'produce',
  query: produceQuery,
  body: 'raw',
  bodySchema: produceBatchBody,
  bodyTypes: [JSON_TYPE],
  responses: { 207: { description: 'What became of each entry.', schema: batchReports } },
  async handle(context) {
    const { request, params, query } = context
    const options = produceOptions(query)
    const identify = (body: Uint8Array): Promise<Sender> => senderOf(request, senderHeadersOf(request), options, body)
    return produceBatch(unsignedOf(context, options), request, identify, () => params.topic_name)
  },
})

const produceClusterBatch = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/records:batch',
  tag: 'Records',
  summary: 'Produce a batch to several topics',
  description: 'As the batch of one topic, with a `topic_name` in every entry.',
  scope: 'produce',
  query: produceQuery,
  body: 'raw',
  bodySchema: produceBatchBody,
  bodyTypes: [JSON_TYPE],
  responses: { 207: { description: 'What became of each entry.', schema: batchReports } },
  async handle(context) {
    const { request, principal, query } = context
    const options = produceOptions(query)
    const identify = (body: Uint8Array): Promise<Sender> => senderOf(request, senderHeadersOf(request), options, body)
    return produceBatch(unsignedOf(context, options), request, identify, ownTopicOf(principal))
  },
})

const produceRawBatches = endpoint({
  method: 'POST',
  path: PARTITION_RECORDS,
  tag: 'Records',
  summary: 'Produce raw record batches',
  description: 'Record batches v2 as bytes, one after another. All are checked before the first is sent.',
  scope: 'produce',
  query: produceQuery,
  body: 'raw',
  bodyTypes: [RAW_TYPE],
  responses: {
    200: { description: 'Where each batch was stored.', schema: rawReport },
    207: { description: 'Some batches were stored and some were not.', schema: rawReport },
  },
  async handle(context) {
    const { topic_name: topic, partition_id: partition } = context.params
    const unsigned = unsignedOf(context, produceOptions(context.query))
    return produceRaw(unsigned, topic, integerParameter(partition), context.request)
  },
})

const READ_RESPONSES = {
  200: { description: 'Records in the form that Accept asks for.', schema: recordPage, alsoAs: READ_TYPES },
  204: { description: 'A stream that was resumed has delivered all it was asked for.' },
}

const readTopic = endpoint({
  method: 'GET',
  path: TOPIC_RECORDS,
  tag: 'Records',
  summary: 'Read a topic',
  description:
    'Without a group, from every partition. JSON is a page with a cursor; NDJSON and plain text end where the topic ends, unless `wait` is given; ' +
    'server-sent events follow it.',
  scope: 'observe',
  query: readQuery,
  responses: READ_RESPONSES,
  async handle(context) {
    return read(context, planRead(context.query, context.request), { topic: context.params.topic_name, partition: null })
  },
})

const readPartition = endpoint({
  method: 'GET',
  path: PARTITION_RECORDS,
  tag: 'Records',
  summary: 'Read a partition',
  description:
    'As a topic is read; also as raw record batches. An offset outside the partition is 416, and the answer names what is inside.',
  scope: 'observe',
  query: readQuery,
  responses: READ_RESPONSES,
  async handle(context) {
    const { topic_name: topic, partition_id: partition } = context.params
    return read(context, planRead(context.query, context.request), { topic, partition: integerParameter(partition) })
  },
})

async function read(context: Context, plan: ReadPlan, target: ReadTarget): Promise<Response> {
  if (plan.form === 'raw' && target.partition === null) {
    throw new RestError({
      status: 406,
      code: 'NOT_ACCEPTABLE',
      message: 'Raw batches are of one partition: read …/partitions/{id}/records.',
    })
  }
  const reader = await TopicReader.open(context, plan, target)
  if (plan.form === 'raw') return readRaw(reader, plan)
  if (plan.form !== 'json') return readStream(reader, plan, plan.form, context.waitUntil)
  try {
    return await readPage(reader, plan)
  } finally {
    reader.close()
  }
}

export const recordEndpoints: readonly Endpoint[] = [
  produceTo('POST', ''),
  produceTo('PUT', 'What `curl -T` sends; the same as POST. '),
  produceTopicBatch,
  produceClusterBatch,
  produceRawBatches,
  readTopic,
  readPartition,
]
