import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, createTopic, fetchFrom, produce, produceRequest } from '../../../test/support/records.ts'
import { encodeCluster } from '../snapshot.ts'
import type { FeatureUpgradeType } from '../../../schema/kafka/requests/update-features.ts'

function clusterOf(replicas: readonly number[], configs: Readonly<Record<string, string>> = {}, brokers = 3): MemoryCluster {
  const ids = Array.from({ length: brokers }, (_, index) => ({ brokerId: index + 1, rack: null }))
  const cluster = new MemoryCluster({ brokers: ids })
  const topic = {
    name: 't',
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: replicas }],
    configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
  }
  expect(cluster.request('CreateTopics', { topics: [topic], validateOnly: false }).topics[0]?.errorMessage).toBeNull()
  return cluster
}

const partitionOf = (cluster: MemoryCluster) => {
  const partition = cluster.cluster.topics.get('t')?.partitions[0]
  if (partition === undefined) throw new Error('the partition is there')
  return partition
}

const pause = (cluster: MemoryCluster, brokerId: number) =>
  cluster.act({
    kind: 'startFault',
    spec: { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null },
    durationMs: null,
  })

function elect(cluster: MemoryCluster, electionType: 'PREFERRED' | 'UNCLEAN', partitions: readonly number[] | null = [0]) {
  const topicPartitions = partitions === null ? null : [{ topic: 't', partitions }]
  return cluster.request('ElectLeaders', { electionType, topicPartitions }).replicaElectionResults[0]?.partitionResult
}

function reassign(cluster: MemoryCluster, replicas: readonly number[] | null) {
  const request = { allowReplicationFactorChange: true, topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas }] }] }
  return cluster.request('AlterPartitionReassignments', request).responses[0]?.partitions[0]
}

function deletion(offset: number, timeoutMs = 1000) {
  return { timeoutMs, topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }] }
}

function deleteRecords(cluster: MemoryCluster, offset: number) {
  return cluster.request('DeleteRecords', deletion(offset)).topics[0]?.partitions[0]
}

describe('ElectLeaders', () => {
  it('[ADM1] brings the preferred leader home, once', () => {
    const cluster = clusterOf([1, 2, 3])
    cluster.node(1, 'stop')
    cluster.node(1, 'start')
    expect(partitionOf(cluster).leader).toBe(2)
    expect(elect(cluster, 'PREFERRED')).toEqual([{ partitionId: 0, error: 'NONE', errorMessage: null }])
    expect(partitionOf(cluster)).toMatchObject({ leader: 1, isr: expect.arrayContaining([1, 2, 3]) })
    expect(elect(cluster, 'PREFERRED')?.[0]?.error).toBe('ELECTION_NOT_NEEDED')
    expect(elect(cluster, 'PREFERRED', null)).toEqual([])
  })

  it('[ADM1] says of what does not exist that it does not', () => {
    const cluster = clusterOf([1])
    expect(elect(cluster, 'UNCLEAN', [7])).toEqual([
      { partitionId: 7, error: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: 'No such partition as t-7' },
    ])
  })

  it('[ADM1] an unclean election asks nobody, and loses what only the dead leader had', () => {
    const cluster = clusterOf([1, 2], { 'min.insync.replicas': '1' })
    produce(cluster, 't', [{}])
    pause(cluster, 2)
    produceAlone(cluster)
    cluster.advance(60_000)
    cluster.node(1, 'kill')
    cluster.advance(60_000)
    expect(partitionOf(cluster).leader).toBe(-1)
    expect(elect(cluster, 'UNCLEAN')?.[0]?.error).toBe('NONE')
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2] })
    expect(partitionOf(cluster).log.logEndOffset).toBe(1)
  })

  it('[ADM7] takes a partition once', () => {
    const cluster = clusterOf([1, 2])
    expect(elect(cluster, 'PREFERRED', [0, 0])?.[1]?.error).toBe('INVALID_REQUEST')
  })
})

function produceAlone(cluster: MemoryCluster): void {
  cluster.request('Produce', produceRequest('t', 0, [batchOf([{}], cluster.nowMs)], { acks: 1 }))
}

describe('reassignments', () => {
  it('[ADM2] complete in the same step where the copies need no time, and the old files go', () => {
    const cluster = clusterOf([1, 2], {}, 4)
    produce(cluster, 't', [{}, {}])
    expect(reassign(cluster, [3, 4])).toEqual({ partitionIndex: 0, error: 'NONE', errorMessage: null })
    const partition = partitionOf(cluster)
    expect(partition).toMatchObject({ replicas: [3, 4], addingReplicas: [], removingReplicas: [], leader: 3, isr: [3, 4] })
    expect(partition.replicaStates.map(({ brokerId }) => brokerId)).toEqual([3, 4])
    expect(fetchFrom(cluster, 't', 0).records.length).toBeGreaterThan(0)
    expect(cluster.request('ListPartitionReassignments', { topics: null }).topics).toEqual([])
  })

  it('[ADM2] are listed while they copy, and complete when the copies are in sync', () => {
    const cluster = clusterOf([1, 2], {}, 4)
    produce(cluster, 't', [{}])
    const fault = pause(cluster, 3)
    reassign(cluster, [3, 2])
    const partition = { partitionIndex: 0, replicas: [3, 2, 1], addingReplicas: [3], removingReplicas: [1] }
    expect(cluster.request('ListPartitionReassignments', { topics: null }).topics).toEqual([{ name: 't', partitions: [partition] }])
    const named = (partitionIndexes: readonly number[]) =>
      cluster.request('ListPartitionReassignments', { topics: [{ name: 't', partitionIndexes }] }).topics
    expect(named([0, 9])).toEqual([{ name: 't', partitions: [partition] }])
    expect(named([9])).toEqual([])
    expect(fault).toMatchObject({ ok: true })
    if (fault.ok) cluster.act({ kind: 'endFault', faultId: fault.faultId ?? 0 })
    expect(partitionOf(cluster)).toMatchObject({ replicas: [3, 2], addingReplicas: [], removingReplicas: [] })
    expect(named([0])).toEqual([])
  })

  it('[ADM2] are cancelled by the target null', () => {
    const cluster = clusterOf([1, 2], {}, 4)
    produce(cluster, 't', [{}])
    expect(reassign(cluster, null)).toMatchObject({
      error: 'NO_REASSIGNMENT_IN_PROGRESS',
      errorMessage: 'No partition reassignment is in progress.',
    })
    pause(cluster, 3)
    reassign(cluster, [3, 2])
    expect(reassign(cluster, null)?.error).toBe('NONE')
    expect(partitionOf(cluster)).toMatchObject({ addingReplicas: [], removingReplicas: [] })
    expect(partitionOf(cluster).replicas.toSorted()).toEqual([1, 2])
  })

  it('[ADM2] of what is unknown or impossible are refused in the controller’s words', () => {
    const cluster = clusterOf([1, 2])
    expect(reassign(cluster, [9])).toMatchObject({ error: 'INVALID_REPLICA_ASSIGNMENT' })
    const other = { partitionIndex: 5, replicas: [1] }
    const request = { allowReplicationFactorChange: false, topics: [{ name: 't', partitions: [other, { ...other, partitionIndex: 0 }] }] }
    const [unknown, smaller] = cluster.request('AlterPartitionReassignments', request).responses[0]?.partitions ?? []
    expect(unknown).toMatchObject({ error: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: 'Unable to find partition t:5.' })
    expect(smaller).toMatchObject({ error: 'INVALID_REPLICATION_FACTOR' })
  })

  it('[ADM2] leave the count of stored bytes right when a diverged replica goes', () => {
    const cluster = clusterOf([1, 2], { 'unclean.leader.election.enable': 'true' }, 4)
    produce(cluster, 't', [{}])
    pause(cluster, 2)
    produceAlone(cluster)
    cluster.advance(60_000)
    cluster.node(1, 'kill')
    cluster.advance(60_000)
    expect(partitionOf(cluster).replicaStates.some(({ ownLog }) => ownLog !== null)).toBe(true)
    reassign(cluster, [2, 3])
    expect(partitionOf(cluster).replicas).toEqual([2, 3])
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    expect(cluster.cluster.storedBytes).toBe(0)
    expect(cluster.topicBatchCount).toBe(0)
  })
})

describe('DeleteRecords', () => {
  it('[ADM3] moves the start of every replica, and what lies below cannot be read', () => {
    const cluster = clusterOf([1, 2, 3])
    for (let index = 0; index < 5; index++) produce(cluster, 't', [{}])
    expect(deleteRecords(cluster, 3)).toEqual({ partitionIndex: 0, lowWatermark: 3, error: 'NONE' })
    expect(fetchFrom(cluster, 't', 2).error).toBe('OFFSET_OUT_OF_RANGE')
    expect(partitionOf(cluster).replicaStates.map(({ offsets, brokerId }) => brokerId === 1 || offsets.logStartOffset)).toEqual([
      true,
      3,
      3,
    ])
    expect(deleteRecords(cluster, 1)).toMatchObject({ error: 'NONE', lowWatermark: 3 })
    expect(deleteRecords(cluster, -1)).toMatchObject({ error: 'NONE', lowWatermark: 5 })
  })

  it('[ADM3] waits for a follower that is alive and slow, and gives up in time', () => {
    const cluster = clusterOf([1, 2])
    for (let index = 0; index < 2; index++) produce(cluster, 't', [{}])
    pause(cluster, 2)
    expect(cluster.send('DeleteRecords', deletion(1, 500))).toBeNull()
    expect(partitionOf(cluster).log.logStartOffset).toBe(1)
    cluster.advance(499)
    expect(cluster.late).toEqual([])
    cluster.advance(1)
    const [reply] = cluster.late.splice(0)
    expect(reply?.response).toEqual({
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, lowWatermark: 0, error: 'REQUEST_TIMED_OUT' }] }],
    })
  })

  it('[ADM3] waits no longer when the follower has died', () => {
    const cluster = clusterOf([1, 2])
    produce(cluster, 't', [{}])
    pause(cluster, 2)
    expect(cluster.send('DeleteRecords', deletion(1, 60_000))).toBeNull()
    cluster.node(2, 'kill')
    cluster.advance(10_000)
    expect(cluster.late.splice(0)[0]?.response).toMatchObject({ topics: [{ partitions: [{ error: 'NONE', lowWatermark: 1 }] }] })
  })

  it('[ADM3] on a leader that was voted out moves only its own log', () => {
    const cluster = clusterOf([1, 2, 3])
    for (let index = 0; index < 2; index++) produce(cluster, 't', [{}])
    const cut = (from: number | 'all', to: number | 'all') =>
      cluster.act({ kind: 'startFault', spec: { kind: 'link', from, to, latencyMs: 0, loss: 0, cut: true }, durationMs: 60_000 })
    cut(1, 'all')
    cut('all', 1)
    cluster.advance(20_000)
    expect(partitionOf(cluster).leader).toBe(2)
    const request = deletion(1, 100)
    expect(cluster.send('DeleteRecords', request, 1)).toBeNull()
    expect(partitionOf(cluster).log.logStartOffset).toBe(0)
    cluster.advance(60_000)
    expect(cluster.late.splice(0)[0]?.response).toMatchObject({ topics: [{ partitions: [{ error: 'REQUEST_TIMED_OUT' }] }] })
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: expect.arrayContaining([1, 2, 3]), log: { logStartOffset: 0 } })
  })

  it('[ADM4] refuses what is not committed, and topics that are only compacted', () => {
    const cluster = clusterOf([1])
    produce(cluster, 't', [{}])
    for (const offset of [2, -2])
      expect(deleteRecords(cluster, offset)).toEqual({ partitionIndex: 0, lowWatermark: -1, error: 'OFFSET_OUT_OF_RANGE' })
    expect(deleteRecords(clusterOf([1], { 'cleanup.policy': 'compact' }), 0)?.error).toBe('POLICY_VIOLATION')
    expect(deleteRecords(clusterOf([1], { 'cleanup.policy': 'compact,delete' }), 0)?.error).toBe('NONE')
    const elsewhere = { timeoutMs: 0, topics: [{ name: 'u', partitions: [{ partitionIndex: 0, offset: 0 }] }] }
    expect(cluster.request('DeleteRecords', elsewhere).topics[0]?.partitions[0]?.error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })

  it('[ADM4] leaves the coordinators their topics', () => {
    const cluster = clusterOf([1])
    cluster.request('FindCoordinator', { keyType: 'GROUP', coordinatorKeys: ['g'] })
    const request = { timeoutMs: 0, topics: [{ name: '__consumer_offsets', partitions: [{ partitionIndex: 0, offset: -1 }] }] }
    expect(cluster.request('DeleteRecords', request).topics[0]?.partitions[0]?.error).toBe('INVALID_TOPIC_EXCEPTION')
  })

  it('[ADM7] takes a partition once', () => {
    const cluster = clusterOf([1])
    const twice = { partitionIndex: 0, offset: 0 }
    const { topics } = cluster.request('DeleteRecords', { timeoutMs: 0, topics: [{ name: 't', partitions: [twice, twice] }] })
    expect(topics[0]?.partitions.map(({ error }) => error)).toEqual(['NONE', 'INVALID_REQUEST'])
  })
})

describe('leader epochs', () => {
  function endOf(cluster: MemoryCluster, leaderEpoch: number, currentLeaderEpoch = -1, brokerId: number | null = null) {
    const topics = [{ topic: 't', partitions: [{ partition: 0, currentLeaderEpoch, leaderEpoch }] }]
    return cluster.request('OffsetForLeaderEpoch', { topics }, brokerId).topics[0]?.partitions[0]
  }

  it('[ADM5] end where the next one began, and the last one at the log end', () => {
    const cluster = clusterOf([1, 2, 3])
    for (let index = 0; index < 2; index++) produce(cluster, 't', [{}])
    cluster.node(1, 'stop')
    produce(cluster, 't', [{}])
    const { leaderEpoch } = partitionOf(cluster)
    expect(endOf(cluster, 0)).toEqual({ partition: 0, error: 'NONE', leaderEpoch: 0, endOffset: 2 })
    expect(endOf(cluster, leaderEpoch)).toEqual({ partition: 0, error: 'NONE', leaderEpoch, endOffset: 3 })
    expect(endOf(cluster, leaderEpoch + 1)).toMatchObject({ leaderEpoch: -1, endOffset: -1 })
  })

  it('[ADM5] are checked before the leader is', () => {
    const cluster = clusterOf([1, 2, 3])
    cluster.node(1, 'stop')
    const { leader, leaderEpoch } = partitionOf(cluster)
    const follower = 3
    const errors = (brokerId: number) =>
      [-1, leaderEpoch, leaderEpoch - 1, leaderEpoch + 1].map((epoch) => endOf(cluster, 0, epoch, brokerId)?.error)
    expect(errors(leader)).toEqual(['NONE', 'NONE', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH'])
    expect(errors(follower)).toEqual(['NOT_LEADER_OR_FOLLOWER', 'NOT_LEADER_OR_FOLLOWER', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH'])
    const partitions = [{ partitionIndex: 0, timestamp: -1, currentLeaderEpoch: leaderEpoch + 1 }]
    const listed = cluster.request('ListOffsets', { isolationLevel: 'read_uncommitted', topics: [{ name: 't', partitions }] })
    expect(listed.topics[0]?.partitions[0]?.error).toBe('UNKNOWN_LEADER_EPOCH')
  })
})

const QUORUM = { topics: [{ topicName: '__cluster_metadata', partitions: [0] }] }

describe('descriptions', () => {
  it('[ADM6] of the disk of one broker', () => {
    const cluster = clusterOf([1, 2])
    produce(cluster, 't', [{}])
    pause(cluster, 2)
    produceAlone(cluster)
    const on = (brokerId: number) => cluster.request('DescribeLogDirs', { topics: null }, brokerId).results[0]?.topics
    const [whole, behind] = [on(1)?.[0]?.partitions[0], on(2)?.[0]?.partitions[0]]
    expect(whole?.partitionSize).toBe((behind?.partitionSize ?? 0) * 2)
    expect(behind).toMatchObject({ partitionIndex: 0, offsetLag: 0, isFutureKey: false })
    expect(on(3)).toEqual([])
    expect(cluster.request('DescribeLogDirs', { topics: [{ topic: 't', partitions: [1] }] }).results[0]?.topics).toEqual([])
  })

  it('[ADM6] of the quorum', () => {
    const cluster = clusterOf([1])
    cluster.node(3001, 'kill')
    cluster.node(2, 'kill')
    const { leaderId, currentVoters, observers, highWatermark } = cluster.request('DescribeQuorum', QUORUM)
    expect(leaderId).toBe(3000)
    expect(currentVoters.map(({ replicaId, logEndOffset }) => [replicaId, logEndOffset === highWatermark])).toEqual([
      [3000, true],
      [3001, false],
      [3002, true],
    ])
    expect(observers.map(({ replicaId, lastFetchTimestamp }) => [replicaId, lastFetchTimestamp])).toEqual([
      [1, cluster.nowMs],
      [2, cluster.nowMs],
      [3, cluster.nowMs],
    ])
    expect(observers[1]?.logEndOffset).toBe(-1)
    expect(cluster.request('DescribeQuorum', { topics: [] }).error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    cluster.node(3002, 'kill')
    expect(cluster.request('DescribeQuorum', QUORUM).error).toBe('NOT_CONTROLLER')
  })

  it('[ADM6] of the cluster, with fenced brokers where they are asked for', () => {
    const cluster = clusterOf([1])
    cluster.node(2, 'kill')
    cluster.advance(10_000)
    const brokers = (includeFencedBrokers: boolean) =>
      cluster
        .request('DescribeCluster', { endpointType: 'BROKERS', includeFencedBrokers })
        .brokers.map(({ brokerId, isFenced }) => [brokerId, isFenced])
    expect(brokers(false)).toEqual([
      [1, false],
      [3, false],
    ])
    expect(brokers(true)).toContainEqual([2, true])
    expect(cluster.request('DescribeCluster', { endpointType: 'CONTROLLERS', includeFencedBrokers: false }).error).toBe(
      'MISMATCHED_ENDPOINT_TYPE',
    )
  })

  it('[ADM6] of partitions, page by page, with their eligible leaders', () => {
    const cluster = clusterOf([1, 2, 3], { 'min.insync.replicas': '2' })
    createTopic(cluster, 'a', {}, 3, 1)
    cluster.node(2, 'stop')
    cluster.node(3, 'stop')
    const ask = (cursor: { topicName: string; partitionIndex: number } | null, topics: readonly string[] = []) =>
      cluster.request('DescribeTopicPartitions', { topics: topics.map((name) => ({ name })), responsePartitionLimit: 2, cursor })
    const first = ask(null)
    expect(first.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([['a', 2]])
    expect(first.nextCursor).toEqual({ topicName: 'a', partitionIndex: 2 })
    const second = ask(first.nextCursor)
    expect(second.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ['a', 1],
      ['t', 1],
    ])
    expect(second.nextCursor).toBeNull()
    expect(second.topics[1]?.partitions[0]).toMatchObject({ isrNodes: [1], eligibleLeaderReplicas: [3], offlineReplicas: [2, 3] })
    expect(ask(null, ['nope']).topics).toMatchObject([{ error: 'UNKNOWN_TOPIC_OR_PARTITION', partitions: [] }])
    expect(ask({ topicName: 'a', partitionIndex: -1 }, ['a']).topics[0]?.error).toBe('INVALID_REQUEST')
  })

  it('[ADM6] of partitions go on only among the topics that are asked for', () => {
    const cluster = clusterOf([1, 2])
    const cursor = { topicName: 't', partitionIndex: 0 }
    const ask = (name: string) => {
      const { topics } = cluster.request('DescribeTopicPartitions', { topics: [{ name }], responsePartitionLimit: 2, cursor })
      return topics.map((topic) => [topic.name, topic.error])
    }
    expect(ask('a')).toEqual([['a', 'INVALID_REQUEST']])
    expect(ask('t')).toEqual([['t', 'NONE']])
    const illegal = { topics: [{ name: 'a/b' }], responsePartitionLimit: 2, cursor: null }
    expect(cluster.request('DescribeTopicPartitions', illegal).topics[0]?.error).toBe('INVALID_TOPIC_EXCEPTION')
  })

  it('[ADM9] of what has configs', () => {
    const cluster = clusterOf([1, 2])
    cluster.node(2, 'kill')
    const { configResources } = cluster.request('ListConfigResources', { resourceTypes: ['TOPIC', 'BROKER', 'TOPIC'] })
    const brokers = [...cluster.cluster.brokers.keys()].map((brokerId) => ['BROKER', String(brokerId)])
    expect(configResources.map(({ resourceType, resourceName }) => [resourceType, resourceName])).toEqual([['TOPIC', 't'], ...brokers])
  })

  it('[ADM10] of features keep to the levels in force', () => {
    const cluster = clusterOf([1, 2])
    const { finalizedFeatures, finalizedFeaturesEpoch } = cluster.request('ApiVersions', {})
    expect(finalizedFeatures).toContainEqual({ name: 'transaction.version', featureLevel: 2 })
    expect(finalizedFeaturesEpoch).toBe(cluster.cluster.metadataLog.highWatermark - 1)
    const update = (feature: string, maxVersionLevel: number, upgradeType: FeatureUpgradeType = 'UPGRADE') => {
      const { error, errorMessage } = cluster.request('UpdateFeatures', {
        featureUpdates: [{ feature, maxVersionLevel, upgradeType }],
        validateOnly: false,
      })
      return error === 'NONE' ? error : errorMessage?.replace(/.*for feature \S+ /, '')
    }
    for (const { name, featureLevel } of finalizedFeatures) expect(update(name, featureLevel)).toBe('NONE')
    expect(update('transaction.version', 3)).toMatch(/^Local controller \d+ only supports versions 0-2$/)
    expect(update('share.version', 1)).toMatch(/^Local controller \d+ does not support this feature.$/)
    expect(update('transaction.version', -1)).toBe('A feature version cannot be less than 0.')
    expect(update('transaction.version', 1)).toMatch(/^Can't downgrade the version of this feature without/)
    expect(update('transaction.version', 1, 'SAFE_DOWNGRADE')).toMatch(/^A sandbox keeps the feature levels/)
    expect(update('kraft.version', 1, 'UNSAFE_DOWNGRADE')).toBe("Can't downgrade to a newer version.")
    expect(update('kraft.version', 1, 'UNKNOWN')).toBe('The controller does not support the given upgrade type.')
  })

  it('[STP1] change nothing', () => {
    const cluster = clusterOf([1, 2])
    const before = encodeCluster(cluster.cluster)
    cluster.request('DescribeLogDirs', { topics: null })
    cluster.request('DescribeQuorum', QUORUM)
    cluster.request('DescribeCluster', { endpointType: 'BROKERS', includeFencedBrokers: true })
    cluster.request('DescribeTopicPartitions', { topics: [], responsePartitionLimit: 10, cursor: null })
    expect(encodeCluster(cluster.cluster)).toEqual(before)
  })
})
