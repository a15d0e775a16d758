// Produce inside a transaction: how partitions get into it, and who is kept out.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic, idempotentBatch, produceRequest } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { FaultSpec } from '../faults/fault.ts'
import { lastStableOffset } from '../log/transactions.ts'

let kafka: MemoryCluster
let producer: TransactionalProducer

beforeEach(() => {
  kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 3)
  producer = new TransactionalProducer(kafka)
  expect(producer.init()).toBe('NONE')
})

function coordinator(): number {
  const partitions = kafka.cluster.topics.get('__transaction_state')?.partitions ?? []
  return partitions[partitionFor('payments', partitions.length)]?.leader ?? -1
}

function logOf(index: number) {
  const log = kafka.cluster.topics.get('t')?.partitions[index]?.log
  if (log === undefined) throw new Error(`t-${index} is there`)
  return log
}

function fault(spec: FaultSpec): void {
  expect(kafka.act({ kind: 'startFault', spec, durationMs: null }).ok).toBe(true)
}

function describedPartitions(): readonly (readonly number[])[] {
  const { transactionStates } = kafka.request('DescribeTransactions', { transactionalIds: ['payments'] })
  return transactionStates[0]?.topics.map(({ partitions }) => partitions) ?? []
}

function transactionalBatch(producerId: number): Uint8Array {
  const builder = new RecordBatchBuilder()
  builder.append(kafka.nowMs, null, new Uint8Array(1), [])
  return builder.build({ producerId, producerEpoch: 0, baseSequence: 0, isTransactional: true })
}

describe('a produce in a transaction', () => {
  it('[TXP1] adds its partition, and a second one needs nothing', () => {
    expect(producer.produce(['a'], 1)).toBe('NONE')
    expect(describedPartitions()).toEqual([[1]])
    const written = kafka.records.filter(({ kind }) => kind === 'transaction.prepared').length
    expect(producer.produce(['b'], 1)).toBe('NONE')
    expect(kafka.records.filter(({ kind }) => kind === 'transaction.prepared').length).toBe(written)
    expect(producer.produce(['c'], 2)).toBe('NONE')
    expect(describedPartitions()).toEqual([[1, 2]])
  })

  it('[TXP1] of an older client must have added it', () => {
    expect(producer.addPartitions([1])).toBe('NONE')
    expect(producer.send(['a'], 0, 't', 11)?.error).toBe('TRANSACTION_ABORTABLE')
    expect(producer.send(['a'], 0, 't', 10)?.error).toBe('INVALID_TXN_STATE')
    expect(producer.send(['a'], 1, 't', 10)?.error).toBe('NONE')
    expect(producer.end(true, 4)).toBe('NONE')
    expect([producer.state, producer.producerEpoch, logOf(1).logEndOffset]).toEqual(['CompleteCommit', 0, 2])
  })

  it('[TXP1] waits while its coordinator cannot commit', () => {
    const followers = [1, 2, 3].filter((brokerId) => brokerId !== coordinator())
    for (const brokerId of followers) fault({ kind: 'pause_replication', brokerId, topic: '__transaction_state', partitionIndex: null })
    expect(producer.send(['a'])).toBeNull()
    expect(logOf(0).logEndOffset).toBe(0)
    for (const faultId of [1, 2]) kafka.act({ kind: 'endFault', faultId })
    expect(kafka.late.shift()?.response).toMatchObject({ responses: [{ partitionResponses: [{ error: 'NONE', baseOffset: 0 }] }] })
    for (const brokerId of followers) fault({ kind: 'pause_replication', brokerId, topic: '__transaction_state', partitionIndex: null })
    expect(producer.send(['b'], 1)).toBeNull()
    kafka.advance(1_000)
    expect(kafka.late.shift()?.response).toMatchObject({ responses: [{ partitionResponses: [{ error: 'NOT_ENOUGH_REPLICAS' }] }] })
    expect(logOf(1).logEndOffset).toBe(0)
  })

  it('[TXP1] whose answer is lost on its way back is carried out all the same, once', () => {
    const followers = [1, 2, 3].filter((brokerId) => brokerId !== coordinator())
    for (const brokerId of followers) fault({ kind: 'pause_replication', brokerId, topic: '__transaction_state', partitionIndex: null })
    fault({ kind: 'drop_response', api: 'Produce', brokerId: null, count: 1 })
    expect(producer.send(['a'])).toBeNull()
    for (const faultId of [1, 2]) kafka.act({ kind: 'endFault', faultId })
    expect(kafka.late.shift()?.response).toMatchObject({ responses: [{ partitionResponses: [{ error: 'NETWORK_EXCEPTION' }] }] })
    expect(kafka.cluster.faults.size).toBe(0)
    expect(logOf(0).logEndOffset).toBe(1)
    expect(producer.send(['a'])).toMatchObject({ error: 'NONE', baseOffset: 0, duplicate: { maxTimestampMs: kafka.nowMs } })
  })

  it('[TXP2] waits 100 ms for the transaction before it', () => {
    producer.produce(['a'])
    const leader = kafka.cluster.topics.get('t')?.partitions[0]?.leader ?? -1
    const followers = [1, 2, 3].filter((brokerId) => brokerId !== leader)
    for (const brokerId of followers) fault({ kind: 'pause_replication', brokerId, topic: 't', partitionIndex: 0 })
    expect(producer.end(true)).toBe('NONE')
    expect(producer.state).toBe('PrepareCommit')
    expect(producer.send(['b'], 1)).toBeNull()
    kafka.advance(99)
    expect(kafka.late).toEqual([])
    kafka.advance(1)
    expect(kafka.late.shift()?.response).toMatchObject({ responses: [{ partitionResponses: [{ error: 'CONCURRENT_TRANSACTIONS' }] }] })
    expect(producer.send(['b'], 1)).toBeNull()
    for (const faultId of [1, 2]) kafka.act({ kind: 'endFault', faultId })
    expect(kafka.late.shift()?.response).toMatchObject({ responses: [{ partitionResponses: [{ error: 'NONE' }] }] })
  })

  it('[TXP2] whose coordinator cannot be reached is NOT_ENOUGH_REPLICAS', () => {
    const index = [0, 1, 2].find((one) => kafka.cluster.topics.get('t')?.partitions[one]?.leader !== coordinator()) ?? -1
    kafka.node(coordinator(), 'kill')
    expect(producer.send(['a'], index)?.error).toBe('NOT_ENOUGH_REPLICAS')
    kafka.advance(9_000)
    expect(producer.produce(['a'], index)).toBe('NONE')
  })

  it('[TXP3] needs a transactional id, and is of one producer', () => {
    const without = { ...produceRequest('t', 0, [transactionalBatch(producer.producerId)]) }
    expect(kafka.request('Produce', without).responses[0]?.partitionResponses[0]?.error).toBe('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
    const two = produceRequest('t', 0, [transactionalBatch(0), transactionalBatch(1)], { transactionalId: 'payments' })
    expect(kafka.request('Produce', two).responses[0]?.partitionResponses.map(({ error }) => error)).toEqual([
      'INVALID_PRODUCER_ID_MAPPING',
      'INVALID_PRODUCER_ID_MAPPING',
    ])
    const plain = produceRequest('t', 0, [idempotentBatch(kafka.nowMs, { baseSequence: 0 })], { transactionalId: 'payments' })
    expect(kafka.request('Produce', plain).responses[0]?.partitionResponses[0]?.error).toBe('NONE')
  })

  it('[TXP4] is over for a zombie as soon as another producer begins', () => {
    producer.produce(['zombie'], 0)
    const second = new TransactionalProducer(kafka)
    expect(second.init()).toBe('CONCURRENT_TRANSACTIONS')
    expect(second.init()).toBe('NONE')
    expect(second.producerEpoch).toBeGreaterThan(producer.producerEpoch)
    expect(producer.produce(['late'], 0)).toBe('INVALID_PRODUCER_EPOCH')
    expect(producer.produce(['elsewhere'], 1)).toBe('INVALID_PRODUCER_EPOCH')
    expect(producer.end(true)).toBe('PRODUCER_FENCED')
    expect(producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 1 }])).toBe('INVALID_PRODUCER_EPOCH')
    expect(logOf(0).abortedTransactions.length).toBe(1)
    expect(second.produce(['new'], 0)).toBe('NONE')
    expect(second.end(true)).toBe('NONE')
    expect([logOf(0).logEndOffset, lastStableOffset(logOf(0))]).toEqual([4, 4])
  })

  it('[PID10] is numbered by the leader where the sender asks for that', () => {
    const stampedProducer = { producerId: producer.producerId, producerEpoch: producer.producerEpoch }
    const batch = () => idempotentBatch(kafka.nowMs, { baseSequence: -1, producerId: -1, producerEpoch: -1, count: 2 })
    const request = () => produceRequest('t', 0, [batch()], { transactionalId: 'payments', stampedProducer })
    expect(kafka.request('Produce', request()).responses[0]?.partitionResponses[0]).toMatchObject({ error: 'NONE', baseOffset: 0 })
    expect(kafka.request('Produce', request()).responses[0]?.partitionResponses[0]).toMatchObject({ error: 'NONE', baseOffset: 2 })
    expect(lastStableOffset(logOf(0))).toBe(0)
    expect(producer.end(true)).toBe('NONE')
    expect(lastStableOffset(logOf(0))).toBe(5)
  })
})
