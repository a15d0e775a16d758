// Several pieces of bytes as one: batches of a fetch, chunks of a body.

const NOTHING = new Uint8Array(0)

/** The pieces one after another, `sizeBytes` in all. A single piece is given back as it is, without a copy. */
export function concatenate(pieces: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const [only] = pieces
  if (pieces.length <= 1) return only ?? NOTHING
  const whole = new Uint8Array(sizeBytes)
  let position = 0
  for (const piece of pieces) {
    whole.set(piece, position)
    position += piece.length
  }
  return whole
}
