// Clusters that go through what a Kafka book tells of, and all their events as sentences.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, produceRequest } from '../../../test/support/records.ts'
import { createAssigned, send } from '../../../test/support/replicas.ts'
import { told } from '../../../test/support/told.ts'
import type { ClusterEvent } from '../../engine/event.ts'

function pauseReplication(cluster: MemoryCluster, brokerId: number): void {
  cluster.act({ kind: 'startFault', spec: { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null }, durationMs: 60_000 })
}

/** A leader dies with a record that nobody else has, somebody else leads, and the old one cuts its log back. */
function leadersComeAndGo(): MemoryCluster {
  const cluster = new MemoryCluster()
  createAssigned(cluster, 't', [[1, 2, 3]])
  send(cluster, 'kept')
  for (const brokerId of [2, 3]) pauseReplication(cluster, brokerId)
  send(cluster, 'lost', { acks: 1 })
  cluster.node(1, 'kill')
  cluster.advance(60_000)
  send(cluster, 'instead')
  cluster.node(1, 'start')
  cluster.node(2, 'stop')
  cluster.node(2, 'start')
  cluster.node(1, 'pause')
  cluster.advance(10_000)
  cluster.node(1, 'resume')
  cluster.node(3, 'crash')
  cluster.advance(10_000)
  cluster.node(3, 'start')
  cluster.advance(400_000)
  return cluster
}

/** Who has everything dies last, and somebody who has not leads. */
function uncleanly(): MemoryCluster {
  const cluster = new MemoryCluster({ brokerConfigs: [['eligible.leader.replicas.version', '0']] })
  createAssigned(cluster, 't', [[1, 2, 3]], { 'unclean.leader.election.enable': 'true' })
  send(cluster, 'everywhere')
  for (const brokerId of [2, 3]) cluster.node(brokerId, 'kill')
  cluster.advance(9_000)
  send(cluster, 'only on 1', { acks: 1 })
  cluster.node(1, 'kill')
  cluster.advance(9_000)
  for (const brokerId of [2, 3, 1]) cluster.node(brokerId, 'start')
  return cluster
}

/** Slow and lossy links, a slow disk, wrong answers, and controllers that die. */
function brokenOnPurpose(): MemoryCluster {
  const cluster = new MemoryCluster()
  createAssigned(cluster, 't', [[1, 2, 3]])
  const link = { kind: 'link', from: 1, to: 2, latencyMs: 20, loss: 0.5, cut: false } as const
  for (const spec of [link, { kind: 'slow_disk', brokerId: 3, latencyMs: 5 } as const]) {
    cluster.act({ kind: 'startFault', spec, durationMs: 100_000 })
  }
  cluster.act({
    kind: 'startFault',
    spec: { kind: 'error', api: 'Produce', brokerId: null, error: 'CORRUPT_MESSAGE', count: 1 },
    durationMs: null,
  })
  for (let value = 0; value < 10; value++) send(cluster, String(value))
  cluster.advance(200_000)
  cluster.node(3000, 'kill')
  cluster.advance(10_000)
  cluster.node(3001, 'kill')
  cluster.advance(10_000)
  cluster.node(3000, 'start')
  return cluster
}

/** A log that is compacted, deleted from and moved to another broker. */
function tidiedAndMoved(): MemoryCluster {
  const cluster = new MemoryCluster({ brokerConfigs: [['log.cleaner.min.cleanable.ratio', '0.01']] })
  createAssigned(cluster, 't', [[1, 2]], { 'cleanup.policy': 'compact,delete', 'segment.ms': '1000', 'retention.ms': '600000' })
  for (let value = 0; value < 5; value++) {
    cluster.send('Produce', produceRequest('t', 0, [batchOf([{ key: 'k', value: String(value) }], cluster.nowMs)], { acks: 1 }))
    cluster.advance(2_000)
  }
  cluster.request('AlterPartitionReassignments', {
    allowReplicationFactorChange: true,
    topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas: [3, 2] }] }],
  })
  cluster.advance(1_200_000)
  const clock = { mode: 'manual', offsetMs: 0, heldMs: cluster.nowMs } as const
  cluster.entries.push(...cluster.engine.record([{ kind: 'clock.changed', clock }], cluster.nowMs).entries)
  cluster.request('DeleteTopics', { topicNames: ['t'] })
  return cluster
}

const STORIES = [leadersComeAndGo, uncleanly, brokenOnPurpose, tidiedAndMoved]

function nameOf({ record }: ClusterEvent): string {
  return record.kind === 'log.changed' ? record.change.kind : record.kind
}

function reasonOf({ record }: ClusterEvent): string {
  return 'reason' in record && record.reason !== undefined ? record.reason.code : ''
}

describe('the events of a cluster', () => {
  it('are all told, whatever happens to it', () => {
    const events = STORIES.flatMap((story) => story().events)
    for (const event of events) told(event)
    const kinds = new Set(events.map(nameOf))
    for (const kind of [
      'log.truncated',
      'replica.joined',
      'log.handed',
      'segments.replaced',
      'segments.removed',
      'fault.used',
      'clock.changed',
    ]) {
      expect(kinds).toContain(kind)
    }
    const reasons = new Set(events.map(reasonOf))
    for (const code of [
      'divergingEpoch',
      'unflushed',
      'sessionExpired',
      'replicaLagged',
      'compaction',
      'autoRebalance',
      'quorumLost',
      'usedUp',
    ]) {
      expect(reasons).toContain(code)
    }
  })

  it('tell of an unclean election that it loses records', () => {
    const sentences = uncleanly().events.map(told)
    expect(sentences.filter((sentence) => sentence.includes('uncleanly'))).toEqual([
      'In t-0 broker 2 was elected leader uncleanly in a new leader epoch (records that only the old leader had are lost), the ISR became [2], the leader has to recover after an unclean election, because the topic allows it and nobody who is known to have everything can lead.',
    ])
  })

  it('tell why an ISR shrank and grew', () => {
    const sentences = leadersComeAndGo().events.map(told)
    const ofIsr = sentences.filter((sentence) => sentence.startsWith('In t-0 the ISR became'))
    expect(ofIsr.slice(0, 2)).toEqual([
      'In t-0 the ISR became [2], because broker 3 did not catch up with the leader for more than 30000 ms (replica.lag.time.max.ms).',
      'In t-0 the ISR became [2, 3], because broker 3 has caught up with the leader at LEO 1.',
    ])
  })
})
