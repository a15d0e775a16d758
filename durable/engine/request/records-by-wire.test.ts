import { describe, expect, it } from 'vitest'
import type { FetchRequest } from '../../../schema/kafka/requests/fetch.ts'
import type { ListOffsetsRequest } from '../../../schema/kafka/requests/list-offsets.ts'
import type { PartitionProduceResponse, ProduceRequest } from '../../../schema/kafka/requests/produce.ts'
import { MAX_FETCH_BYTES } from '../../../schema/limits.ts'
import { MAX_RECORD_ERRORS } from '../../../schema/protocol-limits.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, createTopic, produce, produceRequest } from '../../../test/support/records.ts'
import type { TestRecord } from '../../../test/support/records.ts'

const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const HOUR_MS = 3_600_000

function clusterWith(configs: Readonly<Record<string, string>> = {}, partitions = 1): MemoryCluster {
  const cluster = new MemoryCluster()
  createTopic(cluster, 't', configs, partitions)
  return cluster
}

function idOf(cluster: MemoryCluster): string {
  return cluster.cluster.topics.get('t')?.topicId ?? ''
}

function leaderOf(cluster: MemoryCluster): number {
  return cluster.cluster.topics.get('t')?.partitions[0]?.leader ?? -1
}

/** What a client of the binary protocol sends to one broker. */
function send(
  cluster: MemoryCluster,
  records: readonly TestRecord[],
  over: Partial<ProduceRequest> = {},
  brokerId = leaderOf(cluster),
): PartitionProduceResponse | undefined {
  const request = produceRequest('t', 0, [batchOf(records, cluster.nowMs)], { apiVersion: 13, ...over })
  return cluster.request('Produce', request, brokerId).responses[0]?.partitionResponses[0]
}

function byId(topicId: string, { topicData }: ProduceRequest): ProduceRequest['topicData'] {
  return topicData.map((topic) => ({ ...topic, name: '', topicId }))
}

describe('a topic that is named by its id', () => {
  it('[PRD6] is written to and read from', () => {
    const cluster = clusterWith()
    const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)])
    const { responses } = cluster.request('Produce', { ...request, topicData: byId(idOf(cluster), request) })
    expect(responses).toMatchObject([{ name: 't', partitionResponses: [{ error: 'NONE', baseOffset: 0 }] }])
    const fetched = cluster.request('Fetch', fetchOf([{ topic: '', topicId: idOf(cluster) }]))
    expect(fetched.responses).toMatchObject([{ topic: 't', topicId: idOf(cluster), partitions: [{ error: 'NONE', highWatermark: 1 }] }])
  })

  it('[PRD6] is unknown when there is none, or another one since', () => {
    const cluster = clusterWith()
    const before = idOf(cluster)
    produce(cluster, 't', [{}])
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    createTopic(cluster, 't')
    for (const topicId of [before, ZERO_ID]) {
      const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)])
      const { responses } = cluster.request('Produce', { ...request, topicData: byId(topicId, request) })
      expect(responses[0]?.partitionResponses[0]?.error).toBe('UNKNOWN_TOPIC_ID')
      const fetched = cluster.request('Fetch', fetchOf([{ topic: '', topicId }]))
      expect(fetched.responses).toMatchObject([{ topic: '', topicId, partitions: [{ error: 'UNKNOWN_TOPIC_ID' }] }])
    }
  })

  it('[TXP1] joins a transaction under its name', () => {
    const cluster = clusterWith()
    const { producerId, producerEpoch } = startProducer(cluster)
    const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)], {
      transactionalId: 'x',
      stampedProducer: { producerId, producerEpoch },
    })
    cluster.send('Produce', { ...request, topicData: byId(idOf(cluster), request) })
    const described = cluster.request('DescribeTransactions', { transactionalIds: ['x'] }).transactionStates[0]
    expect(described?.topics).toEqual([{ topic: 't', partitions: [0] }])
  })
})

function startProducer(cluster: MemoryCluster) {
  cluster.request('FindCoordinator', { keyType: 'TRANSACTION', coordinatorKeys: ['x'] })
  return cluster.request('InitProducerId', { transactionalId: 'x', transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 })
}

function fetchOf(topics: readonly { readonly topic: string; readonly topicId: string | null }[]): FetchRequest {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }]
  return { maxBytes: 1000, isolationLevel: 'read_uncommitted', topics: topics.map((topic) => ({ ...topic, partitions })) }
}

describe('a broker that does not lead', () => {
  it('[PRD12] says who does to whoever writes or reads there', () => {
    const cluster = clusterWith()
    const leader = leaderOf(cluster)
    const other = (leader % 3) + 1
    const endpoint = { nodeId: leader, host: 'localhost', port: 9091 + leader, rack: null }
    const written = cluster.request('Produce', produceRequest('t', 0, [batchOf([{}], cluster.nowMs)]), other)
    expect(written).toMatchObject({
      responses: [{ partitionResponses: [{ error: 'NOT_LEADER_OR_FOLLOWER', currentLeader: { leaderId: leader, leaderEpoch: 0 } }] }],
      nodeEndpoints: [endpoint],
    })
    const read = cluster.request('Fetch', fetchOf([{ topic: 't', topicId: null }]), other)
    expect(read.responses[0]?.partitions[0]).toMatchObject({ error: 'NOT_LEADER_OR_FOLLOWER', currentLeader: { leaderId: leader } })
    expect(read.nodeEndpoints).toEqual([endpoint])
  })

  it('[PRD12] says nothing to those who go where the leader is', () => {
    const cluster = clusterWith()
    const { nodeEndpoints } = cluster.request('Produce', produceRequest('t', 0, [batchOf([{}], cluster.nowMs)]))
    expect(nodeEndpoints).toBeUndefined()
  })

  it('[PRD12] says so when it leads no more while somebody waits', () => {
    const cluster = clusterWith()
    const leader = leaderOf(cluster)
    const follower = (leader % 3) + 1
    cluster.act({
      kind: 'startFault',
      spec: { kind: 'pause_replication', brokerId: follower, topic: null, partitionIndex: null },
      durationMs: null,
    })
    const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)], { timeoutMs: 60_000 })
    expect(cluster.send('Produce', request, leader)).toBeNull()
    const target = [{ partitionIndex: 0, replicas: [follower, (follower % 3) + 1] }]
    cluster.request('AlterPartitionReassignments', { allowReplicationFactorChange: true, topics: [{ name: 't', partitions: target }] })
    cluster.advance(40_000)
    const next = leaderOf(cluster)
    expect(next).not.toBe(leader)
    expect(cluster.late[0]?.response).toMatchObject({
      responses: [{ partitionResponses: [{ error: 'NOT_LEADER_OR_FOLLOWER', currentLeader: { leaderId: next } }] }],
      nodeEndpoints: [{ nodeId: next }],
    })
  })

  it('[PRD12] says it to a reader from before the election', () => {
    const cluster = clusterWith()
    cluster.node(leaderOf(cluster), 'stop')
    const wanted = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1000, currentLeaderEpoch: 0 }
    const request = { ...fetchOf([]), topics: [{ topic: 't', topicId: null, partitions: [wanted] }] }
    const { responses } = cluster.request('Fetch', request, leaderOf(cluster))
    expect(responses[0]?.partitions[0]).toMatchObject({
      error: 'FENCED_LEADER_EPOCH',
      currentLeader: { leaderId: leaderOf(cluster), leaderEpoch: 1 },
    })
  })
})

describe('a batch that the sender found wrong', () => {
  const problem = { error: 'CORRUPT_MESSAGE', message: 'It is torn.' } as const

  function sendWrong(cluster: MemoryCluster, name: string, brokerId: number) {
    const { topicData, ...request } = produceRequest(name, 0, [batchOf([{}], cluster.nowMs)])
    const wrong = topicData.map(({ partitionData, ...topic }) => ({
      ...topic,
      partitionData: partitionData.map((data) => ({ ...data, records: new Uint8Array(0), problem })),
    }))
    return cluster.request('Produce', { ...request, topicData: wrong }, brokerId).responses[0]?.partitionResponses[0]
  }

  it('[PRD13] is refused for that where nothing else speaks against it', () => {
    const cluster = clusterWith()
    expect(sendWrong(cluster, 't', leaderOf(cluster))).toMatchObject({ error: 'CORRUPT_MESSAGE', errorMessage: 'It is torn.' })
    expect(sendWrong(cluster, 't', (leaderOf(cluster) % 3) + 1)?.error).toBe('NOT_LEADER_OR_FOLLOWER')
    expect(sendWrong(cluster, 'u', 1)?.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(cluster.topicBatchCount).toBe(0)
  })
})

describe('records that a log refuses', () => {
  it('[PRD14] are named to clients that know of it', () => {
    const cluster = clusterWith({ 'cleanup.policy': 'compact' })
    const answer = send(cluster, [{ key: 'k' }, {}, { key: 'l' }, {}])
    expect(answer?.error).toBe('INVALID_RECORD')
    expect(answer?.recordErrors?.map(({ batchIndex }) => batchIndex)).toEqual([1, 3])
    expect(answer?.recordErrors?.[0]?.message).toContain('without key in topic partition t-0')
    expect(answer?.errorMessage).toContain('2 record errors in total')
    expect(send(cluster, [{}], { apiVersion: 7 })?.recordErrors).toBeUndefined()
    expect(
      send(
        cluster,
        Array.from({ length: 300 }, () => ({})),
      )?.recordErrors,
    ).toHaveLength(MAX_RECORD_ERRORS)
  })

  it('[PRD14] are of the wrong time when one of them is', () => {
    const cluster = clusterWith({ 'message.timestamp.after.max.ms': String(HOUR_MS) })
    const answer = send(cluster, [{}, { timestampMs: cluster.nowMs + 2 * HOUR_MS }])
    expect(answer).toMatchObject({ error: 'INVALID_TIMESTAMP', recordErrors: [{ batchIndex: 1 }] })
  })
})

describe('a fetch', () => {
  it('[FET7] says when it is full, and goes on without a batch that does not fit', () => {
    const cluster = clusterWith({}, 2)
    const value = 'x'.repeat(MAX_FETCH_BYTES * 0.6)
    for (const index of [0, 1]) produce(cluster, 't', [{ value }], index)
    const wanted = [0, 1].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: MAX_FETCH_BYTES }))
    const request = {
      maxBytes: MAX_FETCH_BYTES,
      isolationLevel: 'read_uncommitted' as const,
      topics: [{ topic: 't', topicId: null, partitions: wanted }],
    }
    const full = cluster.request('Fetch', request)
    expect(full.isCutShort).toBe(true)
    expect(sizesOf(full)).toEqual([expect.any(Number), 0])
    const rest = { ...request, topics: [{ topic: 't', topicId: null, partitions: wanted.slice(1) }] }
    expect(cluster.request('Fetch', rest).isCutShort).toBeUndefined()
    expect(sizesOf(cluster.request('Fetch', { ...rest, maxBytes: 1000, hasRecordsAlready: true }))).toEqual([0])
  })
})

function sizesOf({ responses }: { readonly responses: readonly { readonly partitions: readonly { readonly records: Uint8Array }[] }[] }) {
  return responses.flatMap(({ partitions }) => partitions.map(({ records }) => records.length))
}

describe('ListOffsets', () => {
  const listed = (cluster: MemoryCluster, timestamps: readonly number[], over: Partial<ListOffsetsRequest> = {}) => {
    const partitions = timestamps.map((timestamp) => ({ partitionIndex: 0, timestamp }))
    return cluster.request('ListOffsets', { isolationLevel: 'read_uncommitted', topics: [{ name: 't', partitions }], ...over }).topics[0]
      ?.partitions
  }

  it.each([
    [-1, 1],
    [-2, 1],
    [-3, 7],
    [-4, 8],
    [-5, 9],
    [-6, 11],
  ])('[LOF3] knows %i from version %i on', (timestamp, since) => {
    const cluster = clusterWith()
    produce(cluster, 't', [{}])
    expect(listed(cluster, [timestamp], { apiVersion: since })?.[0]?.error).toBe('NONE')
    expect(listed(cluster, [timestamp], { apiVersion: since - 1 })?.[0]).toMatchObject({ error: 'UNSUPPORTED_VERSION', offset: -1 })
    expect(listed(cluster, [-7])?.[0]?.error).toBe('UNSUPPORTED_VERSION')
  })

  it('[LOF4] takes a partition once', () => {
    const cluster = clusterWith()
    expect(listed(cluster, [-1, -2])?.map(({ error }) => error)).toEqual(['INVALID_REQUEST', 'INVALID_REQUEST'])
  })
})
