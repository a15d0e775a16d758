// REST v2: producing records in an embedded format. Records that could not be stored are told of one by one under 200, as the old proxy does.
// Source: ProduceToTopicAction, ProduceToPartitionAction and AbstractProduceAction (v2) of confluentinc/kafka-rest.
import { v2ProduceBody, v2Produced } from '../../schema/api/rest-v2.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import { MAX_PRODUCE_BODY_BYTES } from '../../schema/limits.ts'
import { parseV2Produce } from '../../schema/records/parse-v2-produce.ts'
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import type { ParsedProduce } from '../../schema/records/produce-record.ts'
import { ANONYMOUS } from '../../schema/records/sender.ts'
import { unsupportedMediaType, utf8BodyType } from '../http/content-type.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint, EndpointContext } from '../http/endpoint.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { readBody } from '../http/read-body.ts'
import { notFound, RestError, unprocessable } from '../http/rest-error.ts'
import { askPartition, sequenceHeader } from '../kafka/ask.ts'
import { produceOptions } from '../records/produce-options.ts'
import { errorOf } from '../records/outcome-report.ts'
import { sendTopicRecords } from '../records/send-records.ts'
import { EMBEDDED_TYPES, formatOf, V2_ANSWER, v2Json } from './v2-http.ts'

const TOPIC = '/v2/clusters/:cluster_id/topics/:topic_name'
const KAFKA_ERROR = 50002
const RETRIABLE_KAFKA_ERROR = 50003

const SHAPES = {
  tag: 'REST v2',
  scope: 'produce',
  body: 'raw',
  bodySchema: v2ProduceBody,
  bodyTypes: EMBEDDED_TYPES,
  responses: { 200: { description: 'What became of each record, in order.', schema: v2Produced, ...V2_ANSWER } },
} as const

const produceToTopic = endpoint({
  method: 'POST',
  path: TOPIC,
  summary: 'Produce records (v2)',
  description: 'The type of the body says how keys and values stand in it: binary, json or text.',
  ...SHAPES,
  handle: (context) => produce(context, context.params.topic_name, null),
})

const produceToPartition = endpoint({
  method: 'POST',
  path: `${TOPIC}/partitions/:partition_id`,
  summary: 'Produce records to a partition (v2)',
  description: 'A partition that a record names itself is stronger.',
  ...SHAPES,
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    return produce(context, topicName, partitionIndex)
  },
})

export const v2ProduceEndpoints: readonly Endpoint[] = [produceToTopic, produceToPartition]

async function produce(context: EndpointContext<unknown, unknown, unknown>, topic: string, partition: number | null): Promise<Response> {
  const { sandbox, caller, sandboxId, waitUntil, request } = context
  const records = placed(await recordsOf(request), partition)
  const sending = { sandbox, caller, sandboxId, waitUntil, options: produceOptions({}), sender: ANONYMOUS }
  const { outcomes, sequence } = await sendTopicRecords(sending, topic, records)
  refuseMissingTopic(outcomes)
  const body = { offsets: outcomes.map(showOutcome), key_schema_id: null, value_schema_id: null }
  return v2Json(request, body, sequenceHeader({ sequence }))
}

async function recordsOf(request: Request): Promise<readonly ParsedProduce[]> {
  const type = utf8BodyType(request)
  const format = type === null ? undefined : formatOf(type)
  if (format === undefined) throw unsupportedMediaType()
  if (format === null) throw unprocessable('Payload error. Schema Registry must be configured when using schemas.', 42206)
  const parsed = parseV2Produce(await readBody(request, MAX_PRODUCE_BODY_BYTES), format)
  if (parsed.ok) return parsed.records
  const status = Number(String(parsed.errorCode).slice(0, 3))
  throw new RestError({ status, errorCode: parsed.errorCode, code: 'INVALID_REQUEST', message: parsed.message })
}

function placed(records: readonly ParsedProduce[], partitionId: number | null): readonly ParsedProduce[] {
  if (partitionId === null) return records
  return records.map((one) => (one.ok && one.record.partitionId === null ? { ...one, record: { ...one.record, partitionId } } : one))
}

/** A topic that is not there, and is not made on the way, is no matter of one record. */
function refuseMissingTopic(outcomes: readonly RecordOutcome[]): void {
  const isMissing = outcomes.every((outcome) => outcome.kind === 'failed' && outcome.error === 'UNKNOWN_TOPIC_OR_PARTITION')
  if (isMissing) throw notFound('Topic not found.', 40401)
  const [invalid] = outcomes
  if (invalid?.kind === 'failed' && invalid.error === 'INVALID_TOPIC_EXCEPTION') throw kafkaRestError(invalid.error, invalid.message)
  if (outcomes.some((outcome) => outcome.kind === 'refused' && outcome.errorCode === 40402)) throw notFound('Partition not found.', 40402)
}

function showOutcome(outcome: RecordOutcome): object {
  if (outcome.kind === 'stored') return { partition: outcome.partitionId, offset: outcome.offset, error_code: null, error: null }
  const isRetriable = outcome.kind === 'failed' && kafkaError(outcome.error).retriable
  const code = isRetriable ? RETRIABLE_KAFKA_ERROR : KAFKA_ERROR
  return { partition: null, offset: null, error_code: code, error: errorOf(outcome).message }
}
