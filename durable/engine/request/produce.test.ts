import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, createTopic, fetchFrom, produce, produceRequest } from '../../../test/support/records.ts'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { encodeControlBatch } from '../../../schema/kafka/control-record.ts'
import { MAX_STORED_BYTES } from '../../../schema/limits.ts'
import { computeBatchCrc, decodeBatchHeader, splitBatches, timestampTypeOf } from '../../../schema/kafka/record-batch.ts'

const DAY_MS = 86_400_000

function clusterWith(configs: Readonly<Record<string, string>> = {}): MemoryCluster {
  const cluster = new MemoryCluster()
  createTopic(cluster, 't', configs)
  return cluster
}

function logOf(cluster: MemoryCluster): NonNullable<ReturnType<typeof partitionOf>>['log'] {
  const partition = partitionOf(cluster)
  if (partition === undefined) throw new Error('partition 0 of t exists')
  return partition.log
}

function partitionOf(cluster: MemoryCluster) {
  return cluster.cluster.topics.get('t')?.partitions[0]
}

describe('Produce appends', () => {
  it('[LOG1] gives dense offsets over batches and requests', () => {
    const cluster = clusterWith()
    expect(produce(cluster, 't', [{ value: 'a' }, { value: 'b' }]).baseOffset).toBe(0)
    expect(produce(cluster, 't', [{ value: 'c' }]).baseOffset).toBe(2)
    const both = produceRequest('t', 0, [batchOf([{}, {}, {}], cluster.nowMs), batchOf([{}], cluster.nowMs)])
    const answers = cluster.request('Produce', both).responses[0]?.partitionResponses
    expect(answers?.map(({ baseOffset }) => baseOffset)).toEqual([3, 6])
    expect(logOf(cluster).logEndOffset).toBe(7)
    expect(logOf(cluster).highWatermark).toBe(7)
  })

  it('[LOG2] stores the bytes as they came but for offset and epoch, which lie outside the CRC', () => {
    const cluster = clusterWith()
    produce(cluster, 't', [{}])
    const sent = batchOf([{ key: 'k', value: 'v' }], cluster.nowMs)
    cluster.request('Produce', produceRequest('t', 0, [sent.slice()]))
    const stored = fetchFrom(cluster, 't', 1).records
    expect(stored.subarray(16)).toEqual(sent.subarray(16))
    expect(decodeBatchHeader(stored)).toMatchObject({ baseOffset: 1, partitionLeaderEpoch: 0, crc: computeBatchCrc(stored) })
  })

  it('[LOG2] stamps the broker’s time under LogAppendTime and mends the CRC', () => {
    const cluster = clusterWith({ 'message.timestamp.type': 'LogAppendTime' })
    const answer = produce(cluster, 't', [{ timestampMs: 5 }])
    expect(answer.logAppendTimeMs).toBe(cluster.nowMs)
    const stored = fetchFrom(cluster, 't', 0).records
    const header = decodeBatchHeader(stored)
    expect(timestampTypeOf(header.attributes)).toBe('LogAppendTime')
    expect(header).toMatchObject({ maxTimestamp: cluster.nowMs, crc: computeBatchCrc(stored) })
  })

  it('[LOG9] names the first offset of the leader epoch, before anything is written in it', () => {
    const cluster = clusterWith()
    expect(logOf(cluster).leaderEpochs).toEqual([{ epoch: 0, startOffset: 0 }])
    produce(cluster, 't', [{}])
    expect(logOf(cluster).leaderEpochs).toEqual([{ epoch: 0, startOffset: 0 }])
  })
})

describe('Segments roll', () => {
  const bases = (cluster: MemoryCluster): number[] => logOf(cluster).segments.map(({ baseOffset }) => baseOffset)

  it('[LOG3] before a batch that would not fit', () => {
    const cluster = clusterWith({ 'internal.segment.bytes': '150' })
    for (let count = 0; count < 5; count++) produce(cluster, 't', [{ key: 'a', value: '1' }])
    expect(bases(cluster)).toEqual([0, 2, 4])
    expect(logOf(cluster).segments.map(({ sizeBytes }) => sizeBytes)).toEqual([140, 140, 70])
  })

  it('[LOG4] by the time of the records, not of the clock', () => {
    const cluster = clusterWith({ 'segment.ms': '1000' })
    produce(cluster, 't', [{ timestampMs: cluster.nowMs }])
    cluster.nowMs += 10_000
    produce(cluster, 't', [{ timestampMs: cluster.nowMs - 9_000 }])
    expect(bases(cluster)).toEqual([0])
    produce(cluster, 't', [{ timestampMs: cluster.nowMs - 8_999 }])
    expect(bases(cluster)).toEqual([0, 2])
  })

  it('[LOG4] by the clock where records have no time', () => {
    const cluster = clusterWith({ 'segment.ms': '1000', 'message.timestamp.type': 'CreateTime' })
    produce(cluster, 't', [{ timestampMs: -1 }])
    cluster.nowMs += 1_000
    produce(cluster, 't', [{ timestampMs: -1 }])
    expect(bases(cluster)).toEqual([0])
    cluster.nowMs += 1
    produce(cluster, 't', [{ timestampMs: -1 }])
    expect(bases(cluster)).toEqual([0, 2])
  })

  it('[LOG5] when an index is full', () => {
    const cluster = clusterWith({ 'segment.index.bytes': '40', 'index.interval.bytes': '0' })
    for (let count = 0; count < 4; count++) produce(cluster, 't', [{ timestampMs: cluster.nowMs + count }])
    // Forty bytes hold three entries of the time index, of which the last is kept for closing the segment.
    expect(bases(cluster)).toEqual([0, 3])
  })

  it('[STP3] draws the jitter of segment.ms from the seed', () => {
    const jitters = [1, 1, 2].map((seed) => {
      const cluster = new MemoryCluster({ seed })
      createTopic(cluster, 't', { 'internal.segment.bytes': '100', 'segment.jitter.ms': '100000' })
      for (let count = 0; count < 4; count++) produce(cluster, 't', [{}])
      return logOf(cluster).segments.map(({ rollJitterMs }) => rollJitterMs)
    })
    expect(jitters[0]).toEqual(jitters[1])
    expect(jitters[0]).not.toEqual(jitters[2])
  })
})

describe('Produce refuses', () => {
  it('[PRD1] what is larger than max.message.bytes or than a segment', () => {
    const cluster = clusterWith({ 'max.message.bytes': '100' })
    expect(produce(cluster, 't', [{ value: 'x'.repeat(100) }])).toMatchObject({ error: 'MESSAGE_TOO_LARGE', baseOffset: -1 })
    const small = clusterWith({ 'internal.segment.bytes': '100' })
    expect(produce(small, 't', [{ value: 'x'.repeat(100) }]).error).toBe('RECORD_LIST_TOO_LARGE')
    expect(produce(small, 't', [{ value: 'x' }]).error).toBe('NONE')
  })

  it('[PRD2] a record without a key, on a compacted topic', () => {
    const cluster = clusterWith({ 'cleanup.policy': 'compact' })
    expect(produce(cluster, 't', [{ key: 'k' }, { key: null }]).error).toBe('INVALID_RECORD')
    expect(produce(cluster, 't', [{ key: 'k', value: null }]).error).toBe('NONE')
  })

  it('[PRD3] times too far from the clock', () => {
    const cluster = clusterWith({ 'message.timestamp.before.max.ms': String(DAY_MS) })
    expect(produce(cluster, 't', [{ timestampMs: cluster.nowMs + 3_600_001 }]).error).toBe('INVALID_TIMESTAMP')
    expect(produce(cluster, 't', [{ timestampMs: cluster.nowMs + 3_600_000 }]).error).toBe('NONE')
    expect(produce(cluster, 't', [{}, { timestampMs: cluster.nowMs - DAY_MS - 1 }]).error).toBe('INVALID_TIMESTAMP')
    expect(produce(cluster, 't', [{ timestampMs: -1 }]).error).toBe('NONE')
  })

  it('[PRD4] markers, and transactions that nobody began', () => {
    const cluster = clusterWith()
    const marker = encodeControlBatch({ type: 'COMMIT', timestampMs: 1, producerId: 1, producerEpoch: 0, coordinatorEpoch: 0 })
    const facts = { recordCount: 1, hasRecordWithoutKey: false, minTimestamp: 1, maxTimestamp: 1, uncompressedBytes: 17 }
    const request = produceRequest('t', 0, [])
    const topicData = [{ name: 't', topicId: null, partitionData: [{ index: 0, records: marker, facts }] }]
    expect(cluster.request('Produce', { ...request, topicData }).responses[0]?.partitionResponses[0]?.error).toBe('INVALID_RECORD')
    const builder = new RecordBatchBuilder()
    builder.append(cluster.nowMs, null, null, [])
    const inTransaction = builder.build({ producerId: 7, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    for (const [transactionalId, error] of [
      [null, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
      // Nobody has looked for a coordinator yet, so the leader finds none to ask.
      ['an-id', 'NOT_ENOUGH_REPLICAS'],
    ] as const) {
      const transactional = produceRequest('t', 0, [inTransaction], { transactionalId })
      expect(cluster.request('Produce', transactional).responses[0]?.partitionResponses[0]?.error).toBe(error)
    }
    expect(logOf(cluster).logEndOffset).toBe(0)
  })

  it('[PRD5] acks other than 0, 1 and -1', () => {
    const cluster = clusterWith()
    const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)], { acks: 2 })
    expect(cluster.request('Produce', request).responses[0]?.partitionResponses[0]?.error).toBe('INVALID_REQUIRED_ACKS')
  })

  it('[PRD6] records for another incarnation of the topic', () => {
    const cluster = clusterWith()
    const request = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)])
    const topicData = request.topicData.map((topic) => ({ ...topic, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }))
    expect(cluster.request('Produce', { ...request, topicData }).responses[0]?.partitionResponses[0]?.error).toBe('UNKNOWN_TOPIC_ID')
  })

  it('[STP5] one partition and still serves the others', () => {
    const cluster = clusterWith()
    const good = produceRequest('t', 0, [batchOf([{}], cluster.nowMs)]).topicData[0]
    const bad = produceRequest('t', 9, [batchOf([{}], cluster.nowMs)]).topicData[0]
    if (good === undefined || bad === undefined) throw new Error('both were made')
    const topicData = [{ ...good, partitionData: [...good.partitionData, ...bad.partitionData] }]
    const answers = cluster.request('Produce', { ...produceRequest('t', 0, []), topicData }).responses[0]?.partitionResponses
    expect(answers?.map(({ error }) => error)).toEqual(['NONE', 'UNKNOWN_TOPIC_OR_PARTITION'])
    expect(logOf(cluster).logEndOffset).toBe(1)
  })

  it('[PRD8] what would exceed the bytes of a sandbox, until a topic goes', () => {
    const cluster = clusterWith()
    produce(cluster, 't', [{}])
    const sizeBytes = cluster.cluster.storedBytes
    expect(sizeBytes).toBe(logOf(cluster).segments[0]?.sizeBytes)
    cluster.cluster.storedBytes = MAX_STORED_BYTES - sizeBytes
    expect(produce(cluster, 't', [{ value: 'longer than the first' }]).error).toBe('POLICY_VIOLATION')
    expect(produce(cluster, 't', [{}]).error).toBe('NONE')
    expect(produce(cluster, 't', [{}]).error).toBe('POLICY_VIOLATION')
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    expect(cluster.cluster.storedBytes).toBe(MAX_STORED_BYTES - sizeBytes - sizeBytes)
  })

  it('[PRD7] all of an atomic request when one batch is refused', () => {
    const cluster = clusterWith({ 'max.message.bytes': '100' })
    const batches = [batchOf([{}], cluster.nowMs), batchOf([{ value: 'x'.repeat(200) }], cluster.nowMs)]
    const answers = cluster.request('Produce', produceRequest('t', 0, batches, { atomic: true })).responses[0]?.partitionResponses
    expect(answers?.map(({ error }) => error)).toEqual(['OPERATION_NOT_ATTEMPTED', 'MESSAGE_TOO_LARGE'])
    expect(logOf(cluster).logEndOffset).toBe(0)
    expect(cluster.topicBatchCount).toBe(0)
  })
})

describe('Fetch', () => {
  it('[LOG6] begins with the batch that holds the offset and gives at least one batch', () => {
    const cluster = clusterWith()
    for (let count = 0; count < 3; count++) produce(cluster, 't', [{}, {}])
    const bases = (bytes: Uint8Array): number[] => {
      const split = splitBatches(bytes)
      if (!split.ok) throw new Error(split.message)
      return split.batches.map((batch) => decodeBatchHeader(batch).baseOffset)
    }
    expect(bases(fetchFrom(cluster, 't', 3).records)).toEqual([2, 4])
    expect(bases(fetchFrom(cluster, 't', 0, 1).records)).toEqual([0])
    expect(fetchFrom(cluster, 't', 6).records.length).toBe(0)
  })

  it('[FET1] names the range when the offset lies outside', () => {
    const cluster = clusterWith()
    produce(cluster, 't', [{}])
    expect(fetchFrom(cluster, 't', 2)).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE', logStartOffset: 0, highWatermark: 1 })
    expect(fetchFrom(cluster, 't', 1)).toMatchObject({ error: 'NONE', highWatermark: 1 })
  })

  it('[FET2] shares the bytes in the order asked', () => {
    const cluster = new MemoryCluster()
    createTopic(cluster, 't', {}, 2)
    produce(cluster, 't', [{}], 0)
    produce(cluster, 't', [{}], 1)
    const partitions = [1, 0].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1_000 }))
    const request = { maxBytes: 10, isolationLevel: 'read_uncommitted', topics: [{ topic: 't', topicId: null, partitions }] } as const
    const [topic] = cluster.request('Fetch', request).responses
    expect(topic?.partitions.map(({ partitionIndex, records }) => [partitionIndex, records.length > 0])).toEqual([
      [1, true],
      [0, false],
    ])
  })
})
