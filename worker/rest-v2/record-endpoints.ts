// REST v2: reading records with a consumer instance. The first read waits for the group to give partitions; a record that is not in the format of
// the instance is shown as a string and keeps nobody from reading on.
// Source: ConsumersResource and KafkaConsumerReadTask (v2) of confluentinc/kafka-rest.
import { recordsQuery, v2Records } from '../../schema/api/rest-v2.ts'
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { utf8Bytes } from '../../schema/json/utf8.ts'
import { CONSUMER_JOIN_WAIT_MS, DEFAULT_CONSUMER_WAIT_MS, MAX_FETCH_BYTES, MAX_PAGE_RECORDS, MAX_WAIT_MS } from '../../schema/limits.ts'
import type { V2Format } from '../../schema/records/embedded-format.ts'
import { writePayload } from '../../schema/records/embedded-format.ts'
import type { PolledRecord } from '../../durable/shell/consumers/consumer-call.ts'
import { preferredType } from '../http/content-type.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { V2_JSON } from '../http/media-types.ts'
import { RestError } from '../http/rest-error.ts'
import { callInstance, INSTANCE, optionsOf, shownIn } from './instance.ts'
import { EMBEDDED_TYPES, formatOf } from './v2-http.ts'

const BINARY_TYPE = 'application/vnd.kafka.binary.v2+json'
/** What an answer can be asked for as. The plain type of v2 means binary. */
const TYPES = [BINARY_TYPE, ...EMBEDDED_TYPES.filter((type) => type !== BINARY_TYPE), V2_JSON]

const COMMA = 0x2c
const NAMES = { topic: utf8Bytes('{"topic":'), key: utf8Bytes(',"key":'), value: utf8Bytes(',"value":') }

const readRecords = endpoint({
  method: 'GET',
  path: `${INSTANCE}/records`,
  tag: 'REST v2',
  summary: 'Read records (v2)',
  description:
    'The type that is accepted must be that of the format that the instance was made with; any type means binary. `timeout` can only shorten the wait for records; the first read waits for the group all that time.',
  scope: 'consume',
  query: recordsQuery,
  responses: { 200: { description: 'The next records.', schema: v2Records, contentType: BINARY_TYPE, alsoAs: TYPES.slice(1) } },
  async handle(context) {
    const { request, query } = context
    const view = shownIn(await callInstance(context, { kind: 'describe' }))
    const { format, waitMs: ofInstance, hasMetadata } = optionsOf(view)
    const type = preferredType(request.headers.get('Accept'), TYPES) ?? BINARY_TYPE
    if (formatOf(type === V2_JSON ? BINARY_TYPE : type) !== format) throw otherFormat()
    const longestMs = ofInstance ?? DEFAULT_CONSUMER_WAIT_MS
    const waitMs = Math.min(query.timeout ?? longestMs, longestMs, MAX_WAIT_MS)
    const { records } = await callInstance(context, {
      kind: 'poll',
      waitMs,
      // The first read waits for the group as long as it was given. Who said nothing has not said either that it should come back with nothing.
      joinWaitMs: Math.min(query.timeout ?? ofInstance ?? CONSUMER_JOIN_WAIT_MS, MAX_WAIT_MS),
      maxRecords: MAX_PAGE_RECORDS,
      maxBytes: Math.min(query.max_bytes ?? MAX_FETCH_BYTES, MAX_FETCH_BYTES),
      runsCallbacks: false,
    })
    return new Response(listOf(records, format, hasMetadata), { headers: { 'Content-Type': type } })
  },
})

export const v2RecordEndpoints: readonly Endpoint[] = [readRecords]

function otherFormat(): RestError {
  return new RestError({
    status: 406,
    errorCode: 40601,
    code: 'NOT_ACCEPTABLE',
    message: 'The requested embedded data format does not match the deserializer for this consumer instance',
  })
}

function listOf(records: readonly PolledRecord[], format: V2Format, hasMetadata: boolean): Uint8Array {
  const writer = new JsonWriter()
  writer.ascii('[')
  for (const [index, record] of records.entries()) {
    if (index > 0) writer.byte(COMMA)
    writeRecord(writer, record, format, hasMetadata)
  }
  writer.ascii(']')
  return writer.take()
}

function writeRecord(writer: JsonWriter, record: PolledRecord, format: V2Format, hasMetadata: boolean): void {
  const { topic, partitionIndex, offset, timestamp, key, value, headers } = record
  writer.raw(NAMES.topic)
  writer.raw(utf8Bytes(JSON.stringify(topic)))
  writer.raw(NAMES.key)
  writePayload(writer, key, format)
  writer.raw(NAMES.value)
  writePayload(writer, value, format)
  writer.ascii(`,"partition":${partitionIndex},"offset":${offset}`)
  if (hasMetadata) writer.raw(utf8Bytes(`,"timestamp":${timestamp},"headers":${JSON.stringify(headers.map(showHeader))}`))
  writer.ascii('}')
}

function showHeader({ key, value }: PolledRecord['headers'][number]): object {
  return { key: new TextDecoder().decode(key), value: value === null ? null : btoa(String.fromCharCode(...value)) }
}
