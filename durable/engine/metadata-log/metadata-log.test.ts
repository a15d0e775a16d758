import { describe, expect, it } from 'vitest'
import { decodeKRaftControlRecord } from '../../../schema/kafka/metadata/kraft-control-record.ts'
import type { DecodedKRaftControlRecord } from '../../../schema/kafka/metadata/kraft-control-record.ts'
import { decodeMetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import type { DecodedMetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import { computeBatchCrc, decodeBatchHeader, isControl } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { METADATA_LOG_BYTES, METADATA_LOG_SEGMENT_BYTES } from '../../../schema/limits.ts'
import { createAssigned } from '../../../test/support/replicas.ts'
import { batchOf, produceRequest } from '../../../test/support/records.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { apply } from '../apply.ts'
import { emptyCluster } from '../cluster.ts'
import { batchesOf, headersOf } from '../log/walk.ts'
import { logSizeBytes } from '../log/partition-log.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

type Written = { readonly offset: number; readonly epoch: number } & (DecodedMetadataRecord | DecodedKRaftControlRecord)

function batches({ cluster, store }: MemoryCluster, fromOffset = 0): Uint8Array[] {
  return [...batchesOf(cluster.metadataLog, store, fromOffset, cluster.metadataLog.logEndOffset)]
}

function written(cluster: MemoryCluster, fromOffset = 0): Written[] {
  return batches(cluster, fromOffset).flatMap((batch) => {
    const { attributes, crc, partitionLeaderEpoch: epoch } = decodeBatchHeader(batch)
    expect(computeBatchCrc(batch)).toBe(crc)
    const decoded = decodeRecords(batch, 10_000_000)
    if (!decoded.ok) throw new Error(decoded.message)
    return decoded.records.map(({ offset, key, value }) => {
      const record = isControl(attributes) ? decodeKRaftControlRecord(key, value) : decodeMetadataRecord(value ?? new Uint8Array(0))
      return { offset, epoch, ...record }
    })
  })
}

const typesOf = (records: readonly Written[]): string[] => records.map(({ type }) => type)

describe('the metadata log', () => {
  it('[MDL1] begins with its leader, the features and the nodes', () => {
    const cluster = new MemoryCluster()
    const records = written(cluster)
    expect(typesOf(records)).toEqual([
      'LeaderChangeMessage',
      ...Array<string>(4).fill('FeatureLevelRecord'),
      ...Array<string>(3).fill('RegisterBrokerRecord'),
      ...Array<string>(3).fill('RegisterControllerRecord'),
      'ConfigRecord',
    ])
    expect(records[0]).toMatchObject({ leaderId: 3000, epoch: 1, offset: 0 })
    expect(records[1]).toMatchObject({ name: 'metadata.version', featureLevel: 30 })
    expect(records.find(({ type }) => type === 'RegisterBrokerRecord')).toMatchObject({
      brokerId: 1,
      fenced: false,
      endPoints: [{ name: 'PLAINTEXT', host: 'localhost', port: 9092 }],
    })
    const { metadataLog } = cluster.cluster
    expect(metadataLog.highWatermark).toBe(metadataLog.logEndOffset)
  })

  it('[MDL1] of a cluster from before there was one begins with all that it has, at the first change', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 'old', [[1, 2]], { 'retention.ms': '5' })
    cluster.cluster.metadataLog = emptyCluster().metadataLog
    createAssigned(cluster, 'new', [[2, 3]])
    const topics = written(cluster).filter(({ type }) => ['TopicRecord', 'PartitionRecord', 'ConfigRecord'].includes(type))
    // The first ConfigRecord is the cluster's min.insync.replicas.
    const both = ['TopicRecord', 'PartitionRecord', 'TopicRecord', 'PartitionRecord']
    expect(typesOf(topics)).toEqual([...both, 'ConfigRecord', 'ConfigRecord'])
  })

  it('[MDL2] says in one batch what a step changed, in the order in which it happened', () => {
    const cluster = new MemoryCluster()
    const from = cluster.cluster.metadataLog.logEndOffset
    createAssigned(
      cluster,
      't',
      [
        [1, 2],
        [2, 3],
      ],
      { 'retention.ms': '1000' },
    )
    expect(batches(cluster, from)).toHaveLength(1)
    const records = written(cluster, from)
    expect(typesOf(records)).toEqual(['TopicRecord', 'ConfigRecord', 'PartitionRecord', 'PartitionRecord'])
    const topicId = cluster.cluster.topics.get('t')?.topicId
    expect(records[1]).toMatchObject({ resourceType: 2, resourceName: 't', name: 'retention.ms', value: '1000' })
    expect(records[2]).toMatchObject({ partitionId: 0, topicId, replicas: [1, 2], isr: [1, 2], leader: 1, leaderEpoch: 0 })
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    expect(written(cluster, from).at(-1)).toMatchObject({ type: 'RemoveTopicRecord', topicId })
  })

  it('[MDL2] says in one record that another minimum of in-sync replicas makes all eligible leaders be forgotten', () => {
    const cluster = new MemoryCluster()
    createAssigned(
      cluster,
      't',
      [
        [1, 2],
        [2, 1],
      ],
      { 'min.insync.replicas': '2' },
    )
    cluster.node(1, 'kill')
    cluster.advance(20_000)
    expect(cluster.cluster.topics.get('t')?.partitions.map(({ elr }) => elr)).toEqual([[1], [1]])
    const from = cluster.cluster.metadataLog.logEndOffset
    const configs = [{ name: 'min.insync.replicas', configOperation: 'SET', value: '1' }] as const
    cluster.request('IncrementalAlterConfigs', {
      resources: [{ resourceType: 'TOPIC', resourceName: 't', configs }],
      validateOnly: false,
    })
    expect(cluster.cluster.topics.get('t')?.partitions.map(({ elr }) => elr)).toEqual([[], []])
    expect(written(cluster, from)).toMatchObject([{ type: 'ConfigRecord' }, { type: 'ClearElrRecord', topicName: 't' }])
  })

  it('[MDL2] says of a partition only what changed', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]])
    const from = cluster.cluster.metadataLog.logEndOffset
    cluster.node(1, 'stop')
    const changes = written(cluster, from).filter(({ type }) => type === 'PartitionChangeRecord')
    expect(changes).toMatchObject([{ isr: [2], leader: 2, replicas: null, directories: null, leaderRecoveryState: -1 }])
    const registration = written(cluster, from).find(({ type }) => type === 'BrokerRegistrationChangeRecord')
    expect(registration).toMatchObject({ brokerId: 1, brokerEpoch: cluster.cluster.brokers.get(1)?.brokerEpoch, inControlledShutdown: 1 })
  })

  it('[MDL2] has nothing to say of records that are produced', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]])
    const { logEndOffset } = cluster.cluster.metadataLog
    cluster.request('Produce', produceRequest('t', 0, [batchOf([{ key: 'a', value: 'b' }], cluster.nowMs)]))
    expect(cluster.cluster.metadataLog.logEndOffset).toBe(logEndOffset)
    expect(cluster.entries.at(-1)?.records.some(({ kind }) => kind === 'metadata.appended')).toBe(false)
  })

  it('[MDL3] gives a broker the offset of its registration as its epoch', () => {
    const cluster = new MemoryCluster()
    cluster.node(1, 'kill')
    cluster.advance(10_000)
    cluster.node(1, 'start')
    const registered = written(cluster).filter((record) => record.type === 'RegisterBrokerRecord')
    const last = registered.at(-1)
    expect(last).toMatchObject({ brokerId: 1, fenced: true })
    for (const { brokerEpoch, offset } of registered) expect(brokerEpoch).toBe(offset)
    expect(cluster.cluster.brokers.get(1)?.brokerEpoch).toBe(last?.offset)
    expect(new Set(registered.map(({ incarnationId }) => incarnationId)).size).toBe(registered.length)
    const unfenced = written(cluster).findLast((record) => record.type === 'BrokerRegistrationChangeRecord')
    expect(unfenced).toMatchObject({ brokerId: 1, brokerEpoch: last?.offset, fenced: -1 })
  })

  it('[MDL4] begins a leader epoch with each leader of the quorum', () => {
    const cluster = new MemoryCluster()
    cluster.node(3000, 'kill')
    cluster.advance(10_000)
    createAssigned(cluster, 't', [[1, 2]])
    const records = written(cluster)
    const leader = records.findLast((record) => record.type === 'LeaderChangeMessage')
    expect(leader).toMatchObject({ leaderId: 3001, epoch: 2, grantingVoters: [{ voterId: 3001 }, { voterId: 3002 }] })
    expect(records.at(-1)).toMatchObject({ type: 'PartitionRecord', epoch: 2 })
    expect(cluster.cluster.metadataLog.leaderEpochs).toEqual([
      { epoch: 1, startOffset: 0 },
      { epoch: 2, startOffset: leader?.offset },
    ])
  })

  it('[MDL5] keeps its newest segments, and no bytes of the others', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1]])
    const name = 'leader.replication.throttled.replicas'
    for (let round = 0; round < 400; round++) {
      const value = Array.from({ length: 3_000 }, (_, index) => `${round}:${1_000 + index}`).join(',')
      const configs = [{ name, configOperation: 'SET', value }] as const
      const resources = [{ resourceType: 'TOPIC', resourceName: 't', configs }] as const
      expect(cluster.request('IncrementalAlterConfigs', { resources, validateOnly: false }).responses[0]?.error).toBe('NONE')
    }
    const { metadataLog } = cluster.cluster
    expect(logSizeBytes(metadataLog)).toBeGreaterThan(METADATA_LOG_BYTES - METADATA_LOG_SEGMENT_BYTES)
    expect(logSizeBytes(metadataLog)).toBeLessThanOrEqual(METADATA_LOG_BYTES + METADATA_LOG_SEGMENT_BYTES)
    expect(metadataLog.logStartOffset).toBe(metadataLog.segments[0]?.baseOffset)
    expect(metadataLog.logStartOffset).toBeGreaterThan(0)
    const left = [...headersOf(metadataLog, cluster.store, metadataLog.logStartOffset, metadataLog.logEndOffset)]
    expect(cluster.store.batchCount).toBe(left.length)
  })

  it('[MDL6] never meets a config value that no ConfigRecord can hold', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1]])
    const alter = (value: string) => {
      const configs = [{ name: 'follower.replication.throttled.replicas', configOperation: 'SET', value }] as const
      const resources = [{ resourceType: 'TOPIC', resourceName: 't', configs }] as const
      return cluster.request('IncrementalAlterConfigs', { resources, validateOnly: false }).responses[0]
    }
    const longest = Array.from({ length: 8_192 }, () => '1:1').join(',')
    expect(alter(longest)).toMatchObject({ error: 'NONE' })
    expect(alter(`${longest},2:2`)).toMatchObject({ error: 'INVALID_CONFIG', errorMessage: expect.stringContaining('32767 bytes') })
  })

  it('[STP2] is the same after a replay and in a snapshot', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]])
    cluster.node(1, 'kill')
    cluster.advance(20_000)
    const replayed = emptyCluster()
    for (const { records, nowMs } of cluster.entries) for (const record of records) apply(replayed, record, nowMs)
    expect(replayed.metadataLog).toEqual(cluster.cluster.metadataLog)
    expect(decodeCluster(encodeCluster(replayed)).metadataLog).toEqual(cluster.cluster.metadataLog)
  })
})
