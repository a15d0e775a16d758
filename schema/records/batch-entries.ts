// The body of records:batch, `{"entries":[{"id":"1", …a produce request…}]}` (ProduceBatchAction of Confluent's proxy). A wrong envelope
// refuses the whole call; a wrong record is that entry's own failure.

import { LETTER_F, LETTER_N, LETTER_T, OPEN_ARRAY, OPEN_OBJECT } from '../json/characters.ts'
import { JsonScanner } from '../json/scan.ts'
import { FieldNames } from './field-names.ts'
import { ProduceReader } from './parse-produce.ts'
import { badRequest, PRODUCE_BATCH_ERROR, RECORD_TOO_LARGE } from './produce-record.ts'
import type { ParsedProduce, ProduceError } from './produce-record.ts'
import { duplicateField, unrecognizedField } from './refusals.ts'
import { MAX_BATCH_BODY_BYTES, MAX_BATCH_ENTRIES, MAX_ENVELOPE_DEPTH } from '../limits.ts'

/** `topicName` is what the entry said, or null: only the batch of a whole cluster asks for it. */
export type BatchEntry = { id: string; topicName: string | null; produce: ParsedProduce }

/** `atomic` asks that all entries are written or none. */
export type ParsedBatch = { ok: true; entries: BatchEntry[]; atomic: boolean } | ({ ok: false } & ProduceError)

const FIELDS = new FieldNames(['entries', 'atomic'])
const ENTRIES_FIELD = 0
const ATOMIC_FIELD = 1

const MAX_ENTRY_ID_CHARACTERS = 80
const IS_ENTRY_ID = new Uint8Array(128)
for (const character of '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_') IS_ENTRY_ID[character.charCodeAt(0)] = 1

/** 1 to 80 characters of 0-9, a-z, A-Z, - and _. A loop, because a regular expression would be a tenth of the cost of an entry. */
function isEntryId(id: string): boolean {
  if (id.length === 0 || id.length > MAX_ENTRY_ID_CHARACTERS) return false
  for (let index = 0; index < id.length; index++) if (IS_ENTRY_ID[id.charCodeAt(index)] !== 1) return false
  return true
}

/** Whether ids repeat. Most senders count upwards, and as long as ids only grow, none can have been there before. */
class DistinctIds {
  readonly #grown: string[] = []
  #seen: Set<string> | null = null

  /** False when the id was there before. */
  add(id: string): boolean {
    if (this.#seen === null) {
      const last = this.#grown.at(-1)
      if (last === undefined || id.length > last.length || (id.length === last.length && id > last)) {
        this.#grown.push(id)
        return true
      }
      this.#seen = new Set(this.#grown)
    }
    const before = this.#seen.size
    return this.#seen.add(id).size > before
  }
}

function batchError(message: string): ProduceError {
  return { errorCode: PRODUCE_BATCH_ERROR, message }
}

/** Parses a whole records:batch body. */
export function parseBatch(bytes: Uint8Array): ParsedBatch {
  if (bytes.length > MAX_BATCH_BODY_BYTES) {
    return { ok: false, errorCode: RECORD_TOO_LARGE, message: `The request body is larger than ${MAX_BATCH_BODY_BYTES} bytes.` }
  }
  return new BatchParser(bytes).parse()
}

class BatchParser {
  readonly #scanner: JsonScanner
  readonly #reader = new ProduceReader()
  readonly #entries: BatchEntry[] = []
  readonly #ids = new DistinctIds()
  #atomic = false
  #seen = 0
  #error: ProduceError | null = null

  constructor(bytes: Uint8Array) {
    this.#scanner = new JsonScanner(bytes)
  }

  parse(): ParsedBatch {
    const scanner = this.#scanner
    const first = scanner.next()
    if (scanner.position === scanner.end) return { ok: false, ...batchError('Request body is empty. Data is required.') }
    if (first === OPEN_OBJECT) {
      for (let more = scanner.enterObject(); more; more = scanner.nextMember()) {
        if (!this.#readMember()) break
      }
    } else if (scanner.value(MAX_ENVELOPE_DEPTH)) this.#error = badRequest('the request body is not a JSON object with entries.')
    // What is wrong with the envelope is more telling than what is wrong with the text behind the place where reading stopped.
    if (this.#error !== null) return { ok: false, ...this.#error }
    if (scanner.failure === null) scanner.finish()
    if (scanner.failure !== null) return { ok: false, ...badRequest(`malformed JSON: ${scanner.failure}.`) }
    if (this.#entries.length === 0) return { ok: false, ...batchError('Empty batch.') }
    return { ok: true, entries: this.#entries, atomic: this.#atomic }
  }

  /** False when reading stops, because the text is broken or because the envelope is refused. */
  #readMember(): boolean {
    const scanner = this.#scanner
    const field = FIELDS.match(scanner)
    const bit = 1 << field
    if (field !== ENTRIES_FIELD && field !== ATOMIC_FIELD) this.#error = unrecognizedField(scanner)
    else if ((this.#seen & bit) !== 0) this.#error = duplicateField(scanner)
    if (this.#error !== null) return false
    this.#seen |= bit
    return field === ENTRIES_FIELD ? this.#readEntries() : this.#readAtomic()
  }

  #readAtomic(): boolean {
    const first = this.#scanner.next()
    if (first !== LETTER_T && first !== LETTER_F && first !== LETTER_N) this.#error = badRequest('atomic is not a boolean.')
    this.#atomic = first === LETTER_T
    return this.#scanner.value(MAX_ENVELOPE_DEPTH) && this.#error === null
  }

  #readEntries(): boolean {
    const scanner = this.#scanner
    const first = scanner.next()
    if (first === LETTER_N) return scanner.value(MAX_ENVELOPE_DEPTH)
    if (first !== OPEN_ARRAY) {
      this.#error = badRequest('entries is not a list.')
      return false
    }
    for (let more = scanner.enterArray(); more; more = scanner.nextItem()) {
      if (!this.#readEntry()) return false
    }
    return scanner.failure === null
  }

  #readEntry(): boolean {
    if (this.#entries.length === MAX_BATCH_ENTRIES) {
      this.#error = batchError('Too many entries in batch.')
      return false
    }
    const produce = this.#reader.read(this.#scanner)
    if (this.#scanner.failure !== null) return false
    const { id, topicName } = this.#reader
    if (id === null || !isEntryId(id)) {
      this.#error = batchError('Batch entry identifier is not a valid string.')
      return false
    }
    this.#entries.push({ id, topicName, produce })
    if (!this.#ids.add(id)) this.#error = batchError('Batch entry IDs are not distinct.')
    return this.#error === null
  }
}
