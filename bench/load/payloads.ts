// The records that all works and floors share: 100 bytes of text each, different from one another and the same in every run.

import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'

export const RECORD_BYTES = 100
export const RECORDS_PER_JSON_BATCH = 1_000
export const RAW_BATCH_BYTES = 16 * 1024
/** A raw body of 64 such batches is 1 MiB, and one commit. */
export const RAW_BATCHES_PER_REQUEST = 64

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-'

/** The text of record `number`: 100 characters of ASCII. */
export function recordText(number: number): string {
  let state = (number + 1) * 2_654_435_761
  let text = `${number} `
  while (text.length < RECORD_BYTES) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    text += LETTERS[state >>> 26] ?? ''
  }
  return text
}

/** Body of POST …/records with one record. */
export function oneRecordBody(number: number, members: object = {}): string {
  return JSON.stringify({ ...members, value: { type: 'STRING', data: recordText(number) } })
}

/** Body of POST …/records:batch with 1,000 records. */
export function jsonBatchBody(): string {
  return batchBody(RECORDS_PER_JSON_BATCH)
}

/** The same with as many as wanted, each with these members beside its own. */
export function batchBody(records: number, members: object = {}): string {
  const entries = Array.from({ length: records }, (_, index) => {
    return { id: String(index), ...members, value: { type: 'STRING', data: recordText(index) } }
  })
  return JSON.stringify({ entries })
}

/** A record batch, as a client of Kafka would send it, with as many records as fit in `sizeBytes`. */
export function rawBatch(sizeBytes: number): { readonly bytes: Uint8Array; readonly records: number } {
  const encoder = new TextEncoder()
  const builder = new RecordBatchBuilder(sizeBytes)
  // A record of 100 bytes takes at most 10 bytes of framing.
  while (builder.sizeBytes + RECORD_BYTES + 10 <= sizeBytes) {
    builder.append(Date.now(), null, encoder.encode(recordText(builder.count)), [])
  }
  return { bytes: builder.build(), records: builder.count }
}

/** Body of POST …/partitions/{p}/records: 64 raw batches of 16 KiB, one behind the other. */
export function rawBody(): { readonly bytes: Uint8Array; readonly records: number; readonly batchBytes: number } {
  const batch = rawBatch(RAW_BATCH_BYTES)
  const bytes = Buffer.concat(Array.from({ length: RAW_BATCHES_PER_REQUEST }, () => batch.bytes))
  return { bytes, records: batch.records * RAW_BATCHES_PER_REQUEST, batchBytes: batch.bytes.length }
}
