// Record batches as pieces: place and greatest timestamp as doubles, the length as uint32, then the bytes.
import { MAX_ROW_BYTES } from '../limits.ts'
import { DamagedSnapshot } from './damaged-snapshot.ts'
import { OpenPiece } from './open-piece.ts'

/** A batch where the object keeps it. */
export type BatchRow = { readonly place: number; readonly maxTimestamp: number; readonly bytes: Uint8Array }

const FIELD = { place: 0, maxTimestamp: 8, sizeBytes: 16 } as const
const HEAD_BYTES = 20

export function* batchPieces(rows: Iterable<BatchRow>): Generator<Uint8Array> {
  const piece = new OpenPiece()
  for (const { place, maxTimestamp, bytes } of rows) {
    const head = new Uint8Array(HEAD_BYTES)
    const view = new DataView(head.buffer)
    view.setFloat64(FIELD.place, place)
    view.setFloat64(FIELD.maxTimestamp, maxTimestamp)
    view.setUint32(FIELD.sizeBytes, bytes.length)
    yield* piece.add(place, [head, bytes])
  }
  yield* piece.rest()
}

/** Reads pieces in their order, and holds the places to theirs. Throws DamagedSnapshot. */
export class BatchReader {
  #lastPlace = -1

  read(piece: Uint8Array): BatchRow[] {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
    const rows: BatchRow[] = []
    for (let position = 0; position < piece.length;) {
      if (position + HEAD_BYTES > piece.length) throw new DamagedSnapshot('A batch in the snapshot has no whole head.')
      const row = rowAt(piece, view, position)
      if (row.place <= this.#lastPlace) throw new DamagedSnapshot('The batches in the snapshot are not in their order.')
      this.#lastPlace = row.place
      rows.push(row)
      position += HEAD_BYTES + row.bytes.length
    }
    return rows
  }
}

function rowAt(piece: Uint8Array, view: DataView, position: number): BatchRow {
  const place = view.getFloat64(position + FIELD.place)
  const maxTimestamp = view.getFloat64(position + FIELD.maxTimestamp)
  const sizeBytes = view.getUint32(position + FIELD.sizeBytes)
  const from = position + HEAD_BYTES
  const isOrderly = Number.isSafeInteger(place) && Number.isFinite(maxTimestamp) && sizeBytes <= MAX_ROW_BYTES
  if (!isOrderly || from + sizeBytes > piece.length) throw new DamagedSnapshot('A batch in the snapshot is not whole.')
  return { place, maxTimestamp, bytes: piece.slice(from, from + sizeBytes) }
}
