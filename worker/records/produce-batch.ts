// POST …/records:batch, of one topic or of the whole cluster: entries with ids, answered with 207 and two lists.
import { COMMA } from '../../schema/json/characters.ts'
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { utf8Bytes } from '../../schema/json/utf8.ts'
import { parseBatch } from '../../schema/records/batch-entries.ts'
import type { BatchEntry } from '../../schema/records/batch-entries.ts'
import { batchFailure, DeliveryReporter, USUAL_REPORT_BYTES } from '../../schema/records/delivery-report.ts'
import { isKnown } from '../../schema/records/sender.ts'
import { jsonCharset } from '../http/content-type.ts'
import { JSON_HEADERS } from '../http/json-response.ts'
import { readBody, toUtf8 } from '../http/read-body.ts'
import { RestError } from '../http/rest-error.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { byTopic, inBodyOrder } from './by-topic.ts'
import type { ByTopic, PlacedOutcome, TopicOf } from './by-topic.ts'
import { errorOf } from './outcome-report.ts'
import type { IdentifySender, Unsigned } from './produce-whole.ts'
import { sendRecords } from './send-records.ts'
import type { Sending } from './send-records.ts'
import { sendWhole } from './send-whole.ts'
import { MAX_BATCH_BODY_BYTES } from '../../schema/limits.ts'

export async function produceBatch(unsigned: Unsigned, request: Request, identify: IdentifySender, topicOf: TopicOf): Promise<Response> {
  const charset = jsonCharset(request)
  const body = toUtf8(await readBody(request, MAX_BATCH_BODY_BYTES), charset)
  const parsed = parseBatch(body)
  if (!parsed.ok) throw refusedEnvelope(parsed.errorCode, parsed.message)
  const sorted = byTopic(parsed.entries, topicOf)
  const sender = await identify(body)
  const { placed, headers } = isKnown(sender)
    ? await sendWhole({ ...unsigned, sender }, sorted)
    : await sendEach({ ...unsigned, sender }, sorted, parsed.atomic)
  return new Response(answerOf(parsed.entries, sorted, placed, unsigned.sandboxId), {
    status: 207,
    headers: { ...JSON_HEADERS, ...headers },
  })
}

type Sent = { readonly placed: readonly PlacedOutcome[]; readonly headers: Readonly<Record<string, string>> }

async function sendEach(sending: Sending, sorted: ByTopic, atomic: boolean): Promise<Sent> {
  const { outcomes, sequence } = await sendRecords(sending, sorted.topics, atomic)
  return { placed: inBodyOrder(sorted, outcomes), headers: sequenceHeader({ sequence }) }
}

function refusedEnvelope(errorCode: number, message: string): RestError {
  return new RestError({ status: Number(String(errorCode).slice(0, 3)), errorCode, code: 'INVALID_REQUEST', message })
}

/** `{"successes":[…],"failures":[…]}`, each list in the order of the entries. */
function answerOf(entries: readonly BatchEntry[], { topics }: ByTopic, placed: readonly PlacedOutcome[], clusterId: string): Uint8Array {
  const reporters = topics.map(({ topic }) => new DeliveryReporter(clusterId, topic))
  const writer = new JsonWriter((entries.length + 1) * USUAL_REPORT_BYTES)
  const failures: string[] = []
  writer.ascii('{"successes":[')
  const start = writer.length
  for (const [index, { id }] of entries.entries()) {
    const { topicIndex, outcome } = placed[index] ?? missing()
    if (outcome.kind !== 'stored') {
      failures.push(batchFailure(id, errorOf(outcome)))
      continue
    }
    if (writer.length > start) writer.byte(COMMA)
    reporters[topicIndex]?.batchSuccess(writer, id, outcome)
  }
  writer.raw(utf8Bytes(`],"failures":[${failures.join(',')}]}`))
  return writer.bytes.subarray(0, writer.length)
}

function missing(): never {
  throw new Error('every entry has an outcome')
}
