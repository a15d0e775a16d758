import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { newTestConsumer } from '../../../test/support/new-consumer.ts'
import { MAX_HOSTED_CONSUMERS } from '../../../schema/limits.ts'
import { apply } from '../apply.ts'
import { emptyCluster } from '../cluster.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'
import { nextConsumerExpiryMs } from './hosted-timers.ts'

const TIMEOUT_MS = 300_000

function create(kafka: MemoryCluster, name: string, groupId = 'g') {
  const consumer = newTestConsumer(kafka.nowMs)
  return kafka.act({ kind: 'createConsumer', groupId, name, door: 'rest', options: {}, topicPrefix: '', timeoutMs: TIMEOUT_MS, consumer })
}

const names = ({ cluster }: MemoryCluster) => Array.from(cluster.hostedConsumers.values(), ({ name }) => name)

describe('hosted consumers', () => {
  it('[HST1] have names of their own in their group', () => {
    const kafka = new MemoryCluster()
    expect(create(kafka, 'c')).toMatchObject({ ok: true })
    expect(create(kafka, 'c')).toMatchObject({ ok: false, error: 'DUPLICATE_RESOURCE' })
    expect(create(kafka, 'c', 'h')).toMatchObject({ ok: true })
    const consumer = newTestConsumer()
    const unknown = { groupId: 'g', name: 'd' }
    expect(kafka.act({ kind: 'keepConsumer', ...unknown, consumer })).toMatchObject({ error: 'RESOURCE_NOT_FOUND' })
    expect(kafka.act({ kind: 'removeConsumer', ...unknown })).toMatchObject({ error: 'RESOURCE_NOT_FOUND' })
  })

  it('[HST1] are so many and no more', () => {
    const kafka = new MemoryCluster()
    for (let index = 0; index < MAX_HOSTED_CONSUMERS; index++) expect(create(kafka, String(index))).toMatchObject({ ok: true })
    expect(create(kafka, 'more')).toMatchObject({ ok: false, error: 'POLICY_VIOLATION' })
    kafka.act({ kind: 'removeConsumer', groupId: 'g', name: '0' })
    expect(create(kafka, 'more')).toMatchObject({ ok: true })
  })

  it('[HST2] come out of the journal and out of a snapshot as they were left', () => {
    const kafka = new MemoryCluster()
    create(kafka, 'c')
    create(kafka, 'd')
    kafka.advance(10)
    const consumer = { ...newTestConsumer(), subscription: { kind: 'topics', topics: ['orders'] } } as const
    kafka.act({ kind: 'keepConsumer', groupId: 'g', name: 'c', consumer })
    kafka.act({ kind: 'removeConsumer', groupId: 'g', name: 'd' })
    const [hosted] = kafka.cluster.hostedConsumers.values()
    expect(hosted).toMatchObject({ name: 'c', usedMs: kafka.nowMs, consumer: { subscription: { topics: ['orders'] } } })
    const replayed = emptyCluster()
    for (const { nowMs, records } of kafka.entries) for (const record of records) apply(replayed, record, nowMs)
    for (const again of [replayed, decodeCluster(encodeCluster(kafka.cluster))]) {
      expect(again.hostedConsumers).toEqual(kafka.cluster.hostedConsumers)
    }
  })

  it('[HST3] go when nobody uses them, each in its time', () => {
    const kafka = new MemoryCluster()
    create(kafka, 'c')
    kafka.engine.use({ groupId: 'g', name: 'c' }, kafka.nowMs)
    kafka.advance(TIMEOUT_MS - 1)
    create(kafka, 'd')
    kafka.engine.use({ groupId: 'g', name: 'd' }, kafka.nowMs)
    expect(names(kafka)).toEqual(['c', 'd'])
    kafka.advance(1)
    expect(names(kafka)).toEqual(['d'])
    expect(kafka.records.at(-1)).toMatchObject({ kind: 'consumer.removed', name: 'c', reason: { code: 'unused', timeoutMs: TIMEOUT_MS } })
  })

  it('[HST3] are used without a record, and live on for it', () => {
    const kafka = new MemoryCluster()
    create(kafka, 'c')
    const { recordSequence } = kafka.cluster
    kafka.advance(TIMEOUT_MS - 1)
    kafka.engine.use({ groupId: 'g', name: 'c' }, kafka.nowMs)
    kafka.engine.use({ groupId: 'g', name: 'nobody' }, kafka.nowMs)
    kafka.advance(TIMEOUT_MS - 1)
    expect(names(kafka)).toEqual(['c'])
    expect(kafka.cluster.recordSequence).toBe(recordSequence)
    expect(nextConsumerExpiryMs(decodeCluster(encodeCluster(kafka.cluster)))).toBe(1_700_000_000_000 + 2 * TIMEOUT_MS)
  })
})
