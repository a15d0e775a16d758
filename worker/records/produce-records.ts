// POST …/topics/{t}/records: records as concatenated JSON objects, a delivery report for each. A body that fits in one group is answered at
// once; a longer one, or one that streams, is answered while it is read: report n leaves before record n+1 need arrive.
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { MAX_RECORDS_PER_PRODUCE_CALL } from '../../schema/limits.ts'
import { DeliveryReporter, failureReport, USUAL_REPORT_BYTES } from '../../schema/records/delivery-report.ts'
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import { JSON_HEADERS } from '../http/json-response.ts'
import { restErrorOf } from '../http/render-error.ts'
import { RestError } from '../http/rest-error.ts'
import { streamResponse } from '../http/stream-response.ts'
import type { Write } from '../http/stream-response.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { REPORT_END, statusOf, writeReport } from './outcome-report.ts'
import { recordSource } from './record-groups.ts'
import type { RecordSource } from './record-groups.ts'
import { sendTopicRecords } from './send-records.ts'
import type { Sending } from './send-records.ts'

const NO_REPORTS = new Uint8Array(0)

const encoder = new TextEncoder()

export async function produceRecords(sending: Sending, topic: string, request: Request): Promise<Response> {
  const source = await recordSource(request)
  const first = await source.next()
  const sent = await sendTopicRecords(sending, topic, first.records)
  const reporter = new DeliveryReporter(sending.sandboxId, topic)
  if (first.isLast) {
    await source.cancel()
    return new Response(reportsOf(sent.outcomes, reporter), { headers: { ...JSON_HEADERS, ...sequenceHeader(sent) } })
  }
  const speak = (write: Write): Promise<void> => speakReports(write, sending, topic, source, reporter, sent.outcomes)
  return streamResponse(speak, { ...JSON_HEADERS, ...sequenceHeader(sent) }, sending.waitUntil)
}

function reportsOf(outcomes: readonly RecordOutcome[], reporter: DeliveryReporter): Uint8Array {
  const writer = new JsonWriter(outcomes.length * USUAL_REPORT_BYTES)
  for (const outcome of outcomes) {
    writeReport(writer, outcome, reporter)
    writer.ascii(REPORT_END)
  }
  return writer.bytes.subarray(0, writer.length)
}

/** Reads the next group only when the client has taken the reports of the last one, so a slow reader slows its own writing. */
async function speakReports(
  write: Write,
  sending: Sending,
  topic: string,
  source: RecordSource,
  reporter: DeliveryReporter,
  first: readonly RecordOutcome[],
): Promise<void> {
  let isOpen = await write(reportsOf(first, reporter))
  while (isOpen) {
    const { reports, isLast } = await nextReports(sending, topic, source, reporter)
    if (reports.length > 0) isOpen = await write(reports)
    if (isLast) break
  }
  await source.cancel()
}

/** A failure of the whole call, such as a sandbox that goes away meanwhile, is the last report of the stream. */
async function nextReports(
  sending: Sending,
  topic: string,
  source: RecordSource,
  reporter: DeliveryReporter,
): Promise<{ readonly reports: Uint8Array; readonly isLast: boolean }> {
  try {
    const { records, isLast } = await source.next()
    if (records.length === 0) return { reports: NO_REPORTS, isLast }
    const { outcomes } = await sendTopicRecords(sending, topic, records)
    return { reports: reportsOf(outcomes, reporter), isLast }
  } catch (failure) {
    return { reports: encoder.encode(failureReport(restErrorOf(failure)) + REPORT_END), isLast: true }
  }
}

/** `Prefer: handling=strict`: everything is read first, then the status says what became of it: 200, the one error, or 207. */
export async function produceStrictly(sending: Sending, topic: string, request: Request): Promise<Response> {
  const source = await recordSource(request)
  const outcomes: RecordOutcome[] = []
  let sequence: number | null = null
  for (let isLast = false; !isLast;) {
    const group = await source.next()
    isLast = group.isLast
    if (outcomes.length + group.records.length > MAX_RECORDS_PER_PRODUCE_CALL) throw tooManyRecords()
    const sent = await sendTopicRecords(sending, topic, group.records)
    outcomes.push(...sent.outcomes)
    sequence = sent.sequence ?? sequence
  }
  const headers = { ...JSON_HEADERS, ...sequenceHeader({ sequence }), 'Preference-Applied': 'handling=strict' }
  return new Response(reportsOf(outcomes, new DeliveryReporter(sending.sandboxId, topic)), { status: strictStatus(outcomes), headers })
}

function strictStatus(outcomes: readonly RecordOutcome[]): number {
  const statuses = new Set(outcomes.map(statusOf))
  const [only = 200] = statuses
  return statuses.size === 1 ? only : 207
}

function tooManyRecords(): RestError {
  const message = `A strict request has at most ${MAX_RECORDS_PER_PRODUCE_CALL} records: its status is only known at the end.`
  return new RestError({ status: 413, code: 'REQUEST_TOO_LARGE', message })
}
