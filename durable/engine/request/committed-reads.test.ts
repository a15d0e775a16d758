// What readers see of transactions: read_committed beside read_uncommitted, on a cluster without a coordinator.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, partitionOf } from '../../../test/support/replicas.ts'
import { idempotentBatch, produce, produceRequest } from '../../../test/support/records.ts'
import { endTransaction, writeInTransaction } from '../../../test/support/transactions-in-log.ts'
import { decodeBatchHeader, splitBatches } from '../../../schema/kafka/record-batch.ts'
import type { FetchPartitionData, FetchRequest, IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'

const ONE = { producerId: 1 }
const TWO = { producerId: 2 }

function clusterWith(configs: Readonly<Record<string, string>> = {}): MemoryCluster {
  const cluster = new MemoryCluster()
  createAssigned(cluster, 't', [[1, 2, 3]], configs)
  return cluster
}

function fetchRequest(isolationLevel: IsolationLevel, fetchOffset: number, over: Partial<FetchRequest> = {}): FetchRequest {
  const topics = [{ topic: 't', topicId: null, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }] }]
  return { maxBytes: 1_000_000, isolationLevel, topics, ...over }
}

function fetchFrom(
  cluster: MemoryCluster,
  isolationLevel: IsolationLevel,
  fetchOffset = 0,
  brokerId: number | null = null,
): FetchPartitionData {
  const [data] = cluster.request('Fetch', fetchRequest(isolationLevel, fetchOffset), brokerId).responses[0]?.partitions ?? []
  if (data === undefined) throw new Error('a fetch is answered')
  return data
}

/** The first offsets of the batches. */
function offsetsIn({ records }: FetchPartitionData): number[] {
  const split = splitBatches(records)
  if (!split.ok) throw new Error(split.message)
  return split.batches.map((batch) => decodeBatchHeader(batch).baseOffset)
}

function listed(cluster: MemoryCluster, isolationLevel: IsolationLevel, timestamp: number): number | undefined {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp }] }]
  return cluster.request('ListOffsets', { isolationLevel, topics }).topics[0]?.partitions[0]?.offset
}

const LATEST = -1
const EARLIEST = -2
const MAX_TIMESTAMP = -3

describe('a fetch', () => {
  it('[FET5] reads up to the first open transaction with read_committed, and says where that is in any case', () => {
    const cluster = clusterWith()
    produce(cluster, 't', [{ value: 'a' }])
    writeInTransaction(cluster, ONE, ['b', 'c'])
    produce(cluster, 't', [{ value: 'd' }])
    const uncommitted = fetchFrom(cluster, 'read_uncommitted')
    expect(uncommitted).toMatchObject({ highWatermark: 4, lastStableOffset: 1, abortedTransactions: null })
    expect(offsetsIn(uncommitted)).toEqual([0, 1, 3])
    const committed = fetchFrom(cluster, 'read_committed')
    expect(committed).toMatchObject({ highWatermark: 4, lastStableOffset: 1, abortedTransactions: [] })
    expect(offsetsIn(committed)).toEqual([0])
    expect(fetchFrom(cluster, 'read_committed', 3)).toMatchObject({ error: 'NONE', abortedTransactions: [], records: new Uint8Array(0) })
    endTransaction(cluster, ONE, 'COMMIT')
    expect(fetchFrom(cluster, 'read_committed')).toMatchObject({ lastStableOffset: 5, abortedTransactions: [] })
    expect(offsetsIn(fetchFrom(cluster, 'read_committed'))).toEqual([0, 1, 3, 4])
  })

  it('[FET5] names the aborted transactions that reach into its records, and no others', () => {
    const cluster = clusterWith()
    writeInTransaction(cluster, ONE, ['a'])
    writeInTransaction(cluster, TWO, ['b'])
    endTransaction(cluster, ONE, 'ABORT')
    endTransaction(cluster, TWO, 'ABORT')
    produce(cluster, 't', [{ value: 'c' }])
    writeInTransaction(cluster, ONE, ['d'])
    endTransaction(cluster, ONE, 'ABORT')
    const named = (fetchOffset: number) => fetchFrom(cluster, 'read_committed', fetchOffset).abortedTransactions
    const [first, second, third] = [
      { producerId: 1, firstOffset: 0 },
      { producerId: 2, firstOffset: 1 },
      { producerId: 1, firstOffset: 5 },
    ]
    expect(named(0)).toEqual([first, second, third])
    expect(named(3)).toEqual([second, third])
    expect(named(4)).toEqual([third])
    const topics = [{ topic: 't', topicId: null, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 }] }]
    const small = cluster.request('Fetch', fetchRequest('read_committed', 0, { topics })).responses[0]?.partitions[0]
    expect(small?.abortedTransactions).toEqual([first])
  })

  it('[FET5] reads nothing of a transaction whose marker is not replicated yet', () => {
    const cluster = clusterWith()
    writeInTransaction(cluster, ONE, ['a'])
    cluster.node(2, 'pause')
    cluster.node(3, 'pause')
    endTransaction(cluster, ONE, 'COMMIT')
    expect(fetchFrom(cluster, 'read_committed', 0, 1)).toMatchObject({ highWatermark: 1, lastStableOffset: 0, records: new Uint8Array(0) })
    cluster.node(2, 'resume')
    cluster.node(3, 'resume')
    expect(fetchFrom(cluster, 'read_committed', 0, 1)).toMatchObject({ highWatermark: 2, lastStableOffset: 2 })
  })

  it('[FET5] of a leader that was voted out and does not know it shows only what that one knows to be committed', () => {
    const cluster = clusterWith()
    produce(cluster, 't', [{ value: 'a' }])
    writeInTransaction(cluster, ONE, ['b'])
    cluster.act({ kind: 'startFault', durationMs: null, spec: { kind: 'link', from: 1, to: 'all', cut: true, latencyMs: 0, loss: 0 } })
    cluster.advance(20_000)
    expect(partitionOf(cluster).leader).not.toBe(1)
    endTransaction(cluster, ONE, 'COMMIT')
    produce(cluster, 't', [{ value: 'c' }])
    expect(fetchFrom(cluster, 'read_committed')).toMatchObject({ highWatermark: 4, lastStableOffset: 4 })
    const stale = fetchFrom(cluster, 'read_committed', 0, 1)
    expect(stale).toMatchObject({ error: 'NONE', highWatermark: 2, lastStableOffset: 1 })
    expect(offsetsIn(stale)).toEqual([0])
  })

  it('[FET5] is right after a leader that had less of the transaction took over', () => {
    const cluster = clusterWith()
    writeInTransaction(cluster, ONE, ['a'])
    cluster.node(2, 'pause')
    cluster.node(3, 'pause')
    endTransaction(cluster, ONE, 'ABORT')
    cluster.node(1, 'kill')
    cluster.node(2, 'resume')
    cluster.node(3, 'resume')
    cluster.advance(20_000)
    expect(fetchFrom(cluster, 'read_committed')).toMatchObject({ highWatermark: 1, lastStableOffset: 0 })
    endTransaction(cluster, ONE, 'ABORT')
    expect(fetchFrom(cluster, 'read_committed')).toMatchObject({
      lastStableOffset: 2,
      abortedTransactions: [{ producerId: 1, firstOffset: 0 }],
    })
  })

  it('[FET6] waits for the last stable offset and not for the high watermark', () => {
    const cluster = clusterWith()
    writeInTransaction(cluster, ONE, ['a'])
    expect(cluster.send('Fetch', fetchRequest('read_committed', 0, { maxWaitMs: 30_000 }))).toBeNull()
    produce(cluster, 't', [{ value: 'b' }])
    expect(cluster.late).toEqual([])
    endTransaction(cluster, ONE, 'COMMIT')
    expect(cluster.late).toMatchObject([
      { api: 'Fetch', response: { responses: [{ partitions: [{ error: 'NONE', lastStableOffset: 3 }] }] } },
    ])
  })
})

describe('ListOffsets', () => {
  it('[LOF2] ends at the last stable offset with read_committed', () => {
    const cluster = clusterWith()
    produce(cluster, 't', [{ value: 'a', timestampMs: cluster.nowMs - 10 }])
    writeInTransaction(cluster, ONE, ['b'])
    const at = (isolationLevel: IsolationLevel) =>
      [LATEST, EARLIEST, MAX_TIMESTAMP, cluster.nowMs].map((time) => listed(cluster, isolationLevel, time))
    expect(at('read_uncommitted')).toEqual([2, 0, 1, 1])
    expect(at('read_committed')).toEqual([1, 0, -1, -1])
    endTransaction(cluster, ONE, 'COMMIT')
    expect(listed(cluster, 'read_committed', LATEST)).toBe(3)
    expect(listed(cluster, 'read_committed', cluster.nowMs)).toBe(1)
  })

  it('[LOF2] finds the start of a log in which nothing is committed', () => {
    const cluster = clusterWith()
    writeInTransaction(cluster, ONE, ['a'])
    expect([EARLIEST, LATEST].map((time) => listed(cluster, 'read_committed', time))).toEqual([0, 0])
  })
})

describe('DescribeProducers', () => {
  const described = (cluster: MemoryCluster, brokerId: number | null = null, partitionIndex = 0) =>
    cluster.request('DescribeProducers', { topics: [{ name: 't', partitionIndexes: [partitionIndex] }] }, brokerId).topics[0]?.partitions[0]

  it('[ADM8] shows the last sequence number and time of each producer, and its open transaction', () => {
    const cluster = clusterWith()
    cluster.request('Produce', produceRequest('t', 0, [idempotentBatch(cluster.nowMs, { baseSequence: 3, producerEpoch: 2, count: 2 })]))
    writeInTransaction(cluster, ONE, ['a'])
    const idempotent = { producerId: 7, producerEpoch: 2, lastSequence: 4, lastTimestamp: cluster.nowMs, coordinatorEpoch: -1 }
    const transactional = { producerId: 1, producerEpoch: 0, lastSequence: 0, lastTimestamp: cluster.nowMs, coordinatorEpoch: -1 }
    expect(described(cluster)).toEqual({
      partitionIndex: 0,
      error: 'NONE',
      errorMessage: null,
      activeProducers: [
        { ...transactional, currentTxnStartOffset: 2 },
        { ...idempotent, currentTxnStartOffset: -1 },
      ],
    })
    cluster.nowMs += 5
    endTransaction(cluster, ONE, 'ABORT')
    expect(described(cluster)?.activeProducers[0]).toEqual({
      ...transactional,
      lastTimestamp: cluster.nowMs,
      coordinatorEpoch: 0,
      currentTxnStartOffset: -1,
    })
  })

  it('[ADM8] asks a broker that is named for its own replica, and refuses what it does not have', () => {
    const cluster = clusterWith()
    cluster.node(3, 'kill')
    writeInTransaction(cluster, ONE, ['a'])
    expect(described(cluster, 2)?.activeProducers).toHaveLength(1)
    expect(described(cluster, 3)).toMatchObject({ error: 'NETWORK_EXCEPTION', activeProducers: [] })
    createAssigned(cluster, 'u', [[1]])
    const topics = [{ name: 'u', partitionIndexes: [0, 1] }]
    expect(cluster.request('DescribeProducers', { topics }, 2).topics[0]?.partitions.map(({ error }) => error)).toEqual([
      'NOT_LEADER_OR_FOLLOWER',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])
  })
})
