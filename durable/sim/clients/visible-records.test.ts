import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { encodeControlBatch } from '../../../schema/kafka/control-record.ts'
import { stampBatch } from '../../../schema/kafka/record-batch.ts'
import type { AbortedTransaction, FetchPartitionData } from '../../../schema/kafka/requests/fetch.ts'
import { visibleRecords } from './visible-records.ts'

const encoder = new TextEncoder()

function batch(baseOffset: number, producerId: number, values: string, isTransactional = true): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const value of values.split(' ')) builder.append(0, null, encoder.encode(value), [])
  const bytes = builder.build({ producerId, producerEpoch: 0, baseSequence: 0, isTransactional })
  stampBatch(bytes, baseOffset, 0)
  return bytes
}

function marker(baseOffset: number, producerId: number, type: 'COMMIT' | 'ABORT'): Uint8Array {
  const bytes = encodeControlBatch({ type, timestampMs: 0, producerId, producerEpoch: 0, coordinatorEpoch: 0 })
  stampBatch(bytes, baseOffset, 0)
  return bytes
}

function fetched(batches: readonly Uint8Array[], abortedTransactions: readonly AbortedTransaction[] | null): FetchPartitionData {
  const records = Uint8Array.from(batches.flatMap((bytes) => [...bytes]))
  return { partitionIndex: 0, error: 'NONE', highWatermark: 99, lastStableOffset: 99, logStartOffset: 0, abortedTransactions, records }
}

describe('what a consumer shows', () => {
  // Producer 7 aborts, then commits; producer 8 commits; producer 9 writes without a transaction.
  const log = [
    batch(0, 7, 'v1 v2'),
    batch(2, 8, 'v3'),
    batch(3, 9, 'v4', false),
    marker(4, 7, 'ABORT'),
    batch(5, 7, 'v5'),
    marker(6, 8, 'COMMIT'),
    marker(7, 7, 'COMMIT'),
  ]

  it('[SIM12] leaves out what was aborted and all markers, and reads on behind them', () => {
    const { records, untilOffset } = visibleRecords(fetched(log, [{ producerId: 7, firstOffset: 0 }]), 0)
    expect(records).toEqual([
      [2, 'v3'],
      [3, 'v4'],
      [5, 'v5'],
    ])
    expect(untilOffset).toBe(8)
  })

  it('[SIM12] shows aborted records to who reads with read_uncommitted', () => {
    const { records } = visibleRecords(fetched(log, null), 0)
    expect(records.map(([, value]) => value)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5'])
  })

  it('[SIM12] begins in the middle of a batch, and stands still where nothing came', () => {
    expect(visibleRecords(fetched(log.slice(0, 1), []), 1)).toEqual({ records: [[1, 'v2']], untilOffset: 2 })
    expect(visibleRecords(fetched([], []), 5)).toEqual({ records: [], untilOffset: 5 })
  })
})
