import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_CLIENT_METERS, MAX_THROTTLE_MS } from '../../../schema/limits.ts'
import type { KafkaRequest } from '../../../schema/kafka/requests/apis.ts'
import { quotaKey } from '../../engine/access/client-quotas.ts'
import type { ClientQuota } from '../../engine/access/client-quotas.ts'
import { ByteRate } from './byte-rate.ts'
import { ClientMeters } from './client-meters.ts'
import { quotaInForce } from './quota-in-force.ts'

const NOW_MS = 1_700_000_000_000

type Entity = Readonly<Record<string, string | null>>

function quotasOf(...quotas: readonly (readonly [entity: Entity, value: number])[]): { clientQuotas: Map<string, ClientQuota> } {
  const entries = quotas.map(([named, value]): [string, ClientQuota] => {
    const entity = Object.entries(named).map(([entityType, entityName]) => ({ entityType, entityName }))
    return [quotaKey(entity), { entity, values: new Map([['producer_byte_rate', value]]) }]
  })
  return { clientQuotas: new Map(entries) }
}

function produceOf(bytes: number): KafkaRequest {
  const partitionData = [{ index: 0, records: new Uint8Array(bytes), facts: undefined as never }]
  const topicData = [{ name: 'orders', topicId: null, partitionData }]
  return { api: 'Produce', request: { transactionalId: null, acks: 1, timeoutMs: 0, atomic: false, topicData } }
}

describe('the rate of a client', () => {
  it('[QUO6] is that of eleven samples of a second, so that a burst is paid for later', () => {
    const rate = new ByteRate()
    // Kafka's own numbers: ClientQuotaManagerTest.testQuotaViolation counts 500 bytes a second, for ten half seconds 400 each.
    for (let round = 0; round < 10; round++) {
      rate.record(400, NOW_MS + round * 1000)
      expect(rate.throttleMs(500, NOW_MS + round * 1000)).toBe(0)
    }
    rate.record(2300, NOW_MS + 10_500)
    expect(rate.throttleMs(500, NOW_MS + 10_500)).toBe(2100)
    // Later there is less to wait for, and once the burst is out of the window nothing.
    expect(rate.throttleMs(500, NOW_MS + 12_500)).toBeLessThan(2100)
    expect(rate.throttleMs(500, NOW_MS + 40_000)).toBe(0)
  })

  it('[QUO6] is in the end no more than the quota, for requests that are small beside it', () => {
    const parts = fc.array(fc.double({ min: 0.01, max: 0.5, noNaN: true }), { minLength: 300, maxLength: 300 })
    fc.assert(
      fc.property(parts, fc.integer({ min: 10_000, max: 1_000_000 }), (sizes, quota) => {
        const rate = new ByteRate()
        let nowMs = NOW_MS
        let sent = 0
        for (const size of sizes) {
          rate.record(size * quota, nowMs)
          sent += size
          nowMs += 1 + rate.throttleMs(quota, nowMs)
        }
        // In seconds of the quota. What the window holds may come at once.
        expect(sent).toBeLessThanOrEqual((nowMs - NOW_MS) / 1000 + 12)
      }),
    )
  })
})

describe('a quota', () => {
  const client = { user: 'ada', clientId: 'app', brokerId: 1 }
  const levels: readonly Entity[] = [
    { user: 'ada', 'client-id': 'app' },
    { user: 'ada', 'client-id': null },
    { user: 'ada' },
    { user: null, 'client-id': 'app' },
    { user: null, 'client-id': null },
    { user: null },
    { 'client-id': 'app' },
    { 'client-id': null },
  ]

  it('[QUO7] is the most exact one that there is', () => {
    for (let first = 0; first < levels.length; first++) {
      const quotas = quotasOf(...levels.slice(first).map((entity, index) => [entity, first + index + 1] as const))
      expect(quotaInForce(quotas, client, 'producer_byte_rate')?.value).toBe(first + 1)
    }
    expect(quotaInForce(quotasOf([{ user: 'bob' }, 1]), client, 'producer_byte_rate')).toBeNull()
    expect(quotaInForce(quotasOf([{ user: 'ada' }, 1]), client, 'consumer_byte_rate')).toBeNull()
  })

  it('[QUO7] of a user is one for all its clients, one of a client id one for whoever uses it', () => {
    const meterOf = (entity: Entity, user: string, clientId: string) =>
      quotaInForce(quotasOf([entity, 1]), { user, clientId, brokerId: 1 }, 'producer_byte_rate')?.meter
    expect(meterOf({ user: null }, 'ada', 'a')).toBe(meterOf({ user: null }, 'ada', 'b'))
    expect(meterOf({ user: null }, 'ada', 'a')).not.toBe(meterOf({ user: null }, 'bob', 'a'))
    expect(meterOf({ 'client-id': null }, 'ada', 'a')).toBe(meterOf({ 'client-id': null }, 'bob', 'a'))
    expect(meterOf({ user: null, 'client-id': null }, 'ada', 'a')).not.toBe(meterOf({ user: null, 'client-id': null }, 'ada', 'b'))
  })
})

describe('what clients use', () => {
  const client = { user: 'ada', clientId: 'app', brokerId: 1 }

  it('[QUO8] is measured only where there is a quota, and a wait has its bound', () => {
    const meters = new ClientMeters()
    const response = { responses: [] }
    expect(meters.throttleMs(quotasOf(), client, produceOf(1_000_000), response, NOW_MS)).toBe(0)
    expect(meters.throttleMs(quotasOf([{ user: 'ada' }, 1_000_000]), client, produceOf(1_000_000), response, NOW_MS)).toBe(0)
    expect(meters.throttleMs(quotasOf([{ user: 'ada' }, 100_000]), client, produceOf(1_000_000), response, NOW_MS)).toBe(10_000)
    expect(meters.throttleMs(quotasOf([{ user: 'ada' }, 1]), client, produceOf(1_000_000), response, NOW_MS)).toBe(MAX_THROTTLE_MS)
  })

  it('[QUO8] is counted by each broker for itself', () => {
    const meters = new ClientMeters()
    const quotas = quotasOf([{ user: 'ada' }, 100_000])
    for (const brokerId of [1, 2, 3]) {
      expect(meters.throttleMs(quotas, { ...client, brokerId }, produceOf(1_000_000), { responses: [] }, NOW_MS)).toBe(0)
    }
  })

  it('[QUO8] is forgotten when there is too much of it, from those who were quiet for longest', () => {
    const meters = new ClientMeters()
    const quotas = quotasOf([{ user: null }, 1000])
    const send = (user: string, bytes: number) =>
      meters.throttleMs(quotas, { user, clientId: 'app', brokerId: 1 }, produceOf(bytes), { responses: [] }, NOW_MS)
    expect(send('first', 10_000)).toBe(0)
    for (let index = 0; index < MAX_CLIENT_METERS - 1; index++) send(`u${index}`, 10_000)
    expect(send('first', 1000)).toBe(1000)
    send('one more', 1000)
    expect(send('first', 1000)).toBe(2000)
    expect(send('u0', 10_000)).toBe(0)
  })
})
