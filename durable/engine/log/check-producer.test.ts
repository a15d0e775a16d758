import { describe, expect, it } from 'vitest'
import { TestLog } from '../../../test/support/test-log.ts'
import { checkProducer } from './check-producer.ts'
import type { ProducerCheckOptions } from './check-producer.ts'
import { expiredProducerIds, nextProducerExpirationMs } from './producer-expiration.ts'
import { producerOf } from './producer-state.ts'
import type { ProducerFacts } from './producer-state.ts'
import { firstUnstableOffset, lastStableOffset } from './transactions.ts'

const idempotent = (baseSequence: number, producerEpoch = 0) => ({ producerId: 7, producerEpoch, baseSequence })
const client: ProducerCheckOptions = { origin: 'client' }

function outcome(test: TestLog, producer: ProducerFacts, lastOffsetDelta = 0, options = client): string {
  const check = checkProducer(producerOf(test.log, producer.producerId), { producer, lastOffsetDelta }, options)
  return check.kind === 'refused' ? check.error : check.kind
}

describe('an idempotent producer', () => {
  it('[PID1] gets the first answer again when it repeats one of its last five batches', () => {
    const test = new TestLog()
    for (let sequence = 0; sequence < 6; sequence++) test.append([['k', 'v']], idempotent(sequence))
    const check = checkProducer(producerOf(test.log, 7), { producer: idempotent(1), lastOffsetDelta: 0 }, client)
    expect(check).toEqual({ kind: 'duplicate', firstOffset: 1, lastOffset: 1, timestampMs: 0 })
    expect(outcome(test, idempotent(0))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(outcome(test, idempotent(4), 1)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
  })

  it('[PID2] goes on with the next sequence number, 0 after the largest, and with any when nothing is known of it', () => {
    const test = new TestLog()
    expect(outcome(test, idempotent(41))).toBe('ok')
    test.append([['k', 'v']], idempotent(2 ** 31 - 1))
    expect(outcome(test, idempotent(1))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(outcome(test, idempotent(0))).toBe('ok')
  })

  it('[PID3] begins a new epoch with 0 and is fenced in an old one', () => {
    const test = new TestLog()
    test.append([['k', 'v']], idempotent(0, 3))
    expect(outcome(test, idempotent(1, 4))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(outcome(test, idempotent(0, 4))).toBe('ok')
    expect(outcome(test, idempotent(1, 2))).toBe('INVALID_PRODUCER_EPOCH')
  })

  it('[PID5] is forgotten after producer.id.expiration.ms, unless it has a transaction open', () => {
    const test = new TestLog()
    test.nowMs = 100
    test.append([['k', 'v']], idempotent(0))
    test.append([['k', 'v']], { producerId: 8, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    expect(nextProducerExpirationMs(test.log, 50)).toBe(150)
    expect(expiredProducerIds(test.log, 149, 50)).toEqual([])
    expect(expiredProducerIds(test.log, 150, 50)).toEqual([7])
    test.apply([{ kind: 'producers.expired', producerIds: [7] }])
    expect(Object.keys(test.log.producers)).toEqual(['8'])
    expect(nextProducerExpirationMs(test.log, 50)).toBeNull()
  })

  it('[PID5] is known by its last batch alone after a restart', () => {
    const test = new TestLog()
    for (const sequence of [0, 1]) test.append([['k', 'v']], idempotent(sequence))
    test.apply([{ kind: 'producers.reloaded' }])
    expect(outcome(test, idempotent(0))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(outcome(test, idempotent(1))).toBe('duplicate')
  })
})

describe('transactions in a log', () => {
  const transactional = (baseSequence: number, producerEpoch = 0) => ({
    ...idempotent(baseSequence, producerEpoch),
    isTransactional: true as const,
  })
  const marker = (producerEpoch: number, coordinatorEpoch = 0): ProducerFacts => ({
    ...idempotent(-1, producerEpoch),
    isTransactional: true,
    marker: { type: 'COMMIT', coordinatorEpoch, timestampMs: 0 },
  })
  const coordinator = (transactionVersion: number): ProducerCheckOptions => ({ origin: 'coordinator', transactionVersion })

  it('[PID6] are closed to writes outside of them, and to first batches that nobody verified', () => {
    const test = new TestLog()
    const verifying = { ...client, verificationEnabled: true }
    const verification = { verified: true, supportsEpochBump: true, lowestSequence: 0 }
    expect(outcome(test, transactional(0), 0, verifying)).toBe('INVALID_TXN_STATE')
    expect(outcome(test, transactional(0), 0, { ...verifying, verification })).toBe('ok')
    expect(outcome(test, transactional(3), 0, { ...verifying, verification })).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    test.append([['k', 'v']], transactional(0))
    expect(outcome(test, transactional(1), 0, verifying)).toBe('ok')
    expect(outcome(test, idempotent(1))).toBe('INVALID_TXN_STATE')
  })

  it('[PID6] end with a marker of the present coordinator; from version 2 on it carries a new epoch, and a retry may come again', () => {
    const test = new TestLog()
    test.append([['k', 'v']], transactional(0, 3))
    expect(outcome(test, marker(2), 0, coordinator(0))).toBe('INVALID_PRODUCER_EPOCH')
    expect(outcome(test, marker(3), 0, coordinator(0))).toBe('ok')
    expect(outcome(test, marker(3), 0, coordinator(2))).toBe('INVALID_PRODUCER_EPOCH')
    expect(outcome(test, marker(4), 0, coordinator(2))).toBe('ok')
    test.mark('COMMIT', 7, 4)
    expect(outcome(test, marker(4), 0, coordinator(2))).toBe('ok')
    expect(outcome(test, marker(4, -1), 0, coordinator(0))).toBe('TRANSACTION_COORDINATOR_FENCED')
  })

  it('[PID7] hold the last stable offset until their marker is below the high watermark', () => {
    const test = new TestLog()
    test.append([['k', 'v']])
    test.append([['k', 'v']], transactional(0))
    test.moveHighWatermark()
    expect([firstUnstableOffset(test.log), lastStableOffset(test.log)]).toEqual([1, 1])
    test.mark('ABORT', 7)
    expect(lastStableOffset(test.log)).toBe(1)
    test.moveHighWatermark()
    expect([firstUnstableOffset(test.log), lastStableOffset(test.log)]).toEqual([null, 3])
  })
})
