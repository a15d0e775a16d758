// The view of a cluster: what it says of brokers that died, of logs that diverged, and of followers that have only a part.
import { describe, expect, it } from 'vitest'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import { ClassicMember, coordinatorOf, rebalance } from '../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, send } from '../../../test/support/replicas.ts'
import { clusterState } from './cluster-state-of.ts'
import type { ClusterState, PartitionState, ReplicaLogState } from './cluster-state.ts'

function three(configs: Readonly<Record<string, string>> = {}): MemoryCluster {
  const cluster = new MemoryCluster()
  createAssigned(cluster, 't', [[1, 2, 3]], configs)
  return cluster
}

function stateOf(cluster: MemoryCluster): ClusterState {
  const state = clusterState(cluster.engine, cluster.nowMs, cluster.engine.nextDueMs(true))
  expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  return state
}

function partitionIn(state: ClusterState): PartitionState {
  const [partition] = state.topics[0]?.partitions ?? []
  if (partition === undefined) throw new Error('there is no partition')
  return partition
}

function logIn(cluster: MemoryCluster, brokerId: number): ReplicaLogState {
  const log = partitionIn(stateOf(cluster)).logs.find((replica) => replica.brokerId === brokerId)
  if (log === undefined) throw new Error(`broker ${brokerId} has no log`)
  return log
}

function pauseReplication(cluster: MemoryCluster, brokerId: number): void {
  cluster.act({ kind: 'startFault', spec: { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null }, durationMs: null })
}

describe('the state of a cluster', () => {
  it('of a healthy one shows replicas that agree', () => {
    const cluster = three()
    send(cluster, 'a')
    const state = stateOf(cluster)
    expect(state).toMatchObject({
      clusterId: 'test-cluster',
      sequence: cluster.events.at(-1)?.sequence,
      clock: { mode: 'realtime', nowMs: cluster.nowMs },
      controller: { activeController: 3000, controllerEpoch: 1 },
      purgatory: { produce: 0, fetch: 0 },
      faults: [],
    })
    expect(state.controller.controllers.map(({ isActive }) => isActive)).toEqual([true, false, false])
    expect(state.brokers.map(({ leaderCount, replicaCount }) => [leaderCount, replicaCount])).toEqual([
      [1, 1],
      [0, 1],
      [0, 1],
    ])
    const partition = partitionIn(state)
    expect(partition).toMatchObject({ leader: 1, isr: [1, 2, 3], osr: [], lowWatermark: 0, isUnderReplicated: false, isOffline: false })
    const same = { logEndOffset: 1, highWatermark: 1, lastStableOffset: 1, isInSync: true, isDiverged: false }
    const [leader, ...followers] = partition.logs
    expect(leader).toMatchObject({ ...same, role: 'leader', fetcher: null, known: null })
    for (const follower of followers) {
      expect(follower).toMatchObject({ ...same, role: 'follower', fetcher: 'at rest', known: { logEndOffset: 1 } })
      expect(follower.segments).toEqual(leader?.segments)
      expect(follower.sizeBytes).toBe(leader?.sizeBytes)
    }
  })

  it('with a dead broker counts as Kafka does: silent first, then fenced and out of the ISR', () => {
    const cluster = three({ 'min.insync.replicas': '3' })
    cluster.node(3, 'kill')
    const [, , silent] = stateOf(cluster).brokers
    expect(silent).toMatchObject({ process: 'down', fenced: false, silentSinceMs: cluster.nowMs, followsMetadata: false })
    cluster.advance(9_000)
    const state = stateOf(cluster)
    expect(state.brokers[2]).toMatchObject({ fenced: true, leaderCount: 0, replicaCount: 1 })
    expect(partitionIn(state)).toMatchObject({ isr: [1, 2], osr: [3], elr: [3], minIsr: 3, isUnderReplicated: true, isUnderMinIsr: true })
    for (const brokerId of [1, 2]) cluster.node(brokerId, 'kill')
    expect(partitionIn(stateOf(cluster))).toMatchObject({ leader: 1, isOffline: false })
    cluster.advance(9_000)
    const offline = partitionIn(stateOf(cluster))
    expect(offline).toMatchObject({ leader: -1, isOffline: true, isUnderReplicated: false, isUnderMinIsr: false, lowWatermark: 0 })
    expect(offline.logs.every(({ role, known }) => role === 'follower' && known === null)).toBe(true)
  })

  it('shows what a leader that died alone with a record still has, and the epochs of both histories', () => {
    const cluster = three()
    send(cluster, 'kept')
    for (const brokerId of [2, 3]) pauseReplication(cluster, brokerId)
    send(cluster, 'lost', { acks: 1 })
    cluster.node(1, 'kill')
    for (const faultId of [1, 2]) cluster.act({ kind: 'endFault', faultId })
    cluster.advance(9_000)
    send(cluster, 'instead')
    send(cluster, 'and more')
    expect(logIn(cluster, 1)).toMatchObject({
      role: 'follower',
      isInSync: false,
      isDiverged: true,
      logEndOffset: 2,
      fetcher: 'blocked',
      leaderEpochs: [{ epoch: 0, startOffset: 0 }],
    })
    expect(logIn(cluster, 2)).toMatchObject({
      role: 'leader',
      isDiverged: false,
      logEndOffset: 3,
      leaderEpochs: [
        { epoch: 0, startOffset: 0 },
        { epoch: 1, startOffset: 1 },
      ],
    })
  })

  it('shows of a log that is shared only what the follower has of it', () => {
    const cluster = three({ 'internal.segment.bytes': '150' })
    for (const value of ['a', 'b', 'c']) send(cluster, value)
    pauseReplication(cluster, 3)
    for (const value of ['d', 'e', 'f', 'g']) send(cluster, value, { acks: 1 })
    const leader = logIn(cluster, 1)
    expect(leader.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2, 4, 6])
    const follower = logIn(cluster, 3)
    expect(follower).toMatchObject({ logEndOffset: 3, highWatermark: 3, lastStableOffset: 3, recoveryPoint: 2, sizeBytes: null })
    expect(follower.segments).toEqual([leader.segments[0], { baseOffset: 2, sizeBytes: null, maxTimestamp: null }])
    expect(stateOf(cluster).faults).toMatchObject([{ faultId: 1, spec: { kind: 'pause_replication', brokerId: 3 }, used: 0, endsMs: null }])
  })

  it('does not miss replicas that a reassignment only adds', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2]])
    send(cluster, 'a')
    pauseReplication(cluster, 3)
    cluster.request('AlterPartitionReassignments', {
      allowReplicationFactorChange: true,
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas: [3, 2] }] }],
    })
    const moving = { replicas: [3, 2, 1], addingReplicas: [3], removingReplicas: [1], isr: [1, 2], osr: [3] }
    expect(partitionIn(stateOf(cluster))).toMatchObject({ ...moving, isUnderReplicated: false })
    expect(logIn(cluster, 3)).toMatchObject({
      logEndOffset: 0,
      leaderEpochs: [],
      sizeBytes: 0,
      segments: [{ baseOffset: 0, sizeBytes: 0 }],
    })
  })

  it('counts the requests that wait', () => {
    const cluster = three()
    pauseReplication(cluster, 3)
    expect(send(cluster, 'waits')).toBeNull()
    expect(stateOf(cluster).purgatory).toEqual({ produce: 1, fetch: 0 })
  })
})

describe('the coordinators of a cluster', () => {
  it('show transactions, their markers and the offsets they bring', () => {
    const cluster = three()
    const producer = new TransactionalProducer(cluster)
    producer.init()
    producer.produce(['a'])
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 1 }])
    const open = stateOf(cluster)
    expect(open.transactions).toMatchObject([
      {
        transactionalId: 'payments',
        state: 'Ongoing',
        pendingState: null,
        startTimestampMs: cluster.nowMs,
        partitions: [
          { topic: 't', partitionIndex: 0, marker: null },
          { topic: '__consumer_offsets', marker: null },
        ],
      },
    ])
    expect(open.groups).toMatchObject([{ groupId: 'g', committed: [], pending: [{ topic: 't', offset: 1, producerId: 0 }] }])
    cluster.act({
      kind: 'startFault',
      spec: { kind: 'pause_replication', brokerId: 2, topic: 't', partitionIndex: null },
      durationMs: null,
    })
    producer.end(true)
    expect(stateOf(cluster).transactions).toMatchObject([
      { state: 'PrepareCommit', pendingState: 'CompleteCommit', partitions: [{ topic: 't', marker: 'written' }] },
    ])
    cluster.act({ kind: 'endFault', faultId: 1 })
    const ended = stateOf(cluster)
    expect(ended.transactions).toMatchObject([{ state: 'CompleteCommit', partitions: [] }])
    expect(ended.groups).toMatchObject([{ committed: [{ topic: 't', partitionIndex: 0, offset: 1 }], pending: [] }])
  })

  it('shows who is in a group, and what the leader assigned to whom', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1], [2]])
    const [a, b] = [new ClassicMember(cluster), new ClassicMember(cluster, { groupInstanceId: 'i2' })]
    rebalance(cluster, [a, b], 6_000)
    a.commit(3)
    expect(stateOf(cluster).groups).toEqual([
      {
        groupId: 'g',
        coordinator: coordinatorOf(cluster),
        type: 'classic',
        state: 'Stable',
        generation: 1,
        protocolType: 'consumer',
        protocolName: 'range',
        leader: a.memberId,
        members: [a, b].map(({ memberId, named: { groupInstanceId } }, partitionIndex) => {
          return { memberId, groupInstanceId, clientId: 'c', clientHost: '/127.0.0.1', assignment: [{ topic: 't', partitionIndex }] }
        }),
        committed: [{ topic: 't', partitionIndex: 0, offset: 3 }],
        pending: [],
      },
    ])
    b.leave()
    expect(stateOf(cluster).groups).toMatchObject([{ state: 'PreparingRebalance', members: [{ memberId: a.memberId }] }])
  })
})
