// Where a long run of rows is cut into pieces. The cuts depend on the rows themselves and not on where the run begins: a later snapshot of the
// same sandbox has lost rows at the front and won some in between, and shares all pieces that neither has touched. So a row ends its piece by
// the hash of its key, the likelier the bigger it is.
import { MAX_SNAPSHOT_PIECE_BYTES, SNAPSHOT_PIECE_BYTES } from '../snapshot-limits.ts'

export class Cutter {
  #sizeBytes = 0

  /** Whether what was taken so far is a piece of its own, and the next row begins another. */
  endsBefore(sizeBytes: number): boolean {
    if (this.#sizeBytes === 0 || this.#sizeBytes + sizeBytes <= MAX_SNAPSHOT_PIECE_BYTES) return false
    this.#sizeBytes = 0
    return true
  }

  /** Takes a row. True when the piece ends behind it. */
  take(key: number, sizeBytes: number): boolean {
    this.#sizeBytes += sizeBytes
    if (mixed(key) / 2 ** 32 >= sizeBytes / SNAPSHOT_PIECE_BYTES) return false
    this.#sizeBytes = 0
    return true
  }
}

/** 32 bits of a safe integer, with each bit depending on all of its bits: the finalizer of MurmurHash3 over both halves. */
function mixed(key: number): number {
  return finalized(finalized(Math.floor(key / 2 ** 32)) ^ (key | 0)) >>> 0
}

function finalized(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
