// Logs that are kept within their limits while time passes: retention, compaction, flushing.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, partitionOf, readValues, send } from '../../../test/support/replicas.ts'
import { batchOf, produceRequest } from '../../../test/support/records.ts'

function cluster(configs: Readonly<Record<string, string>>, brokerConfigs: readonly (readonly [string, string])[] = []): MemoryCluster {
  const made = new MemoryCluster({ brokerConfigs })
  createAssigned(made, 't', [[1, 2]], configs)
  return made
}

function put(kafka: MemoryCluster, key: string, value: string | null): void {
  const request = produceRequest('t', 0, [batchOf([{ key, value }], kafka.nowMs)], { acks: 1 })
  expect(kafka.send('Produce', request)?.responses[0]?.partitionResponses[0]?.error).toBe('NONE')
}

/** Closes the active segment: the next record is older than segment.ms. */
const ROLL_MS = 1_000

describe('retention', () => {
  it('[CAR1] deletes what is older than retention.ms at the next round, on every replica', () => {
    const kafka = cluster({ 'retention.ms': '60000' })
    send(kafka, 'old')
    kafka.advance(299_999)
    expect(readValues(kafka)).toEqual(['old'])
    kafka.advance(1)
    expect(partitionOf(kafka).log).toMatchObject({ logStartOffset: 1, logEndOffset: 1, highWatermark: 1 })
    expect(partitionOf(kafka).replicaStates[1]?.offsets).toEqual({ logStartOffset: 1, logEndOffset: 1, highWatermark: 1 })
    expect(kafka.topicBatchCount).toBe(0)
    expect(send(kafka, 'new')).toMatchObject({ baseOffset: 1 })
  })

  it('[CAR1] deletes the oldest segments beyond retention.bytes', () => {
    const kafka = cluster({ 'internal.segment.bytes': '200', 'retention.bytes': '250' })
    for (let value = 0; value < 12; value++) send(kafka, String(value))
    kafka.advance(300_000)
    const { logStartOffset } = partitionOf(kafka).log
    expect(logStartOffset).toBeGreaterThan(0)
    expect(readValues(kafka)[0]).toBe(String(logStartOffset))
  })

  it('[CAR2] wakes nobody, and happens before the next answer', () => {
    const kafka = cluster({ 'retention.ms': '1000' })
    send(kafka, 'old')
    expect(kafka.engine.nextDueMs(false)).toBeNull()
    expect(kafka.engine.nextDueMs(true)).toBe(kafka.nowMs + 300_000)
  })
})

describe('a broker that is down', () => {
  it('[CAR5] keeps what its leader has deleted, and starts anew where the leader begins when it comes back', () => {
    const kafka = cluster({ 'retention.ms': '60000' })
    send(kafka, 'old')
    kafka.node(2, 'kill')
    kafka.advance(300_000)
    expect(partitionOf(kafka).log.logStartOffset).toBe(1)
    expect(partitionOf(kafka).replicaStates[1]?.ownLog).toMatchObject({ logStartOffset: 0, logEndOffset: 1 })
    send(kafka, 'new')
    kafka.node(2, 'start')
    expect(partitionOf(kafka).replicaStates[1]).toMatchObject({ ownLog: null, offsets: { logStartOffset: 1, logEndOffset: 2 } })
    expect(partitionOf(kafka).isr).toEqual([1, 2])
  })
})

describe('compaction', () => {
  it('[CAR3] keeps the last value of each key, and drops a tombstone when delete.retention.ms is over', () => {
    const kafka = cluster({
      'cleanup.policy': 'compact',
      'segment.ms': String(ROLL_MS),
      'min.cleanable.dirty.ratio': '0.01',
      'delete.retention.ms': '20000',
    })
    for (const [key, value] of [
      ['a', '1'],
      ['b', '1'],
      ['a', '2'],
      ['b', null],
    ] as const) {
      put(kafka, key, value)
    }
    kafka.advance(ROLL_MS + 1)
    put(kafka, 'c', '1')
    kafka.advance(15_000)
    expect(readValues(kafka)).toEqual(['2', '', '1'])
    kafka.advance(30_000)
    put(kafka, 'd', '1')
    kafka.advance(15_000)
    expect(readValues(kafka)).toEqual(['2', '1', '1'])
    expect(partitionOf(kafka).log.logEndOffset).toBe(6)
    expect(partitionOf(kafka).replicaStates.every(({ ownLog }) => ownLog === null)).toBe(true)
  })

  it('[CAR3] leaves the dirty part alone while it is small', () => {
    const kafka = cluster({ 'cleanup.policy': 'compact', 'segment.ms': String(ROLL_MS), 'min.cleanable.dirty.ratio': '1' })
    for (const value of ['1', '2', '3']) {
      put(kafka, 'a', value)
      kafka.advance(ROLL_MS + 1)
    }
    kafka.advance(600_000)
    expect(readValues(kafka)).toEqual(['1', '2', '3'])
  })
})

describe('flushing', () => {
  it('[CAR4] forces the log to the disk flush.ms after the last time', () => {
    const kafka = cluster({ 'flush.ms': '500' })
    send(kafka, 'a')
    kafka.advance(500)
    send(kafka, 'b')
    for (const brokerId of [1, 2]) kafka.node(brokerId, 'crash')
    kafka.advance(9_000)
    for (const brokerId of [1, 2]) kafka.node(brokerId, 'start')
    expect(readValues(kafka)).toEqual(['a'])
  })
})
