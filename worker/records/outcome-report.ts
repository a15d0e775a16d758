// What became of a record, in the words of Confluent's REST Proxy.
import type { JsonWriter } from '../../schema/json/json-writer.ts'
import { utf8Bytes } from '../../schema/json/utf8.ts'
import { failureReport } from '../../schema/records/delivery-report.ts'
import type { DeliveryReporter } from '../../schema/records/delivery-report.ts'
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import type { ProduceError } from '../../schema/records/produce-record.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'

/** After every report, as the proxy does. */
export const REPORT_END = '\r\n'

/** Writes the delivery report of a record. */
export function writeReport(writer: JsonWriter, outcome: RecordOutcome, reporter: DeliveryReporter): void {
  if (outcome.kind === 'stored') reporter.success(writer, outcome)
  else writer.raw(utf8Bytes(failureReport(errorOf(outcome))))
}

type Unstored = Exclude<RecordOutcome, { kind: 'stored' }>

export function errorOf(outcome: Unstored): ProduceError {
  if (outcome.kind === 'refused') return { errorCode: outcome.errorCode, message: outcome.message }
  const { errorCode, message } = kafkaRestError(outcome.error, outcome.message)
  return { errorCode, message }
}

/** The HTTP status that tells the truth about an outcome: the first three digits of the proxy's number. */
export function statusOf(outcome: RecordOutcome): number {
  if (outcome.kind === 'stored') return 200
  return Number(String(errorOf(outcome).errorCode).slice(0, 3))
}
