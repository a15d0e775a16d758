import { describe, expect, it } from 'vitest'
import type { ClusterEvent } from '../../data/shapes.ts'
import { aConsumer, aProducer, aState } from './fixtures.ts'
import { NO_TRAFFIC, producerCardsOf, withTrafficOf } from './producers.ts'

const cardOf = (configs: Readonly<Record<string, string>>) => producerCardsOf([aProducer({ configs })], aState({}))[0]

describe('the card of a producer', () => {
  it('has the defaults of KafkaProducer', () => {
    expect(cardOf({})).toMatchObject({ acks: 'all', isIdempotent: true, transactionalId: null })
  })

  it('is not idempotent where a config does not allow it', () => {
    expect(cardOf({ acks: '1' })?.isIdempotent).toBe(false)
    expect(cardOf({ retries: '0' })?.isIdempotent).toBe(false)
    expect(cardOf({ 'max.in.flight.requests.per.connection': '6' })?.isIdempotent).toBe(false)
    expect(cardOf({ 'enable.idempotence': 'false' })?.isIdempotent).toBe(false)
    expect(cardOf({ acks: '-1' })).toMatchObject({ acks: 'all', isIdempotent: true })
  })

  it('tells how its transaction stands', () => {
    const transaction = {
      transactional_id: 'till-1',
      coordinator: 1,
      producer_id: 1,
      producer_epoch: 0,
      state: 'Ongoing',
      pending_state: null,
      transaction_timeout_ms: 60_000,
      start_timestamp_ms: 1,
      partitions: [],
    }
    const app = aProducer({ configs: { 'transactional.id': 'till-1' } })
    expect(producerCardsOf([app], aState({}))[0]?.transactionState).toBeNull()
    expect(producerCardsOf([app], aState({ transactions: [transaction] }))[0]?.transactionState).toBe('Ongoing')
    const pending = { ...transaction, pending_state: 'PrepareCommit' }
    expect(producerCardsOf([app], aState({ transactions: [pending] }))[0]?.transactionState).toBe('PrepareCommit')
  })

  it('is there for applications that write, not for those that read', () => {
    expect(producerCardsOf([aConsumer({ id: 2, name: 'reader' })], aState({}))).toEqual([])
  })
})

describe('the traffic of clients from outside', () => {
  const appended = (trigger: ClusterEvent['trigger']): ClusterEvent => ({
    sequence: 1,
    time: '2026-01-01T00:00:00Z',
    time_ms: 5,
    kind: 'log.changed',
    trigger,
    caused_by: null,
    why: { en: '', 'zh-CN': '' },
    facts: { topic: 'orders', partition_index: 0, change: { kind: 'batch.appended', base_offset: 3, last_offset: 5 } },
  })

  it('is what produce requests appended', () => {
    const events = [appended({ kind: 'request', api: 'Produce', broker_id: 1 })]
    expect(withTrafficOf(NO_TRAFFIC, events)).toEqual({ batches: 1, records: 3, lastMs: 5 })
  })

  it('leaves out what simulated applications and the cluster itself append', () => {
    const events = [appended({ kind: 'timer' }), appended({ kind: 'request', api: 'EndTxn', broker_id: 1 })]
    expect(withTrafficOf(NO_TRAFFIC, events)).toBe(NO_TRAFFIC)
  })
})
