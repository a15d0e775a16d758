// POST …/topics/{t}/records: records as concatenated JSON objects, a delivery report for each. A body that fits in one group is answered at
// once; a longer one, or one that streams, is answered while it is read: report n leaves before record n+1 need arrive.
import { MAX_RECORDS_PER_PRODUCE_CALL } from '../../schema/limits.ts'
import { DeliveryReporter } from '../../schema/records/delivery-report.ts'
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import { JSON_HEADERS } from '../http/json-response.ts'
import { RestError } from '../http/rest-error.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { reportOf, statusOf } from './outcome-report.ts'
import { recordSource } from './record-groups.ts'
import type { RecordSource } from './record-groups.ts'
import { sendTopicRecords } from './send-records.ts'
import type { Sending } from './send-records.ts'

/** After every report, as the proxy does. */
const REPORT_END = '\r\n'

const encoder = new TextEncoder()

export async function produceRecords(sending: Sending, topic: string, request: Request): Promise<Response> {
  const source = await recordSource(request)
  const first = await source.next()
  const sent = await sendTopicRecords(sending, topic, first.records)
  const reporter = new DeliveryReporter(sending.sandboxId, topic)
  if (first.isLast) return new Response(reportsOf(sent.outcomes, reporter), { headers: { ...JSON_HEADERS, ...sequenceHeader(sent) } })
  return new Response(new ReadableStream(reportStream(sending, topic, source, reporter, sent.outcomes), { highWaterMark: 0 }), {
    headers: JSON_HEADERS,
  })
}

function reportsOf(outcomes: readonly RecordOutcome[], reporter: DeliveryReporter): string {
  let text = ''
  for (const outcome of outcomes) text += reportOf(outcome, reporter) + REPORT_END
  return text
}

/** Reads the next group only when the client has taken the reports of the last one, so a slow reader slows its own writing. */
function reportStream(
  sending: Sending,
  topic: string,
  source: RecordSource,
  reporter: DeliveryReporter,
  first: readonly RecordOutcome[],
): UnderlyingSource<Uint8Array> {
  let waiting: readonly RecordOutcome[] | null = first
  return {
    async pull(controller) {
      if (waiting !== null) {
        controller.enqueue(encoder.encode(reportsOf(waiting, reporter)))
        waiting = null
        return
      }
      const { records, isLast } = await source.next()
      if (records.length > 0) {
        const { outcomes } = await sendTopicRecords(sending, topic, records)
        controller.enqueue(encoder.encode(reportsOf(outcomes, reporter)))
      }
      if (!isLast) return
      controller.close()
      await source.cancel()
    },
    cancel: () => source.cancel(),
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
