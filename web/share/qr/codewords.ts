// The bytes of a QR code, from a text to the order in which they are laid out: length, padding, blocks, correction. Texts are bytes of UTF-8, and
// the correction is of level M, which survives 15 % of damage. ISO/IEC 18004 has more modes than links need.
import { correctionOf } from './reed-solomon.ts'

/** By version, from 1 on: the bytes of correction in a block, and how many blocks there are. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24]
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10]

export type Codewords = { readonly version: number; readonly bytes: readonly number[] }

/** The smallest version that holds the text; null when it is too long for a code that a phone reads from a screen. */
export function codewordsOf(text: string): Codewords | null {
  const content = new TextEncoder().encode(text)
  for (const [index, correction] of CORRECTION.entries()) {
    const version = index + 1
    const blocks = BLOCKS[index] ?? 1
    const all = Math.floor(rawModules(version) / 8)
    const capacity = all - correction * blocks
    // Mode and length come first: four bits, and one byte or two.
    const lengthBytes = version < 10 ? 1 : 2
    if (content.length + lengthBytes + 1 <= capacity) {
      return { version, bytes: interleaved(padded(content, lengthBytes, capacity), blocks, correction, all) }
    }
  }
  return null
}

/** The modules that carry data or correction. */
function rawModules(version: number): number {
  let count = (16 * version + 128) * version + 64
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2
    count -= (25 * alignments - 10) * alignments - 55
    if (version >= 7) count -= 36
  }
  return count
}

/** The mode for bytes is 0100, the end 0000: everything is shifted by half a byte. Then 0xEC and 0x11 fill what is left. */
function padded(content: Uint8Array, lengthBytes: number, capacity: number): number[] {
  const length = lengthBytes === 1 ? [content.length] : [content.length >>> 8, content.length & 0xff]
  const nibbles = [4, ...[...length, ...content].flatMap((byte) => [byte >>> 4, byte & 15]), 0]
  const bytes = Array.from({ length: nibbles.length / 2 }, (_, index) => ((nibbles[2 * index] ?? 0) << 4) | (nibbles[2 * index + 1] ?? 0))
  for (let filler = 0xec; bytes.length < capacity; filler ^= 0xec ^ 0x11) bytes.push(filler)
  return bytes
}

/** First bytes of all blocks, second bytes of all blocks, and so on; the correction likewise. The last blocks may be a byte longer. */
function interleaved(data: readonly number[], blocks: number, correction: number, all: number): number[] {
  const shortBlocks = blocks - (all % blocks)
  const shortLength = Math.floor(all / blocks) - correction
  const parts: number[][] = []
  for (let block = 0, start = 0; block < blocks; block++) {
    const end = start + shortLength + (block < shortBlocks ? 0 : 1)
    parts.push(data.slice(start, end))
    start = end
  }
  const corrections = parts.map((part) => correctionOf(part, correction))
  return [...transposed(parts, shortLength + 1), ...transposed(corrections, correction)]
}

function transposed(rows: readonly (readonly number[])[], length: number): number[] {
  return Array.from({ length }, (_, index) => rows.flatMap((row) => row[index] ?? [])).flat()
}
