// Rows on their way into pieces: gathered until the cutter says that a piece ends.
import { concatenate } from '../kafka/concatenate.ts'
import { Cutter } from './cutter.ts'

export class OpenPiece {
  readonly #cutter = new Cutter()
  #parts: Uint8Array[] = []

  /** Takes a row, in one or several parts. Gives the pieces that are whole now, in their order. */
  add(key: number, parts: readonly Uint8Array[]): Uint8Array[] {
    const sizeBytes = sizeOf(parts)
    const before = this.#cutter.endsBefore(sizeBytes) ? this.rest() : []
    this.#parts.push(...parts)
    return this.#cutter.take(key, sizeBytes) ? [...before, ...this.rest()] : before
  }

  /** What was gathered since the last piece, as the last one. */
  rest(): Uint8Array[] {
    const parts = this.#parts
    this.#parts = []
    return parts.length === 0 ? [] : [concatenate(parts, sizeOf(parts))]
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}
