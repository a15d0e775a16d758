// Finds which known member a JSON name is, by bytes: making a string of each name would cost more than the rest of the scan.

import type { JsonScanner } from '../json/scan.ts'
import { stringContents } from '../json/strings.ts'
import { utf8Bytes } from '../json/utf8.ts'

/** What `match` answers for a name that is not in the table. */
export const UNKNOWN_FIELD = -1

/** Longest name that a table may hold. */
const MAX_NAME_BYTES = 31

/** A fixed list of names, no two of which share both their length and their first letter: those two point at the only candidate. */
export class FieldNames {
  readonly #names: readonly Uint8Array[]
  readonly #candidates = new Int8Array((MAX_NAME_BYTES + 1) * 256).fill(UNKNOWN_FIELD)

  constructor(names: readonly string[]) {
    this.#names = names.map(utf8Bytes)
    for (const [index, name] of this.#names.entries()) {
      const slot = name.length * 256 + (name[0] ?? 0)
      if (name.length > MAX_NAME_BYTES || this.#candidates[slot] !== UNKNOWN_FIELD)
        throw new Error(`${names[index]} does not fit the table.`)
      this.#candidates[slot] = index
    }
  }

  /** Index of the scanner's last string in the list of names, or UNKNOWN_FIELD. Escapes are seen through: "\u006bey" is key. */
  match(scanner: JsonScanner): number {
    if (!scanner.stringHasEscape) return this.#find(scanner.bytes, scanner.stringStart, scanner.stringEnd)
    const contents = stringContents(scanner.bytes, scanner.stringStart, scanner.stringEnd, true)
    return this.#find(contents, 0, contents.length)
  }

  #find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length === 0 || length > MAX_NAME_BYTES) return UNKNOWN_FIELD
    const index = this.#candidates[length * 256 + (bytes[start] as number)] as number
    const name = index === UNKNOWN_FIELD ? undefined : this.#names[index]
    if (name === undefined) return UNKNOWN_FIELD
    for (let at = 1; at < length; at++) {
      if (bytes[start + at] !== name[at]) return UNKNOWN_FIELD
    }
    return index
  }
}
