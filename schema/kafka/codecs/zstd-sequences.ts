// The second half of a compressed zstd block: sequences, each so many literals and then a copy of earlier output. Three interleaved entropy
// coded values make one: literals length, match length and offset.
// Source: RFC 8878, section 3.1.1.3.2 and 3.1.1.5.

import { BackwardBits, MAX_BITS_PER_READ } from './backward-bits.ts'
import { corrupt } from './unpacking.ts'
import type { OutputBuffer } from './unpacking.ts'
import { buildFseTable, readFseTable, singleSymbolTable } from './zstd-fse.ts'
import type { FseTable } from './zstd-fse.ts'

const PREDEFINED = 0
const SINGLE_SYMBOL = 1
const DESCRIBED = 2

/** One of the three values: which table it has by default, what a described one may be, and what a code stands for. */
type ValueCoding = {
  readonly predefined: FseTable
  readonly maxAccuracyLog: number
  readonly maxCode: number
}

const LITERALS_LENGTH: ValueCoding = {
  predefined: buildFseTable(
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
    6,
  ),
  maxAccuracyLog: 9,
  maxCode: 35,
}

const MATCH_LENGTH: ValueCoding = {
  predefined: buildFseTable(
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, -1, -1, -1, -1, -1, -1, -1,
    ],
    6,
  ),
  maxAccuracyLog: 9,
  maxCode: 52,
}

const OFFSET: ValueCoding = {
  predefined: buildFseTable([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5),
  maxAccuracyLog: 8,
  // 31 is the format's; an offset of 25 bits reaches back 32 MiB, further than any output we allow.
  maxCode: MAX_BITS_PER_READ,
}

// prettier-ignore
const LITERALS_LENGTH_EXTRA_BITS = Uint8Array.of(
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
)
// prettier-ignore
const MATCH_LENGTH_EXTRA_BITS = Uint8Array.of(
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
)
const MIN_MATCH_LENGTH = 3
const LITERALS_LENGTH_BASES = basesOf(LITERALS_LENGTH_EXTRA_BITS, 0)
const MATCH_LENGTH_BASES = basesOf(MATCH_LENGTH_EXTRA_BITS, MIN_MATCH_LENGTH)

/** Every code begins where the values of the one before it end. */
function basesOf(extraBits: Uint8Array, first: number): Uint32Array {
  let base = first
  return Uint32Array.from(extraBits, (bits) => {
    const own = base
    base += 2 ** bits
    return own
  })
}

/** What a block leaves to the next one of the same frame. */
export class SequenceState {
  literalsLength: FseTable | null = null
  offset: FseTable | null = null
  matchLength: FseTable | null = null
  readonly recentOffsets = [1, 4, 8]
}

/**
 * Reads the sequences at `position` of a block that ends at `end` and carries them out: appends literals and copies to the output, which
 * may grow to `limit`. Copies reach back to `frameStart` at most. Literals that are left over come last.
 */
export function runSequences(
  bytes: Uint8Array,
  position: number,
  end: number,
  state: SequenceState,
  literals: Uint8Array,
  output: OutputBuffer,
  frameStart: number,
  limit: number,
): void {
  const { count, position: tablesAt } = readCount(bytes, position, end)
  const streamAt = count === 0 ? tablesAt : readTables(bytes, tablesAt, end, state)
  if (count === 0 && streamAt !== end) corrupt('a block goes on behind its literals')
  const used = count === 0 ? 0 : run(new BackwardBits(bytes, streamAt, end), count, state, literals, output, frameStart, limit)
  if (literals.length - used > limit - output.length) corrupt('a block unpacks to more than it may')
  output.append(literals, used, literals.length)
}

function readCount(bytes: Uint8Array, position: number, end: number): { readonly count: number; readonly position: number } {
  const first = bytes[position] ?? 0
  const headerBytes = first < 128 ? 1 : first < 255 ? 2 : 3
  if (position + headerBytes > end) corrupt('a block has no sequences')
  const second = bytes[position + 1] ?? 0
  const count = first < 128 ? first : first < 255 ? ((first - 128) << 8) + second : second + ((bytes[position + 2] ?? 0) << 8) + 0x7f00
  return { count, position: position + headerBytes }
}

/** Sets the tables of the state and gives the position of the bit stream. */
function readTables(bytes: Uint8Array, position: number, end: number, state: SequenceState): number {
  const modes = bytes[position] ?? 0
  if (position >= end || (modes & 3) !== 0) corrupt('the tables of a block are malformed')
  const literalsLength = readTable(bytes, position + 1, end, modes >>> 6, LITERALS_LENGTH, state.literalsLength)
  const offset = readTable(bytes, literalsLength.position, end, (modes >>> 4) & 3, OFFSET, state.offset)
  const matchLength = readTable(bytes, offset.position, end, (modes >>> 2) & 3, MATCH_LENGTH, state.matchLength)
  state.literalsLength = literalsLength.table
  state.offset = offset.table
  state.matchLength = matchLength.table
  return matchLength.position
}

function readTable(
  bytes: Uint8Array,
  position: number,
  end: number,
  mode: number,
  coding: ValueCoding,
  previous: FseTable | null,
): { readonly table: FseTable; readonly position: number } {
  if (mode === PREDEFINED) return { table: coding.predefined, position }
  if (mode === DESCRIBED) return readFseTable(bytes, position, end, coding.maxAccuracyLog, coding.maxCode)
  if (mode === SINGLE_SYMBOL) {
    const code = bytes[position] ?? 0
    if (position >= end || code > coding.maxCode) corrupt('a code is unknown')
    return { table: singleSymbolTable(code), position: position + 1 }
  }
  return previous === null ? corrupt('a block reuses a table that was never sent') : { table: previous, position }
}

/** Carries out `count` sequences and gives how many literals they took. Every one makes at least three bytes, so the limit ends it. */
function run(
  stream: BackwardBits,
  count: number,
  state: SequenceState,
  literals: Uint8Array,
  output: OutputBuffer,
  frameStart: number,
  limit: number,
): number {
  const { literalsLength, offset: offsets, matchLength, recentOffsets } = state
  if (literalsLength === null || offsets === null || matchLength === null) return corrupt('a block has no tables')
  let literalsState = stream.read(literalsLength.accuracyLog)
  let offsetState = stream.read(offsets.accuracyLog)
  let matchState = stream.read(matchLength.accuracyLog)
  let used = 0
  for (let sequence = 1; ; sequence++) {
    const offsetCode = offsets.symbols[offsetState] ?? 0
    const matchCode = matchLength.symbols[matchState] ?? 0
    const literalsCode = literalsLength.symbols[literalsState] ?? 0
    // The predefined table knows codes that lie beyond our bound.
    if (offsetCode > MAX_BITS_PER_READ) corrupt('an offset reaches outside the output')
    const offsetValue = 2 ** offsetCode + stream.read(offsetCode)
    const matchBytes = (MATCH_LENGTH_BASES[matchCode] ?? 0) + stream.read(MATCH_LENGTH_EXTRA_BITS[matchCode] ?? 0)
    const literalBytes = (LITERALS_LENGTH_BASES[literalsCode] ?? 0) + stream.read(LITERALS_LENGTH_EXTRA_BITS[literalsCode] ?? 0)
    const offset = resolveOffset(recentOffsets, offsetValue, literalBytes)
    if (literalBytes > literals.length - used || literalBytes + matchBytes > limit - output.length) corrupt('a sequence is too long')
    output.append(literals, used, used + literalBytes)
    used += literalBytes
    if (offset <= 0 || offset > output.length - frameStart) corrupt('an offset reaches outside the output')
    output.copyBack(offset, matchBytes)
    if (sequence === count) break
    literalsState = (literalsLength.bases[literalsState] ?? 0) + stream.read(literalsLength.bits[literalsState] ?? 0)
    matchState = (matchLength.bases[matchState] ?? 0) + stream.read(matchLength.bits[matchState] ?? 0)
    offsetState = (offsets.bases[offsetState] ?? 0) + stream.read(offsets.bits[offsetState] ?? 0)
  }
  if (stream.remaining !== 0) corrupt('the sequences have another length')
  return used
}

/** Values 1 to 3 name one of the last three offsets, and without literals the one after it or the newest less one. */
function resolveOffset(recent: number[], value: number, literalBytes: number): number {
  const [first = 0, second = 0, third = 0] = recent
  const choice = value > 3 ? 4 : value + (literalBytes === 0 ? 1 : 0)
  if (choice === 1) return first
  if (choice === 2) {
    recent[0] = second
    recent[1] = first
    return second
  }
  const offset = value > 3 ? value - 3 : choice === 3 ? third : first - 1
  recent[0] = offset
  recent[1] = first
  recent[2] = second
  return offset
}
