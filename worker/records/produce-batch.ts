// POST …/records:batch, of one topic or of the whole cluster: entries with ids, answered with 207 and two lists.
import { COMMA } from '../../schema/json/characters.ts'
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { utf8Bytes } from '../../schema/json/utf8.ts'
import { parseBatch } from '../../schema/records/batch-entries.ts'
import type { BatchEntry } from '../../schema/records/batch-entries.ts'
import { batchFailure, DeliveryReporter, USUAL_REPORT_BYTES } from '../../schema/records/delivery-report.ts'
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import type { ParsedProduce } from '../../schema/records/produce-record.ts'
import { jsonCharset } from '../http/content-type.ts'
import { JSON_HEADERS } from '../http/json-response.ts'
import { readBody, toUtf8 } from '../http/read-body.ts'
import { RestError } from '../http/rest-error.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { errorOf } from './outcome-report.ts'
import { sendRecords } from './send-records.ts'
import type { Sending, TopicRecords } from './send-records.ts'
import { MAX_BATCH_BODY_BYTES } from '../../schema/limits.ts'

/** Which topic an entry goes to; null when it does not say and the URL does not either. */
export type TopicOf = (entry: BatchEntry) => string | null

export async function produceBatch(sending: Sending, request: Request, topicOf: TopicOf): Promise<Response> {
  const charset = jsonCharset(request)
  const parsed = parseBatch(toUtf8(await readBody(request, MAX_BATCH_BODY_BYTES), charset))
  if (!parsed.ok) throw refusedEnvelope(parsed.errorCode, parsed.message)
  const sorted = byTopic(parsed.entries, topicOf)
  const { outcomes, sequence } = await sendRecords(sending, sorted.topics, parsed.atomic)
  const answer = answerOf(parsed.entries, sorted, outcomes, sending.sandboxId)
  return new Response(answer, { status: 207, headers: { ...JSON_HEADERS, ...sequenceHeader({ sequence }) } })
}

function refusedEnvelope(errorCode: number, message: string): RestError {
  return new RestError({ status: Number(String(errorCode).slice(0, 3)), errorCode, code: 'INVALID_REQUEST', message })
}

const NO_TOPIC: ParsedProduce = { ok: false, isSyntaxError: false, errorCode: 400, message: 'Bad Request: topic_name is missing.' }

/** Entries by topic, each topic's in the order of the body. */
type ByTopic = {
  readonly topics: readonly TopicRecords[]
  /** By entry: which of the topics its record went to. */ readonly topicIndexes: readonly number[]
}

/** Entries without a topic are refused under the empty name, which no topic has. */
function byTopic(entries: readonly BatchEntry[], topicOf: TopicOf): ByTopic {
  const indexes = new Map<string, number>()
  const topics: { topic: string; parsed: ParsedProduce[] }[] = []
  const topicIndexes = entries.map((entry) => {
    const topic = topicOf(entry)
    const name = topic ?? ''
    let index = indexes.get(name)
    if (index === undefined) {
      index = topics.push({ topic: name, parsed: [] }) - 1
      indexes.set(name, index)
    }
    topics[index]?.parsed.push(topic === null ? NO_TOPIC : entry.produce)
    return index
  })
  return { topics, topicIndexes }
}

/** `{"successes":[…],"failures":[…]}`, each list in the order of the entries. */
function answerOf(
  entries: readonly BatchEntry[],
  { topics, topicIndexes }: ByTopic,
  outcomes: readonly (readonly RecordOutcome[])[],
  clusterId: string,
): Uint8Array {
  const reports = topics.map(({ topic }, index) => ({ reporter: new DeliveryReporter(clusterId, topic), left: outcomes[index]?.values() }))
  const writer = new JsonWriter((entries.length + 1) * USUAL_REPORT_BYTES)
  const failures: string[] = []
  writer.ascii('{"successes":[')
  const start = writer.length
  for (let index = 0; index < entries.length; index++) {
    const report = reports[topicIndexes[index] ?? -1]
    const outcome = report?.left?.next().value
    const id = entries[index]?.id
    if (report === undefined || outcome === undefined || id === undefined) throw new Error('every entry has an outcome')
    if (outcome.kind !== 'stored') {
      failures.push(batchFailure(id, errorOf(outcome)))
      continue
    }
    if (writer.length > start) writer.byte(COMMA)
    report.reporter.batchSuccess(writer, id, outcome)
  }
  writer.raw(utf8Bytes(`],"failures":[${failures.join(',')}]}`))
  return writer.bytes.subarray(0, writer.length)
}
