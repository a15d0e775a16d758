import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { partitionChoice } from './partition-choice.ts'
import { outcomeOf } from './produce-outcome.ts'
import { bodyOf, FIRST_FORM, formOf, pathOf, wrongPayload } from './produce-record.ts'
import type { Payload, ProduceForm } from './produce-record.ts'
import { KEPT_SAMPLES, RateHistory } from './rate-history.ts'
import { groupsOf, healthOf, openTransactions, sizeBytes, totalEnd } from './topic-facts.ts'

const keyed = (data: string, changes: Partial<ProduceForm> = {}): ProduceForm => ({
  ...FIRST_FORM,
  key: { kind: 'text', data },
  ...changes,
})

describe('the partition of a record', () => {
  it('is the one that was chosen, if there is one', () => {
    expect(partitionChoice(keyed('a', { partition: 2 }), 3)).toEqual({ why: 'chosen', partition: 2 })
    expect(partitionChoice(keyed('a', { partition: 3 }), 3)).toEqual({ why: 'missing', partition: 3 })
  })

  it('is that of its key, as a Java producer reckons', () => {
    // Values of Kafka's own UtilsTest.testMurmur2.
    expect(partitionChoice(keyed('foobar'), 7)).toEqual({
      why: 'key',
      partition: (-790332482 & 0x7fffffff) % 7,
      hash: -790332482,
      positive: -790332482 & 0x7fffffff,
      count: 7,
    })
    const asBase64 = partitionChoice({ ...FIRST_FORM, key: { kind: 'base64', data: btoa('foobar') } }, 7)
    expect(asBase64).toMatchObject({ hash: -790332482 })
  })

  it('sticks to one without a key, and is counted for many keys', () => {
    expect(partitionChoice(FIRST_FORM, 3)).toEqual({ why: 'sticky' })
    const choice = partitionChoice(keyed('k-{{n}}', { count: 100 }), 3)
    expect(choice.why === 'keys' && choice.counts.reduce((sum, count) => sum + count, 0)).toBe(100)
  })
})

describe('the produce form', () => {
  const text = fc.record({ kind: fc.constant('text' as const), data: fc.string() })
  const json = fc.record({
    kind: fc.constant('json' as const),
    data: fc.json({ maxDepth: 2 }).map((one) => JSON.stringify(JSON.parse(one))),
  })
  const base64 = fc.record({ kind: fc.constant('base64' as const), data: fc.string({ unit: 'binary-ascii' }).map((one) => btoa(one)) })
  const none = fc.constant<Payload>({ kind: 'none', data: '' })
  const payload = fc.oneof(text, json, base64, none).filter(({ kind, data }) => kind !== 'json' || !/\d{16}/.test(data))
  const header = fc.record({ name: fc.string(), text: fc.string() })
  const form = fc.record({
    key: payload,
    value: payload,
    headers: fc.array(header, { maxLength: 3 }),
    partition: fc.option(fc.nat(9)),
    acks: fc.constant('all' as const),
    count: fc.constant(1),
  })

  it('comes back from its own body', () => {
    fc.assert(
      fc.property(form, (one) => {
        expect(formOf(JSON.stringify(bodyOf(one)), FIRST_FORM)).toEqual(one)
      }),
    )
  })

  it('does not take a body that it cannot show', () => {
    for (const body of ['', '[]', '1', '{"key":5}', '{"value":{"type":"AVRO","data":"x"}}', '{"timestamp":"2026"}', '{"partition_id":"1"}'])
      expect(formOf(body, FIRST_FORM), body).toBeNull()
  })

  it('sends a tombstone as no value, and long numbers as the text they are', () => {
    expect(bodyOf({ ...FIRST_FORM, value: { kind: 'none', data: '' } })).toEqual({})
    expect(bodyOf({ ...FIRST_FORM, value: { kind: 'json', data: '{"id":12345678901234567890}' } })).toEqual({
      value: { type: 'STRING', data: '{"id":12345678901234567890}' },
    })
  })

  it('numbers the records of a batch', () => {
    const many = keyed('k{{n}}', { count: 2, acks: '1' })
    expect(bodyOf(many)).toEqual({
      entries: ['1', '2'].map((id) => ({ id, key: { type: 'STRING', data: `k${id}` }, value: { type: 'STRING', data: 'hello' } })),
    })
    expect(pathOf('a b', many)).toBe('/topics/a%20b/records:batch?acks=1')
    expect(pathOf('t', FIRST_FORM)).toBe('/topics/t/records')
  })

  it('says which payload is not what it says it is', () => {
    expect(wrongPayload(keyed('x', { key: { kind: 'json', data: '{' } }))).toBe('key')
    expect(wrongPayload(keyed('x', { value: { kind: 'base64', data: '*' } }))).toBe('value')
    expect(wrongPayload(FIRST_FORM)).toBeNull()
  })
})

describe('what became of records', () => {
  it('is in the reports, whatever the status', () => {
    expect(outcomeOf({ error_code: 200, partition_id: 1, offset: 7 })).toEqual({ stored: [{ partition: 1, offset: 7 }], refused: [] })
    expect(outcomeOf({ error_code: 40402, message: 'no' })).toEqual({ stored: [], refused: [{ code: 40402, message: 'no' }] })
    expect(outcomeOf({ successes: [{ partition_id: 0, offset: 1 }], failures: [{ error_code: 413, message: 'large' }] })).toEqual({
      stored: [{ partition: 0, offset: 1 }],
      refused: [{ code: 413, message: 'large' }],
    })
  })
})

describe('rates', () => {
  it('are what topics have grown by in each second', () => {
    const rates = new RateHistory()
    for (const end of [0, 2, 6, 6, 3]) rates.sample(new Map([['t', end]]))
    expect(rates.perSecond('t')).toEqual([2, 4, 0, 0])
    expect(rates.rate('t')).toBe(1.5)
    expect(rates.rate('unknown')).toBeNull()
    for (let end = 0; end < 200; end++) rates.sample(new Map([['t', end]]))
    expect(rates.perSecond('t')).toHaveLength(KEPT_SAMPLES)
    rates.sample(new Map())
    expect(rates.perSecond('t')).toEqual([])
  })
})

describe('the facts of a topic', () => {
  const log = (brokerId: number, end: number) => {
    return { broker_id: brokerId, log_start_offset: 1, log_end_offset: end, high_watermark: end - 1, size_bytes: end * 10 }
  }
  const partition = (index: number, leader: number, isUnderReplicated: boolean) => {
    const flags = { is_under_replicated: isUnderReplicated, is_under_min_isr: false, is_offline: leader < 0 }
    return { partition_index: index, leader, replicas: [1, 2], logs: [log(1, 5), log(2, 9)], ...flags }
  }
  const topic = { name: 't', partitions: [partition(0, 1, false), partition(1, -1, true)] } as unknown as TopicState
  const member = { member_id: 'm-1', assignment: [{ topic: 't', partition_index: 1 }] }
  const state = {
    groups: [
      { group_id: 'g', state: 'Stable', members: [member], committed: [{ topic: 't', partition_index: 0, offset: 1 }] },
      { group_id: 'elsewhere', state: 'Empty', members: [], committed: [{ topic: 'other', partition_index: 0, offset: 1 }] },
    ],
    transactions: [
      { transactional_id: 'open', start_timestamp_ms: 1, partitions: [{ topic: 't' }] },
      { transactional_id: 'ended', start_timestamp_ms: null, partitions: [{ topic: 't' }] },
    ],
  } as unknown as ClusterState

  it('are those of its leaders, and of who has most while there is none', () => {
    expect(totalEnd(topic)).toBe(14)
    expect(sizeBytes(topic)).toBe(140)
    expect(healthOf(topic)).toEqual({ underReplicated: 1, underMinIsr: 0, offline: 1 })
  })

  it('tell who reads it and how far behind, as far as anybody knows', () => {
    const groups = groupsOf(state, topic)
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({ groupId: 'g', lag: 3 })
    expect(groups[0]?.partitions.map(({ memberId, lag }) => [memberId, lag])).toEqual([
      [null, 3],
      ['m-1', null],
    ])
  })

  it('tell of the transactions that are open', () => {
    expect(openTransactions(state, 't')).toEqual(['open'])
  })
})
