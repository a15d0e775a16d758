import { describe, expect, it } from 'vitest'
import { contextOf, ongoing, transactionOf, written } from '../../../test/support/transactions.ts'
import { decideExpiration, decideTimeOut, expirationFailed } from './time-out.ts'
import { TWO_PHASE_COMMIT_TIMEOUT_MS } from './transaction-metadata.ts'
import type { TransactionState } from './transaction-state.ts'

describe('a transaction that nobody ends', () => {
  it('[TXN11] is aborted when its timeout is over, and not before', () => {
    expect(decideTimeOut(ongoing(), { ...contextOf(), nowMs: 60_100 })).toBeNull()
    const aborted = written(decideTimeOut(ongoing(), { ...contextOf(), nowMs: 60_101 }))
    expect(aborted).toMatchObject({ state: 'PrepareAbort', producerEpoch: 6, lastProducerEpoch: 5, startTimestampMs: 100 })
  })

  it('[TXN11] ends in the protocol of the cluster, whatever its client speaks', () => {
    const open = ongoing({ clientTransactionVersion: 2, lastProducerEpoch: 4 })
    const aborted = written(decideTimeOut(open, { ...contextOf(0), nowMs: 60_101 }))
    expect(aborted).toMatchObject({ producerEpoch: 6, lastProducerEpoch: -1, clientTransactionVersion: 0 })
  })

  it('[TXN11] stays where there is no timeout or no transaction', () => {
    const later = { ...contextOf(), nowMs: 10 ** 12 }
    expect(decideTimeOut(ongoing({ transactionTimeoutMs: TWO_PHASE_COMMIT_TIMEOUT_MS }), later)).toBeNull()
    for (const state of ['Empty', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort'] as const) {
      expect(decideTimeOut(transactionOf({ state }), later)).toBeNull()
    }
  })
})

describe('a transactional id that nobody uses', () => {
  it('[TXN12] expires some time after its last record, and comes back where that cannot be written', () => {
    const idle = transactionOf({ lastUpdateTimestampMs: 300 })
    expect(decideExpiration(idle, 1_299, 1_000)).toBeNull()
    const expiring = decideExpiration(idle, 1_300, 1_000)
    expect(expiring).toEqual({ ...idle, pendingState: 'Dead' })
    expect(expiring && expirationFailed(expiring)).toEqual(idle)
    expect(() => expirationFailed(idle)).toThrow('was expiring')
  })

  it('[TXN12] stays while it has a transaction or anything pending', () => {
    const expires = (state: TransactionState) => decideExpiration(transactionOf({ state }), 10 ** 12, 1_000) !== null
    expect((['Empty', 'CompleteCommit', 'CompleteAbort'] as const).map(expires)).toEqual([true, true, true])
    expect((['Ongoing', 'PrepareCommit', 'PrepareAbort'] as const).map(expires)).toEqual([false, false, false])
    expect(decideExpiration(transactionOf({ pendingState: 'Ongoing' }), 10 ** 12, 1_000)).toBeNull()
  })
})
