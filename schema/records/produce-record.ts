// What one produce request means once its JSON is understood: bytes for the log, and what the delivery report repeats of the request.

import type { RecordHeader } from '../kafka/record-cursor.ts'

/** How `data` was written (Confluent's EmbeddedFormat). Formats with a schema are refused: there is no Schema Registry. */
export type EmbeddedFormat = 'BINARY' | 'JSON' | 'STRING'

/** A record to append. A null `key` or `value` is Kafka's null (a tombstone); a null type means that the side was not sent at all. */
export type ProduceRecord = {
  /** The partition asked for, not negative; null leaves the choice to the partitioner. */
  partitionId: number | null
  /** Milliseconds since 1970, not negative; null means now. */
  timestampMs: number | null
  key: Uint8Array | null
  keyType: EmbeddedFormat | null
  value: Uint8Array | null
  valueType: EmbeddedFormat | null
  headers: readonly RecordHeader[]
}

/** A refusal in the numbers of Confluent's REST proxy. */
export type ProduceError = { errorCode: number; message: string }

/** `isSyntaxError` tells a stream that it must end: behind broken JSON nobody knows where the next record starts. */
export type ParsedProduce = { ok: true; record: ProduceRecord } | ({ ok: false; isSyntaxError: boolean } & ProduceError)

/** The error numbers of the proxy that concern single records (io.confluent.kafkarest.Errors and rest-utils' KafkaExceptionMapper). */
export const BAD_REQUEST = 400
export const RECORD_TOO_LARGE = 413
export const PARTITION_NOT_FOUND = 40402
export const PAYLOAD_ERROR = 42206
export const PRODUCE_BATCH_ERROR = 42208

/** A 400 in the proxy's wording. */
export function badRequest(problem: string): ProduceError {
  return { errorCode: BAD_REQUEST, message: `Bad Request: ${problem}` }
}
