import { describe, expect, it } from 'vitest'
import { AbortedBatches } from './aborted-batches.ts'
import { RecordBatchBuilder } from './batch-builder.ts'
import { encodeControlBatch } from './control-record.ts'
import { decodeBatchHeader, stampBatch } from './record-batch.ts'
import type { AbortedTransaction } from './requests/fetch.ts'

function at(baseOffset: number, batch: Uint8Array): Uint8Array {
  stampBatch(batch, baseOffset, 0)
  return batch
}

function data(baseOffset: number, producerId: number, isTransactional = true): Uint8Array {
  const builder = new RecordBatchBuilder()
  builder.append(1, null, new Uint8Array([1]), [])
  builder.append(1, null, new Uint8Array([2]), [])
  return at(baseOffset, builder.build({ producerId, producerEpoch: 0, baseSequence: 0, isTransactional }))
}

function marker(baseOffset: number, producerId: number, type: 'COMMIT' | 'ABORT'): Uint8Array {
  return at(baseOffset, encodeControlBatch({ type, timestampMs: 1, producerId, producerEpoch: 0, coordinatorEpoch: 0 }))
}

/** What compaction leaves of a batch whose producer must be remembered. */
function emptied(batch: Uint8Array): Uint8Array {
  const header = batch.slice(0, 61)
  new DataView(header.buffer).setInt32(8, 61 - 12)
  new DataView(header.buffer).setInt32(57, 0)
  return header
}

/** The first offsets of the batches that are left out. */
function aborted(transactions: readonly AbortedTransaction[] | null, batches: readonly Uint8Array[]): number[] {
  const filter = new AbortedBatches(transactions)
  return batches.flatMap((batch) => {
    const header = decodeBatchHeader(batch)
    return filter.isAborted(header, batch) ? [header.baseOffset] : []
  })
}

describe('aborted batches', () => {
  it('go from the first of their transaction to its marker, and no further', () => {
    const batches = [data(0, 1), data(2, 1), marker(4, 1, 'ABORT'), data(5, 1), marker(7, 1, 'COMMIT')]
    expect(aborted([{ producerId: 1, firstOffset: 0 }], batches)).toEqual([0, 2])
    expect(aborted([{ producerId: 1, firstOffset: 2 }], batches)).toEqual([2])
    expect(aborted([], batches)).toEqual([])
    expect(aborted(null, batches)).toEqual([])
  })

  it('are those of the producer alone, however its transaction lies among others', () => {
    const batches = [data(0, 1), data(2, 2), data(4, 3, false), marker(6, 2, 'COMMIT'), data(7, 1), marker(9, 1, 'ABORT'), data(10, 2)]
    expect(aborted([{ producerId: 1, firstOffset: 0 }], batches)).toEqual([0, 7])
  })

  it('are found in whatever order the transactions are named', () => {
    const batches = [data(0, 1), marker(2, 1, 'ABORT'), data(3, 2), data(5, 1), marker(7, 1, 'ABORT'), marker(8, 2, 'ABORT')]
    const named = [
      { producerId: 2, firstOffset: 3 },
      { producerId: 1, firstOffset: 5 },
      { producerId: 1, firstOffset: 0 },
    ]
    expect(aborted(named, batches)).toEqual([0, 3, 5])
  })

  it('do not end with a marker that compaction has emptied, nor with a commit', () => {
    const named = [{ producerId: 1, firstOffset: 0 }]
    expect(aborted(named, [emptied(marker(0, 1, 'ABORT')), data(1, 1), marker(3, 1, 'COMMIT'), data(4, 1)])).toEqual([1, 4])
  })
})
