// The tables of zstd's finite state entropy coding: a state gives a symbol, how many bits to read, and what to add to them for the next
// state. They are written as probabilities that add up to the table's size, or are one of three fixed ones.
// Source: RFC 8878, section 4.1.1 and appendix A.

import { corrupt } from './unpacking.ts'

export type FseTable = {
  /** The size is 2 to the power of this; a first state takes as many bits. */
  readonly accuracyLog: number
  readonly symbols: Uint8Array
  readonly bits: Uint8Array
  readonly bases: Uint16Array
}

/** A probability of "less than one": the symbol gets one state, at the end of the table. */
const LESS_THAN_ONE = -1

/** Reads a table description at `position`, which must end by `end`. Gives the table and the position of the byte behind it. */
export function readFseTable(
  bytes: Uint8Array,
  position: number,
  end: number,
  maxAccuracyLog: number,
  maxSymbol: number,
): { readonly table: FseTable; readonly position: number } {
  const accuracyLog = ((bytes[position] ?? 0) & 15) + 5
  if (position >= end || accuracyLog > maxAccuracyLog) corrupt('an entropy table is larger than allowed')
  const probabilities: number[] = []
  let bit = position * 8 + 4
  let remaining = 1 << accuracyLog
  while (remaining > 0) {
    if (probabilities.length > maxSymbol || bit > end * 8) corrupt('an entropy table is malformed')
    // Values from 0 to remaining + 1; the smallest of them take one bit less.
    const bitCount = 32 - Math.clz32(remaining + 1)
    const short = (1 << bitCount) - 2 - remaining
    let value = bitsAt(bytes, bit, bitCount)
    const shortValue = value & ((1 << (bitCount - 1)) - 1)
    if (shortValue < short) {
      value = shortValue
      bit += bitCount - 1
    } else {
      if (value >= 1 << (bitCount - 1)) value -= short
      bit += bitCount
    }
    const probability = value - 1
    remaining -= Math.abs(probability)
    probabilities.push(probability)
    if (probability === 0) bit = readZeroRuns(bytes, bit, probabilities, maxSymbol)
  }
  const behind = (bit + 7) >>> 3
  if (remaining !== 0 || behind > end || probabilities.length > maxSymbol + 1) corrupt('an entropy table is malformed')
  return { table: buildFseTable(probabilities, accuracyLog), position: behind }
}

/** A probability of 0 is followed by two bits that say how many more there are; 3 says three and that two more bits follow. */
function readZeroRuns(bytes: Uint8Array, bit: number, probabilities: number[], maxSymbol: number): number {
  let next = bit
  for (let repeats = 3; repeats === 3 && probabilities.length <= maxSymbol + 1; next += 2) {
    repeats = bitsAt(bytes, next, 2)
    for (let index = 0; index < repeats; index++) probabilities.push(0)
  }
  return next
}

/** `count` (up to 10) bits at an absolute bit position, the lowest bit first. */
function bitsAt(bytes: Uint8Array, bit: number, count: number): number {
  const at = bit >>> 3
  const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
  return (word >>> (bit & 7)) & ((1 << count) - 1)
}

/** The table of these probabilities, whose absolute values add up to its size. */
export function buildFseTable(probabilities: readonly number[], accuracyLog: number): FseTable {
  const size = 1 << accuracyLog
  const symbols = spreadSymbols(probabilities, size)
  const bits = new Uint8Array(size)
  const bases = new Uint16Array(size)
  const nextState = probabilities.map(Math.abs)
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] ?? 0
    const next = nextState[symbol] ?? 1
    nextState[symbol] = next + 1
    const bitCount = accuracyLog - 31 + Math.clz32(next)
    bits[state] = bitCount
    bases[state] = (next << bitCount) - size
  }
  return { accuracyLog, symbols, bits, bases }
}

function spreadSymbols(probabilities: readonly number[], size: number): Uint8Array {
  const symbols = new Uint8Array(size)
  let last = size - 1
  for (const [symbol, probability] of probabilities.entries()) if (probability === LESS_THAN_ONE) symbols[last--] = symbol
  const step = (size >> 1) + (size >> 3) + 3
  let place = 0
  for (const [symbol, probability] of probabilities.entries()) {
    for (let index = 0; index < probability; index++) {
      symbols[place] = symbol
      do place = (place + step) & (size - 1)
      while (place > last)
    }
  }
  return symbols
}

/** A table of one state that gives the same symbol for ever and takes no bits. */
export function singleSymbolTable(symbol: number): FseTable {
  return { accuracyLog: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) }
}
