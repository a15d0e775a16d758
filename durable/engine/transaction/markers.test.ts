import { describe, expect, it } from 'vitest'
import { contextOf, NOW_MS, ongoing, partitionsOf, transactionOf, written } from '../../../test/support/transactions.ts'
import { decideEndTransaction } from './end-transaction.ts'
import { areMarkersWritten, beginCompletion, markerOutcome, withMarkersWritten } from './markers.ts'
import type { TransactionVersion } from './transaction-metadata.ts'
import { completed } from './transition.ts'

function prepared(clientVersion: TransactionVersion, producerEpoch = 5) {
  const begun = ongoing({ producerEpoch, partitions: partitionsOf(0, 3) })
  return written(decideEndTransaction(begun, { producerId: 10, producerEpoch, result: 'COMMIT' }, clientVersion, contextOf()))
}

describe('the markers of a transaction', () => {
  it('[TXN10] carry the outcome and the stored epoch to every partition', () => {
    const common = { result: 'COMMIT', producerId: 10, partitions: partitionsOf(0, 3) }
    expect(beginCompletion(prepared(0), NOW_MS).markers).toEqual({ ...common, producerEpoch: 5, transactionVersion: 0 })
    expect(beginCompletion(prepared(2), NOW_MS).markers).toEqual({ ...common, producerEpoch: 6, transactionVersion: 2 })
    expect(() => beginCompletion(ongoing(), NOW_MS)).toThrow('prepared before its markers are written')
  })

  it('[TXN10] complete the transaction once all partitions have theirs', () => {
    const { metadata, transition } = beginCompletion(prepared(2), NOW_MS)
    expect(metadata.pendingState).toBe('CompleteCommit')
    const half = withMarkersWritten(metadata, partitionsOf(3))
    expect([areMarkersWritten(half), half.partitions]).toEqual([false, partitionsOf(0)])
    const all = withMarkersWritten(half, partitionsOf(0, 9))
    expect(areMarkersWritten(all)).toBe(true)
    const complete = { state: 'CompleteCommit', pendingState: null, partitions: [], producerEpoch: 6, startTimestampMs: 100 }
    expect(completed(all, transition)).toMatchObject(complete)
  })

  it('[TXN6] are followed by the next producer id, where one was told', () => {
    const { metadata, transition } = beginCompletion(prepared(2, 32_766), NOW_MS)
    const rotated = completed(withMarkersWritten(metadata, partitionsOf(0, 3)), transition)
    expect(rotated).toMatchObject({
      producerId: 20,
      previousProducerId: 10,
      nextProducerId: -1,
      producerEpoch: 0,
      lastProducerEpoch: 32_766,
    })
  })

  it('[TXN10] are written again after errors that pass, and given up where another coordinator took over', () => {
    expect(markerOutcome('NOT_LEADER_OR_FOLLOWER')).toBe('retry')
    expect(markerOutcome('TRANSACTION_COORDINATOR_FENCED')).toBe('given up')
    expect(markerOutcome('UNSUPPORTED_VERSION')).toBe('written')
    expect(markerOutcome('CORRUPT_MESSAGE')).toBe('impossible')
    expect(() => withMarkersWritten(transactionOf(), partitionsOf(0))).toThrow('prepared while its markers are written')
  })
})
