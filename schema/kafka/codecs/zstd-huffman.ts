// Huffman coding of zstd's literals: the weights of the symbols, the table made from them, and the streams coded with it.
// Source: RFC 8878, section 4.2.

import { BackwardBits } from './backward-bits.ts'
import { corrupt } from './unpacking.ts'
import { readFseTable } from './zstd-fse.ts'

const MAX_CODE_BITS = 11
const MAX_WEIGHT_ACCURACY_LOG = 6
const MAX_SYMBOLS = 256

/** Indexed by the next `maxBits` bits of a stream: the symbol they begin with, and how many of them are its code. */
export type HuffmanTable = { readonly maxBits: number; readonly symbols: Uint8Array; readonly bits: Uint8Array }

/** Reads a tree description at `position`, which must end by `end`, and gives the position of the byte behind it. */
export function readHuffmanTable(
  bytes: Uint8Array,
  position: number,
  end: number,
): { readonly table: HuffmanTable; readonly position: number } {
  const header = bytes[position] ?? 0
  const start = position + 1
  const behind = start + (header < 128 ? header : (header - 126) >> 1)
  if (behind > end) corrupt('a Huffman tree is cut off')
  const weights = header < 128 ? readPackedWeights(bytes, start, behind) : readPlainWeights(bytes, start, header - 127)
  return { table: buildHuffmanTable(weights), position: behind }
}

function readPlainWeights(bytes: Uint8Array, start: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const pair = bytes[start + (index >> 1)] ?? 0
    return index % 2 === 0 ? pair >>> 4 : pair & 15
  })
}

/** Two states take turns; when the bits do not suffice for the next step of one, the symbol of the other is the last. */
function readPackedWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const { table, position } = readFseTable(bytes, start, end, MAX_WEIGHT_ACCURACY_LOG, MAX_SYMBOLS - 1)
  const stream = new BackwardBits(bytes, position, end)
  const weights: number[] = []
  let state = stream.read(table.accuracyLog)
  let otherState = stream.read(table.accuracyLog)
  while (weights.length < MAX_SYMBOLS) {
    weights.push(table.symbols[state] ?? 0)
    const next = (table.bases[state] ?? 0) + stream.read(table.bits[state] ?? 0)
    if (stream.remaining < 0) {
      weights.push(table.symbols[otherState] ?? 0)
      return weights
    }
    state = otherState
    otherState = next
  }
  return corrupt('a Huffman tree has too many symbols')
}

/** The weight of the last symbol is not written: it is what makes the sum a power of two. */
function buildHuffmanTable(weights: number[]): HuffmanTable {
  let sum = 0
  for (const weight of weights) {
    if (weight > MAX_CODE_BITS) corrupt('a Huffman code is too long')
    sum += (1 << weight) >> 1
  }
  const maxBits = 32 - Math.clz32(sum)
  const rest = (1 << maxBits) - sum
  if (sum === 0 || maxBits > MAX_CODE_BITS || (rest & (rest - 1)) !== 0 || weights.length >= MAX_SYMBOLS)
    corrupt('a Huffman tree is malformed')
  weights.push(32 - Math.clz32(rest))
  const symbols = new Uint8Array(1 << maxBits)
  const bits = new Uint8Array(1 << maxBits)
  let place = 0
  for (let weight = 1; weight <= maxBits; weight++) {
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue
      const behind = place + (1 << (weight - 1))
      symbols.fill(symbol, place, behind)
      bits.fill(maxBits + 1 - weight, place, behind)
      place = behind
    }
  }
  return { maxBits, symbols, bits }
}

/** Decodes one stream, bytes[start, end), to output[from, to). It must hold exactly that many symbols. */
export function decodeHuffmanStream(
  table: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  from: number,
  to: number,
): void {
  const stream = new BackwardBits(bytes, start, end)
  const { maxBits, symbols, bits } = table
  for (let index = from; index < to; index++) {
    const code = stream.peek(maxBits)
    output[index] = symbols[code] ?? 0
    stream.remaining -= bits[code] ?? 0
  }
  if (stream.remaining !== 0) corrupt('a Huffman stream has another length')
}
