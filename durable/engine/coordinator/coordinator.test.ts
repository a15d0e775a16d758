// Who coordinates, from when on, and what the next one knows.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic, produce } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'
import { apply } from '../apply.ts'
import { emptyCluster } from '../cluster.ts'
import { partitionFor } from './partition-for.ts'

const INIT = { transactionalId: 'payments', transactionTimeoutMs: 60_000 }

function cluster(brokerConfigs: readonly [string, string][] = []): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs })
  createTopic(kafka, 't', {}, 2)
  return kafka
}

function coordinatorOf(kafka: MemoryCluster, key: string, topic = '__transaction_state'): number {
  const partitions = kafka.cluster.topics.get(topic)?.partitions ?? []
  return partitions[partitionFor(key, partitions.length)]?.leader ?? -1
}

function describeIt(kafka: MemoryCluster) {
  return kafka.request('DescribeTransactions', { transactionalIds: ['payments'] }).transactionStates[0]
}

describe('the coordinator', () => {
  it('[COO1] a transactional id or group belongs to the partition that the hash of its name, in Java, gives', () => {
    const ids = ['payments', 'my-transactional-id', 'polygenelubricants', '']
    expect(ids.map((id) => partitionFor(id, 50))).toEqual([13, 46, 0, 0])
    const kafka = cluster()
    const found = kafka.request('FindCoordinator', { keyType: 'TRANSACTION', coordinatorKeys: ['payments'] }).coordinators[0]
    expect(found).toMatchObject({ key: 'payments', error: 'NONE', nodeId: coordinatorOf(kafka, 'payments') })
    const others = [1, 2, 3].filter((brokerId) => brokerId !== found?.nodeId)
    expect(others.map((brokerId) => kafka.request('InitProducerId', INIT, brokerId).error)).toEqual(['NOT_COORDINATOR', 'NOT_COORDINATOR'])
    expect(kafka.request('InitProducerId', INIT, found?.nodeId ?? -1).error).toBe('NONE')
  })

  it('[COO2] gets its topic with the first client that looks for it', () => {
    const kafka = cluster()
    expect(kafka.request('InitProducerId', INIT, 1).error).toBe('NOT_COORDINATOR')
    expect(kafka.cluster.topics.has('__transaction_state')).toBe(false)
    expect(kafka.request('InitProducerId', INIT)).toEqual({ error: 'NONE', producerId: 0, producerEpoch: 0 })
    const made = kafka.cluster.topics.get('__transaction_state')
    expect(made?.partitions.length).toBe(50)
    expect(made?.effectiveConfigs).toMatchObject({ minInsyncReplicas: 2 })
    expect(made?.partitions.every(({ replicas }) => replicas.length === 3)).toBe(true)
  })

  it('[COO2] has fewer replicas in a smaller cluster, unless somebody asked for more', () => {
    const one = [{ brokerId: 1, rack: null }]
    const kafka = new MemoryCluster({ brokers: one })
    expect(kafka.request('InitProducerId', INIT).error).toBe('NONE')
    expect(kafka.cluster.topics.get('__transaction_state')?.partitions[0]?.replicas).toEqual([1])
    const strict = new MemoryCluster({ brokers: one, brokerConfigs: [['transaction.state.log.replication.factor', '3']] })
    expect(strict.request('InitProducerId', INIT).error).toBe('COORDINATOR_NOT_AVAILABLE')
  })

  it('[COO2] has no fewer replicas because a broker is down', () => {
    const kafka = cluster()
    kafka.node(3, 'kill')
    kafka.advance(9_000)
    expect(kafka.request('InitProducerId', INIT).error).toBe('NONE')
    expect(kafka.cluster.topics.get('__transaction_state')?.partitions.every(({ replicas }) => replicas.length === 3)).toBe(true)
  })

  it('[COO3] that takes over knows what the one before had written', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.produce(['a'])
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 1 }])
    const before = describeIt(kafka)
    expect(before).toMatchObject({ transactionState: 'Ongoing', producerEpoch: 0 })
    const offsets = { groupId: 'g', memberId: null, memberEpoch: -1, topics: [{ name: 't', partitionIndexes: [0] }], requireStable: true }
    const first = coordinatorOf(kafka, 'payments')
    kafka.node(first, 'kill')
    kafka.advance(9_000)
    expect(coordinatorOf(kafka, 'payments')).not.toBe(first)
    expect(describeIt(kafka)).toEqual(before)
    const groups = coordinatorOf(kafka, 'g', '__consumer_offsets')
    kafka.node(first, 'start')
    if (groups !== first) kafka.node(groups, 'kill')
    kafka.advance(9_000)
    expect(kafka.request('OffsetFetch', offsets).topics[0]?.partitions[0]?.error).toBe('UNSTABLE_OFFSET_COMMIT')
    expect(producer.end(true)).toBe('NONE')
    expect(kafka.request('OffsetFetch', offsets).topics[0]?.partitions[0]).toMatchObject({ error: 'NONE', committedOffset: 1 })
  })

  it('[COO4] answers when its log has committed the change', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.produce(['a'])
    const coordinator = coordinatorOf(kafka, 'payments')
    const others = [1, 2, 3].filter((brokerId) => brokerId !== coordinator)
    for (const brokerId of others) {
      kafka.act({
        kind: 'startFault',
        spec: { kind: 'pause_replication', brokerId, topic: '__transaction_state', partitionIndex: null },
        durationMs: null,
      })
    }
    expect(producer.end(true)).toBeNull()
    expect(describeIt(kafka)).toMatchObject({ transactionState: 'Ongoing' })
    kafka.act({ kind: 'endFault', faultId: 1 })
    kafka.act({ kind: 'endFault', faultId: 2 })
    expect(kafka.late.shift()?.response).toEqual({ error: 'NONE', producerId: 0, producerEpoch: 1 })
    expect(describeIt(kafka)).toMatchObject({ transactionState: 'CompleteCommit' })
  })

  it('[COO4] whose log is below min ISR is not available', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    const coordinator = coordinatorOf(kafka, 'payments')
    for (const brokerId of [1, 2, 3].filter((one) => one !== coordinator)) kafka.node(brokerId, 'kill')
    kafka.advance(9_000)
    expect(producer.init()).toBe('COORDINATOR_NOT_AVAILABLE')
    for (const brokerId of [1, 2, 3]) kafka.node(brokerId, 'start')
    expect(producer.init()).toBe('NONE')
  })

  it('[COO4] which is gone is told so, and finds what was prepared', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.produce(['a'])
    const coordinator = coordinatorOf(kafka, 'payments')
    for (const brokerId of [1, 2, 3].filter((one) => one !== coordinator)) {
      kafka.act({
        kind: 'startFault',
        spec: { kind: 'pause_replication', brokerId, topic: '__transaction_state', partitionIndex: null },
        durationMs: null,
      })
    }
    expect(producer.end(true)).toBeNull()
    kafka.node(coordinator, 'kill')
    kafka.advance(9_000)
    expect(kafka.late.shift()?.response).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    // The followers did not have the outcome: for the next coordinator the transaction is open, and its producer ends it again.
    expect(describeIt(kafka)).toMatchObject({ transactionState: 'Ongoing' })
    for (const faultId of [1, 2]) kafka.act({ kind: 'endFault', faultId })
    expect(producer.end(true)).toBe('NONE')
    expect(describeIt(kafka)).toMatchObject({ transactionState: 'CompleteCommit' })
  })

  it('[COO5] keeps its topic to itself', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    expect(produce(kafka, '__transaction_state', [{}]).error).toBe('INVALID_TOPIC_EXCEPTION')
    expect(producer.produce(['a'], 0, '__transaction_state')).toBe('INVALID_TOPIC_EXCEPTION')
    const { topics } = kafka.request('Metadata', { topics: null, allowAutoTopicCreation: false })
    expect(topics.map(({ name, isInternal }) => [name, isInternal])).toEqual([
      ['t', false],
      ['__transaction_state', true],
    ])
  })

  it('[COO5] leaves its topic out of a transaction, which would wait for a marker there for ever', () => {
    const producer = new TransactionalProducer(cluster())
    producer.init()
    expect(producer.produce(['a'])).toBe('NONE')
    expect(producer.produce(['b'], 0, '__transaction_state')).toBe('INVALID_TOPIC_EXCEPTION')
    expect(producer.addPartitions([0], '__transaction_state')).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(producer.end(true)).toBe('NONE')
    expect(producer.state).toBe('CompleteCommit')
  })

  it('[STP2] is the same after a replay and after a snapshot', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.produce(['a'])
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 1 }])
    kafka.act({ kind: 'startFault', spec: { kind: 'link', from: 'all', to: 'all', latencyMs: 50, loss: 0, cut: false }, durationMs: null })
    expect(producer.end(true)).toBeNull()
    kafka.advance(120)
    expect(kafka.cluster.openMarkers.size).toBeGreaterThan(0)
    expect(decodeCluster(encodeCluster(kafka.cluster))).toEqual(kafka.cluster)
    const replayed = emptyCluster()
    for (const { records, nowMs } of kafka.entries) for (const record of records) apply(replayed, record, nowMs)
    expect(replayed).toEqual(kafka.cluster)
    kafka.advance(2_000)
    expect(describeIt(kafka)).toMatchObject({ transactionState: 'CompleteCommit' })
    expect(kafka.cluster.openMarkers.size).toBe(0)
  })
})
