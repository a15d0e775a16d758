// Offsets that a transaction commits together with its records.
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import type { TxnOffsetCommitRequest } from '../../../schema/kafka/requests/txn-offset-commit.ts'

let kafka: MemoryCluster
let producer: TransactionalProducer

beforeEach(() => {
  kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 2)
  producer = new TransactionalProducer(kafka)
  producer.init()
})

function fetchOffset(requireStable: boolean, partition = 0) {
  const topics = [{ name: 't', partitionIndexes: [partition] }]
  return kafka.request('OffsetFetch', { groupId: 'g', memberId: null, memberEpoch: -1, topics, requireStable }).topics[0]?.partitions[0]
}

function commit(over: Partial<TxnOffsetCommitRequest>, metadata: string | null = null, topic = 't'): string | undefined {
  const partitions = [{ partitionIndex: 0, committedOffset: 3, committedLeaderEpoch: -1, committedMetadata: metadata }]
  const { topics } = kafka.request('TxnOffsetCommit', {
    apiVersion: 5,
    transactionalId: 'payments',
    groupId: 'g',
    producerId: producer.producerId,
    producerEpoch: producer.producerEpoch,
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    topics: [{ name: topic, partitions }],
    ...over,
  })
  return topics[0]?.partitions[0]?.error
}

describe('offsets in a transaction', () => {
  it('[TOC1] hold when it commits', () => {
    expect(fetchOffset(true)).toMatchObject({ error: 'NONE', committedOffset: -1 })
    expect(producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }])).toBe('NONE')
    expect(fetchOffset(true)?.error).toBe('UNSTABLE_OFFSET_COMMIT')
    expect(fetchOffset(false)).toMatchObject({ error: 'NONE', committedOffset: -1 })
    expect(fetchOffset(true, 1)).toMatchObject({ error: 'NONE', committedOffset: -1 })
    expect(producer.end(true)).toBe('NONE')
    expect(fetchOffset(true)).toMatchObject({ error: 'NONE', committedOffset: 7, metadata: '' })
    expect(
      kafka.request('OffsetFetch', { groupId: 'g', memberId: null, memberEpoch: -1, topics: null, requireStable: true }).topics,
    ).toMatchObject([{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 7 }] }])
  })

  it('[TOC1] never hold when it aborts', () => {
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }])
    producer.end(true)
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 9 }])
    expect(producer.end(false)).toBe('NONE')
    expect(fetchOffset(true)).toMatchObject({ error: 'NONE', committedOffset: 7 })
  })

  it('[TOC4] go with their topic, and those of a transaction too', () => {
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }])
    producer.end(true)
    producer.sendOffsets('g', [{ topic: 't', partition: 1, offset: 8 }])
    kafka.request('DeleteTopics', { topicNames: ['t'] })
    createTopic(kafka, 't', {}, 2)
    expect(producer.end(true)).toBe('NONE')
    for (const brokerId of [1, 2, 3]) {
      expect([fetchOffset(true), fetchOffset(true, 1)]).toMatchObject([{ committedOffset: -1 }, { committedOffset: -1 }])
      // Whoever coordinates next reads the same from the log.
      kafka.node(brokerId, 'kill')
      kafka.advance(9_000)
      kafka.node(brokerId, 'start')
    }
  })

  it('[TOC4] go with their topic when nobody coordinated at that time', () => {
    const kept = new MemoryCluster({
      brokerConfigs: [
        ['offsets.topic.replication.factor', '1'],
        ['offsets.topic.num.partitions', '1'],
      ],
    })
    createTopic(kept, 't', {}, 1)
    const writer = new TransactionalProducer(kept)
    writer.init()
    writer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }])
    writer.end(true)
    const coordinator = kept.cluster.topics.get('__consumer_offsets')?.partitions[0]?.leader ?? -1
    kept.node(coordinator, 'kill')
    kept.advance(9_000)
    kept.request('DeleteTopics', { topicNames: ['t'] })
    kept.node(coordinator, 'start')
    createTopic(kept, 't', {}, 1)
    const topics = [{ name: 't', partitionIndexes: [0] }]
    expect(
      kept.request('OffsetFetch', { groupId: 'g', memberId: null, memberEpoch: -1, topics, requireStable: true }).topics[0]?.partitions[0]
        ?.committedOffset,
    ).toBe(-1)
  })

  it('[TOC2] come from nobody that the group does not know', () => {
    expect(commit({ generationId: 3 })).toBe('ILLEGAL_GENERATION')
    expect(commit({})).toBe('NONE')
    expect(commit({ memberId: 'm' })).toBe('NONE')
    expect(commit({ generationId: 3, memberId: 'm' })).toBe('UNKNOWN_MEMBER_ID')
    expect(commit({ generationId: 3, groupInstanceId: 'i' })).toBe('UNKNOWN_MEMBER_ID')
    expect(commit({ groupId: '' })).toBe('INVALID_GROUP_ID')
  })

  it('[TOC2] are refused one by one', () => {
    expect(commit({}, 'x'.repeat(4_097))).toBe('OFFSET_METADATA_TOO_LARGE')
    expect(commit({}, 'x'.repeat(4_096))).toBe('NONE')
    expect(commit({}, null, 'nowhere')).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(commit({ producerId: 99 })).toBe('INVALID_PRODUCER_ID_MAPPING')
  })

  it('[TOC3] of an older client need AddOffsetsToTxn', () => {
    producer.addPartitions([0])
    expect(producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }], 4)).toBe('INVALID_TXN_STATE')
    const { producerId, producerEpoch } = producer
    const added = { apiVersion: 4, transactionalId: 'payments', producerId, producerEpoch, groupId: 'g' }
    expect(kafka.request('AddOffsetsToTxn', added).error).toBe('NONE')
    expect(producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }], 4)).toBe('NONE')
    expect(producer.end(true, 4)).toBe('NONE')
    expect(fetchOffset(true)).toMatchObject({ error: 'NONE', committedOffset: 7 })
  })
})
