// The first half of a compressed zstd block: the bytes that are not copies of earlier ones, as they are, as one repeated byte, or Huffman
// coded with a table of their own or the previous one.
// Source: RFC 8878, section 3.1.1.3.1.

import { littleEndian } from './little-endian.ts'
import { corrupt } from './unpacking.ts'
import { decodeHuffmanStream, readHuffmanTable } from './zstd-huffman.ts'
import type { HuffmanTable } from './zstd-huffman.ts'

const RAW = 0
const REPEATED_BYTE = 1
const WITH_TREE = 2
const JUMP_TABLE_BYTES = 6

/** `position` is that of the byte behind the section; `table` is the one that the next block may reuse. */
export type Literals = { readonly bytes: Uint8Array; readonly position: number; readonly table: HuffmanTable | null }

/** Reads the section at `position` of a block that ends at `end`. It may hold at most `maxBytes` literals. */
export function readLiterals(bytes: Uint8Array, position: number, end: number, maxBytes: number, previous: HuffmanTable | null): Literals {
  const kind = (bytes[position] ?? 0) & 3
  const sizeFormat = ((bytes[position] ?? 0) >>> 2) & 3
  if (kind === RAW || kind === REPEATED_BYTE) {
    const headerBytes = sizeFormat === 1 ? 2 : sizeFormat === 3 ? 3 : 1
    const count = Math.floor(littleEndian(bytes, position, headerBytes) / (headerBytes === 1 ? 8 : 16))
    const start = position + headerBytes
    const behind = start + (kind === RAW ? count : 1)
    if (behind > end || count > maxBytes) corrupt('literals are cut off or too many')
    const literals = kind === RAW ? bytes.subarray(start, behind) : new Uint8Array(count).fill(bytes[start] ?? 0)
    return { bytes: literals, position: behind, table: previous }
  }
  const headerBytes = sizeFormat < 2 ? 3 : sizeFormat + 2
  const sizeBits = sizeFormat < 2 ? 10 : sizeFormat * 4 + 6
  const sizes = Math.floor(littleEndian(bytes, position, headerBytes) / 16)
  const count = sizes % 2 ** sizeBits
  const start = position + headerBytes
  const behind = start + Math.floor(sizes / 2 ** sizeBits)
  if (behind > end || count > maxBytes) corrupt('literals are cut off or too many')
  const tree = kind === WITH_TREE ? readHuffmanTable(bytes, start, behind) : { table: previous, position: start }
  if (tree.table === null) return corrupt('literals reuse a Huffman tree that was never sent')
  const literals = new Uint8Array(count)
  if (sizeFormat === 0) decodeHuffmanStream(tree.table, bytes, tree.position, behind, literals, 0, count)
  else decodeFourStreams(tree.table, bytes, tree.position, behind, literals)
  return { bytes: literals, position: behind, table: tree.table }
}

/** The lengths of three streams stand in front; the fourth takes the rest. The first three have a quarter of the symbols each, rounded up. */
function decodeFourStreams(table: HuffmanTable, bytes: Uint8Array, position: number, end: number, output: Uint8Array): void {
  const quarter = (output.length + 3) >> 2
  if (position + JUMP_TABLE_BYTES > end || quarter * 3 > output.length) corrupt('literals are too few for four streams')
  let start = position + JUMP_TABLE_BYTES
  for (let stream = 0; stream < 4; stream++) {
    const streamEnd = stream === 3 ? end : start + littleEndian(bytes, position + 2 * stream, 2)
    if (streamEnd > end) corrupt('a Huffman stream is cut off')
    const to = stream === 3 ? output.length : quarter * (stream + 1)
    decodeHuffmanStream(table, bytes, start, streamEnd, output, quarter * stream, to)
    start = streamEnd
  }
}
