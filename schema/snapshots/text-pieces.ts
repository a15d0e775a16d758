// Texts as pieces: each can be read on its own, and joined they are the text again.
import { SNAPSHOT_PIECE_BYTES } from '../snapshot-limits.ts'
import { DamagedSnapshot } from './damaged-snapshot.ts'

const encoder = new TextEncoder()

export function* textPieces(text: string): Generator<Uint8Array> {
  for (const part of partsOf(text)) yield encoder.encode(part)
}

/** Parts of a bounded length. A character beyond the basic plane is two units of UTF-16 and stays in one of them. */
export function* partsOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const until = from + SNAPSHOT_PIECE_BYTES
    const splitsPair = until < text.length && (text.charCodeAt(until - 1) & 0xfc00) === 0xd800
    const end = splitsPair ? until - 1 : until
    yield text.slice(from, end)
    from = end
  }
}

/** Throws DamagedSnapshot. */
export function readText(piece: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(piece)
  } catch {
    throw new DamagedSnapshot('A text in the snapshot is no UTF-8.')
  }
}
