import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, createTopic, fetchFrom, idempotentBatch, produceRequest } from '../../../test/support/records.ts'
import { createAssigned, lateAnswer, partitionOf } from '../../../test/support/replicas.ts'
import { computeBatchCrc, decodeBatchHeader, splitBatches } from '../../../schema/kafka/record-batch.ts'
import { IDEMPOTENCY_KEY_REUSED } from '../../../schema/kafka/requests/produce.ts'
import type { PartitionProduceResponse, ProduceRequest } from '../../../schema/kafka/requests/produce.ts'
import { IDEMPOTENCY_KEY_MS, MAX_IDEMPOTENCY_KEYS } from '../../../schema/limits.ts'
import { emptyCluster } from '../cluster.ts'
import { apply } from '../apply.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

function clusterWith(configs: Readonly<Record<string, string>> = {}): MemoryCluster {
  const cluster = new MemoryCluster()
  createTopic(cluster, 't', configs)
  return cluster
}

type Over = Partial<ProduceRequest>

function answersTo(cluster: MemoryCluster, batches: readonly Uint8Array[], over: Over = {}): readonly PartitionProduceResponse[] {
  return cluster.request('Produce', produceRequest('t', 0, batches, over)).responses[0]?.partitionResponses ?? []
}

/** One batch of producer 7 with this first sequence number. */
function send(cluster: MemoryCluster, baseSequence: number, over: Over = {}, count = 1): PartitionProduceResponse | undefined {
  return answersTo(cluster, [idempotentBatch(cluster.nowMs, { baseSequence, count })], over)[0]
}

function storedHeaders(cluster: MemoryCluster) {
  const split = splitBatches(fetchFrom(cluster, 't', 0).records)
  if (!split.ok) throw new Error(split.message)
  return split.batches.map((batch) => ({ ...decodeBatchHeader(batch), computedCrc: computeBatchCrc(batch) }))
}

describe('a producer with an id', () => {
  it('[PID8] has its retry answered with the first offset, and written once', () => {
    const cluster = clusterWith()
    expect(send(cluster, 0, {}, 2)).toMatchObject({ error: 'NONE', baseOffset: 0 })
    expect(send(cluster, 2)).toMatchObject({ error: 'NONE', baseOffset: 2 })
    const { recordSequence } = cluster.cluster
    expect(send(cluster, 0, {}, 2)).toEqual({
      index: 0,
      error: 'NONE',
      errorMessage: null,
      baseOffset: 0,
      logAppendTimeMs: -1,
      logStartOffset: 0,
      duplicate: { maxTimestampMs: cluster.nowMs },
    })
    expect(partitionOf(cluster).log.logEndOffset).toBe(3)
    expect(cluster.cluster.recordSequence).toBe(recordSequence)
    expect(send(cluster, 4)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', baseOffset: -1 })
    expect(send(cluster, 3)).toMatchObject({ error: 'NONE', baseOffset: 3 })
  })

  it('[PID8] waits with acks=all for what its first try waited for', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2, 3]])
    cluster.node(2, 'pause')
    cluster.node(3, 'pause')
    const request = () => produceRequest('t', 0, [idempotentBatch(cluster.nowMs, { baseSequence: 0 })], { timeoutMs: 20_000 })
    expect(cluster.send('Produce', { ...request(), acks: 1 })?.responses[0]?.partitionResponses[0]?.error).toBe('NONE')
    expect(cluster.send('Produce', request())).toBeNull()
    expect(partitionOf(cluster).log.logEndOffset).toBe(1)
    cluster.node(2, 'resume')
    cluster.node(3, 'resume')
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 0, duplicate: {} })
  })

  it('[PID8] is answered even when the sandbox is full', () => {
    const cluster = clusterWith()
    send(cluster, 0)
    cluster.cluster.storedBytes = Number.MAX_SAFE_INTEGER
    expect(send(cluster, 1)?.error).toBe('POLICY_VIOLATION')
    expect(send(cluster, 0)).toMatchObject({ error: 'NONE', baseOffset: 0 })
  })

  it('[PID9] sends one batch a partition, with a sequence number', () => {
    const cluster = clusterWith()
    const two = [0, 1].map((baseSequence) => idempotentBatch(cluster.nowMs, { baseSequence }))
    expect(answersTo(cluster, two).map(({ error }) => error)).toEqual(['INVALID_RECORD', 'INVALID_RECORD'])
    const mixed = [batchOf([{}], cluster.nowMs), idempotentBatch(cluster.nowMs, { baseSequence: 0 })]
    expect(answersTo(cluster, mixed).map(({ error }) => error)).toEqual(['NONE', 'INVALID_RECORD'])
    const numbered = produceRequest('t', 0, [idempotentBatch(cluster.nowMs, { baseSequence: 0 })])
    const data = numbered.topicData[0]?.partitionData[0]
    if (data === undefined) throw new Error('there is a batch')
    const unnumbered = { ...data, records: idempotentBatch(cluster.nowMs, { baseSequence: -1 }) }
    const topicData = [{ name: 't', topicId: null, partitionData: [unnumbered] }]
    expect(cluster.request('Produce', { ...numbered, topicData }).responses[0]?.partitionResponses[0]).toMatchObject({
      error: 'INVALID_RECORD',
      errorMessage: 'Invalid sequence number -1 in record batch with producerId 7',
    })
  })

  it('[PID9] is told what the leader expects', () => {
    const cluster = clusterWith()
    const epoch = (producerEpoch: number, baseSequence: number) =>
      answersTo(cluster, [idempotentBatch(cluster.nowMs, { producerEpoch, baseSequence })])[0]
    epoch(1, 0)
    expect(epoch(1, 7)).toMatchObject({
      error: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
      producer: { producerEpoch: 1, expectedSequence: 1 },
    })
    expect(epoch(0, 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH', producer: { producerEpoch: 1, expectedSequence: 1 } })
    expect(epoch(2, 5)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', producer: { producerEpoch: 1, expectedSequence: 0 } })
  })

  it('[PID10] has its batches numbered by the leader, with a CRC that holds', () => {
    const cluster = clusterWith()
    const stampedProducer = { producerId: 9, producerEpoch: 3 }
    const batches = () => [batchOf([{}, {}], cluster.nowMs), batchOf([{}], cluster.nowMs)]
    expect(answersTo(cluster, batches(), { stampedProducer }).map(({ baseOffset }) => baseOffset)).toEqual([0, 2])
    expect(answersTo(cluster, batches(), { stampedProducer }).map(({ error }) => error)).toEqual(['NONE', 'NONE'])
    const headers = storedHeaders(cluster)
    expect(headers.map(({ baseSequence }) => baseSequence)).toEqual([0, 2, 3, 5])
    for (const { producerId, producerEpoch, crc, computedCrc } of headers) {
      expect({ producerId, producerEpoch, crc }).toEqual({ producerId: 9, producerEpoch: 3, crc: computedCrc })
    }
    const old = { producerId: 9, producerEpoch: 2 }
    expect(answersTo(cluster, batches(), { stampedProducer: old })[0]?.error).toBe('INVALID_PRODUCER_EPOCH')
  })
})

describe('a request with an idempotency key', () => {
  const withKey = (cluster: MemoryCluster, key: string, fingerprint = 'f', over: Over = {}) =>
    answersTo(cluster, [batchOf([{}], cluster.nowMs)], { idempotencyKey: { key, fingerprint }, ...over })[0]

  it('[PID11] is carried out once', () => {
    const cluster = clusterWith()
    expect(withKey(cluster, 'a')).toMatchObject({ error: 'NONE', baseOffset: 0 })
    const { recordSequence } = cluster.cluster
    const again = withKey(cluster, 'a')
    expect(again).toMatchObject({ error: 'NONE', baseOffset: 0, duplicate: { maxTimestampMs: cluster.nowMs } })
    expect(cluster.cluster.recordSequence).toBe(recordSequence)
    expect(partitionOf(cluster).log.logEndOffset).toBe(1)
    expect(withKey(cluster, 'b')).toMatchObject({ error: 'NONE', baseOffset: 1 })
  })

  it('[PID11] is kept with the batches, in a replay and in a snapshot', () => {
    const cluster = clusterWith()
    withKey(cluster, 'a')
    const { idempotencyKeys } = cluster.cluster
    const replayed = emptyCluster()
    for (const { records, nowMs } of cluster.entries) for (const record of records) apply(replayed, record, nowMs)
    expect(replayed.idempotencyKeys).toEqual(idempotencyKeys)
    expect(decodeCluster(encodeCluster(replayed)).idempotencyKeys).toEqual(idempotencyKeys)
    const kept = cluster.entries.find((entry) => entry.records.some(({ kind }) => kind === 'idempotencyKey.kept'))
    expect(kept?.records.some((record) => record.kind === 'log.changed' && record.change.kind === 'batch.appended')).toBe(true)
  })

  it('[PID11] writes all or nothing, and is not kept when it was refused', () => {
    const cluster = clusterWith({ 'max.message.bytes': '100' })
    const idempotencyKey = { key: 'a', fingerprint: 'f' }
    const batches = [batchOf([{}], cluster.nowMs), batchOf([{ value: 'x'.repeat(200) }], cluster.nowMs)]
    expect(answersTo(cluster, batches, { idempotencyKey }).map(({ error }) => error)).toEqual([
      'OPERATION_NOT_ATTEMPTED',
      'MESSAGE_TOO_LARGE',
    ])
    expect(cluster.cluster.idempotencyKeys.size).toBe(0)
    expect(withKey(cluster, 'a', 'other')).toMatchObject({ error: 'NONE', baseOffset: 0 })
  })

  it('[PID11] waits with acks=all for the batches that are there', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2, 3]])
    cluster.node(2, 'pause')
    expect(withKey(cluster, 'a', 'f', { acks: 1 })?.error).toBe('NONE')
    const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)], { idempotencyKey: { key: 'a', fingerprint: 'f' } })
    expect(cluster.send('Produce', request)).toBeNull()
    cluster.node(2, 'resume')
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 0, duplicate: {} })
    expect(partitionOf(cluster).log.logEndOffset).toBe(1)
  })

  it('[PID11] is carried out anew when the leader has lost its batches, or the topic is another', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]], { 'unclean.leader.election.enable': 'true' })
    cluster.node(2, 'kill')
    cluster.advance(10_000)
    expect(withKey(cluster, 'a', 'f', { acks: 1 })).toMatchObject({ error: 'NONE', baseOffset: 0 })
    cluster.node(1, 'kill')
    cluster.node(2, 'start')
    cluster.advance(10_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2 })
    const anew = withKey(cluster, 'a')
    expect(anew).toMatchObject({ error: 'NONE', baseOffset: 0 })
    expect(anew?.duplicate).toBeUndefined()
    expect(withKey(cluster, 'a')?.duplicate).toBeDefined()
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    createAssigned(cluster, 't', [[2]])
    expect(withKey(cluster, 'a')?.duplicate).toBeUndefined()
  })

  it('[PID11] is done although retention has taken its records since', () => {
    const cluster = clusterWith()
    withKey(cluster, 'a')
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: -1 }] }]
    cluster.request('DeleteRecords', { topics, timeoutMs: 1_000 })
    expect(partitionOf(cluster).log.logStartOffset).toBe(1)
    expect(withKey(cluster, 'a')).toMatchObject({ baseOffset: 0, duplicate: {} })
  })

  it('[PID12] is refused with other records', () => {
    const cluster = clusterWith()
    withKey(cluster, 'a')
    expect(withKey(cluster, 'a', 'other')).toMatchObject({ error: 'INVALID_REQUEST', errorMessage: IDEMPOTENCY_KEY_REUSED })
    expect(partitionOf(cluster).log.logEndOffset).toBe(1)
  })

  it('[PID12] is forgotten after a day', () => {
    const cluster = clusterWith()
    withKey(cluster, 'a')
    cluster.nowMs += IDEMPOTENCY_KEY_MS - 1
    expect(withKey(cluster, 'a')?.duplicate).toBeDefined()
    cluster.nowMs += 1
    expect(withKey(cluster, 'b')?.baseOffset).toBe(1)
    expect([...cluster.cluster.idempotencyKeys.keys()]).toEqual(['b'])
    expect(withKey(cluster, 'a', 'other')).toMatchObject({ error: 'NONE', baseOffset: 2 })
  })

  it('[PID12] makes room for newer ones', () => {
    const cluster = clusterWith()
    for (let count = 0; count < MAX_IDEMPOTENCY_KEYS + 2; count++) withKey(cluster, `${count}`)
    expect(cluster.cluster.idempotencyKeys.size).toBe(MAX_IDEMPOTENCY_KEYS)
    expect(cluster.cluster.idempotencyKeys.has('1')).toBe(false)
    expect(cluster.cluster.idempotencyKeys.has('2')).toBe(true)
  })
})
