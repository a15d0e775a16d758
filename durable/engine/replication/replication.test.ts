// Followers, high watermarks and in-sync replicas, as a Kafka book tells of them.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, lateAnswer, partitionOf, reachOf, readValues, send } from '../../../test/support/replicas.ts'
import type { ClusterRecord } from '../record.ts'

function three(configs: Readonly<Record<string, string>> = {}, brokerConfigs: readonly (readonly [string, string])[] = []): MemoryCluster {
  const cluster = new MemoryCluster({ brokerConfigs })
  createAssigned(cluster, 't', [[1, 2, 3]], configs)
  return cluster
}

function kindsSince(cluster: MemoryCluster, entry: number): string[] {
  return cluster.entries.slice(entry).flatMap(({ records }) => records.map(nameOfRecord))
}

function nameOfRecord(record: ClusterRecord): string {
  return record.kind === 'log.changed' ? record.change.kind : record.kind
}

function pauseReplication(cluster: MemoryCluster, brokerId: number): void {
  const spec = { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null } as const
  expect(cluster.act({ kind: 'startFault', spec, durationMs: null })).toMatchObject({ ok: true })
}

describe('replication', () => {
  it('[REP1] commits a record in the round after the followers have it, and tells them in the round after that', () => {
    const cluster = three()
    send(cluster, 'first')
    const before = cluster.entries.length
    expect(send(cluster, 'second')).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(kindsSince(cluster, before)).toEqual(['batch.appended', 'replica.fetched', 'highWatermark.moved', 'replica.fetched'])
    const [, appended, , told] = cluster.entries.at(-1)?.records ?? []
    expect(appended).toMatchObject({ brokerIds: [2, 3], logEndOffset: 2, highWatermark: 1 })
    expect(told).toMatchObject({ brokerIds: [2, 3], logEndOffset: 2, highWatermark: 2 })
  })

  it('[REP2] keeps one copy of what replicas agree on', () => {
    const cluster = three()
    for (const value of ['a', 'b', 'c']) send(cluster, value)
    expect(cluster.topicBatchCount).toBe(3)
    expect(partitionOf(cluster).replicaStates.every(({ ownLog }) => ownLog === null)).toBe(true)
    for (const brokerId of [1, 2, 3]) expect(reachOf(cluster, brokerId)).toEqual([3, 3])
  })

  it('[REP3] sends records and watermarks over a slow link one way at a time', () => {
    const cluster = three()
    send(cluster, 'first')
    for (const to of [2, 3]) {
      const spec = { kind: 'link', from: 1, to, latencyMs: 100, loss: 0, cut: false } as const
      cluster.act({ kind: 'startFault', spec, durationMs: null })
    }
    expect(send(cluster, 'second')).toBeNull()
    expect(reachOf(cluster, 2)).toEqual([1, 1])
    cluster.advance(100)
    expect([reachOf(cluster, 1), reachOf(cluster, 2)]).toEqual([
      [2, 2],
      [2, 1],
    ])
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 1 })
    cluster.advance(100)
    expect(reachOf(cluster, 2)).toEqual([2, 2])
  })

  it('[ISR1] lets go of a follower that has lagged for replica.lag.time.max.ms, and takes it back when it has caught up', () => {
    const cluster = three()
    send(cluster, 'first')
    pauseReplication(cluster, 3)
    expect(send(cluster, 'second')).toBeNull()
    cluster.advance(30_000)
    expect(partitionOf(cluster).isr).toEqual([1, 2, 3])
    cluster.advance(1)
    expect(partitionOf(cluster)).toMatchObject({ isr: [1, 2], leaderEpoch: 0, partitionEpoch: 1 })
    expect(reachOf(cluster, 1)).toEqual([2, 2])
    cluster.act({ kind: 'endFault', faultId: 1 })
    expect(partitionOf(cluster)).toMatchObject({ isr: [1, 2, 3], partitionEpoch: 2 })
    expect(reachOf(cluster, 3)).toEqual([2, 2])
  })

  it('[ISR2] does not count the time in which there was nothing to fetch', () => {
    const cluster = three()
    send(cluster, 'first')
    cluster.advance(3_600_000)
    pauseReplication(cluster, 3)
    send(cluster, 'second')
    cluster.advance(30_000)
    expect(partitionOf(cluster).isr).toEqual([1, 2, 3])
    cluster.advance(1)
    expect(partitionOf(cluster).isr).toEqual([1, 2])
  })

  it('[PRD9] refuses acks=all below min ISR before anything is written, and not acks=1', () => {
    const cluster = three({ 'min.insync.replicas': '2' })
    for (const brokerId of [2, 3]) cluster.node(brokerId, 'kill')
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ isr: [1], elr: [3] })
    expect(send(cluster, 'refused')).toMatchObject({ error: 'NOT_ENOUGH_REPLICAS', baseOffset: -1 })
    expect(send(cluster, 'taken', { acks: 1 })).toMatchObject({ error: 'NONE', baseOffset: 0 })
    expect(reachOf(cluster, 1)).toEqual([1, 0])
  })

  it('[HWM1] does not move the high watermark below min ISR, so what acks=1 wrote stays invisible until the ISR is back', () => {
    const cluster = three({ 'min.insync.replicas': '2' })
    for (const brokerId of [2, 3]) cluster.node(brokerId, 'kill')
    cluster.advance(9_000)
    send(cluster, 'hidden', { acks: 1 })
    expect(readValues(cluster)).toEqual([])
    cluster.node(2, 'start')
    expect(partitionOf(cluster).isr).toEqual([1, 2])
    expect(readValues(cluster)).toEqual(['hidden'])
  })

  it('[PRD10] answers NOT_ENOUGH_REPLICAS_AFTER_APPEND when the ISR falls below the minimum while it waits', () => {
    const cluster = three({ 'min.insync.replicas': '2' })
    for (const brokerId of [2, 3]) pauseReplication(cluster, brokerId)
    expect(send(cluster, 'written', { timeoutMs: 60_000 })).toBeNull()
    cluster.advance(30_001)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', baseOffset: -1 })
    expect(reachOf(cluster, 1)).toEqual([1, 0])
  })

  it('[PRD11] answers REQUEST_TIMED_OUT when the followers take too long, though the record is in the log', () => {
    const cluster = three()
    pauseReplication(cluster, 3)
    expect(send(cluster, 'late', { timeoutMs: 1_500 })).toBeNull()
    cluster.advance(1_499)
    expect(lateAnswer(cluster)).toBeNull()
    cluster.advance(1)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'REQUEST_TIMED_OUT' })
    expect(reachOf(cluster, 1)[0]).toBe(1)
  })

  it('[LDR1] loses an acks=1 record with its leader, and the old leader cuts it off when it comes back', () => {
    const cluster = three()
    send(cluster, 'kept')
    for (const brokerId of [2, 3]) pauseReplication(cluster, brokerId)
    expect(send(cluster, 'lost', { acks: 1 })).toMatchObject({ error: 'NONE', baseOffset: 1 })
    cluster.node(1, 'kill')
    for (const faultId of [1, 2]) cluster.act({ kind: 'endFault', faultId })
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2, 3] })
    expect(send(cluster, 'instead')).toMatchObject({ error: 'NONE', baseOffset: 1 })
    cluster.node(1, 'start')
    expect(cluster.records.some((record) => record.kind === 'log.changed' && record.reason?.code === 'divergingEpoch')).toBe(true)
    expect(partitionOf(cluster).isr).toEqual([2, 3, 1])
    expect(readValues(cluster)).toEqual(['kept', 'instead'])
    expect(cluster.topicBatchCount).toBe(2)
  })

  it('[LDR2] keeps an acks=all record when its leader dies', () => {
    const cluster = three()
    expect(send(cluster, 'kept')).toMatchObject({ error: 'NONE' })
    cluster.node(1, 'kill')
    expect(send(cluster, 'refused')).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2, 3] })
    expect(readValues(cluster)).toEqual(['kept'])
    expect(partitionOf(cluster).log.leaderEpochs).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 1, startOffset: 1 },
    ])
  })

  it('[LDR3] elects uncleanly only where the topic allows it, and then the others cut back to the new leader', () => {
    const cluster = three({ 'min.insync.replicas': '1' }, [['eligible.leader.replicas.version', '0']])
    send(cluster, 'everywhere')
    for (const brokerId of [2, 3]) cluster.node(brokerId, 'kill')
    cluster.advance(9_000)
    expect(send(cluster, 'only on 1')).toMatchObject({ error: 'NONE', baseOffset: 1 })
    cluster.node(1, 'kill')
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: -1, isr: [1] })
    cluster.node(2, 'start')
    expect(partitionOf(cluster)).toMatchObject({ leader: -1, isr: [1] })
    const configs = [{ name: 'unclean.leader.election.enable', configOperation: 'SET', value: 'true' } as const]
    cluster.request('IncrementalAlterConfigs', { resources: [{ resourceType: 'TOPIC', resourceName: 't', configs }], validateOnly: false })
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2] })
    expect(readValues(cluster)).toEqual(['everywhere'])
    cluster.node(1, 'start')
    expect(reachOf(cluster, 1)[0]).toBe(1)
    expect(partitionOf(cluster).isr).toEqual([2, 1])
  })
})

describe('nodes that fail', () => {
  it('[NOD1] notices a dead broker when its session ends and not before', () => {
    const cluster = three()
    cluster.node(2, 'kill')
    expect(cluster.engine.nextDueMs(false)).toBe(cluster.nowMs + 9_000)
    cluster.advance(8_999)
    expect(cluster.engine.cluster.brokers.get(2)?.fenced).toBe(false)
    cluster.advance(1)
    expect(cluster.engine.cluster.brokers.get(2)?.fenced).toBe(true)
    expect(partitionOf(cluster).isr).toEqual([1, 3])
    expect(cluster.engine.nextDueMs(false)).toBeNull()
  })

  it('[NOD2] moves the leaders away before a broker stops in order', () => {
    const cluster = three()
    cluster.node(1, 'stop')
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3] })
    expect(send(cluster, 'at once')).toMatchObject({ error: 'NONE' })
    cluster.node(1, 'start')
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3, 1] })
  })

  it('[NOD3] lets a paused leader go on believing: it takes a write when it wakes, and loses it', () => {
    const cluster = three()
    send(cluster, 'kept')
    cluster.node(1, 'pause')
    expect(send(cluster, 'held', { acks: 1, brokerId: 1 })).toBeNull()
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3] })
    expect(send(cluster, 'instead')).toMatchObject({ error: 'NONE', baseOffset: 1 })
    cluster.node(1, 'resume')
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(readValues(cluster)).toEqual(['kept', 'instead'])
    expect(partitionOf(cluster).isr).toEqual([2, 3, 1])
    expect(cluster.topicBatchCount).toBe(2)
  })

  it('[NOD3] carries out itself what it was sent as the leader, and not whoever leads by then', () => {
    const cluster = three()
    cluster.node(1, 'pause')
    expect(send(cluster, 'held', { acks: 1 })).toBeNull()
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3] })
    expect(send(cluster, 'instead')).toMatchObject({ error: 'NONE', baseOffset: 0 })
    cluster.node(1, 'resume')
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 0 })
    expect(readValues(cluster)).toEqual(['instead'])
    cluster.node(2, 'pause')
    expect(send(cluster, 'gone', { acks: 1 })).toBeNull()
    cluster.node(2, 'kill')
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    cluster.node(2, 'start')
    expect(readValues(cluster)).toEqual(['instead'])
  })

  it('[NOD4] elects another controller when the active one is gone, and none without a majority', () => {
    const cluster = three()
    cluster.node(3000, 'kill')
    cluster.advance(2_000)
    expect(cluster.engine.cluster).toMatchObject({ activeController: 3001, controllerEpoch: 2 })
    cluster.node(3001, 'kill')
    cluster.advance(2_000)
    expect(cluster.engine.cluster.activeController).toBe(-1)
    const topic = { name: 'u', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    expect(cluster.request('CreateTopics', { topics: [topic], validateOnly: false }).topics[0]?.error).toBe('NOT_CONTROLLER')
    cluster.node(3000, 'start')
    expect(cluster.engine.cluster).toMatchObject({ activeController: 3000, controllerEpoch: 3 })
  })

  it('[NOD5] loses what was not flushed when a machine crashes', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1]], { 'flush.messages': '2' })
    for (const value of ['a', 'b', 'c']) send(cluster, value)
    cluster.node(1, 'crash')
    cluster.node(1, 'start')
    expect(readValues(cluster)).toEqual(['a', 'b'])
  })

  it('[NOD6] keeps a committed record through the crash of its leader’s machine', () => {
    const cluster = three()
    send(cluster, 'a')
    cluster.node(1, 'crash')
    cluster.advance(9_000)
    cluster.node(1, 'start')
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3, 1] })
    expect(readValues(cluster)).toEqual(['a'])
    expect(cluster.topicBatchCount).toBe(1)
  })

  it('[NOD7] brings leaders home at the next round of the controller', () => {
    const cluster = three()
    cluster.node(1, 'stop')
    cluster.node(1, 'start')
    expect(partitionOf(cluster).leader).toBe(2)
    expect(cluster.engine.nextDueMs(false)).toBeNull()
    cluster.advance(300_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 1, leaderEpoch: 2 })
  })

  it('[NOD8] goes on with a leader that is cut off until it hears that it was voted out', () => {
    const cluster = three()
    send(cluster, 'kept')
    for (const node of [2, 3, 3000, 3001, 3002]) {
      for (const [from, to] of [[1, node] as const, [node, 1] as const]) {
        cluster.act({ kind: 'startFault', spec: { kind: 'link', from, to, latencyMs: 0, loss: 0, cut: true }, durationMs: null })
      }
    }
    cluster.advance(9_000)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3] })
    expect(send(cluster, 'lost', { acks: 1, brokerId: 1 })).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(send(cluster, 'instead')).toMatchObject({ error: 'NONE', baseOffset: 1 })
    for (let faultId = 1; faultId <= 10; faultId++) cluster.act({ kind: 'endFault', faultId })
    expect(send(cluster, 'refused', { acks: 1, brokerId: 1 })).toMatchObject({ error: 'NOT_LEADER_OR_FOLLOWER' })
    expect(readValues(cluster)).toEqual(['kept', 'instead'])
    expect(partitionOf(cluster).isr).toEqual([2, 3, 1])
  })
})

describe('what the simulator found', () => {
  it('[ISR3] does not take a follower in that would have to go again at once', () => {
    const cluster = three()
    send(cluster, 'a')
    cluster.act({ kind: 'startFault', spec: { kind: 'link', from: 1, to: 3, latencyMs: 40_000, loss: 0, cut: false }, durationMs: null })
    send(cluster, 'b', { acks: 1 })
    cluster.advance(30_001)
    expect(partitionOf(cluster).isr).toEqual([1, 2])
    // Its answer arrives, and meanwhile there is more: it has reached the high watermark and lags all the same.
    send(cluster, 'c', { acks: 1 })
    cluster.advance(10_000)
    send(cluster, 'd', { acks: 1 })
    cluster.advance(200_000)
    expect(partitionOf(cluster).isr).toEqual([1, 2, 3])
  })

  it('[LDR5] forgets what it knew of a broker’s former life: one that comes back empty has to fetch before it counts', () => {
    const cluster = three({ 'min.insync.replicas': '2' })
    for (const value of ['a', 'b']) expect(send(cluster, value)).toMatchObject({ error: 'NONE' })
    cluster.act({
      kind: 'startFault',
      spec: { kind: 'pause_replication', brokerId: 3, topic: null, partitionIndex: null },
      durationMs: null,
    })
    cluster.node(3, 'crash')
    cluster.node(3, 'start')
    expect(reachOf(cluster, 3)).toEqual([0, 0])
    expect(partitionOf(cluster).isr).toEqual([1, 2])
    cluster.act({ kind: 'endFault', faultId: 1 })
    expect(reachOf(cluster, 3)).toEqual([2, 2])
    expect(partitionOf(cluster).isr).toEqual([1, 2, 3])
  })

  it('[NOD10] takes a broker for crashed that is stopped before it has registered again', () => {
    const cluster = three({ 'min.insync.replicas': '3' })
    for (const controller of [3000, 3001]) cluster.node(controller, 'kill')
    cluster.node(3, 'crash')
    cluster.node(3, 'start')
    cluster.node(3, 'stop')
    expect(cluster.engine.cluster.brokers.get(3)).toMatchObject({ process: 'down', shutDownCleanly: false })
  })

  it('[LDR7] does not lead on with the empty replica that it was given in its sleep', () => {
    const cluster = three()
    send(cluster, 'a')
    cluster.node(1, 'pause')
    expect(send(cluster, 'held', { acks: 1, brokerId: 1 })).toBeNull()
    cluster.advance(9_000)
    for (const replicas of [
      [2, 3],
      [2, 3, 1],
    ]) {
      const topics = [{ name: 't', partitions: [{ partitionIndex: 0, replicas }] }]
      cluster.request('AlterPartitionReassignments', { allowReplicationFactorChange: true, topics })
    }
    cluster.node(1, 'resume')
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NOT_LEADER_OR_FOLLOWER' })
    expect(readValues(cluster)).toEqual(['a'])
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3, 1] })
  })

  it('[LDR6] writes in the epoch that it knows when it was elected in its sleep', () => {
    const cluster = three()
    send(cluster, 'a')
    for (const action of ['stop', 'start'] as const) cluster.node(1, action)
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, leaderEpoch: 1 })
    cluster.node(2, 'pause')
    expect(send(cluster, 'held', { acks: 1, brokerId: 2 })).toBeNull()
    cluster.request('ElectLeaders', { electionType: 'PREFERRED', topicPartitions: null })
    cluster.node(1, 'stop')
    expect(partitionOf(cluster)).toMatchObject({ leader: 2, leaderEpoch: 3, logBrokerId: 2 })
    cluster.node(2, 'resume')
    const appended = cluster.records.filter((record) => record.kind === 'log.changed' && record.change.kind === 'epochs.truncated')
    expect(appended).toHaveLength(1)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(readValues(cluster)).toEqual(['a', 'held'])
    expect(partitionOf(cluster).log.leaderEpochs.map(({ epoch }) => epoch)).toEqual([0, 1])
  })
})
