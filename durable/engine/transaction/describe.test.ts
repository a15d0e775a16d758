import { describe, expect, it } from 'vitest'
import { ongoing, partitionsOf, transactionOf } from '../../../test/support/transactions.ts'
import { describeTransaction, isListed } from './describe.ts'

const ALL = { producerIds: [], states: [], durationMs: -1 }

describe('what is shown of a transaction', () => {
  it('[TXN15] is what the memory holds, without what is pending', () => {
    expect(describeTransaction(ongoing({ pendingState: 'PrepareCommit' }))).toEqual({
      kind: 'answered',
      producerId: 10,
      producerEpoch: 5,
      state: 'Ongoing',
      transactionTimeoutMs: 60_000,
      startTimestampMs: 100,
      partitions: partitionsOf(0),
    })
    for (const unknown of [null, transactionOf({ state: 'Dead' })]) {
      expect(describeTransaction(unknown)).toEqual({ kind: 'refused', error: 'TRANSACTIONAL_ID_NOT_FOUND' })
    }
  })

  it('[TXN15] is listed unless a filter leaves it out', () => {
    expect(isListed(ongoing(), ALL, 200)).toBe(true)
    expect(isListed(transactionOf({ state: 'Dead' }), ALL, 200)).toBe(false)
    expect([10, 11].map((id) => isListed(ongoing(), { ...ALL, producerIds: [id] }, 200))).toEqual([true, false])
    expect((['Ongoing', 'Empty'] as const).map((state) => isListed(ongoing(), { ...ALL, states: [state] }, 200))).toEqual([true, false])
    expect([99, 100].map((durationMs) => isListed(ongoing(), { ...ALL, durationMs }, 200))).toEqual([true, false])
  })
})
