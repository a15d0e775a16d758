// One LZ4 block: a row of sequences, each some literal bytes and a copy of earlier output. Every length is compared with the bytes that
// are there before anything is copied.
// Source: lz4_Block_format.md of lz4/lz4.

const MIN_MATCH = 4
/** A length of 15 in the token says that bytes follow which are added to it. */
const MORE_FOLLOWS = 15

/**
 * Unpacks input[start, end) to output[produced, limit) and gives the position behind the last byte written. Copies may reach back to the
 * beginning of the output. 'full' when it would not fit, 'corrupt' when the block is malformed.
 */
export function unpackLz4Block(
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  produced: number,
  limit: number,
): number | 'full' | 'corrupt' {
  let from = start
  let to = produced
  while (from < end) {
    const token = input[from++] ?? 0
    let literals = token >>> 4
    if (literals === MORE_FOLLOWS) {
      let byte = 255
      while (byte === 255 && from < end) literals += byte = input[from++] ?? 0
    }
    if (literals > end - from) return 'corrupt'
    if (literals > limit - to) return 'full'
    to = copyLiterals(input, from, output, to, literals)
    from += literals
    // The last sequence has literals only.
    if (from === end) return to
    if (end - from < 2) return 'corrupt'
    const offset = (input[from] ?? 0) | ((input[from + 1] ?? 0) << 8)
    from += 2
    if (offset === 0 || offset > to) return 'corrupt'
    let length = (token & MORE_FOLLOWS) + MIN_MATCH
    if (length === MORE_FOLLOWS + MIN_MATCH) {
      let byte = 255
      while (byte === 255 && from < end) length += byte = input[from++] ?? 0
    }
    if (length > limit - to) return 'full'
    to = copyMatch(output, to, offset, length)
  }
  // A block ends with literals, so running out of input behind a copy is wrong.
  return 'corrupt'
}

function copyLiterals(input: Uint8Array, from: number, output: Uint8Array, to: number, count: number): number {
  if (count > 32) output.set(input.subarray(from, from + count), to)
  else for (let index = 0; index < count; index++) output[to + index] = input[from + index] ?? 0
  return to + count
}

/** Source and target may overlap: then the copied bytes repeat, which is how runs are packed. */
function copyMatch(output: Uint8Array, to: number, offset: number, length: number): number {
  if (offset >= length && length > 32) output.copyWithin(to, to - offset, to - offset + length)
  else for (let index = to; index < to + length; index++) output[index] = output[index - offset] ?? 0
  return to + length
}
