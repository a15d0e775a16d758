// The records of a produce body as they come: one JSON object after another, in groups that are sent together. A body of known length is
// read whole and cut into groups; a stream is cut wherever a chunk ends, so that a report can leave before the next record arrives.
import { ConcatenatedJson } from '../../schema/json/concatenated.ts'
import { END_OF_TEXT } from '../../schema/json/characters.ts'
import { JsonScanner } from '../../schema/json/scan.ts'
import { MAX_PRODUCE_BODY_BYTES, MAX_RECORDS_PER_GROUP } from '../../schema/limits.ts'
import { parseProduce, ProduceReader } from '../../schema/records/parse-produce.ts'
import { BAD_REQUEST, RECORD_TOO_LARGE } from '../../schema/records/produce-record.ts'
import type { ParsedProduce } from '../../schema/records/produce-record.ts'
import { jsonCharset } from '../http/content-type.ts'
import { discardRest } from '../http/discard-body.ts'
import { readBody, toUtf8, unlessBroken } from '../http/read-body.ts'
import { unprocessable } from '../http/rest-error.ts'

/** Records that are sent in one request, and whether the body may hold more. */
export type RecordGroup = { readonly records: readonly ParsedProduce[]; readonly isLast: boolean }

export interface RecordSource {
  /** The next group, which is empty only at the end. After the last group it must not be called again. */
  next(): Promise<RecordGroup>
  /** Stops reading. */
  cancel(): Promise<void>
}

/** Throws 422 for a body without a record, 415 and 400 for a type or charset that is not read. */
export async function recordSource(request: Request): Promise<RecordSource> {
  const charset = jsonCharset(request)
  const lengthText = request.headers.get('Content-Length')
  const isWhole = lengthText !== null && Number(lengthText) <= MAX_PRODUCE_BODY_BYTES
  if (request.body === null) throw emptyBody()
  if (isWhole || charset !== 'utf-8') return new WholeBody(toUtf8(await readBody(request, MAX_PRODUCE_BODY_BYTES), charset))
  return new StreamedBody(request.body)
}

export function emptyBody(): Error {
  return unprocessable('Payload error. Request body is empty. Data is required.', 42206)
}

class WholeBody implements RecordSource {
  readonly #scanner: JsonScanner
  readonly #reader = new ProduceReader()

  constructor(body: Uint8Array) {
    this.#scanner = new JsonScanner(body)
    if (this.#scanner.next() === END_OF_TEXT) throw emptyBody()
  }

  next(): Promise<RecordGroup> {
    const records: ParsedProduce[] = []
    while (records.length < MAX_RECORDS_PER_GROUP) {
      if (this.#scanner.next() === END_OF_TEXT) return Promise.resolve({ records, isLast: true })
      const parsed = this.#reader.read(this.#scanner)
      records.push(parsed)
      if (!parsed.ok && parsed.isSyntaxError) return Promise.resolve({ records, isLast: true })
    }
    return Promise.resolve({ records, isLast: this.#scanner.next() === END_OF_TEXT })
  }

  cancel(): Promise<void> {
    return Promise.resolve()
  }
}

class StreamedBody implements RecordSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #splitter = new ConcatenatedJson()
  #waiting: Uint8Array[] = []

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  async next(): Promise<RecordGroup> {
    while (this.#waiting.length === 0) {
      const { done, value } = await unlessBroken(this.#reader.read())
      const { objects, failure } = done ? { objects: [], failure: this.#splitter.end() } : this.#splitter.push(value)
      if (failure !== null) return { records: [...objects.map(parseProduce), brokenStream(failure)], isLast: true }
      if (done) return { records: [], isLast: true }
      this.#waiting = objects
    }
    const records = this.#waiting.slice(0, MAX_RECORDS_PER_GROUP).map(parseProduce)
    this.#waiting = this.#waiting.slice(MAX_RECORDS_PER_GROUP)
    const broken = records.findIndex((parsed) => !parsed.ok && parsed.isSyntaxError)
    return broken < 0 ? { records, isLast: false } : { records: records.slice(0, broken + 1), isLast: true }
  }

  /** What the sender still sends is read and left, or it would see its connection break instead of the last report. */
  async cancel(): Promise<void> {
    await discardRest(this.#reader)
  }
}

/** Behind broken JSON nobody knows where the next record begins, so this is the last report of the stream. */
function brokenStream(failure: { readonly kind: 'syntax' | 'too-large'; readonly message: string }): ParsedProduce {
  if (failure.kind === 'too-large') return { ok: false, isSyntaxError: true, errorCode: RECORD_TOO_LARGE, message: failure.message }
  return { ok: false, isSyntaxError: true, errorCode: BAD_REQUEST, message: `Bad Request: malformed JSON: ${failure.message}.` }
}
