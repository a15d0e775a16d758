// A sandbox that exists, opened: its facts, its keys, its bytes and its running cluster. An object that holds no sandbox has no home.
import type { Cluster } from '../engine/cluster.ts'
import { createCluster } from '../engine/create-cluster.ts'
import { nextWakeMs } from '../engine/deadlines.ts'
import type { ClusterEvent } from '../engine/event.ts'
import { AccessKeys } from './access-keys.ts'
import { Alarm, earliest } from './alarm.ts'
import { BatchStore } from './batch-store.ts'
import { nowMs } from './clock.ts'
import { drawSeed } from './entropy.ts'
import { Journal } from './journal.ts'
import type { SandboxChange, SandboxFacts, SandboxSpec } from './rpc.ts'
import { Runtime } from './runtime.ts'
import { createTables } from './tables.ts'

export type HomeHooks = {
  readonly onEvents: (events: readonly ClusterEvent[]) => void
  readonly onBroken: (cause: unknown) => void
}

type SandboxRow = { name: string; created_ms: number; expires_ms: number | null }

export class Home {
  readonly keys: AccessKeys
  readonly runtime: Runtime
  readonly #sql: SqlStorage
  readonly #store: BatchStore
  readonly #alarm: Alarm
  #row: SandboxRow

  private constructor(storage: DurableObjectStorage, cluster: Cluster, journal: Journal, hooks: HomeHooks) {
    this.#sql = storage.sql
    this.#row = this.#sql.exec<SandboxRow>('SELECT name, created_ms, expires_ms FROM sandbox').one()
    this.keys = new AccessKeys(this.#sql)
    this.#store = new BatchStore(this.#sql)
    this.runtime = new Runtime({ cluster, journal, store: this.#store, nowMs, ...hooks })
    this.#alarm = new Alarm(storage, this.#dueMs())
  }

  /** Loads the sandbox as its last commit left it. */
  static open(storage: DurableObjectStorage, hooks: HomeHooks): Home {
    const journal = new Journal(storage.sql)
    return new Home(storage, journal.load(), journal, hooks)
  }

  /** Makes the sandbox's tables, its cluster and its first keys, in one transaction. */
  static async create(storage: DurableObjectStorage, spec: SandboxSpec, hooks: HomeHooks): Promise<Home> {
    createTables(storage.sql)
    const insert = 'INSERT INTO sandbox (one, name, created_ms, expires_ms) VALUES (1, ?, ?, ?)'
    storage.sql.exec(insert, spec.name, nowMs(), spec.expiresMs)
    const home = Home.open(storage, hooks)
    for (const key of spec.keys) home.keys.add(key)
    home.runtime.record(
      createCluster({
        clusterId: spec.sandboxId,
        seed: spec.seed ?? drawSeed(),
        brokers: spec.brokers,
        brokerConfigs: spec.brokerConfigs,
      }),
    )
    if (spec.expiresMs !== null) await storage.setAlarm(spec.expiresMs)
    return home
  }

  get facts(): SandboxFacts {
    const { cluster } = this.runtime
    return {
      sandboxId: cluster.clusterId,
      name: this.#row.name,
      createdMs: this.#row.created_ms,
      expiresMs: this.#row.expires_ms,
      brokers: [...cluster.brokers.values()],
    }
  }

  get isExpired(): boolean {
    return this.#row.expires_ms !== null && this.#row.expires_ms <= nowMs()
  }

  async change({ name, expiresMs }: SandboxChange): Promise<void> {
    this.#row = {
      ...this.#row,
      ...(name === undefined ? {} : { name }),
      ...(expiresMs === undefined ? {} : { expires_ms: expiresMs }),
    }
    this.#sql.exec('UPDATE sandbox SET name = ?, expires_ms = ?', this.#row.name, this.#row.expires_ms)
    await this.settleAlarm()
  }

  /** Sets the object's alarm to whatever is due next. */
  async settleAlarm(): Promise<void> {
    await this.#alarm.moveTo(this.#dueMs())
  }

  /** What the alarm rings for, other than the end of the sandbox. */
  async onAlarm(): Promise<void> {
    this.#alarm.rang()
    this.#store.collectGarbage()
    await this.settleAlarm()
  }

  #dueMs(): number | null {
    const garbageDueMs = this.#store.hasGarbage() ? nowMs() : null
    return earliest([this.#row.expires_ms, nextWakeMs(this.runtime.cluster), garbageDueMs])
  }
}
