import { describe, expect, it } from 'vitest'
import { MAX_ROW_BYTES } from '../limits.ts'
import { MAX_SNAPSHOT_PIECE_BYTES, SNAPSHOT_PIECE_BYTES } from '../snapshot-limits.ts'
import { BatchReader, batchPieces } from './batch-pieces.ts'
import type { BatchRow } from './batch-pieces.ts'
import { contentHash } from './content-hash.ts'
import { gunzipped, gzipped } from './gzip.ts'
import { JournalReader, journalPieces } from './journal-pieces.ts'
import type { JournalRow } from './journal-pieces.ts'
import { readText, textPieces } from './text-pieces.ts'

function batch(place: number, sizeBytes: number): BatchRow {
  return { place, maxTimestamp: 1_700_000_000_000 + place, bytes: new Uint8Array(sizeBytes).fill(place % 251) }
}

function batchesOf(pieces: Iterable<Uint8Array>): BatchRow[] {
  const reader = new BatchReader()
  return [...pieces].flatMap((piece) => reader.read(piece))
}

function rowsOf(pieces: Iterable<Uint8Array>): JournalRow[] {
  const reader = new JournalReader()
  return [...[...pieces].flatMap((piece) => reader.read(piece)), ...reader.rest()]
}

async function hashesOf(pieces: Iterable<Uint8Array>): Promise<string[]> {
  return Promise.all([...pieces].map(contentHash))
}

describe('texts', () => {
  it('come back as they were, also when a cut would split a character', () => {
    const text = 'x'.repeat(SNAPSHOT_PIECE_BYTES - 1) + '😀'.repeat(SNAPSHOT_PIECE_BYTES)
    expect([...textPieces(text)].map(readText).join('')).toBe(text)
  })

  it('are refused when they are no UTF-8', () => {
    expect(() => readText(new Uint8Array([0xff]))).toThrow('no UTF-8')
  })
})

describe('batches', () => {
  const rows = Array.from({ length: 4_000 }, (_, index) => batch(index * 3, 500 + ((index * 7919) % 3_000)))

  it('come back as they were', () => {
    expect(batchesOf(batchPieces(rows))).toEqual(rows)
  })

  it('of the largest size fit in a piece', () => {
    const pieces = [...batchPieces([batch(1, MAX_ROW_BYTES), batch(2, MAX_ROW_BYTES)])]
    expect(pieces.map(({ length }) => length <= MAX_SNAPSHOT_PIECE_BYTES)).toEqual([true, true])
  })

  it('that came later in between, or went at the front, leave most pieces as they were', async () => {
    const before = new Set(await hashesOf(batchPieces(rows)))
    const later = [...rows.slice(20, 2_000), batch(1_999 * 3 + 1, 10), ...rows.slice(2_000), batch(1_000_000, 900)]
    const ordered = later.toSorted((one, other) => one.place - other.place).filter(({ place }, at, all) => place !== all[at - 1]?.place)
    const after = await hashesOf(batchPieces(ordered))
    expect(before.size).toBeGreaterThan(10)
    expect(after.filter((hash) => !before.has(hash)).length).toBeLessThanOrEqual(4)
  })

  it.each([
    ['a head that is cut off', (piece: Uint8Array) => piece.slice(0, 10)],
    ['bytes that are cut off', (piece: Uint8Array) => piece.slice(0, -1)],
    ['a place that is no integer', (piece: Uint8Array) => withDouble(piece, 0, 0.5)],
    ['a place that is no number', (piece: Uint8Array) => withDouble(piece, 0, Number.NaN)],
    ['a length beyond the end', (piece: Uint8Array) => withLength(piece, 0xffffffff)],
  ])('are refused with %s', (_, damage) => {
    const [piece = new Uint8Array(0)] = batchPieces([batch(7, 100)])
    expect(() => new BatchReader().read(damage(piece))).toThrow('whole')
  })

  it('are refused out of their order, also across pieces', () => {
    const [piece = new Uint8Array(0)] = batchPieces([batch(7, 100)])
    const reader = new BatchReader()
    reader.read(piece)
    expect(() => reader.read(piece)).toThrow('order')
  })
})

describe('the journal', () => {
  it('comes back as it was, with rows that are longer than a piece', () => {
    const rows = [
      { firstSequence: 1, text: '[{"a":"+"}]' },
      { firstSequence: 5, text: `["${'é'.repeat(2 * SNAPSHOT_PIECE_BYTES)}"]` },
      { firstSequence: 6, text: '[]' },
    ]
    expect(rowsOf(journalPieces(rows))).toEqual(rows)
  })

  it.each([
    ['no end', '1 []'],
    ['no sequence', 'x []\n'],
    ['a sequence of zero', '0 []\n'],
    ['a sequence beyond all integers', '9999999999999999 []\n'],
    ['a beginning in the middle', '+[]\n'],
  ])('is refused with %s', (_, text) => {
    expect(() => rowsOf([new TextEncoder().encode(text)])).toThrow(/journal/)
  })
})

describe('packing', () => {
  const bytes = new TextEncoder().encode('snapshot '.repeat(1_000))

  it('comes back as it was', async () => {
    expect(await gunzipped(await gzipped(bytes), bytes.length)).toEqual(bytes)
  })

  it('stops at what it was told to expect', async () => {
    expect(await gunzipped(await gzipped(new Uint8Array(50_000_000)), 1_000)).toBeNull()
  })

  it('refuses what is no gzip, what is cut off, and what goes on', async () => {
    const packed = await gzipped(bytes)
    expect(await gunzipped(bytes, 1_000_000)).toBeNull()
    expect(await gunzipped(packed.slice(0, -9), 1_000_000)).toBeNull()
    expect(await gunzipped(new Uint8Array(0), 1_000_000)).toBeNull()
    expect(await gunzipped(new Uint8Array([...packed, 1, 2, 3]), 1_000_000)).toBeNull()
  })
})

function withDouble(piece: Uint8Array, position: number, value: number): Uint8Array {
  const copy = piece.slice()
  new DataView(copy.buffer).setFloat64(position, value)
  return copy
}

function withLength(piece: Uint8Array, value: number): Uint8Array {
  const copy = piece.slice()
  new DataView(copy.buffer).setUint32(16, value)
  return copy
}
