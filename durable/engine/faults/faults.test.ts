// Faults: what they do to whom, how they end, and what is refused.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, lateAnswer, partitionOf, reachOf, readValues, send } from '../../../test/support/replicas.ts'
import type { FaultSpec } from './fault.ts'

function two(configs: Readonly<Record<string, string>> = {}, brokerConfigs: readonly (readonly [string, string])[] = []): MemoryCluster {
  const cluster = new MemoryCluster({ brokerConfigs })
  createAssigned(cluster, 't', [[1, 2]], configs)
  return cluster
}

function start(cluster: MemoryCluster, spec: FaultSpec, durationMs: number | null = null): number {
  const outcome = cluster.act({ kind: 'startFault', spec, durationMs })
  if (!outcome.ok || outcome.faultId === null) throw new Error('the fault did not start')
  return outcome.faultId
}

function refusalOf(cluster: MemoryCluster, spec: FaultSpec): string | null {
  const outcome = cluster.act({ kind: 'startFault', spec, durationMs: null })
  return outcome.ok ? null : outcome.error
}

const PAUSE_2 = { kind: 'pause_replication', brokerId: 2, topic: null, partitionIndex: null } as const

describe('faults', () => {
  it('[FLT1] end by their time, by hand, or when they are used up', () => {
    const cluster = two()
    start(cluster, PAUSE_2, 500)
    expect(send(cluster, 'a')).toBeNull()
    cluster.advance(500)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE' })
    const byHand = start(cluster, { kind: 'slow_disk', brokerId: 1, latencyMs: 5 })
    expect(cluster.act({ kind: 'endFault', faultId: byHand })).toMatchObject({ ok: true })
    start(cluster, { kind: 'error', api: 'Produce', brokerId: null, error: 'CORRUPT_MESSAGE', count: 1 })
    expect(send(cluster, 'b')).toMatchObject({ error: 'CORRUPT_MESSAGE' })
    expect(send(cluster, 'c')).toMatchObject({ error: 'NONE' })
    expect(cluster.engine.cluster.faults.size).toBe(0)
  })

  it('[FLT2] are refused where there is nothing to break, and on top of one of the same kind', () => {
    const cluster = two()
    expect(refusalOf(cluster, { kind: 'slow_disk', brokerId: 9, latencyMs: 5 })).toBe('BROKER_ID_NOT_REGISTERED')
    expect(refusalOf(cluster, { ...PAUSE_2, topic: 'nobody' })).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(refusalOf(cluster, { kind: 'link', from: 1, to: 1, latencyMs: 1, loss: 0, cut: false })).toBe('INVALID_REQUEST')
    start(cluster, PAUSE_2)
    expect(refusalOf(cluster, PAUSE_2)).toBe('INVALID_REQUEST')
    expect(cluster.act({ kind: 'endFault', faultId: 77 })).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
  })

  it('[FLT3] that drop an answer leave what was done: a client that tries again writes twice', () => {
    const cluster = two()
    start(cluster, { kind: 'drop_response', api: 'Produce', brokerId: 1, count: 1 })
    expect(send(cluster, 'twice')).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    expect(send(cluster, 'twice')).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(readValues(cluster)).toEqual(['twice', 'twice'])
  })

  it('[FLT4] of the link to the clients: the request never arrives, or the answer does not, or both take their time', () => {
    const cluster = two()
    const cutTo = start(cluster, { kind: 'link', from: 'clients', to: 1, latencyMs: 0, loss: 0, cut: true })
    expect(send(cluster, 'never')).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    cluster.act({ kind: 'endFault', faultId: cutTo })
    const cutFrom = start(cluster, { kind: 'link', from: 1, to: 'clients', latencyMs: 0, loss: 0, cut: true })
    expect(send(cluster, 'stored')).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    cluster.act({ kind: 'endFault', faultId: cutFrom })
    start(cluster, { kind: 'link', from: 1, to: 'clients', latencyMs: 40, loss: 0, cut: false })
    expect(send(cluster, 'slow', { acks: 1 })).toBeNull()
    cluster.advance(40)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 1 })
  })

  it('[FLT5] of a disk slow down what the follower writes and what the leader acknowledges', () => {
    const cluster = two()
    start(cluster, { kind: 'slow_disk', brokerId: 2, latencyMs: 70 })
    expect(send(cluster, 'a')).toBeNull()
    cluster.advance(69)
    expect(reachOf(cluster, 2)).toEqual([0, 0])
    cluster.advance(1)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE' })
  })

  it('[FLT6] that lose messages make the follower wait for its timeout and try again', () => {
    const cluster = two()
    start(cluster, { kind: 'link', from: 1, to: 2, latencyMs: 0, loss: 0.5, cut: false })
    for (let value = 0; value < 20; value++) send(cluster, String(value), { acks: 1 })
    cluster.advance(3_600_000)
    expect(reachOf(cluster, 2)).toEqual([20, 20])
    expect(partitionOf(cluster).isr).toContain(2)
  })

  it('[FLT7] that take a node away for a while give it back: a paused one wakes, one that is down starts', () => {
    const cluster = two()
    cluster.act({ kind: 'node', nodeId: 1, action: 'pause', durationMs: 3_000 })
    expect(send(cluster, 'held', { acks: 1, brokerId: 1 })).toBeNull()
    cluster.act({ kind: 'node', nodeId: 3000, action: 'kill', durationMs: 5_000 })
    cluster.advance(3_000)
    expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 0 })
    cluster.act({ kind: 'node', nodeId: 2, action: 'crash', durationMs: 60_000 })
    cluster.advance(60_000)
    expect(cluster.engine.cluster.brokers.get(2)).toMatchObject({ process: 'running', fenced: false, returnsMs: null })
    expect(cluster.engine.cluster.controllers.get(3000)).toMatchObject({ process: 'running', returnsMs: null })
    expect(partitionOf(cluster).isr).toEqual([1, 2])
    cluster.node(2, 'kill')
    expect(cluster.act({ kind: 'node', nodeId: 2, action: 'start', durationMs: 5 })).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
  })

  it('[NOD9] refuses what a node cannot do now, and nodes that are not there', () => {
    const cluster = two()
    expect(cluster.node(9, 'kill')).toMatchObject({ ok: false, error: 'BROKER_ID_NOT_REGISTERED' })
    expect(cluster.node(1, 'start')).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
    cluster.node(1, 'kill')
    expect(cluster.node(1, 'kill')).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
    expect(cluster.node(1, 'resume')).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
  })
})

/**
 * KIP-101. Brokers 2 and 3 have a committed record and do not know yet that it is: their leader dies before it could tell them. Broker 2 leads
 * then, and dies before broker 3 has fetched from it.
 */
function twoLeadersDie(rule: 'leader epochs' | 'high watermark'): MemoryCluster {
  const cluster = new MemoryCluster({ brokerConfigs: [['samsa.leader.epoch.truncation.enable', String(rule === 'leader epochs')]] })
  createAssigned(cluster, 't', [[1, 2, 3]])
  send(cluster, 'm1')
  for (const [from, to] of [[1, 2] as const, [1, 3] as const, [2, 3] as const]) {
    start(cluster, { kind: 'link', from, to, latencyMs: 100, loss: 0, cut: false })
  }
  send(cluster, 'm2')
  cluster.advance(100)
  expect(lateAnswer(cluster)).toMatchObject({ error: 'NONE', baseOffset: 1 })
  expect([1, 2, 3].map((brokerId) => reachOf(cluster, brokerId))).toEqual([
    [2, 2],
    [2, 1],
    [2, 1],
  ])
  cluster.node(1, 'kill')
  cluster.advance(9_000)
  expect(partitionOf(cluster)).toMatchObject({ leader: 2, isr: [2, 3] })
  cluster.node(2, 'kill')
  cluster.advance(9_000)
  expect(partitionOf(cluster)).toMatchObject({ leader: 3, isr: [3] })
  return cluster
}

describe('truncation', () => {
  it('[LDR4] by leader epochs keeps a committed record that truncation to the high watermark loses', () => {
    expect(readValues(twoLeadersDie('high watermark'))).toEqual(['m1'])
    expect(readValues(twoLeadersDie('leader epochs'))).toEqual(['m1', 'm2'])
  })
})
