// A record as a filter sees it: what is asked for is decoded then and not before, since most filters look at one thing.
import type { RecordHeader } from '../kafka/record-cursor.ts'
import { utf8Text } from '../json/utf8.ts'
import { integerOrDouble } from './numbers.ts'

/** What a filter calculates with. Objects and lists are those of JSON. */
export type FilterValue = string | number | bigint | boolean | null | readonly FilterValue[] | FilterMap
export type FilterMap = ReadonlyMap<string, FilterValue> | { readonly [name: string]: FilterValue }

export type RecordFacts = {
  readonly offset: number
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
}

export class RecordView {
  readonly partition: number
  readonly #record: RecordFacts
  #valueText: string | null | undefined
  #value: FilterValue | undefined
  #headers: ReadonlyMap<string, FilterValue> | undefined

  constructor(partition: number, record: RecordFacts) {
    this.partition = partition
    this.#record = record
  }

  get offset(): number {
    return this.#record.offset
  }

  get timestamp(): number {
    return this.#record.timestamp
  }

  /** Always text, so that a key of digits can be asked how it starts. What is not UTF-8 comes as U+FFFD. */
  get key(): string | null {
    return textOf(this.#record.key)
  }

  get valueText(): string | null {
    this.#valueText ??= textOf(this.#record.value)
    return this.#valueText
  }

  get value(): FilterValue {
    if (this.#value === undefined) {
      const text = this.valueText
      this.#value = text === null ? null : parsedOrText(text)
    }
    return this.#value
  }

  /** As Kafka's lastHeader: where a name is repeated, the last one counts. */
  get headers(): ReadonlyMap<string, FilterValue> {
    this.#headers ??= new Map(this.#record.headers.map(({ key, value }) => [textOf(key) ?? '', textOf(value)]))
    return this.#headers
  }
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : utf8Text(bytes, 0, bytes.length)
}

/** What a JSON text may begin with. */
const MAY_BE_JSON = /^\s*[[{"\d\-tfn]/
/** Only such a number can lose digits in a double. */
const LONG_NUMBER = /\d{16}/

function parsedOrText(text: string): FilterValue {
  if (!MAY_BE_JSON.test(text)) return text
  try {
    return JSON.parse(text, LONG_NUMBER.test(text) ? exactly : undefined) as FilterValue
  } catch {
    // Text that only begins like JSON, or JSON that is nested too deep to be walked: either way it is shown, and filtered, as text.
    return text
  }
}

/** Takes numbers from the text itself where the engine tells it; an engine that does not gives doubles. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? integerOrDouble(context.source) : value
}
