// Answers that wait: for records, for time, for a broker to wake.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, produceRequest } from '../../../test/support/records.ts'
import { createAssigned, partitionOf, send } from '../../../test/support/replicas.ts'
import type { FetchPartition, FetchPartitionData } from '../../../schema/kafka/requests/fetch.ts'

function cluster(configs: Readonly<Record<string, string>> = {}): MemoryCluster {
  const made = new MemoryCluster()
  createAssigned(made, 't', [[1, 2, 3]], configs)
  return made
}

type Options = { readonly maxWaitMs?: number; readonly minBytes?: number; readonly wanted?: Partial<FetchPartition> }

function fetch(
  from: MemoryCluster,
  fetchOffset: number,
  { maxWaitMs = 0, minBytes = 1, wanted = {} }: Options = {},
): FetchPartitionData | null {
  const topics = [{ topic: 't', topicId: null, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000, ...wanted }] }]
  const response = from.send('Fetch', { maxBytes: 1_000, maxWaitMs, minBytes, isolationLevel: 'read_uncommitted', topics })
  return response?.responses[0]?.partitions[0] ?? null
}

function lateFetch(from: MemoryCluster): FetchPartitionData | null {
  const reply = from.late.shift()
  return reply?.api === 'Fetch' ? (reply.response.responses[0]?.partitions[0] ?? null) : null
}

describe('a fetch that waits', () => {
  it('[FET3] is answered when records come', () => {
    const kafka = cluster()
    expect(fetch(kafka, 0, { maxWaitMs: 500 })).toBeNull()
    expect(kafka.engine.purgatory.sizes()).toEqual({ produce: 0, fetch: 1 })
    send(kafka, 'a')
    expect(lateFetch(kafka)).toMatchObject({ error: 'NONE', highWatermark: 1 })
    expect(kafka.engine.purgatory.size).toBe(0)
  })

  it('[FET3] is answered with nothing when its time is over', () => {
    const kafka = cluster()
    expect(fetch(kafka, 0, { maxWaitMs: 500 })).toBeNull()
    kafka.advance(500)
    expect(lateFetch(kafka)).toMatchObject({ error: 'NONE', records: new Uint8Array(0) })
  })

  it('[FET3] does not wait longer because something came that is not enough', () => {
    const kafka = cluster()
    expect(fetch(kafka, 0, { maxWaitMs: 500, minBytes: 100 })).toBeNull()
    kafka.advance(300)
    send(kafka, 'a')
    expect(lateFetch(kafka)).toBeNull()
    kafka.advance(200)
    expect(lateFetch(kafka)).toMatchObject({ error: 'NONE', highWatermark: 1 })
  })

  it('[FET3] waits for minBytes, and is told of a topic that goes', () => {
    const kafka = cluster()
    expect(fetch(kafka, 0, { maxWaitMs: 500, minBytes: 100 })).toBeNull()
    send(kafka, 'a')
    expect(lateFetch(kafka)).toBeNull()
    kafka.request('DeleteTopics', { topicNames: ['t'] })
    expect(lateFetch(kafka)).toMatchObject({ error: 'UNKNOWN_TOPIC_OR_PARTITION' })
  })

  it('[FET4] compares leader epochs and histories', () => {
    const kafka = cluster()
    send(kafka, 'a')
    kafka.node(1, 'stop')
    send(kafka, 'b')
    expect(partitionOf(kafka)).toMatchObject({ leader: 2, leaderEpoch: 1 })
    expect(fetch(kafka, 0, { wanted: { currentLeaderEpoch: 0 } })?.error).toBe('FENCED_LEADER_EPOCH')
    expect(fetch(kafka, 0, { wanted: { currentLeaderEpoch: 2 } })?.error).toBe('UNKNOWN_LEADER_EPOCH')
    expect(fetch(kafka, 2, { wanted: { currentLeaderEpoch: 1, lastFetchedEpoch: 0 } })).toMatchObject({
      error: 'NONE',
      divergingEpoch: { epoch: 0, endOffset: 1 },
    })
    expect(fetch(kafka, 1, { wanted: { currentLeaderEpoch: 1, lastFetchedEpoch: 0 } })?.divergingEpoch).toBeUndefined()
  })

  it('[FET4] tells where histories part, also behind the leader’s end, and lets nobody wait for that', () => {
    const kafka = cluster()
    send(kafka, 'a')
    kafka.node(1, 'stop')
    send(kafka, 'b')
    const parted = { error: 'NONE', divergingEpoch: { epoch: 0, endOffset: 1 } }
    expect(fetch(kafka, 7, { maxWaitMs: 500, wanted: { lastFetchedEpoch: 0 } })).toMatchObject(parted)
    expect(fetch(kafka, 7, { wanted: { lastFetchedEpoch: 1 } })).toMatchObject({
      error: 'NONE',
      divergingEpoch: { epoch: 1, endOffset: 2 },
    })
    expect(fetch(kafka, 7, {})?.error).toBe('OFFSET_OUT_OF_RANGE')
    expect(fetch(kafka, 1, { wanted: { lastFetchedEpoch: 9 } })?.error).toBe('OFFSET_OUT_OF_RANGE')
  })
})

describe('a broker that goes down', () => {
  it('[NOD11] leaves those who waited at it without an answer, and those who ask anybody with an error', () => {
    const kafka = cluster()
    kafka.node(2, 'pause')
    const request = produceRequest('t', 0, [batchOf([{}], kafka.nowMs)])
    expect([kafka.send('Produce', request, 1), kafka.send('Produce', request)]).toEqual([null, null])
    kafka.node(1, 'kill')
    expect(kafka.late.map(({ isUnheard }) => isUnheard)).toEqual([true, undefined])
  })

  it('[NOD11] takes nothing back that was on its way already', () => {
    const kafka = cluster()
    const spec = { kind: 'link', from: 1, to: 'clients', cut: false, latencyMs: 500, loss: 0 } as const
    expect(kafka.act({ kind: 'startFault', spec, durationMs: null })).toMatchObject({ ok: true })
    expect(kafka.send('DescribeCluster', { includeFencedBrokers: false, endpointType: 'BROKERS' }, 1)).toBeNull()
    kafka.node(1, 'kill')
    kafka.advance(500)
    expect(kafka.late).toMatchObject([{ api: 'DescribeCluster' }])
    expect(kafka.late[0]?.isUnheard).toBeUndefined()
  })
})

describe('time', () => {
  it('[TIM1] settles what was due before a later input is carried out', () => {
    const kafka = cluster({ 'retention.ms': '1000', 'segment.ms': '1000' })
    send(kafka, 'old')
    // The clock jumps without anybody telling the cluster; the next request comes a day later.
    kafka.nowMs += 86_400_000
    expect(fetch(kafka, 0)).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE', logStartOffset: 1 })
    const removed = kafka.entries.find(({ trigger }) => trigger.kind === 'timer')
    expect(removed?.nowMs).toBeLessThan(kafka.nowMs)
  })

  it('[TIM2] wakes nobody while all is well', () => {
    const kafka = cluster()
    send(kafka, 'a')
    expect(kafka.engine.nextDueMs(false)).toBeNull()
    kafka.node(3, 'kill')
    expect(kafka.engine.nextDueMs(false)).not.toBeNull()
    kafka.advance(9_000)
    expect(kafka.engine.nextDueMs(false)).toBeNull()
  })
})
