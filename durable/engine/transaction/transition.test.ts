import { describe, expect, it } from 'vitest'
import { appendOf, contextOf, ongoing, partitionsOf, told, transactionOf } from '../../../test/support/transactions.ts'
import { decideAddPartitions } from './add-partitions.ts'
import { decideEndTransaction } from './end-transaction.ts'
import { decideInitProducerId } from './init-producer-id.ts'
import { prepareAbortOrCommit, prepareAddPartitions, prepareProducerIdRotation } from './prepare-transition.ts'
import { decideTimeOut } from './time-out.ts'
import { completed, failed, withPending } from './transition.ts'

const producer = { producerId: 10, producerEpoch: 5 }
const add = { ...producer, partitions: partitionsOf(1) }
const init = { ...producer, transactionTimeoutMs: 60_000, enable2Pc: false, keepPreparedTxn: false }

describe('a transition', () => {
  it('[TXN1] that the table forbids, or that is not the one expected, stops the step', () => {
    expect(() => prepareAddPartitions(transactionOf({ state: 'PrepareCommit' }), partitionsOf(0), 0, 2)).toThrow('PrepareCommit to Ongoing')
    expect(() => prepareAbortOrCommit(transactionOf(), 'PrepareCommit', 2, -1, 0)).toThrow('Empty to PrepareCommit')
    expect(() => prepareProducerIdRotation(ongoing(), 20, 60_000, 0, true)).toThrow('Ongoing to Empty')
    const { transition } = appendOf(decideAddPartitions(transactionOf(), add, 2, 0))
    expect(() => completed(transactionOf(), transition)).toThrow('expects a transition to Ongoing')
  })

  it('[TXN1] that contradicts the memory stops the step', () => {
    const { metadata, transition } = appendOf(decideAddPartitions(ongoing(), add, 2, 0))
    for (const wrong of [{ producerEpoch: 6 }, { producerId: 11 }, { transactionTimeoutMs: 1 }, { partitions: [] }]) {
      expect(() => completed(metadata, { ...transition, ...wrong })).toThrow('may become what its transition to Ongoing says')
    }
    const end = appendOf(decideEndTransaction(ongoing(), { ...producer, result: 'COMMIT' }, 2, contextOf()))
    for (const wrong of [{ producerEpoch: 8, lastProducerEpoch: 7 }, { startTimestampMs: 5 }, { partitions: partitionsOf(0, 1) }]) {
      expect(() => completed(end.metadata, { ...end.transition, ...wrong })).toThrow('may become what its transition to PrepareCommit says')
    }
  })

  it('[TXN1] tolerates clocks that go back', () => {
    const { metadata, transition } = appendOf(decideAddPartitions(ongoing({ lastUpdateTimestampMs: 500 }), add, 2, 400))
    expect(completed(metadata, transition)).toMatchObject({ lastUpdateTimestampMs: 400, startTimestampMs: 100 })
  })
})

describe('a transition that is pending', () => {
  it('[TXN2] keeps everything else out', () => {
    const pending = { ...ongoing(), pendingState: 'Ongoing' as const }
    expect(told(decideInitProducerId('payments', pending, init, contextOf()))).toBe('CONCURRENT_TRANSACTIONS')
    expect(told(decideAddPartitions(pending, { ...add, producerId: 11 }, 2, 0))).toBe('CONCURRENT_TRANSACTIONS')
    expect(told(decideEndTransaction(pending, { ...producer, producerEpoch: 1, result: 'ABORT' }, 2, contextOf()))).toBe(
      'CONCURRENT_TRANSACTIONS',
    )
    expect(decideTimeOut(pending, { ...contextOf(), nowMs: 10 ** 9 })).toBeNull()
    const { transition } = appendOf(decideAddPartitions(ongoing(), add, 2, 0))
    expect(() => withPending(pending, transition)).toThrow('one transition at a time')
  })

  it('[TXN2] lets the classic protocol look at id and epoch first', () => {
    const pending = { ...ongoing(), pendingState: 'PrepareCommit' as const }
    const ended = (producerId: number, producerEpoch: number) =>
      told(decideEndTransaction(pending, { producerId, producerEpoch, result: 'COMMIT' }, 0, contextOf(0)))
    expect([ended(11, 5), ended(10, 4), ended(10, 5)]).toEqual([
      'INVALID_PRODUCER_ID_MAPPING',
      'PRODUCER_FENCED',
      'CONCURRENT_TRANSACTIONS',
    ])
  })

  it('[TXN2] is in memory once it is written, and is nothing where that fails', () => {
    const before = ongoing()
    const { metadata, transition } = appendOf(decideAddPartitions(before, add, 2, 700))
    expect(metadata).toEqual({ ...before, pendingState: 'Ongoing' })
    expect(completed(metadata, transition)).toEqual({ ...before, partitions: partitionsOf(0, 1), lastUpdateTimestampMs: 700 })
    expect(failed(metadata, transition)).toEqual(before)
    const classic = appendOf(decideAddPartitions(before, add, 0, 700))
    expect(failed(classic.metadata, classic.transition)).toEqual(before)
  })
})
