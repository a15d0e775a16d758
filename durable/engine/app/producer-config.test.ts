// The configs of a producer, and how they fit together.
import { describe, expect, it } from 'vitest'
import { checkProducerConfigs } from './producer-config.ts'
import type { ProducerSettings } from './producer-config.ts'

function settings(configs: Readonly<Record<string, string>>): ProducerSettings {
  const checked = checkProducerConfigs(new Map(Object.entries(configs)))
  if (!checked.ok) throw new Error(checked.message)
  return checked.settings
}

function refusal(configs: Readonly<Record<string, string>>): string | null {
  const checked = checkProducerConfigs(new Map(Object.entries(configs)))
  return checked.ok ? null : checked.message
}

describe('the configs of a producer', () => {
  it('[APP11] have Kafka’s defaults', () => {
    expect(settings({})).toMatchObject({
      acks: -1,
      batchSize: 16384,
      enableIdempotence: true,
      lingerMs: 5,
      maxInFlightRequestsPerConnection: 5,
      requestTimeoutMs: 30_000,
      deliveryTimeoutMs: 120_000,
      retries: 2147483647,
      transactionalId: null,
    })
  })

  it('[APP11] are refused when nobody knows them, or when they are out of range', () => {
    expect(refusal({ linger: '5' })).toContain('linger is not a config')
    expect(refusal({ acks: '2' })).toContain('acks')
    expect(refusal({ 'batch.size': '-1' })).toContain('batch.size')
    expect(refusal({ 'compression.type': 'zstd' })).toContain('compression.type')
    expect(refusal({ 'buffer.memory': '99999999999' })).toContain('buffer.memory')
  })

  it('[APP11] let idempotence give way where nobody asked for it by name', () => {
    expect(settings({ acks: '1' }).enableIdempotence).toBe(false)
    expect(settings({ retries: '0' }).enableIdempotence).toBe(false)
    expect(refusal({ acks: '1', 'enable.idempotence': 'true' })).toContain('acks=all')
    expect(refusal({ retries: '0', 'enable.idempotence': 'true' })).toContain('retries')
    expect(refusal({ 'max.in.flight.requests.per.connection': '6' })).toContain('at most 5')
    expect(settings({ 'max.in.flight.requests.per.connection': '6', 'enable.idempotence': 'false' })).toMatchObject({
      enableIdempotence: false,
    })
  })

  it('[APP11] need idempotence for transactions', () => {
    expect(settings({ 'transactional.id': 'a' })).toMatchObject({ enableIdempotence: true, transactionalId: 'a' })
    expect(refusal({ 'transactional.id': 'a', 'enable.idempotence': 'false' })).toContain('transactional.id needs')
    expect(refusal({ 'transactional.id': 'a', acks: '1' })).toContain('transactional.id needs')
    expect(refusal({ 'transactional.id': '' })).toContain('must not be empty')
  })

  it('[APP11] leave time for one request, at least', () => {
    expect(refusal({ 'delivery.timeout.ms': '1000' })).toContain('linger.ms + request.timeout.ms')
    expect(settings({ 'request.timeout.ms': '200000' }).deliveryTimeoutMs).toBe(200_005)
  })
})
