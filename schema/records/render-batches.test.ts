import { describe, expect, it } from 'vitest'
import { JsonWriter } from '../json/json-writer.ts'
import { utf8Bytes } from '../json/utf8.ts'
import { RecordBatchBuilder } from '../kafka/batch-builder.ts'
import { encodeControlBatch } from '../kafka/control-record.ts'
import { stampBatch } from '../kafka/record-batch.ts'
import { plainRecordRenderer } from './plain-record.ts'
import { renderBatches } from './render-batches.ts'
import type { ReadResult, RenderOptions } from './render-batches.ts'

function batch(baseOffset: number, count: number): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (let index = 0; index < count; index++) {
    builder.append(1000, utf8Bytes(index % 2 === 0 ? 'even' : 'odd'), utf8Bytes(`v${baseOffset + index}`), [])
  }
  return at(baseOffset, builder.build())
}

function at(baseOffset: number, bytes: Uint8Array): Uint8Array {
  stampBatch(bytes, baseOffset, 0)
  return bytes
}

const MARKER = encodeControlBatch({ type: 'COMMIT', timestampMs: 1, producerId: 1, producerEpoch: 0, coordinatorEpoch: 0 })

function concatenated(...batches: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(batches))
}

function rendered(bytes: Uint8Array, changes: Partial<RenderOptions> = {}): { values: string[]; result: ReadResult } {
  const writer = new JsonWriter()
  const options: RenderOptions = {
    fromOffset: 0,
    untilOffset: Number.POSITIVE_INFINITY,
    maxRecords: 1000,
    maxBytes: 1_000_000,
    key: null,
    renderer: plainRecordRenderer,
    separator: null,
    terminator: 0x0a,
    ...changes,
  }
  const result = renderBatches(bytes, options, writer)
  const lines = new TextDecoder()
    .decode(writer.take())
    .split('\n')
    .filter((line) => line !== '')
  return { values: lines.map((line) => line.split('\t')[1] ?? ''), result }
}

describe('renderBatches', () => {
  it('writes all records and goes on behind the last batch', () => {
    const { values, result } = rendered(concatenated(batch(10, 2), batch(12, 1)), { fromOffset: 10 })
    expect(values).toEqual(['v10', 'v11', 'v12'])
    expect(result).toEqual({ recordCount: 3, nextOffset: 13, isBounded: false, problem: null })
  })

  it('leaves out what lies before and after the wanted offsets', () => {
    const bytes = concatenated(batch(0, 3), batch(3, 3))
    const { values, result } = rendered(bytes, { fromOffset: 1, untilOffset: 4 })
    expect(values).toEqual(['v1', 'v2', 'v3'])
    expect(result).toMatchObject({ nextOffset: 4, isBounded: true })
    expect(rendered(bytes, { fromOffset: 3 }).values).toEqual(['v3', 'v4', 'v5'])
  })

  it('never shows control batches but moves past them', () => {
    const { values, result } = rendered(concatenated(batch(0, 1), at(1, MARKER)))
    expect(values).toEqual(['v0'])
    expect(result.nextOffset).toBe(2)
    expect(rendered(at(5, MARKER), { fromOffset: 5 }).result).toEqual({ recordCount: 0, nextOffset: 6, isBounded: false, problem: null })
  })

  it('stops at a number of records and goes on from there', () => {
    const { values, result } = rendered(concatenated(batch(0, 3), batch(3, 3)), { maxRecords: 2 })
    expect(values).toEqual(['v0', 'v1'])
    expect(result).toMatchObject({ recordCount: 2, nextOffset: 2, isBounded: true })
    expect(rendered(concatenated(batch(0, 3), batch(3, 3)), { maxRecords: 3 }).result).toMatchObject({ nextOffset: 3, isBounded: true })
  })

  it('stays within the bytes but always writes one record', () => {
    const bytes = batch(0, 3)
    expect(rendered(bytes, { maxBytes: 1 })).toMatchObject({ values: ['v0'], result: { nextOffset: 1, isBounded: true } })
    const lineBytes = 'even\tv0\n'.length
    expect(rendered(bytes, { maxBytes: lineBytes * 2 - 1 }).values).toEqual(['v0', 'v1'])
    expect(rendered(bytes, { maxBytes: lineBytes }).values).toEqual(['v0'])
  })

  it('filters by key and moves past what it filtered', () => {
    const { values, result } = rendered(batch(0, 4), { key: utf8Bytes('even') })
    expect(values).toEqual(['v0', 'v2'])
    expect(result.nextOffset).toBe(4)
  })

  it('separates the records of a list', () => {
    const writer = new JsonWriter()
    const bounds = { fromOffset: 0, untilOffset: 9, maxRecords: 9, maxBytes: 999, key: null }
    renderBatches(batch(0, 2), { ...bounds, renderer: plainRecordRenderer, separator: 0x2c, terminator: null }, writer)
    expect(new TextDecoder().decode(writer.take())).toBe('even\tv0,odd\tv1')
  })

  it('reports a batch that cannot be read and can go on behind it', () => {
    const broken = batch(0, 2)
    broken[61] = 0x7f
    const { values, result } = rendered(concatenated(broken, batch(2, 1)))
    expect(values).toEqual([])
    expect(result.nextOffset).toBe(2)
    expect(result.problem).not.toBeNull()
    expect(rendered(concatenated(broken, batch(2, 1)), { fromOffset: 2 }).values).toEqual(['v2'])
    expect(rendered(Uint8Array.of(1, 2, 3)).result.problem).not.toBeNull()
  })

  it('leaves out what was aborted and goes on behind it', () => {
    const inTransaction = (baseOffset: number, producerId: number) => {
      const builder = new RecordBatchBuilder()
      builder.append(1000, utf8Bytes('k'), utf8Bytes(`v${baseOffset}`), [])
      return at(baseOffset, builder.build({ producerId, producerEpoch: 0, baseSequence: 0, isTransactional: true }))
    }
    const bytes = concatenated(inTransaction(0, 1), inTransaction(1, 2), batch(2, 1), inTransaction(3, 1))
    const abortedTransactions = [{ producerId: 1, firstOffset: 0 }]
    expect(rendered(bytes, { abortedTransactions })).toEqual({
      values: ['v1', 'v2'],
      result: { recordCount: 2, nextOffset: 4, isBounded: false, problem: null },
    })
    expect(rendered(bytes, { abortedTransactions: null }).values).toEqual(['v0', 'v1', 'v2', 'v3'])
  })
})
