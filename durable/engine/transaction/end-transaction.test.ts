import { describe, expect, it } from 'vitest'
import { contextOf, NOW_MS, ongoing, told, transactionOf, written } from '../../../test/support/transactions.ts'
import { decideEndTransaction } from './end-transaction.ts'
import type { EndTransactionRequest, TransactionResult } from './end-transaction.ts'
import type { TransactionMetadata, TransactionVersion } from './transaction-metadata.ts'
import type { TransactionState } from './transaction-state.ts'

type Request = Partial<EndTransactionRequest>

function end(metadata: TransactionMetadata | null, version: TransactionVersion, different: Request = {}) {
  const request = { producerId: 10, producerEpoch: 5, result: 'COMMIT' as const, ...different }
  return decideEndTransaction(metadata, request, version, contextOf(version))
}

/** What a commit and an abort are told in a state, with the epoch given. */
function ends(state: TransactionState, version: TransactionVersion, producerEpoch: number): string[] {
  return (['COMMIT', 'ABORT'] satisfies TransactionResult[]).map((result) =>
    told(end(transactionOf({ state, lastProducerEpoch: 4, startTimestampMs: 100 }), version, { result, producerEpoch })),
  )
}

describe('EndTxn in the classic protocol', () => {
  it('[TXN8] ends the transaction and keeps the epoch', () => {
    expect(told(end(ongoing(), 0))).toBe('-1/-1')
    expect(written(end(ongoing(), 0))).toEqual(
      ongoing({ state: 'PrepareCommit', lastUpdateTimestampMs: NOW_MS, clientTransactionVersion: 0 }),
    )
    expect(written(end(ongoing(), 0, { result: 'ABORT' }))).toMatchObject({ state: 'PrepareAbort', producerEpoch: 5 })
  })

  it('[TXN8] answers in each other state, for a commit and for an abort', () => {
    expect(ends('Empty', 0, 5)).toEqual(['INVALID_TXN_STATE', 'INVALID_TXN_STATE'])
    expect(ends('PrepareCommit', 0, 5)).toEqual(['CONCURRENT_TRANSACTIONS', 'INVALID_TXN_STATE'])
    expect(ends('PrepareAbort', 0, 5)).toEqual(['INVALID_TXN_STATE', 'CONCURRENT_TRANSACTIONS'])
    expect(ends('CompleteCommit', 0, 5)).toEqual(['-1/-1', 'INVALID_TXN_STATE'])
    expect(ends('CompleteAbort', 0, 5)).toEqual(['INVALID_TXN_STATE', '-1/-1'])
  })

  it('[TXN8] is refused for what the coordinator does not know, and for every other epoch', () => {
    expect(told(end(null, 0))).toBe('INVALID_PRODUCER_ID_MAPPING')
    expect(told(end(ongoing(), 0, { producerId: 11, producerEpoch: 4 }))).toBe('INVALID_PRODUCER_ID_MAPPING')
    for (const producerEpoch of [4, 6]) expect(told(end(ongoing(), 0, { producerEpoch }))).toBe('PRODUCER_FENCED')
  })

  it('[TXN1] stops the step for an id that is dead', () => {
    for (const version of [0, 2] as const) expect(() => end(transactionOf({ state: 'Dead' }), version)).toThrow('Dead')
  })
})

describe('EndTxn in transactions v2', () => {
  it('[TXN9] raises the epoch and tells it', () => {
    expect(told(end(ongoing(), 2))).toBe('10/6')
    expect(written(end(ongoing(), 2))).toMatchObject({
      state: 'PrepareCommit',
      producerEpoch: 6,
      lastProducerEpoch: 5,
      startTimestampMs: 100,
    })
  })

  it('[TXN9] answers in each other state, for a commit and for an abort', () => {
    const current = { Empty: ends('Empty', 2, 5), CompleteCommit: ends('CompleteCommit', 2, 5), CompleteAbort: ends('CompleteAbort', 2, 5) }
    const invalid = ['INVALID_TXN_STATE', '10/6']
    expect(current).toEqual({ Empty: invalid, CompleteCommit: invalid, CompleteAbort: invalid })
    expect(ends('Empty', 2, 4)).toEqual(['PRODUCER_FENCED', 'PRODUCER_FENCED'])
    expect(ends('CompleteCommit', 2, 4)).toEqual(['10/5', 'INVALID_TXN_STATE'])
    expect(ends('CompleteAbort', 2, 4)).toEqual(['INVALID_TXN_STATE', '10/5'])
    expect(ends('PrepareCommit', 2, 4)).toEqual(['CONCURRENT_TRANSACTIONS', 'INVALID_TXN_STATE'])
    expect(ends('PrepareAbort', 2, 4)).toEqual(['INVALID_TXN_STATE', 'CONCURRENT_TRANSACTIONS'])
    for (const state of ['PrepareCommit', 'PrepareAbort'] as const)
      expect(ends(state, 2, 5)).toEqual(['PRODUCER_FENCED', 'PRODUCER_FENCED'])
  })

  it('[TXN9] lets an abort end what never began, which starts now', () => {
    const aborted = written(end(transactionOf(), 2, { result: 'ABORT' }))
    expect(aborted).toMatchObject({ state: 'PrepareAbort', producerEpoch: 6, startTimestampMs: NOW_MS, partitions: [] })
  })

  it('[TXN9] is refused for what the coordinator does not know, and for every other epoch', () => {
    expect(told(end(null, 2))).toBe('INVALID_PRODUCER_ID_MAPPING')
    expect(told(end(ongoing(), 2, { producerId: 11, producerEpoch: 4 }))).toBe('INVALID_PRODUCER_ID_MAPPING')
    for (const producerEpoch of [4, 6]) expect(told(end(ongoing(), 2, { producerEpoch }))).toBe('PRODUCER_FENCED')
    for (const producerEpoch of [3, 6]) expect(ends('CompleteCommit', 2, producerEpoch)).toEqual(['PRODUCER_FENCED', 'PRODUCER_FENCED'])
  })

  it('[TXN6] tells the next producer id while the markers carry the last epoch of the old one', () => {
    const last = end(ongoing({ producerEpoch: 32_766 }), 2, { producerEpoch: 32_766 })
    expect(told(last)).toBe('20/0')
    expect(written(last)).toMatchObject({ producerId: 10, producerEpoch: 32_767, lastProducerEpoch: 32_766, nextProducerId: 20 })
  })

  it('[TXN6] knows a retry from before the new producer id', () => {
    const rotated = transactionOf({ state: 'CompleteCommit', producerId: 20, producerEpoch: 0, lastProducerEpoch: 32_766 })
    expect(told(end(rotated, 2, { producerEpoch: 32_766 }))).toBe('20/0')
    expect(told(end(rotated, 2, { producerEpoch: 32_766, result: 'ABORT' }))).toBe('INVALID_TXN_STATE')
    expect(told(end(rotated, 2, { producerEpoch: 32_765 }))).toBe('INVALID_PRODUCER_ID_MAPPING')
    expect(told(end({ ...rotated, producerEpoch: 1 }, 2, { producerEpoch: 32_766 }))).toBe('INVALID_PRODUCER_ID_MAPPING')
  })
})
