// POST …/records of somebody who says who it is: the body is read whole, and its records are stored together or not at all. In a transaction every
// record names its topic.
import { END_OF_TEXT } from '../../schema/json/characters.ts'
import { JsonScanner } from '../../schema/json/scan.ts'
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { MAX_PRODUCE_BODY_BYTES, MAX_RECORDS_PER_PRODUCE_CALL } from '../../schema/limits.ts'
import { DeliveryReporter, USUAL_REPORT_BYTES } from '../../schema/records/delivery-report.ts'
import { ProduceReader } from '../../schema/records/parse-produce.ts'
import type { Sender } from '../../schema/records/sender.ts'
import { jsonCharset } from '../http/content-type.ts'
import { JSON_HEADERS } from '../http/json-response.ts'
import { readBody, toUtf8 } from '../http/read-body.ts'
import { RestError } from '../http/rest-error.ts'
import { byTopic } from './by-topic.ts'
import type { ByTopic, TopicEntry, TopicOf } from './by-topic.ts'
import { REPORT_END } from './outcome-report.ts'
import type { ProduceOptions } from './produce-options.ts'
import { emptyBody } from './record-groups.ts'
import type { Sending } from './send-records.ts'
import { sendWhole } from './send-whole.ts'
import type { SentWhole } from './send-whole.ts'

/** Who sends a body: a key stands for its bytes too. */
export type IdentifySender = (body: Uint8Array) => Promise<Sender>

/** What is sent, before it is known by whom. */
export type Unsigned = Omit<Sending, 'sender'>

export function unsignedOf(context: Omit<Unsigned, 'options'>, options: ProduceOptions): Unsigned {
  const { sandbox, caller, sandboxId, waitUntil } = context
  return { sandbox, caller, sandboxId, waitUntil, options }
}

export async function produceWhole(unsigned: Unsigned, request: Request, identify: IdentifySender, topicOf: TopicOf): Promise<Response> {
  const charset = jsonCharset(request)
  const body = toUtf8(await readBody(request, MAX_PRODUCE_BODY_BYTES), charset)
  const sorted = byTopic(entriesOf(body), topicOf)
  const sent = await sendWhole({ ...unsigned, sender: await identify(body) }, sorted)
  return new Response(reportsOf(unsigned.sandboxId, sorted, sent), { headers: { ...JSON_HEADERS, ...sent.headers } })
}

function entriesOf(body: Uint8Array): TopicEntry[] {
  const scanner = new JsonScanner(body)
  const reader = new ProduceReader()
  const entries: TopicEntry[] = []
  while (scanner.next() !== END_OF_TEXT) {
    if (entries.length === MAX_RECORDS_PER_PRODUCE_CALL) throw tooManyRecords()
    const produce = reader.read(scanner)
    entries.push({ topicName: reader.topicName, produce })
    if (!produce.ok && produce.isSyntaxError) break
  }
  if (entries.length === 0) throw emptyBody()
  return entries
}

function tooManyRecords(): RestError {
  const message = `A request that is stored whole or not at all has at most ${MAX_RECORDS_PER_PRODUCE_CALL} records.`
  return new RestError({ status: 413, code: 'REQUEST_TOO_LARGE', message })
}

function reportsOf(clusterId: string, { topics }: ByTopic, { placed }: SentWhole): Uint8Array {
  const reporters = topics.map(({ topic }) => new DeliveryReporter(clusterId, topic))
  const writer = new JsonWriter(placed.length * USUAL_REPORT_BYTES)
  for (const { topicIndex, outcome } of placed) {
    reporters[topicIndex]?.success(writer, outcome)
    writer.ascii(REPORT_END)
  }
  return writer.bytes.subarray(0, writer.length)
}
