// Text that is longer than a row may be, in pieces. A character beyond the basic plane is two units of UTF-16 and must not be torn apart: half of
// one has no UTF-8, and SQLite would store something else.

/** At most so many units each; joined they are the text again. */
export function textPieces(text: string, maxUnits: number): string[] {
  const pieces: string[] = []
  for (let from = 0; from < text.length;) {
    const until = from + maxUnits
    const end = until < text.length && isHighSurrogate(text.charCodeAt(until - 1)) ? until - 1 : until
    pieces.push(text.slice(from, end))
    from = end
  }
  return pieces
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
