// The one row about the sandbox itself: what it is called, how long it lives, how often it was put back, and what its cluster was made of.
import { createCluster } from '../engine/create-cluster.ts'
import type { ClusterView } from '../engine/cluster.ts'
import type { ClusterRecord } from '../engine/record.ts'
import { drawSeed } from './entropy.ts'
import type { SandboxSpec } from './rpc.ts'

/** What a cluster is made of. The seed is kept, so that it can be made again with the same ids. */
export type ClusterPlan = Pick<SandboxSpec, 'brokers' | 'brokerConfigs' | 'clock'> & { readonly seed: number }

export type SandboxRow = {
  readonly sandboxId: string
  readonly name: string
  readonly createdMs: number
  readonly expiresMs: number | null
  /** How often its cluster was rewound, restored or reset. */
  readonly generation: number
  readonly plan: ClusterPlan
}

type Columns = { sandbox_id: string; name: string; created_ms: number; expires_ms: number | null; generation: number; plan: string }

export function readSandboxRow(sql: SqlStorage): SandboxRow {
  const row = sql.exec<Columns>('SELECT * FROM sandbox').one()
  return {
    sandboxId: row.sandbox_id,
    name: row.name,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    generation: row.generation,
    plan: JSON.parse(row.plan) as ClusterPlan,
  }
}

/** Writes the row, whether there is one or not. */
export function writeSandboxRow(sql: SqlStorage, { sandboxId, name, createdMs, expiresMs, generation, plan }: SandboxRow): void {
  sql.exec(
    `INSERT OR REPLACE INTO sandbox (one, sandbox_id, name, created_ms, expires_ms, generation, plan) VALUES (1, ?, ?, ?, ?, ?, ?)`,
    sandboxId,
    name,
    createdMs,
    expiresMs,
    generation,
    JSON.stringify(plan),
  )
}

export function planOf({ brokers, brokerConfigs, clock, seed }: SandboxSpec): ClusterPlan {
  return { brokers, brokerConfigs, clock, seed: seed ?? drawSeed() }
}

/** For a sandbox from before plans were kept. Its seed is not known any more. */
export function planOfCluster({ brokers, brokerConfigs }: ClusterView): ClusterPlan {
  return {
    brokers: Array.from(brokers.values(), ({ brokerId, rack }) => ({ brokerId, rack })),
    brokerConfigs: [...brokerConfigs],
    clock: 'realtime',
    seed: drawSeed(),
  }
}

/** The records that make the cluster. */
export function firstRecords(clusterId: string, { brokers, brokerConfigs, clock, seed }: ClusterPlan, nowMs: number): ClusterRecord[] {
  const records = createCluster({ clusterId, seed, brokers, brokerConfigs, nowMs })
  if (clock === 'realtime') return records
  return [...records, { kind: 'clock.changed', clock: { mode: 'manual', offsetMs: 0, heldMs: nowMs } }]
}
