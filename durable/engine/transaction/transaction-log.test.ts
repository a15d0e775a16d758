import { describe, expect, it } from 'vitest'
import { MalformedMessageError } from '../../../schema/kafka/message/message-reader.ts'
import { contextOf, ongoing, partitionsOf, transactionOf } from '../../../test/support/transactions.ts'
import { prepareAbortOrCommit } from './prepare-transition.ts'
import { decodeTransactionRecord, encodeTransactionKey, encodeTransactionValue } from './transaction-log.ts'
import type { TransactionMetadata, TransactionTransition } from './transaction-metadata.ts'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const key = encodeTransactionKey('payments')

/** Bytes in groups, as they are easiest to read. */
const grouped = (...groups: readonly string[]): string => groups.join('').replaceAll(' ', '')

function transitionTo(metadata: TransactionMetadata): TransactionTransition {
  return { ...metadata, isEpochFence: false }
}

/** The two times of OPEN, which look the same in both versions. */
const TIMES = '0000018bcfe569f4 0000018bcfe56800'
const OPEN = ongoing({
  producerId: 4_000,
  previousProducerId: 3_999,
  partitions: partitionsOf(0, 3),
  lastUpdateTimestampMs: 1_700_000_000_500,
  startTimestampMs: 1_700_000_000_000,
})

describe('a record of __transaction_state', () => {
  it('[TXN14] has the bytes of the classic form under transaction.version 0', () => {
    expect(hexOf(key)).toBe(grouped('0000 0008 7061796d656e7473'))
    const head = '0000 0000000000000fa0 0005 0000ea60 01'
    const partitions = '00000001 0006 6f7264657273 00000002 00000000 00000003'
    expect(hexOf(encodeTransactionValue(transitionTo(OPEN), 0))).toBe(grouped(head, partitions, TIMES))
  })

  it('[TXN14] has the bytes of the flexible form, with its tagged fields, from transaction.version 1 on', () => {
    const committing = transitionTo({ ...OPEN, state: 'PrepareCommit', producerEpoch: 32_767, nextProducerId: 4_001 })
    const head = '0001 0000000000000fa0 7fff 0000ea60 02'
    const partitions = '02 07 6f7264657273 03 00000000 00000003 00'
    const tagged = '03 0008 0000000000000f9f 0108 0000000000000fa1 0202 0002'
    for (const version of [1, 2] as const) {
      expect(hexOf(encodeTransactionValue(committing, version))).toBe(grouped(head, partitions, TIMES, tagged))
    }
  })

  it('[TXN14] has no partitions, not an empty list, where there never was a transaction', () => {
    const value = encodeTransactionValue(transitionTo(transactionOf({ producerId: 4_000 })), 0)
    const head = '0000 0000000000000fa0 0005 0000ea60 00'
    expect(hexOf(value)).toBe(grouped(head, 'ffffffff 0000000000000000 ffffffffffffffff'))
  })

  it('[TXN14] gives the transaction again, but for its last epoch', () => {
    const two = [...partitionsOf(2, 0), { topic: 'refunds', partitionIndex: 1 }]
    for (const state of ['Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort'] as const) {
      const metadata = ongoing({ state, partitions: two, nextProducerId: 20, lastProducerEpoch: 4 })
      const read = decodeTransactionRecord(key, encodeTransactionValue(transitionTo(metadata), 2))
      expect(read).toEqual({ transactionalId: 'payments', metadata: { ...metadata, lastProducerEpoch: -1 } })
    }
    const end = prepareAbortOrCommit(ongoing(), 'PrepareAbort', 2, -1, contextOf().nowMs)
    expect(decodeTransactionRecord(key, encodeTransactionValue(end, 2)).metadata).toMatchObject({ state: 'PrepareAbort', producerEpoch: 6 })
  })

  it('[TXN14] of the classic form knows no other producer ids and no version of the client', () => {
    const read = decodeTransactionRecord(key, encodeTransactionValue(transitionTo({ ...OPEN, nextProducerId: 4_001 }), 0))
    expect(read.metadata).toEqual({ ...OPEN, previousProducerId: -1, nextProducerId: -1, clientTransactionVersion: 0 })
  })

  it('[TXN14] without a value is the tombstone of an id that expired', () => {
    expect(decodeTransactionRecord(key, null)).toEqual({ transactionalId: 'payments', metadata: null })
  })

  it('[TXN14] that nobody could have written is malformed', () => {
    const value = hexOf(encodeTransactionValue(transitionTo(OPEN), 0))
    expect(() => decodeTransactionRecord(bytesOf('0001' + hexOf(key).slice(4)), null)).toThrow(MalformedMessageError)
    for (const wrong of ['0002' + value.slice(4), value.slice(0, 32) + '09' + value.slice(34), value.slice(0, -2)]) {
      expect(() => decodeTransactionRecord(key, bytesOf(wrong))).toThrow(MalformedMessageError)
    }
  })
})
