import { describe, expect, it } from 'vitest'
import { NOW_MS, ongoing, partitionsOf, told, transactionOf, written } from '../../../test/support/transactions.ts'
import { decideAddPartitions, decideVerifyPartitions } from './add-partitions.ts'
import type { PartitionsRequest } from './add-partitions.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'

const REQUEST: PartitionsRequest = { producerId: 10, producerEpoch: 5, partitions: partitionsOf(0, 1) }

function add(metadata: TransactionMetadata | null, different: Partial<PartitionsRequest> = {}) {
  return decideAddPartitions(metadata, { ...REQUEST, ...different }, 2, NOW_MS)
}

function verify(metadata: TransactionMetadata | null, different: Partial<PartitionsRequest> = {}) {
  return decideVerifyPartitions(metadata, { ...REQUEST, ...different })
}

describe('AddPartitionsToTxn', () => {
  it('[TXN7] begins the transaction with the first partition, and keeps that start', () => {
    for (const state of ['Empty', 'CompleteCommit', 'CompleteAbort'] as const) {
      const begun = written(add(transactionOf({ state, startTimestampMs: 7 })))
      expect(begun).toMatchObject({ state: 'Ongoing', startTimestampMs: NOW_MS, partitions: partitionsOf(0, 1), producerEpoch: 5 })
    }
    expect(written(add(ongoing()))).toMatchObject({ startTimestampMs: 100, partitions: partitionsOf(0, 1) })
  })

  it('[TXN7] writes nothing for partitions that are all in', () => {
    expect(add(ongoing({ partitions: partitionsOf(1, 0) }))).toEqual({ kind: 'answered' })
  })

  it('[TXN7] adds a partition once, however often a request names it', () => {
    expect(written(add(transactionOf(), { partitions: partitionsOf(2, 2) })).partitions).toEqual(partitionsOf(2))
  })

  it('[TXN7] is refused for another producer, another epoch and a transaction that ends', () => {
    for (const asked of [add, verify]) {
      expect(told(asked(null))).toBe('INVALID_PRODUCER_ID_MAPPING')
      expect(told(asked(ongoing(), { producerId: 11 }))).toBe('INVALID_PRODUCER_ID_MAPPING')
      for (const producerEpoch of [4, 6]) expect(told(asked(ongoing(), { producerEpoch }))).toBe('PRODUCER_FENCED')
      for (const state of ['PrepareCommit', 'PrepareAbort'] as const) {
        expect(told(asked(ongoing({ state })))).toBe('CONCURRENT_TRANSACTIONS')
      }
    }
  })

  it('[TXN7] with verifyOnly tells which partitions are in, pending transition or not', () => {
    const [first, second] = partitionsOf(0, 1)
    for (const pendingState of [null, 'PrepareCommit'] as const) {
      expect(verify(ongoing({ pendingState }))).toEqual({
        kind: 'answered',
        verified: [
          { partition: first, error: 'NONE' },
          { partition: second, error: 'TRANSACTION_ABORTABLE' },
        ],
      })
    }
  })
})
