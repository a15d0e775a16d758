// Rows of the journal as pieces: a line a row, `17 [{…}]`. A row that is longer than a piece goes on in lines that begin with a plus sign.
import { MAX_SNAPSHOT_HISTORY_BYTES } from '../snapshot-limits.ts'
import { DamagedSnapshot } from './damaged-snapshot.ts'
import { OpenPiece } from './open-piece.ts'
import { partsOf, readText } from './text-pieces.ts'

/** The steps of one commit, as the object writes them. */
export type JournalRow = { readonly firstSequence: number; readonly text: string }

const LINE_FEED = 0x0a
const CONTINUED = '+'

const encoder = new TextEncoder()

export function* journalPieces(rows: Iterable<JournalRow>): Generator<Uint8Array> {
  const piece = new OpenPiece()
  for (const { firstSequence, text } of rows) {
    let head = `${firstSequence} `
    for (const part of partsOf(text)) {
      yield* piece.add(firstSequence, [encoder.encode(`${head}${part}\n`)])
      head = CONTINUED
    }
  }
  yield* piece.rest()
}

/** Reads pieces in their order. Throws DamagedSnapshot. */
export class JournalReader {
  #open: JournalRow | null = null

  /** The rows that are whole with this piece. */
  read(piece: Uint8Array): JournalRow[] {
    if (piece.at(-1) !== LINE_FEED) throw new DamagedSnapshot('A line of the journal does not end.')
    const whole: JournalRow[] = []
    for (const line of readText(piece).slice(0, -1).split('\n')) {
      if (line.startsWith(CONTINUED)) this.#open = continued(this.#open, line.slice(CONTINUED.length))
      else {
        whole.push(...this.rest())
        this.#open = rowOf(line)
      }
    }
    return whole
  }

  /** The last row, when there is no more to read. */
  rest(): JournalRow[] {
    const last = this.#open
    this.#open = null
    return last === null ? [] : [last]
  }
}

function rowOf(line: string): JournalRow {
  const space = line.indexOf(' ')
  const digits = line.slice(0, Math.max(space, 0))
  const firstSequence = /^[1-9]\d{0,15}$/.test(digits) ? Number(digits) : Number.NaN
  if (!Number.isSafeInteger(firstSequence)) throw new DamagedSnapshot('A line of the journal has no sequence.')
  return { firstSequence, text: line.slice(space + 1) }
}

function continued(row: JournalRow | null, text: string): JournalRow {
  if (row === null) throw new DamagedSnapshot('The journal begins in the middle of a row.')
  if (row.text.length + text.length > MAX_SNAPSHOT_HISTORY_BYTES) throw new DamagedSnapshot('A row of the journal has no end.')
  return { ...row, text: row.text + text }
}
