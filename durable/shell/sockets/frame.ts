// What a client says on the JSON socket: one JSON object a text frame. Records are read in place, as bytes, like everywhere else; the few
// other members are small.
import { OPEN_ARRAY, OPEN_OBJECT, QUOTE } from '../../../schema/json/characters.ts'
import { JsonScanner } from '../../../schema/json/scan.ts'
import { parseStrictJson } from '../../../schema/json/strict-parse.ts'
import { stringText } from '../../../schema/json/strings.ts'
import { MAX_ENVELOPE_DEPTH, MAX_RECORDS_PER_PRODUCE_CALL, MAX_SOCKET_FRAME_BYTES } from '../../../schema/limits.ts'
import { ProduceReader } from '../../../schema/records/parse-produce.ts'
import type { ParsedProduce } from '../../../schema/records/produce-record.ts'

export type Frame = {
  /** Chosen by the client and repeated in every answer; null when it gave none. */
  readonly id: string | number | null
  readonly type: string
  /** Every member but `id`, `type` and `records`. */
  readonly members: ReadonlyMap<string, unknown>
  readonly records: readonly ParsedProduce[]
}

export type ParsedFrame =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly id: string | number | null; readonly detail: string }

const encoder = new TextEncoder()

/** Reads a frame. A refusal repeats the id where it could be read. */
export function parseFrame(message: string | ArrayBuffer): ParsedFrame {
  if (typeof message !== 'string') return { ok: false, id: null, detail: 'Frames on this socket are JSON text, not binary.' }
  if (message.length > MAX_SOCKET_FRAME_BYTES) return tooLarge()
  const bytes = encoder.encode(message)
  return bytes.length > MAX_SOCKET_FRAME_BYTES ? tooLarge() : new FrameParser(bytes).parse()
}

function tooLarge(): ParsedFrame {
  return { ok: false, id: null, detail: `A frame has at most ${MAX_SOCKET_FRAME_BYTES} bytes.` }
}

class FrameParser {
  readonly #scanner: JsonScanner
  readonly #reader = new ProduceReader()
  readonly #members = new Map<string, unknown>()
  readonly #records: ParsedProduce[] = []
  #failure: string | null = null

  constructor(bytes: Uint8Array) {
    this.#scanner = new JsonScanner(bytes)
  }

  parse(): ParsedFrame {
    const scanner = this.#scanner
    if (scanner.next() !== OPEN_OBJECT) return this.#refuse('A frame is a JSON object.')
    for (let more = scanner.enterObject(); more && this.#failure === null; more = scanner.nextMember()) this.#readMember()
    if (this.#failure === null && scanner.failure === null) scanner.finish()
    const failure = this.#failure ?? (scanner.failure === null ? null : `Malformed JSON: ${scanner.failure}.`)
    return failure === null ? this.#frame() : this.#refuse(failure)
  }

  #frame(): ParsedFrame {
    const type = this.#members.get('type')
    const given = this.#members.get('id') ?? null
    if (given !== null && typeof given !== 'string' && typeof given !== 'number') return this.#refuse('id is a string or a number.')
    if (typeof type !== 'string') return this.#refuse('type is missing: it says what the frame asks for.')
    return { ok: true, frame: { id: given, type, members: this.#members, records: this.#records } }
  }

  #refuse(detail: string): ParsedFrame {
    const id = this.#members.get('id')
    return { ok: false, id: typeof id === 'string' || typeof id === 'number' ? id : null, detail }
  }

  #readMember(): void {
    const scanner = this.#scanner
    const name = stringText(scanner.bytes, scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape)
    if (this.#members.has(name)) {
      this.#failure = `Duplicate member: ${name.slice(0, 100)}.`
      return
    }
    if (name === 'records') {
      this.#members.set(name, true)
      this.#readRecords()
    } else {
      this.#members.set(name, this.#readValue(scanner.next()))
    }
  }

  #readValue(first: number): unknown {
    const scanner = this.#scanner
    const start = scanner.position
    if (first === QUOTE) {
      if (!scanner.string()) return null
      return stringText(scanner.bytes, scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape)
    }
    if (!scanner.value(MAX_ENVELOPE_DEPTH)) return null
    const parsed = parseStrictJson(scanner.bytes.subarray(start, scanner.position))
    if (parsed.ok) return parsed.value
    this.#failure = `Malformed JSON: ${parsed.message}.`
    return null
  }

  #readRecords(): void {
    const scanner = this.#scanner
    if (scanner.next() !== OPEN_ARRAY) {
      this.#failure = 'records is a list of records.'
      return
    }
    for (let more = scanner.enterArray(); more; more = scanner.nextItem()) {
      if (this.#records.length === MAX_RECORDS_PER_PRODUCE_CALL) {
        this.#failure = `A frame carries at most ${MAX_RECORDS_PER_PRODUCE_CALL} records.`
        return
      }
      this.#records.push(this.#reader.read(scanner))
      if (scanner.failure !== null) return
    }
  }
}
