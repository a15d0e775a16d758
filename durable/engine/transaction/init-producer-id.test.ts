import { describe, expect, it } from 'vitest'
import { appendOf, contextOf, NOW_MS, ongoing, told, transactionOf, written } from '../../../test/support/transactions.ts'
import { checkInitProducerId, decideInitProducerId, initIdempotentProducer } from './init-producer-id.ts'
import type { InitProducerIdRequest } from './init-producer-id.ts'
import type { TransactionMetadata, TransactionVersion } from './transaction-metadata.ts'
import { failed } from './transition.ts'

const ANONYMOUS: InitProducerIdRequest = {
  transactionTimeoutMs: 30_000,
  producerId: -1,
  producerEpoch: -1,
  enable2Pc: false,
  keepPreparedTxn: false,
}
const LIMITS = { transactionMaxTimeoutMs: 900_000, twoPhaseCommitEnabled: false }

function init(metadata: TransactionMetadata | null, different: Partial<InitProducerIdRequest> = {}, version: TransactionVersion = 2) {
  return decideInitProducerId('payments', metadata, { ...ANONYMOUS, ...different }, contextOf(version))
}

describe('InitProducerId', () => {
  it('[TXN3] gives a new transactional id a producer id and epoch 0', () => {
    expect(told(init(null))).toBe('20/0')
    expect(written(init(null))).toEqual(
      transactionOf({
        producerId: 20,
        previousProducerId: 20,
        producerEpoch: 0,
        transactionTimeoutMs: 30_000,
        lastUpdateTimestampMs: NOW_MS,
        clientTransactionVersion: 0,
      }),
    )
    expect(initIdempotentProducer(20)).toEqual({ kind: 'answered', producerId: 20, producerEpoch: 0 })
  })

  it('[TXN3] raises the epoch of a known id and takes its new timeout', () => {
    for (const state of ['Empty', 'CompleteCommit', 'CompleteAbort'] as const) {
      const next = written(init(transactionOf({ state })))
      expect(next).toMatchObject({ state: 'Empty', producerEpoch: 6, transactionTimeoutMs: 30_000, startTimestampMs: -1 })
    }
  })

  it('[TXN3] tells the faults of the request in order', () => {
    const check = (different: Partial<InitProducerIdRequest>, transactionalId: string | null = 'payments') =>
      checkInitProducerId(transactionalId, { ...ANONYMOUS, ...different }, LIMITS)?.error ?? 'NONE'
    expect(check({ producerId: 10 }, null)).toBe('INVALID_REQUEST')
    expect(check({ producerEpoch: 1 })).toBe('INVALID_REQUEST')
    expect(check({ transactionTimeoutMs: 0 }, null)).toBe('NONE')
    expect(check({ enable2Pc: true }, '')).toBe('INVALID_REQUEST')
    expect(check({ enable2Pc: true, keepPreparedTxn: true })).toBe('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
    expect(check({ keepPreparedTxn: true, transactionTimeoutMs: 0 })).toBe('UNSUPPORTED_VERSION')
    for (const transactionTimeoutMs of [-1, 0, 900_001]) expect(check({ transactionTimeoutMs })).toBe('INVALID_TRANSACTION_TIMEOUT')
    for (const transactionTimeoutMs of [1, 900_000]) expect(check({ transactionTimeoutMs })).toBe('NONE')
  })

  it('[TXN4] gives a producer that names its epoch the next one, and in a retry the same again', () => {
    const first = init(transactionOf(), { producerId: 10, producerEpoch: 5 })
    expect(told(first)).toBe('10/6')
    expect(told(init(written(first), { producerId: 10, producerEpoch: 5 }))).toBe('10/6')
    expect(told(init(written(first), { producerId: 10, producerEpoch: 6 }))).toBe('10/7')
    for (const producerEpoch of [4, 7]) expect(told(init(written(first), { producerId: 10, producerEpoch }))).toBe('PRODUCER_FENCED')
    expect(told(init(written(first), { producerId: 11, producerEpoch: 6 }))).toBe('PRODUCER_FENCED')
  })

  it('[TXN4] fences whoever was before when a producer names none', () => {
    const fenced = written(init(written(init(transactionOf(), { producerId: 10, producerEpoch: 5 }))))
    expect(fenced).toMatchObject({ producerEpoch: 7, lastProducerEpoch: -1 })
    expect(told(init(fenced, { producerId: 10, producerEpoch: 6 }))).toBe('PRODUCER_FENCED')
  })

  it('[TXN4] takes in a producer whose transactional id was forgotten', () => {
    expect(told(init(null, { producerId: 77, producerEpoch: 3 }))).toBe('20/0')
  })

  it('[TXN5] aborts an open transaction first', () => {
    for (const version of [0, 2] as const) {
      const fencing = init(ongoing(), {}, version)
      expect(told(fencing)).toBe('CONCURRENT_TRANSACTIONS')
      expect(written(fencing)).toMatchObject({ state: 'PrepareAbort', producerEpoch: 6, clientTransactionVersion: version })
    }
    for (const state of ['PrepareCommit', 'PrepareAbort'] as const) {
      expect(told(init(transactionOf({ state })))).toBe('CONCURRENT_TRANSACTIONS')
    }
  })

  it('[TXN5] keeps the raised epoch where the abort cannot be written, in the classic protocol alone', () => {
    const afterFailure = (version: TransactionVersion) => {
      const { metadata, transition } = appendOf(init(ongoing(), {}, version))
      return failed(metadata, transition)
    }
    expect(afterFailure(0)).toMatchObject({ state: 'Ongoing', producerEpoch: 6, hasFailedEpochFence: true })
    expect(written(init(afterFailure(0), {}, 0))).toMatchObject({ producerEpoch: 6, hasFailedEpochFence: false })
    expect(afterFailure(2)).toEqual(ongoing())
  })

  it('[TXN6] gives another producer id when the epochs have run out, and knows the retry', () => {
    const last = transactionOf({ producerEpoch: 32_766 })
    expect(told(init(transactionOf({ producerEpoch: 32_765 })))).toBe('10/32766')
    expect(told(init(last))).toBe('20/0')
    const rotated = written(init(last, { producerId: 10, producerEpoch: 32_766 }))
    expect(rotated).toMatchObject({ producerId: 20, previousProducerId: 10, producerEpoch: 0, lastProducerEpoch: 32_766 })
    expect(told(init(rotated, { producerId: 10, producerEpoch: 32_766 }))).toBe('20/0')
    expect(told(init(rotated, { producerId: 10, producerEpoch: 32_765 }))).toBe('PRODUCER_FENCED')
    expect(told(init(last, { producerId: 10, producerEpoch: 32_765 }))).toBe('UNKNOWN_SERVER_ERROR')
    expect(told(init({ ...rotated, lastProducerEpoch: 4 }, { producerId: 10, producerEpoch: 4 }))).toBe('PRODUCER_FENCED')
  })

  it('[TXN6] fences with 32767 and never passes it', () => {
    for (const version of [0, 2] as const) {
      expect(written(init(ongoing({ producerEpoch: 32_766 }), {}, version))).toMatchObject({ producerId: 10, producerEpoch: 32_767 })
    }
    expect(written(init(ongoing({ producerEpoch: 32_767 }), {}, 0)).producerEpoch).toBe(32_767)
    const nextProducerIdOf = (version: TransactionVersion) => written(init(ongoing({ producerEpoch: 32_766 }), {}, version)).nextProducerId
    expect([nextProducerIdOf(0), nextProducerIdOf(2)]).toEqual([-1, 20])
  })
})
