// How many producers a sandbox remembers, and who goes on when it remembers enough.
import { beforeAll, describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, createTopic, idempotentBatch, produceRequest } from '../../../test/support/records.ts'
import type { IdempotentBatch } from '../../../test/support/records.ts'
import { partitionOf } from '../../../test/support/replicas.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import type { PartitionProduceResponse, ProduceRequest } from '../../../schema/kafka/requests/produce.ts'
import { MAX_PRODUCERS } from '../../../schema/limits.ts'
import { emptyLog } from '../log/partition-log.ts'
import { applyLogChange } from '../log/log-change.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const PARTITIONS = 1_000
const PRODUCER = { producerEpoch: 0, lastTimestampMs: 0, coordinatorEpoch: -1, currentTxnFirstOffset: null, batches: [] }

function answersTo(cluster: MemoryCluster, request: ProduceRequest): readonly PartitionProduceResponse[] {
  return cluster.request('Produce', request).responses[0]?.partitionResponses ?? []
}

function send(cluster: MemoryCluster, topic: string, batch: IdempotentBatch): PartitionProduceResponse | undefined {
  return answersTo(cluster, produceRequest(topic, 0, [idempotentBatch(cluster.nowMs, batch)]))[0]
}

/** One request: every partition of `many` hears of a producer of its own. */
function fillOnce(cluster: MemoryCluster, firstProducerId: number): readonly PartitionProduceResponse[] {
  const partitionData = Array.from({ length: PARTITIONS }, (_, index) => {
    const batch = idempotentBatch(cluster.nowMs, { producerId: firstProducerId + index, baseSequence: 0 })
    return present(produceRequest('many', index, [batch]).topicData[0]?.partitionData[0])
  })
  return answersTo(cluster, { ...produceRequest('many', 0, []), topicData: [{ name: 'many', topicId: null, partitionData }] })
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is one')
  return value
}

const REFUSED = { error: 'POLICY_VIOLATION', errorMessage: expect.stringContaining(`at most ${MAX_PRODUCERS} producers`) as string }

describe('the producers of a sandbox', () => {
  const cluster = new MemoryCluster()
  const transactional = new TransactionalProducer(cluster)

  beforeAll(() => {
    createTopic(cluster, 't')
    createTopic(cluster, 'u', {}, 2)
    createTopic(cluster, 'many', {}, PARTITIONS, 1)
    send(cluster, 't', { producerId: 1_000_000, baseSequence: 0 })
    transactional.init()
    transactional.produce(['a'], 0, 'u')
    for (let count = 0; count < MAX_PRODUCERS; count += PARTITIONS) fillOnce(cluster, count)
  })

  it('[PID15] are as many as there is room for, also within one request', () => {
    expect(cluster.cluster.producerCount).toBe(MAX_PRODUCERS)
    expect(fillOnce(cluster, 50_000).map(({ error }) => error)).toEqual(Array.from({ length: PARTITIONS }, () => 'POLICY_VIOLATION'))
    expect(send(cluster, 't', { producerId: 2_000_000, baseSequence: 0 })).toMatchObject(REFUSED)
    expect(partitionOf(cluster, 't').log.logEndOffset).toBe(1)
    expect(decodeCluster(encodeCluster(cluster.cluster)).producerCount).toBe(MAX_PRODUCERS)
  })

  it('[PID15] that are known go on, and so do batches without a producer', () => {
    expect(send(cluster, 't', { producerId: 1_000_000, baseSequence: 0 })).toMatchObject({ error: 'NONE', duplicate: {} })
    expect(send(cluster, 't', { producerId: 1_000_000, baseSequence: 1 })).toMatchObject({ error: 'NONE' })
    expect(send(cluster, 't', { producerId: 1_000_000, producerEpoch: 1, baseSequence: 0 })).toMatchObject({ error: 'NONE' })
    expect(answersTo(cluster, produceRequest('t', 0, [batchOf([{}], cluster.nowMs)]))[0]?.error).toBe('NONE')
    expect(transactional.produce(['b'], 0, 'u')).toBe('NONE')
  })

  it('[PID15] bring no new partition into a transaction, which can end', () => {
    expect(transactional.send(['b'], 1, 'u')).toMatchObject(REFUSED)
    expect(transactional.addPartitions([1], 'u')).toBe('POLICY_VIOLATION')
    expect(cluster.request('DescribeTransactions', { transactionalIds: ['payments'] }).transactionStates[0]?.topics).toEqual([
      { topic: 'u', partitions: [0] },
    ])
    expect(transactional.sendOffsets('g', [{ topic: 'u', partition: 0, offset: 1 }])).toBe('NONE')
    expect(transactional.end(true)).toBe('NONE')
    expect(transactional.state).toBe('CompleteCommit')
    expect(cluster.cluster.producerCount).toBe(MAX_PRODUCERS + 1)
  })

  it('[PID15] make room when they are forgotten, with their topic or in time', () => {
    cluster.request('DeleteTopics', { topicNames: ['many'] })
    expect(cluster.cluster.producerCount).toBe(3)
    expect(send(cluster, 't', { producerId: 2_000_000, baseSequence: 0 })).toMatchObject({ error: 'NONE' })
    cluster.advance(2 * 86_400_000)
    expect(cluster.cluster.producerCount).toBe(0)
  })

  it('[PID15] stand in as many snapshots of their log as there is room for, and always in the newest', () => {
    const log = emptyLog(0)
    const rollWith = (producers: number) => {
      log.producers = Object.fromEntries(Array.from({ length: producers }, (_, index) => [index, PRODUCER]))
      applyLogChange(log, { kind: 'segment.rolled', baseOffset: log.logEndOffset++, rollJitterMs: 0, nowMs: 0 })
      return log.producerSnapshots.map((snapshot) => Object.keys(snapshot.producers).length)
    }
    expect([MAX_PRODUCERS / 2, MAX_PRODUCERS / 2, 1].map(rollWith).at(-1)).toEqual([MAX_PRODUCERS / 2, 1])
    expect(rollWith(MAX_PRODUCERS + 1)).toEqual([MAX_PRODUCERS + 1])
  })
})
