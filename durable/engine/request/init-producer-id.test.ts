import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { decodeMetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import type { InitProducerIdRequest } from '../../../schema/kafka/requests/init-producer-id.ts'
import { apply } from '../apply.ts'
import { emptyCluster } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { batchesOf } from '../log/walk.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const IDEMPOTENT: InitProducerIdRequest = { transactionalId: null, transactionTimeoutMs: 60_000 }
const CONTROLLERS = [3000, 3001, 3002]

function initFrom(cluster: MemoryCluster, brokerId: number | null = null, over: Partial<InitProducerIdRequest> = {}) {
  return cluster.request('InitProducerId', { ...IDEMPOTENT, ...over }, brokerId)
}

function idsFrom(cluster: MemoryCluster, brokerId: number, count: number): number[] {
  return Array.from({ length: count }, () => initFrom(cluster, brokerId).producerId)
}

function replayed(cluster: MemoryCluster): Cluster {
  const again = emptyCluster()
  for (const { nowMs, records } of cluster.entries) for (const record of records) apply(again, record, nowMs)
  return again
}

/** What the metadata log says about producer ids. */
function written({ cluster, store }: MemoryCluster) {
  return [...batchesOf(cluster.metadataLog, store, 0, cluster.metadataLog.logEndOffset)]
    .flatMap((batch) => {
      const decoded = decodeRecords(batch, 10_000_000)
      if (!decoded.ok) throw new Error(decoded.message)
      return decoded.records.filter(({ key }) => key === null).map(({ value }) => decodeMetadataRecord(value ?? new Uint8Array(0)))
    })
    .filter(({ type }) => type === 'ProducerIdsRecord')
}

describe('InitProducerId without a transactional id', () => {
  it('[IDS1] gives a fresh id each time, also to one that has an id', () => {
    const cluster = new MemoryCluster()
    expect(initFrom(cluster)).toEqual({ error: 'NONE', producerId: 0, producerEpoch: 0 })
    expect(initFrom(cluster, null, { producerId: 0, producerEpoch: 3 })).toEqual({ error: 'NONE', producerId: 1, producerEpoch: 0 })
    expect(initFrom(cluster, 3)).toEqual({ error: 'NONE', producerId: 1_000, producerEpoch: 0 })
  })

  it('[IDS1] is answered by whoever lives', () => {
    const cluster = new MemoryCluster()
    cluster.node(1, 'kill')
    cluster.node(2, 'pause')
    expect(initFrom(cluster).error).toBe('NONE')
    expect(cluster.cluster.brokers.get(3)?.producerIds).toEqual([{ nextProducerId: 1, endProducerId: 1_000 }])
    cluster.node(3, 'kill')
    expect(initFrom(cluster)).toEqual({ error: 'BROKER_NOT_AVAILABLE', producerId: -1, producerEpoch: -1 })
  })

  it('[IDS1] refuses half an id and an empty transactional id', () => {
    const cluster = new MemoryCluster()
    const refused = { error: 'INVALID_REQUEST', producerId: -1, producerEpoch: -1 }
    expect(initFrom(cluster, null, { producerId: 5 })).toEqual(refused)
    expect(initFrom(cluster, null, { producerEpoch: 5 })).toEqual(refused)
    expect(initFrom(cluster, null, { transactionalId: '' })).toEqual(refused)
    expect(cluster.cluster.nextProducerId).toBe(0)
  })

  it('[IDS2] takes ids from blocks that the controller writes down', () => {
    const cluster = new MemoryCluster()
    expect(idsFrom(cluster, 1, 2)).toEqual([0, 1])
    expect(idsFrom(cluster, 2, 2)).toEqual([1_000, 1_001])
    expect(idsFrom(cluster, 1, 1)).toEqual([2])
    const epochOf = (brokerId: number) => cluster.cluster.brokers.get(brokerId)?.brokerEpoch
    expect(written(cluster)).toMatchObject([
      { brokerId: 1, brokerEpoch: epochOf(1), nextProducerId: 1_000 },
      { brokerId: 2, brokerEpoch: epochOf(2), nextProducerId: 2_000 },
    ])
    expect(replayed(cluster)).toEqual(cluster.cluster)
    expect(decodeCluster(encodeCluster(cluster.cluster))).toEqual(cluster.cluster)
  })

  it('[IDS2] gives no id again after a broker or the controller was replaced', () => {
    const cluster = new MemoryCluster()
    idsFrom(cluster, 1, 5)
    cluster.node(1, 'kill')
    cluster.node(3000, 'kill')
    cluster.advance(20_000)
    cluster.node(1, 'start')
    expect(idsFrom(cluster, 1, 1)).toEqual([1_000])
    expect(idsFrom(cluster, 2, 1)).toEqual([2_000])
  })

  it('[IDS2] keeps the block of a broker that was only paused', () => {
    const cluster = new MemoryCluster()
    idsFrom(cluster, 1, 5)
    cluster.node(1, 'pause')
    cluster.advance(60_000)
    cluster.node(1, 'resume')
    expect(idsFrom(cluster, 1, 1)).toEqual([5])
  })

  it('[IDS2] says in the image of an older cluster where the next block begins', () => {
    const cluster = new MemoryCluster()
    idsFrom(cluster, 1, 1)
    cluster.cluster.metadataLog = emptyCluster().metadataLog
    createTopic(cluster, 't')
    expect(written(cluster)).toMatchObject([{ brokerId: -1, brokerEpoch: -1, nextProducerId: 1_000 }])
  })

  it('[IDS3] asks for the next block before the last one is used up, and says so when there is nobody to ask', () => {
    const cluster = new MemoryCluster()
    idsFrom(cluster, 1, 900)
    expect(cluster.cluster.nextProducerId).toBe(1_000)
    expect(idsFrom(cluster, 1, 1)).toEqual([900])
    expect(cluster.cluster.nextProducerId).toBe(2_000)
    for (const nodeId of CONTROLLERS) cluster.node(nodeId, 'kill')
    expect(idsFrom(cluster, 1, 1_099).at(-1)).toBe(1_999)
    const { recordSequence } = cluster.cluster
    expect(initFrom(cluster, 1)).toEqual({ error: 'COORDINATOR_LOAD_IN_PROGRESS', producerId: -1, producerEpoch: -1 })
    expect(initFrom(cluster, 2).error).toBe('COORDINATOR_LOAD_IN_PROGRESS')
    expect(cluster.cluster.recordSequence).toBe(recordSequence)
    for (const nodeId of CONTROLLERS) cluster.node(nodeId, 'start')
    cluster.advance(5_000)
    expect(idsFrom(cluster, 1, 1)).toEqual([2_000])
  })
})

describe('InitProducerId with a transactional id', () => {
  it('[TXN13] tells a fenced producer what its version knows', () => {
    const cluster = new MemoryCluster()
    const payments = { transactionalId: 'payments' }
    const { producerId, producerEpoch } = initFrom(cluster, null, payments)
    for (let count = 0; count < 2; count++) initFrom(cluster, null, payments)
    const told = (version: { apiVersion?: number }) => initFrom(cluster, null, { ...payments, producerId, producerEpoch, ...version }).error
    expect([told({ apiVersion: 3 }), told({ apiVersion: 4 }), told({})]).toEqual([
      'INVALID_PRODUCER_EPOCH',
      'PRODUCER_FENCED',
      'PRODUCER_FENCED',
    ])
  })
})
