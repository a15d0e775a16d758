// From stored record batches to what a reader sees: walks the records of a fetch, leaves out what the reader may not or did not want to see,
// and knows where to go on. Control batches hold markers of transactions; Kafka never shows them to consumers, but they take offsets, so
// that the next offset moves past them, and past what was aborted.

import type { JsonWriter } from '../json/json-writer.ts'
import { AbortedBatches } from '../kafka/aborted-batches.ts'
import { decodeBatchHeader, isControl, lastOffsetOf, splitBatches, timestampTypeOf } from '../kafka/record-batch.ts'
import type { TimestampType } from '../kafka/record-batch.ts'
import { openRecords } from '../kafka/record-cursor.ts'
import type { RecordCursor } from '../kafka/record-cursor.ts'
import type { AbortedTransaction } from '../kafka/requests/fetch.ts'
import type { RecordRenderer } from './read-record.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../limits.ts'

export type ReadBounds = {
  /** Records before it are left out: a fetch answers whole batches. */
  fromOffset: number
  /** Records from here on are left out; infinite for none. */
  untilOffset: number
  maxRecords: number
  /** Only records with exactly this key; null for all. */
  key: Uint8Array | null
  /** What the fetch answered: records of these are left out. Null or absent for a reader who takes everything. */
  abortedTransactions?: readonly AbortedTransaction[] | null
}

export type ReadResult = {
  recordCount: number
  /** Where reading goes on. It is past everything that was delivered or left out, control batches too. */
  nextOffset: number
  /** Whether a bound ended the walk, so that the same bytes may hold more. */
  isBounded: boolean
  /** A batch that cannot be read, in words. `nextOffset` is behind it, so that one bad batch never blocks a reader; the caller says so. */
  problem: string | null
}

/** Called for each record that is to be seen; false means that it was not taken and reading ends before it. */
export type VisitRecord = (record: RecordCursor, timestampType: TimestampType) => boolean

/** Walks whole batches, one behind the other. The cursor given to `visit` is only valid during that call. */
export function visitRecords(bytes: Uint8Array, bounds: ReadBounds, visit: VisitRecord): ReadResult {
  const result: ReadResult = { recordCount: 0, nextOffset: bounds.fromOffset, isBounded: false, problem: null }
  const split = splitBatches(bytes)
  if (!split.ok) return { ...result, problem: split.message }
  const aborted = new AbortedBatches(bounds.abortedTransactions ?? null)
  for (const batch of split.batches) {
    visitBatch(batch, bounds, aborted, visit, result)
    if (result.isBounded || result.problem !== null) break
  }
  return result
}

function visitBatch(batch: Uint8Array, bounds: ReadBounds, aborted: AbortedBatches, visit: VisitRecord, result: ReadResult): void {
  const header = decodeBatchHeader(batch)
  const isAborted = aborted.isAborted(header, batch)
  const lastOffset = lastOffsetOf(header)
  if (lastOffset < result.nextOffset) return
  if (result.nextOffset >= bounds.untilOffset || result.recordCount >= bounds.maxRecords) {
    result.isBounded = true
    return
  }
  if (!isAborted && !isControl(header.attributes)) {
    const opened = openRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
    if (!opened.ok) result.problem = opened.message
    else visitBatchRecords(opened.cursor, timestampTypeOf(header.attributes), bounds, visit, result)
  }
  if (!result.isBounded) result.nextOffset = lastOffset + 1
}

function visitBatchRecords(
  cursor: RecordCursor,
  timestampType: TimestampType,
  bounds: ReadBounds,
  visit: VisitRecord,
  result: ReadResult,
): void {
  while (cursor.next()) {
    if (cursor.offset < bounds.fromOffset) continue
    result.nextOffset = cursor.offset
    const isWanted = bounds.key === null || equalsKey(cursor, bounds.key)
    if (cursor.offset >= bounds.untilOffset || (isWanted && !deliver(cursor, timestampType, bounds, visit, result))) {
      result.isBounded = true
      return
    }
  }
  result.problem = cursor.problem
}

function deliver(cursor: RecordCursor, timestampType: TimestampType, bounds: ReadBounds, visit: VisitRecord, result: ReadResult): boolean {
  if (result.recordCount >= bounds.maxRecords || !visit(cursor, timestampType)) return false
  result.recordCount++
  return true
}

function equalsKey(cursor: RecordCursor, wanted: Uint8Array): boolean {
  const { key } = cursor
  return key !== null && key.length === wanted.length && key.every((byte, index) => byte === wanted[index])
}

export type RenderOptions = ReadBounds & {
  renderer: RecordRenderer
  /** Written between records: a comma in a list. */
  separator: number | null
  /** Written after each record: a line feed in NDJSON. */
  terminator: number | null
  /** Bytes that may be written in all. The first record is written whatever its size, as a Kafka fetch returns its first batch. */
  maxBytes: number
}

/** Writes the records of whole batches one after another into `writer`. */
export function renderBatches(bytes: Uint8Array, options: RenderOptions, writer: JsonWriter): ReadResult {
  const { renderer, separator, terminator, maxBytes } = options
  const start = writer.length
  return visitRecords(bytes, options, (record, timestampType) => {
    const recordStart = writer.length
    if (separator !== null && recordStart > start) writer.byte(separator)
    renderer.render(writer, record, timestampType)
    if (terminator !== null) writer.byte(terminator)
    if (recordStart === start || writer.length - start <= maxBytes) return true
    writer.length = recordStart
    return false
  })
}
