// What a cluster knows of its producers while leaders, segments and days come and go.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, partitionOf } from '../../../test/support/replicas.ts'
import { idempotentBatch, produceRequest } from '../../../test/support/records.ts'
import type { IdempotentBatch } from '../../../test/support/records.ts'
import { endTransaction, writeInTransaction } from '../../../test/support/transactions-in-log.ts'
import type { PartitionProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { apply } from '../apply.ts'
import { emptyCluster } from '../cluster.ts'
import { Engine } from '../engine.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const HOUR_MS = 3_600_000
const ROUND_MS = 600_000
/** Longer than a broker's session. */
const UNTIL_FENCED_MS = 20_000

function clusterWith(configs: Readonly<Record<string, string>> = {}, brokerConfigs: readonly (readonly [string, string])[] = []) {
  const cluster = new MemoryCluster({ brokerConfigs })
  createAssigned(cluster, 't', [[1, 2, 3]], configs)
  return cluster
}

type Sent = IdempotentBatch & { readonly acks?: number }

function send(cluster: MemoryCluster, { acks = -1, ...batch }: Sent): PartitionProduceResponse | undefined {
  const request = produceRequest('t', 0, [idempotentBatch(cluster.nowMs, batch)], { acks })
  return cluster.request('Produce', request).responses[0]?.partitionResponses[0]
}

function known(cluster: MemoryCluster): string[] {
  return Object.keys(partitionOf(cluster).log.producers)
}

/** Kills the leader and waits until somebody else leads. */
function replaceLeader(cluster: MemoryCluster): number {
  const { leader } = partitionOf(cluster)
  cluster.node(leader, 'kill')
  cluster.advance(UNTIL_FENCED_MS)
  expect(partitionOf(cluster).leader).not.toBe(leader)
  return leader
}

const repeated = (baseOffset: number) => ({ error: 'NONE', baseOffset, duplicate: {} })

describe('what is known of a producer', () => {
  it('[PID13] is known to the next leader', () => {
    const cluster = clusterWith()
    for (let baseSequence = 0; baseSequence < 4; baseSequence++) send(cluster, { baseSequence })
    replaceLeader(cluster)
    expect(send(cluster, { baseSequence: 2 })).toMatchObject(repeated(2))
    expect(send(cluster, { baseSequence: 5 })).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect(send(cluster, { baseSequence: 4 })).toMatchObject({ error: 'NONE', baseOffset: 4 })
  })

  it('[PID13] is cut off with what its leader alone had, on that leader too when it comes back', () => {
    const cluster = clusterWith()
    send(cluster, { baseSequence: 0 })
    cluster.node(2, 'pause')
    cluster.node(3, 'pause')
    expect(send(cluster, { baseSequence: 1, acks: 1 })).toMatchObject({ error: 'NONE', baseOffset: 1 })
    const former = partitionOf(cluster).leader
    cluster.node(former, 'kill')
    cluster.node(2, 'resume')
    cluster.node(3, 'resume')
    cluster.advance(UNTIL_FENCED_MS)
    expect(send(cluster, { baseSequence: 2 })).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect(send(cluster, { baseSequence: 1, count: 3 })).toMatchObject({ error: 'NONE', baseOffset: 1 })
    cluster.node(former, 'start')
    cluster.advance(UNTIL_FENCED_MS)
    cluster.request('ElectLeaders', { electionType: 'PREFERRED', topicPartitions: null })
    expect(partitionOf(cluster).leader).toBe(former)
    expect(send(cluster, { baseSequence: 1 })).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect(send(cluster, { baseSequence: 1, count: 3 })).toMatchObject(repeated(1))
  })

  it('[PID13] outlives the records, whether retention takes them or a person, for every replica', () => {
    const cluster = clusterWith({ 'retention.ms': '60000' })
    send(cluster, { baseSequence: 0 })
    cluster.advance(ROUND_MS)
    expect(partitionOf(cluster).log).toMatchObject({ logStartOffset: 1, logEndOffset: 1 })
    send(cluster, { baseSequence: 0, producerId: 8 })
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: -1 }] }]
    expect(cluster.request('DeleteRecords', { topics, timeoutMs: 1_000 }).topics[0]?.partitions[0]?.error).toBe('NONE')
    expect(send(cluster, { baseSequence: 0 })).toMatchObject(repeated(0))
    replaceLeader(cluster)
    expect(send(cluster, { baseSequence: 0 })).toMatchObject(repeated(0))
    expect(send(cluster, { baseSequence: 0, producerId: 8 })).toMatchObject(repeated(1))
  })

  it('[PID13] outlives the records where the next leader has less than the last one had', () => {
    const cluster = clusterWith({ 'retention.ms': '60000' })
    for (const baseSequence of [0, 1]) send(cluster, { baseSequence })
    cluster.advance(ROUND_MS)
    send(cluster, { baseSequence: 0, producerId: 8 })
    cluster.node(2, 'pause')
    cluster.node(3, 'pause')
    send(cluster, { baseSequence: 1, producerId: 8, acks: 1 })
    send(cluster, { baseSequence: 2, acks: 1 })
    cluster.node(1, 'kill')
    cluster.node(2, 'resume')
    cluster.node(3, 'resume')
    cluster.advance(UNTIL_FENCED_MS)
    expect(partitionOf(cluster).log.logEndOffset).toBe(3)
    expect(send(cluster, { baseSequence: 0 })).toMatchObject(repeated(0))
    expect(send(cluster, { baseSequence: 1 })).toMatchObject(repeated(1))
    expect(send(cluster, { baseSequence: 0, producerId: 8 })).toMatchObject(repeated(2))
    expect(send(cluster, { baseSequence: 2 })).toMatchObject({ error: 'NONE', baseOffset: 3 })
    expect(send(cluster, { baseSequence: 1, producerId: 8 })).toMatchObject({ error: 'NONE', baseOffset: 4 })
  })

  it('[PID13] outlives compaction', () => {
    const cluster = clusterWith({ 'cleanup.policy': 'compact', 'segment.ms': '1000', 'min.cleanable.dirty.ratio': '0' })
    for (let baseSequence = 0; baseSequence < 4; baseSequence++) {
      send(cluster, { baseSequence })
      cluster.advance(2_000)
    }
    cluster.advance(60_000)
    expect(cluster.topicBatchCount).toBeLessThan(4)
    replaceLeader(cluster)
    expect(send(cluster, { baseSequence: 1 })).toMatchObject(repeated(1))
    expect(send(cluster, { baseSequence: 4 })).toMatchObject({ error: 'NONE', baseOffset: 4 })
  })

  it('[PID13] is in the checkpoint and in the journal', () => {
    const cluster = clusterWith()
    for (const baseSequence of [0, 1]) send(cluster, { baseSequence })
    writeInTransaction(cluster, { producerId: 9 }, ['a'])
    const replayed = emptyCluster()
    for (const { nowMs, records } of cluster.entries) for (const record of records) apply(replayed, record, nowMs)
    for (const woken of [decodeCluster(encodeCluster(cluster.cluster)), replayed]) {
      expect(woken).toEqual(cluster.cluster)
      const engine = new Engine(woken, cluster.store)
      const request = produceRequest('t', 0, [idempotentBatch(cluster.nowMs, { baseSequence: 1 })])
      const { replies } = engine.request({ kind: 'request', nowMs: cluster.nowMs, requestId: 1, brokerId: null, api: 'Produce', request })
      expect(replies).toMatchObject([{ response: { responses: [{ partitionResponses: [repeated(1)] }] } }])
    }
  })
})

describe('a producer that is silent', () => {
  it('[PID14] is forgotten at the round after producer.id.expiration.ms, and may then go on with any sequence number', () => {
    const cluster = clusterWith()
    cluster.advance(1_000)
    send(cluster, { baseSequence: 0 })
    cluster.advance(24 * HOUR_MS - 1)
    expect(send(cluster, { baseSequence: 0 })).toMatchObject(repeated(0))
    cluster.advance(ROUND_MS - 1_000)
    expect(known(cluster)).toEqual(['7'])
    cluster.advance(1)
    expect(known(cluster)).toEqual([])
    expect(send(cluster, { baseSequence: 41 })).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(send(cluster, { baseSequence: 43 })).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
  })

  it('[PID14] follows the brokers’ configs, on the cluster’s clock, and wakes nobody', () => {
    const cluster = clusterWith({}, [
      ['producer.id.expiration.ms', '5000'],
      ['producer.id.expiration.check.interval.ms', '2000'],
    ])
    send(cluster, { baseSequence: 0 })
    expect(cluster.engine.nextDueMs(false)).toBeNull()
    expect(cluster.engine.nextDueMs(true)).toBe(cluster.nowMs + 6_000)
    cluster.advance(5_999)
    expect(known(cluster)).toEqual(['7'])
    cluster.advance(1)
    expect(known(cluster)).toEqual([])
  })

  it('[PID14] waits for a later round when it has written since, and keeps others from nothing', () => {
    const cluster = clusterWith()
    send(cluster, { baseSequence: 0 })
    send(cluster, { baseSequence: 0, producerId: 8 })
    cluster.advance(23 * HOUR_MS)
    send(cluster, { baseSequence: 1 })
    cluster.advance(2 * HOUR_MS)
    expect(known(cluster)).toEqual(['7'])
    expect(cluster.engine.nextDueMs(true)).toBe(cluster.nowMs - 2 * HOUR_MS + 24 * HOUR_MS)
    const rounds = cluster.records.filter((record) => record.kind === 'log.changed' && record.change.kind === 'producers.expired')
    expect(rounds).toHaveLength(1)
  })

  it('[PID14] is not looked for while the oldest cannot have expired, however many write', () => {
    const cluster = clusterWith()
    for (let producerId = 0; producerId < 20; producerId++) send(cluster, { baseSequence: 0, producerId })
    const dueMs = cluster.engine.nextDueMs(true)
    const { producers } = cluster.cluster.topics.get('t')!.partitions[0]!.log
    for (const producerId of Object.keys(producers)) {
      if (producerId !== '3') Object.defineProperty(producers, producerId, { get: () => expect.fail('nobody looks at all producers') })
    }
    send(cluster, { baseSequence: 1, producerId: 3 })
    expect(cluster.engine.nextDueMs(true)).toBe(dueMs)
  })

  it('[PID5] is not forgotten while it has a transaction open', () => {
    const cluster = clusterWith()
    writeInTransaction(cluster, { producerId: 9 }, ['a'])
    send(cluster, { baseSequence: 0 })
    cluster.advance(48 * HOUR_MS)
    expect(known(cluster)).toEqual(['9'])
    expect(cluster.engine.nextDueMs(true)).toBeGreaterThan(cluster.nowMs)
    endTransaction(cluster, { producerId: 9 }, 'ABORT')
    cluster.advance(23 * HOUR_MS)
    expect(known(cluster)).toEqual(['9'])
    cluster.advance(2 * HOUR_MS)
    expect(known(cluster)).toEqual([])
  })
})
