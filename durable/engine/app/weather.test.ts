// Producers of every kind on a cluster to which everything happens, under several seeds: whatever became of a record, the audit knows it.
import { describe, expect, it } from 'vitest'
import { appOf, auditOfApp, createApp, plan, replay } from '../../../test/support/apps.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned, partitionOf } from '../../../test/support/replicas.ts'
import { Random, randomFromSeed } from '../random.ts'
import type { FateCounts } from './delivery.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const TIMEOUTS = { 'request.timeout.ms': '2000', 'delivery.timeout.ms': '20000', 'max.block.ms': '5000' }
const KINDS = {
  plain: { 'enable.idempotence': 'false' },
  hasty: { acks: '0', 'enable.idempotence': 'false' },
  idempotent: { 'enable.idempotence': 'true' },
  transactional: { 'enable.idempotence': 'true', 'transactional.id': 'tx' },
} as const

function disturb(cluster: MemoryCluster, random: Random): void {
  const brokerId = 1 + random.below(3)
  const startFault = (spec: Parameters<MemoryCluster['act']>[0] & { kind: 'startFault' }) => cluster.act(spec)
  switch (random.below(7)) {
    case 0:
      return void cluster.act({ kind: 'node', nodeId: brokerId, action: 'kill', durationMs: 12_000 })
    case 1:
      return void cluster.act({ kind: 'node', nodeId: brokerId, action: 'pause', durationMs: 1 + random.below(15_000) })
    case 2:
    case 3: {
      const [from, to] = random.below(2) === 0 ? (['clients', brokerId] as const) : ([brokerId, 'clients'] as const)
      const spec = { kind: 'link', from, to, latencyMs: random.below(400), loss: random.below(3) / 5, cut: random.below(6) === 0 } as const
      return void startFault({ kind: 'startFault', spec, durationMs: 1 + random.below(6_000) })
    }
    case 4: {
      const error = random.below(2) === 0 ? 'NOT_ENOUGH_REPLICAS' : 'MESSAGE_TOO_LARGE'
      return void startFault({
        kind: 'startFault',
        spec: { kind: 'error', api: 'Produce', brokerId: null, error, count: 2 },
        durationMs: 5_000,
      })
    }
    case 5:
      return void startFault({
        kind: 'startFault',
        spec: { kind: 'drop_response', api: 'Produce', brokerId: null, count: 2 },
        durationMs: 5_000,
      })
    default: {
      const spec = { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null } as const
      return void startFault({ kind: 'startFault', spec, durationMs: 1 + random.below(4_000) })
    }
  }
}

/** Sixty seconds of it, and then peace until everybody has finished. */
function weather(seed: number) {
  const cluster = new MemoryCluster({ seed })
  const random = new Random(randomFromSeed(seed))
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[]
  for (const name of names) createAssigned(cluster, name, [[1, 2, 3]], { 'min.insync.replicas': '2' })
  const apps = names.map((name) => {
    const configs = { ...KINDS[name], ...TIMEOUTS }
    const recordsPerTransaction = name === 'transactional' ? 7 : 0
    const workload = { count: 200, recordsPerSecond: 5, recordsPerTransaction, abortEvery: recordsPerTransaction > 0 ? 4 : 0 }
    return [name, createApp(cluster, plan({ topic: name, configs, workload }))] as const
  })
  for (let second = 0; second < 60; second++) {
    if (random.below(3) === 0) disturb(cluster, random)
    cluster.advance(1 + random.below(2000))
  }
  cluster.advance(400_000)
  return { cluster, apps: Object.fromEntries(apps) as Record<keyof typeof KINDS, number> }
}

function sum(counts: Readonly<FateCounts>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

describe.each(SEEDS)('in weather %i', (seed) => {
  const { cluster, apps } = weather(seed)

  it('[APP13] every application comes to its end, and its audit balances', () => {
    for (const appId of Object.values(apps)) {
      const { counters, phase, abandoned } = appOf(cluster, appId)
      expect(['finished', 'failed']).toContain(phase)
      expect(abandoned).toEqual([])
      const audit = auditOfApp(cluster, appId)
      expect([sum(audit.acknowledged), sum(audit.failed), sum(audit.abandoned), sum(audit.pending)]).toEqual([
        counters.acknowledged,
        counters.failed,
        counters.abandoned,
        0,
      ])
      expect(counters.made).toBe(counters.acknowledged + counters.failed + counters.abandoned)
    }
  })

  it('[APP13] what the audit says is stored is all that is in the log', () => {
    for (const name of ['plain', 'hasty', 'idempotent'] as const) {
      const { acknowledged, failed, abandoned, duplicates } = auditOfApp(cluster, apps[name])
      const stored = [acknowledged, failed, abandoned].reduce((total, { committed }) => total + committed, duplicates)
      expect([name, stored]).toEqual([name, partitionOf(cluster, name).log.logEndOffset])
    }
  })

  it('[APP4] with idempotence nothing that was acknowledged is lost or doubled, and the order is kept', () => {
    const { duplicates, acknowledged } = auditOfApp(cluster, apps.idempotent)
    expect({ duplicates, lost: acknowledged.lost + acknowledged.neverStored }).toEqual({ duplicates: 0, lost: 0 })
    const { trace } = appOf(cluster, apps.idempotent)
    const offsets = trace.filter(({ fate }) => fate === 'acknowledged').map(({ copies }) => copies[0]?.offset ?? -1)
    expect(offsets).toEqual(offsets.toSorted((one, other) => one - other))
  })

  it('[APP14] no transaction stays open, and none lost what it had committed', () => {
    const { acknowledged, failed } = auditOfApp(cluster, apps.transactional)
    expect([acknowledged.open, failed.open, acknowledged.lost, acknowledged.neverStored]).toEqual([0, 0, 0, 0])
  })

  it('[APP15] its journal tells the whole of it', () => {
    expect(replay(cluster)).toEqual(cluster.cluster)
  })
})
