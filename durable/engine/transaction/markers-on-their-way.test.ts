// What follows on the outcome of a transaction: markers in all its partitions, whatever happens in between.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_PRODUCERS, MAX_STORED_BYTES } from '../../../schema/limits.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { FaultSpec } from '../faults/fault.ts'
import { lastStableOffset } from '../log/transactions.ts'

let kafka: MemoryCluster
let producer: TransactionalProducer

beforeEach(() => {
  begin([
    ['transaction.state.log.replication.factor', '2'],
    ['transaction.state.log.min.isr', '1'],
  ])
})

/** With two replicas the coordinator's log commits while the third broker is in trouble. */
function begin(brokerConfigs: readonly (readonly [string, string])[]): void {
  kafka = new MemoryCluster({ brokerConfigs })
  createTopic(kafka, 't', {}, 3)
  producer = new TransactionalProducer(kafka)
  producer.init()
  for (const index of [0, 1, 2]) producer.produce(['a', 'b'], index)
}

function partition(index: number) {
  const found = kafka.cluster.topics.get('t')?.partitions[index]
  if (found === undefined) throw new Error(`t-${index} is there`)
  return found
}

function coordinatorPartition() {
  const partitions = kafka.cluster.topics.get('__transaction_state')?.partitions ?? []
  return partitions[partitionFor('payments', partitions.length)]
}

function coordinator(): number {
  return coordinatorPartition()?.leader ?? -1
}

function stableOffsets(): number[] {
  return [0, 1, 2].map((index) => lastStableOffset(partition(index).log))
}

/** A partition that is led by a broker which has nothing of the coordinator's log. */
function elsewhere(): number {
  return [0, 1, 2].find((index) => coordinatorPartition()?.replicas.includes(partition(index).leader) === false) ?? -1
}

function fault(spec: FaultSpec): void {
  const { ok } = kafka.act({ kind: 'startFault', spec, durationMs: null })
  expect(ok).toBe(true)
}

/** What becomes of a marker that an administrator writes to the first partition. */
function markerOf(producerId: number, producerEpoch = 0): KafkaErrorName | undefined {
  const marker = { producerId, producerEpoch, transactionResult: false, coordinatorEpoch: 0, transactionVersion: 0 }
  const markers = [{ ...marker, topics: [{ name: 't', partitionIndexes: [0] }] }]
  return kafka.request('WriteTxnMarkers', { markers }).markers[0]?.topics[0]?.partitions[0]?.error
}

function heal(): void {
  for (const faultId of kafka.cluster.faults.keys()) kafka.act({ kind: 'endFault', faultId })
}

describe('markers', () => {
  it('[MRK1] end the transaction in each of its partitions', () => {
    expect(stableOffsets()).toEqual([0, 0, 0])
    expect(producer.end(true)).toBe('NONE')
    expect(stableOffsets()).toEqual([3, 3, 3])
    expect(producer.state).toBe('CompleteCommit')
    expect([0, 1, 2].map((index) => partition(index).log.abortedTransactions.length)).toEqual([0, 0, 0])
  })

  it('[MRK1] move the last stable offset when they are committed themselves', () => {
    for (const brokerId of [1, 2, 3]) {
      if (brokerId !== partition(0).leader) fault({ kind: 'pause_replication', brokerId, topic: 't', partitionIndex: 0 })
    }
    expect(producer.end(false)).toBe('NONE')
    expect(stableOffsets()).toEqual([0, 3, 3])
    expect(producer.state).toBe('PrepareAbort')
    heal()
    expect(stableOffsets()).toEqual([3, 3, 3])
    expect(producer.state).toBe('CompleteAbort')
    expect(partition(0).log.abortedTransactions).toEqual([{ producerId: 0, firstOffset: 0, lastOffset: 2, lastStableOffset: 3 }])
  })

  it('[MRK2] are written by the next coordinator when theirs dies before', () => {
    const first = coordinator()
    const index = elsewhere()
    fault({ kind: 'link', from: first, to: partition(index).leader, latencyMs: 0, loss: 0, cut: true })
    expect(producer.end(true)).toBe('NONE')
    expect(producer.state).toBe('PrepareCommit')
    expect(stableOffsets()[index]).toBe(0)
    kafka.node(first, 'kill')
    kafka.advance(9_000)
    expect(coordinator()).not.toBe(first)
    expect(producer.state).toBe('CompleteCommit')
    expect(stableOffsets()[index]).toBe(3)
  })

  it('[MRK2] that are there already do no harm', () => {
    const { log } = partition(0)
    const end = { producerId: 0, producerEpoch: 1, transactionResult: true, coordinatorEpoch: 0, transactionVersion: 2 }
    expect(producer.end(true)).toBe('NONE')
    const written = log.logEndOffset
    const markers = [{ ...end, topics: [{ name: 't', partitionIndexes: [0] }] }]
    expect(kafka.request('WriteTxnMarkers', { markers }).markers[0]?.topics[0]?.partitions).toEqual([{ partitionIndex: 0, error: 'NONE' }])
    expect(partition(0).log.logEndOffset).toBe(written + 1)
    expect(stableOffsets()[0]).toBe(written + 1)
  })

  it('[MRK3] wait until their leader can be reached', () => {
    const index = elsewhere()
    kafka.node(partition(index).leader, 'pause')
    expect(producer.end(true)).toBe('NONE')
    expect(producer.state).toBe('PrepareCommit')
    kafka.node(partition(index).leader, 'resume')
    expect(producer.state).toBe('CompleteCommit')
    expect(stableOffsets()).toEqual([3, 3, 3])
  })

  it('[MRK3] that get lost are sent again', () => {
    const index = elsewhere()
    fault({ kind: 'link', from: coordinator(), to: partition(index).leader, latencyMs: 0, loss: 0.9, cut: false })
    expect(producer.end(true)).toBe('NONE')
    const isLost = () => kafka.records.filter((record) => record.kind === 'marker.moved' && record.progress.phase === 'waiting').length
    expect(isLost()).toBeGreaterThan(0)
    for (let tries = 0; tries < 100 && producer.state !== 'CompleteCommit'; tries++) kafka.advance(30_000)
    expect(producer.state).toBe('CompleteCommit')
    expect(stableOffsets()).toEqual([3, 3, 3])
  })

  it('[MRK3] that cannot be sent when their time comes wait for a change, and wake nobody meanwhile', () => {
    const index = elsewhere()
    fault({ kind: 'link', from: coordinator(), to: partition(index).leader, latencyMs: 2_000, loss: 0, cut: false })
    expect(producer.end(true)).toBe('NONE')
    kafka.node(partition(index).leader, 'pause')
    kafka.advance(2_000)
    const marked = kafka.records.filter((record) => record.kind === 'marker.moved').length
    kafka.advance(5_000)
    expect(kafka.records.filter((record) => record.kind === 'marker.moved')).toHaveLength(marked)
    expect(kafka.engine.nextDueMs(true)).toBeGreaterThan(kafka.nowMs)
    heal()
    kafka.node(partition(index).leader, 'resume')
    expect(producer.state).toBe('CompleteCommit')
  })

  it('[MRK3] that the next leader does not have are written anew', () => {
    const index = elsewhere()
    const { leader } = partition(index)
    for (const brokerId of [1, 2, 3]) {
      if (brokerId !== leader) fault({ kind: 'pause_replication', brokerId, topic: 't', partitionIndex: index })
    }
    expect(producer.end(true)).toBe('NONE')
    expect(partition(index).log.logEndOffset).toBe(3)
    kafka.node(leader, 'kill')
    kafka.advance(9_000)
    heal()
    expect(partition(index).leader).not.toBe(leader)
    expect(stableOffsets()[index]).toBe(3)
    expect(producer.state).toBe('CompleteCommit')
  })

  it('[MRK3] take their time on a slow link, and a topic that is deleted meanwhile needs none', () => {
    const index = elsewhere()
    fault({ kind: 'link', from: coordinator(), to: partition(index).leader, latencyMs: 5_000, loss: 0, cut: false })
    expect(producer.end(true)).toBe('NONE')
    expect(producer.state).toBe('PrepareCommit')
    expect(kafka.engine.nextDueMs(false)).toBeLessThanOrEqual(kafka.nowMs + 5_000)
    kafka.request('DeleteTopics', { topicNames: ['t'] })
    expect(producer.state).toBe('CompleteCommit')
    expect(kafka.cluster.openMarkers.size).toBe(0)
  })

  it('[MRK4] end a transaction that hangs', () => {
    const topic = kafka.cluster.topics.get('__transaction_state')
    expect(topic).toBeDefined()
    kafka.request('DeleteTopics', { topicNames: ['__transaction_state'] })
    expect(stableOffsets()).toEqual([0, 0, 0])
    const marker = { producerId: 0, producerEpoch: 0, transactionResult: false, coordinatorEpoch: 0, transactionVersion: 0 }
    const markers = [{ ...marker, topics: [{ name: 't', partitionIndexes: [0, 0, 7] }] }]
    expect(kafka.request('WriteTxnMarkers', { markers }).markers[0]?.topics[0]?.partitions.map(({ error }) => error)).toEqual([
      'NONE',
      'INVALID_REQUEST',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])
    expect(stableOffsets()).toEqual([3, 0, 0])
    expect(partition(0).log.abortedTransactions.length).toBe(1)
  })

  it('[MRK4] go where they end something, also in a full sandbox, and elsewhere while there is room', () => {
    expect(markerOf(41)).toBe('NONE')
    kafka.cluster.storedBytes = MAX_STORED_BYTES + 1
    expect([markerOf(41), markerOf(42), markerOf(producer.producerId)]).toEqual(['POLICY_VIOLATION', 'POLICY_VIOLATION', 'NONE'])
    kafka.cluster.storedBytes = 0
    kafka.cluster.producerCount = MAX_PRODUCERS
    expect([markerOf(41), markerOf(42)]).toEqual(['NONE', 'POLICY_VIOLATION'])
  })

  it('[MRK4] name a producer and its epoch', () => {
    expect([markerOf(-1), markerOf(41, -1)]).toEqual(['INVALID_REQUEST', 'INVALID_REQUEST'])
    expect(partition(0).log.logEndOffset).toBe(2)
  })
})

describe('a transaction that is left open', () => {
  it('[TXN11] is aborted at the round after its timeout, and its readers wait for that', () => {
    const openedMs = kafka.nowMs
    expect(kafka.engine.nextDueMs(false)).toBe(openedMs + 70_000)
    kafka.advance(60_000)
    expect([producer.state, stableOffsets()]).toEqual(['Ongoing', [0, 0, 0]])
    kafka.advance(10_000)
    expect([producer.state, stableOffsets()]).toEqual(['CompleteAbort', [3, 3, 3]])
    expect(producer.end(true)).toBe('INVALID_TXN_STATE')
    expect(producer.produce(['late'])).toBe('INVALID_PRODUCER_EPOCH')
  })

  it('[TXN12] leaves an id that is forgotten a week after', () => {
    expect(producer.end(true)).toBe('NONE')
    expect(kafka.engine.nextDueMs(false)).toBeNull()
    kafka.advance(7 * 86_400_000 + 3_600_000)
    const { transactionStates } = kafka.request('DescribeTransactions', { transactionalIds: ['payments'] })
    expect(transactionStates[0]?.error).toBe('TRANSACTIONAL_ID_NOT_FOUND')
    expect(producer.init()).toBe('NONE')
    expect([producer.producerId > 0, producer.producerEpoch]).toEqual([true, 0])
  })

  it('[TXN11] waits for the log of its coordinator', () => {
    begin([])
    const first = coordinator()
    for (const brokerId of [1, 2, 3].filter((one) => one !== first)) kafka.node(brokerId, 'kill')
    kafka.advance(9_000)
    kafka.advance(100_000)
    expect(producer.state).toBe('Ongoing')
    for (const brokerId of [1, 2, 3]) if (brokerId !== first) kafka.node(brokerId, 'start')
    kafka.advance(1)
    expect(producer.state).toBe('CompleteAbort')
  })
})
