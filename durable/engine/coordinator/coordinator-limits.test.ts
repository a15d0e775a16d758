// What a coordinator has room for, and what it shows of it.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import type { ListTransactionsRequest } from '../../../schema/kafka/requests/list-transactions.ts'
import {
  MAX_GROUP_OFFSETS,
  MAX_OPEN_TRANSACTION_PARTITIONS,
  MAX_TRANSACTION_PARTITIONS,
  MAX_TRANSACTIONAL_ID_CHARACTERS,
  MAX_TRANSACTIONAL_IDS,
} from '../../../schema/limits.ts'

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: [['transaction.state.log.num.partitions', '3']] })
  createTopic(kafka, 't', {}, MAX_GROUP_OFFSETS)
  return kafka
}

describe('the room of a sandbox', () => {
  it('[COO6] ends at so many transactional ids, and those that are there go on', () => {
    const kafka = cluster()
    const first = new TransactionalProducer(kafka, 'id-0')
    expect(first.init()).toBe('NONE')
    for (let count = 1; count < MAX_TRANSACTIONAL_IDS; count++) expect(new TransactionalProducer(kafka, `id-${count}`).init()).toBe('NONE')
    expect(new TransactionalProducer(kafka, 'one more').init()).toBe('POLICY_VIOLATION')
    expect(first.init()).toBe('NONE')
    expect(first.produce(['a'])).toBe('NONE')
    expect(first.end(true)).toBe('NONE')
  })

  it('[COO6] ends at so many characters of an id, and so many offsets of a group', () => {
    const kafka = cluster()
    const longest = 'x'.repeat(MAX_TRANSACTIONAL_ID_CHARACTERS)
    expect(new TransactionalProducer(kafka, `${longest}x`).init()).toBe('POLICY_VIOLATION')
    const producer = new TransactionalProducer(kafka, longest)
    expect(producer.init()).toBe('NONE')
    const offsets = Array.from({ length: MAX_GROUP_OFFSETS }, (_, partition) => ({ topic: 't', partition, offset: 1 }))
    expect(producer.sendOffsets('g', offsets)).toBe('NONE')
    expect(producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 2 }])).toBe('POLICY_VIOLATION')
    expect(producer.end(true)).toBe('NONE')
    expect(producer.sendOffsets('g', offsets)).toBe('NONE')
    expect(producer.end(true)).toBe('NONE')
  })

  it('[COO6] ends at so many partitions of a transaction, in both protocols', () => {
    const kafka = cluster()
    createTopic(kafka, 'more', {}, 1)
    const producer = new TransactionalProducer(kafka)
    producer.init()
    const all = Array.from({ length: MAX_TRANSACTION_PARTITIONS }, (_, index) => index)
    expect(producer.addPartitions(all)).toBe('NONE')
    expect(producer.addPartitions([0, 1])).toBe('NONE')
    expect(producer.addPartitions([0], 'more')).toBe('POLICY_VIOLATION')
    expect(producer.produce(['a'], 0, 'more')).toBe('POLICY_VIOLATION')
    expect(producer.produce(['a'], 7)).toBe('NONE')
    expect(producer.end(true)).toBe('NONE')
    expect(producer.produce(['a'], 0, 'more')).toBe('NONE')
  })
})

describe('the room of all transactions', () => {
  it('[COO6] ends at so many partitions, and is there again when one has ended', () => {
    const kafka = cluster()
    const all = Array.from({ length: MAX_TRANSACTION_PARTITIONS }, (_, index) => index)
    const producers = Array.from({ length: MAX_OPEN_TRANSACTION_PARTITIONS / MAX_TRANSACTION_PARTITIONS }, (_, index) => {
      const producer = new TransactionalProducer(kafka, `id-${index}`)
      producer.init()
      return producer
    })
    const [first, ...others] = producers
    expect(first?.addPartitions(all)).toBe('NONE')
    for (const other of others) expect(other.addPartitions(all)).toBe('NONE')
    const late = new TransactionalProducer(kafka, 'late')
    late.init()
    expect(late.addPartitions([0])).toBe('POLICY_VIOLATION')
    expect(late.produce(['a'])).toBe('POLICY_VIOLATION')
    expect(first?.end(false)).toBe('NONE')
    expect(late.produce(['a'])).toBe('NONE')
  })
})

describe('a listing', () => {
  const ALL: ListTransactionsRequest = { stateFilters: [], producerIdFilters: [], durationFilterMs: -1, transactionalIdPattern: null }

  function open(): { kafka: MemoryCluster; list: (over: Partial<ListTransactionsRequest>, brokerId?: number) => string[] } {
    const kafka = cluster()
    for (const id of ['app-1', 'app-2', 'other']) {
      const producer = new TransactionalProducer(kafka, id)
      producer.init()
      if (id !== 'other') producer.produce([id])
    }
    const list = (over: Partial<ListTransactionsRequest>, brokerId: number | null = null) => {
      const { error, transactionStates } = kafka.request('ListTransactions', { ...ALL, ...over }, brokerId)
      return error === 'NONE' ? transactionStates.map(({ transactionalId }) => transactionalId).sort() : [error]
    }
    return { kafka, list }
  }

  it('[COO7] shows what each broker coordinates, and leaves out what the filters say', () => {
    const { kafka, list } = open()
    expect(list({})).toEqual(['app-1', 'app-2', 'other'])
    expect([1, 2, 3].flatMap((brokerId) => list({}, brokerId)).sort()).toEqual(['app-1', 'app-2', 'other'])
    expect(list({ stateFilters: ['Empty'] })).toEqual(['other'])
    expect(list({ stateFilters: ['Nonsense'] })).toEqual([])
    expect(kafka.request('ListTransactions', { ...ALL, stateFilters: ['Nonsense', 'Ongoing'] }).unknownStateFilters).toEqual(['Nonsense'])
    expect(list({ durationFilterMs: 1_000, stateFilters: ['Ongoing'] })).toEqual([])
    kafka.advance(1_001)
    expect(list({ durationFilterMs: 1_000, stateFilters: ['Ongoing'] })).toEqual(['app-1', 'app-2'])
  })

  it('[COO7] takes patterns that are quick', () => {
    const { list } = open()
    expect(list({ transactionalIdPattern: 'app-.*' })).toEqual(['app-1', 'app-2'])
    expect(list({ transactionalIdPattern: 'app' })).toEqual([])
    expect(list({ transactionalIdPattern: '[a-z]+-[12]' })).toEqual(['app-1', 'app-2'])
    for (const pattern of ['(a+)+', 'a*b*c*', '(', '\\1', '(?=a)', 'x'.repeat(300)]) {
      expect(list({ transactionalIdPattern: pattern })).toEqual(['INVALID_REGULAR_EXPRESSION'])
    }
  })
})
