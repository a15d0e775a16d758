import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../batch-builder.ts'
import { decodeBatchHeader, stampBatch, splitBatches } from '../record-batch.ts'
import { META_PROPERTIES, OFFSET_CHECKPOINTS, partitionDirectoryName, segmentFileName } from './file-names.ts'
import { partitionDirectory } from './partition-directory.ts'
import { producerSnapshotFile, transactionIndexFile } from './producer-files.ts'
import { indexBatches, offsetIndexFile, timeIndexFile } from './segment-index.ts'
import { leaderEpochCheckpointFile, metaPropertiesFile, offsetCheckpointFile, partitionMetadataFile } from './text-files.ts'

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const topicId = 'AAECAwQFBgcICQoLDA0ODw'

/** A batch of records with these times, each with a value of 100 bytes: 61 bytes of header and 108 or so for each record. */
function batchAt(offset: number, ...timestamps: number[]): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const timestamp of timestamps) builder.append(timestamp, null, new Uint8Array(100), [])
  const batch = builder.build()
  stampBatch(batch, offset, 0)
  return batch
}

describe('names', () => {
  it('are those of Kafka', () => {
    expect(partitionDirectoryName('my-topic', 12)).toBe('my-topic-12')
    expect(segmentFileName(0, 'log')).toBe('00000000000000000000.log')
    expect(segmentFileName(9_007_199_254_740_991, 'timeindex')).toBe('00009007199254740991.timeindex')
    expect([META_PROPERTIES, ...Object.values(OFFSET_CHECKPOINTS)]).toEqual([
      'meta.properties',
      'recovery-point-offset-checkpoint',
      'replication-offset-checkpoint',
      'log-start-offset-checkpoint',
      'cleaner-offset-checkpoint',
    ])
  })
})

// The bytes and texts that are expected here were written by the classes of Apache Kafka 4.3.0.
describe('files of one partition, as Apache Kafka writes them', () => {
  it('the index of aborted transactions', () => {
    const transactions = [{ producerId: 7, firstOffset: 10, lastOffset: 20, lastStableOffset: 15 }]
    expect(hexOf(transactionIndexFile(transactions))).toBe('00000000000000000007000000000000000a0000000000000014000000000000000f')
  })

  it('the snapshot of producers', () => {
    const active = {
      producerId: 1000,
      producerEpoch: 2,
      lastBatch: { lastSequence: 9, lastOffset: 44, offsetDelta: 4 },
      lastTimestamp: 1_700_000_000_000,
      coordinatorEpoch: 5,
      currentTxnFirstOffset: 40,
    }
    const silent = {
      producerId: 1001,
      producerEpoch: 0,
      lastBatch: null,
      lastTimestamp: 1_700_000_000_001,
      coordinatorEpoch: -1,
      currentTxnFirstOffset: null,
    }
    expect(hexOf(producerSnapshotFile([active, silent]))).toBe(
      '0001b7aeb3d10000000200000000000003e8000200000009000000000000002c000000040000018bcfe56800000000050000000000000028' +
        '00000000000003e90000ffffffffffffffffffffffff000000000000018bcfe56801ffffffffffffffffffffffff',
    )
    expect(producerSnapshotFile([]).length).toBe(10)
  })

  it('leader epochs and the topic id', () => {
    const epochs = [
      { leaderEpoch: 0, startOffset: 0 },
      { leaderEpoch: 3, startOffset: 17 },
    ]
    expect(textOf(leaderEpochCheckpointFile(epochs))).toBe('0\n2\n0 0\n3 17\n')
    expect(textOf(leaderEpochCheckpointFile([]))).toBe('0\n0\n')
    expect(textOf(partitionMetadataFile(topicId))).toBe('version: 0\ntopic_id: AAECAwQFBgcICQoLDA0ODw')
  })
})

describe('files of one broker, as Apache Kafka writes them', () => {
  it('offsets of all partitions', () => {
    const offsets = [
      { topic: 'orders', partition: 0, offset: 5 },
      { topic: 'a.b_c-d', partition: 12, offset: 9_007_199_254_740_991 },
    ]
    expect(textOf(offsetCheckpointFile(offsets))).toBe('0\n2\norders 0 5\na.b_c-d 12 9007199254740991\n')
  })

  it('whose directory it is', () => {
    expect(textOf(metaPropertiesFile({ clusterId: 'cl', nodeId: 1, directoryId: topicId }))).toBe(
      '#\nnode.id=1\ndirectory.id=AAECAwQFBgcICQoLDA0ODw\nversion=1\ncluster.id=cl\n',
    )
  })
})

describe('the indexes of a segment', () => {
  it('have an entry at the first batch after more than the interval', () => {
    const batches = [batchAt(50, 10, 30), batchAt(52, 20), batchAt(53, 40), batchAt(54, 35), batchAt(55, 39)]
    const [first = 0, second = 0, third = 0] = batches.map((batch) => batch.length)
    expect(indexBatches(batches, first - 1)).toEqual({
      offsetEntries: [
        { offset: 52, position: first },
        { offset: 54, position: first + second + third },
      ],
      // The largest timestamp so far is named with the last offset of its batch.
      timeEntries: [
        { timestamp: 30, offset: 51 },
        { timestamp: 40, offset: 53 },
      ],
    })
    // Just as many bytes as the interval are not yet more than it.
    expect(indexBatches(batches.slice(0, 2), first).offsetEntries).toEqual([])
  })

  it('end with the largest timestamp, if there is any', () => {
    expect(indexBatches([batchAt(0, 5), batchAt(1, 9), batchAt(2, 7)], 4096)).toEqual({
      offsetEntries: [],
      timeEntries: [{ timestamp: 9, offset: 1 }],
    })
    expect(indexBatches([batchAt(0, -1)], 4096).timeEntries).toEqual([])
    expect(indexBatches([], 4096)).toEqual({ offsetEntries: [], timeEntries: [] })
  })

  it('hold offsets relative to the segment', () => {
    expect(hexOf(offsetIndexFile(50, [{ offset: 55, position: 4097 }]))).toBe('0000000500001001')
    expect(hexOf(timeIndexFile(50, [{ timestamp: 1_700_000_000_000, offset: 55 }]))).toBe('0000018bcfe5680000000005')
    expect(() => offsetIndexFile(50, [{ offset: 49, position: 0 }])).toThrow('cannot stand in the index')
    expect(() => timeIndexFile(0, [{ timestamp: 0, offset: 2 ** 31 }])).toThrow('cannot stand in the index')
  })
})

describe('a partition directory', () => {
  const aborted = { producerId: 7, firstOffset: 3, lastOffset: 4, lastStableOffset: 5 }
  const files = partitionDirectory({
    topic: 'orders',
    partition: 3,
    topicId,
    indexIntervalBytes: 100,
    segments: [
      { baseOffset: 0, batches: [batchAt(0, 10), batchAt(1, 20, 21)], abortedTransactions: [] },
      { baseOffset: 3, batches: [batchAt(3, 30)], abortedTransactions: [aborted] },
      { baseOffset: 4, batches: [], abortedTransactions: [] },
    ],
    leaderEpochs: [{ leaderEpoch: 0, startOffset: 0 }],
    producerSnapshots: [{ offset: 4, producers: [] }],
  })
  const bytesOf = (name: string): Uint8Array => files.find((file) => file.name === `orders-3/${name}`)!.bytes

  it('has the files that a broker would have, and a transaction index only where a transaction was aborted', () => {
    expect(files.map(({ name }) => name)).toEqual(
      [
        '00000000000000000000.log',
        '00000000000000000000.index',
        '00000000000000000000.timeindex',
        '00000000000000000003.log',
        '00000000000000000003.index',
        '00000000000000000003.timeindex',
        '00000000000000000003.txnindex',
        '00000000000000000004.log',
        '00000000000000000004.index',
        '00000000000000000004.timeindex',
        '00000000000000000004.snapshot',
        'leader-epoch-checkpoint',
        'partition.metadata',
      ].map((name) => `orders-3/${name}`),
    )
  })

  it('has logs that are the batches themselves, and indexes that point into them', () => {
    const log = bytesOf('00000000000000000000.log')
    const split = splitBatches(log)
    expect(split.ok && split.batches.map((batch) => decodeBatchHeader(batch).baseOffset)).toEqual([0, 1])
    const position = batchAt(0, 10).length
    expect(bytesOf('00000000000000000000.index')).toEqual(offsetIndexFile(0, [{ offset: 2, position }]))
    expect(bytesOf('00000000000000000000.timeindex')).toEqual(timeIndexFile(0, [{ timestamp: 21, offset: 2 }]))
    expect(bytesOf('00000000000000000003.txnindex')).toEqual(transactionIndexFile([aborted]))
    expect(bytesOf('00000000000000000004.log').length).toBe(0)
  })
})
