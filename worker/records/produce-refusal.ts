// The answer to a produce that was not carried out. A producer that counts wrongly, or was overtaken, is told what to go on with: in headers, and
// in the body for whoever cannot read headers.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { IDEMPOTENCY_KEY_REUSED } from '../../schema/kafka/requests/produce.ts'
import type { RecordOutcome, RefusedSequence } from '../../schema/records/produce-call.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { RestError, unprocessable } from '../http/rest-error.ts'
import type { ErrorDetails } from '../http/rest-error.ts'
import { statusOf } from './outcome-report.ts'

/** `where` says which record it was, for the message. */
export function outcomeError(outcome: Exclude<RecordOutcome, { kind: 'stored' }>, where: string): RestError {
  if (outcome.kind === 'failed')
    return produceError(outcome.error, outcome.message === null ? null : where + outcome.message, outcome.producer)
  const { errorCode, message } = outcome
  return new RestError({ status: statusOf(outcome), errorCode, code: 'INVALID_RECORD', message: where + message })
}

export function produceError(error: KafkaErrorName, message: string | null, producer: RefusedSequence | undefined): RestError {
  if (message?.endsWith(IDEMPOTENCY_KEY_REUSED) === true) return unprocessable(IDEMPOTENCY_KEY_REUSED)
  const refusal = kafkaRestError(error, message)
  if (producer === undefined) return refusal
  const details = error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' ? gapOf(producer) : { producer_epoch: producer.producerEpoch }
  const { status, errorCode, code, retriable } = refusal
  return new RestError({ status, errorCode, code, message: refusal.message, retriable, details, headers: headersOf(details) })
}

function gapOf({ expectedSequence, receivedSequence }: RefusedSequence): ErrorDetails {
  return { producer_expected_seq: expectedSequence, producer_received_seq: receivedSequence }
}

/** `producer_expected_seq` is the header Producer-Expected-Seq. */
function headersOf(details: ErrorDetails): Record<string, string> {
  const named = Object.entries(details).map(([name, value]) => {
    const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    return [words.join('-'), String(value)]
  })
  return Object.fromEntries(named) as Record<string, string>
}
