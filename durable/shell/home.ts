// A sandbox that exists, opened: its facts, its keys, its bytes and its running cluster. An object that holds no sandbox has no home.
import { clusterNowMs, wallMsOf } from '../../schema/kafka/cluster-clock.ts'
import type { Cluster } from '../engine/cluster.ts'
import { createCluster } from '../engine/create-cluster.ts'
import { Engine } from '../engine/engine.ts'
import type { LogReader } from '../engine/log/log-reader.ts'
import type { ClusterRecord } from '../engine/record.ts'
import { AccessKeys } from './access-keys.ts'
import { Alarm, earliest } from './alarm.ts'
import { BatchStore } from './batch-store.ts'
import { nowMs } from './clock.ts'
import { Consumers } from './consumers/consumers.ts'
import { drawSeed } from './entropy.ts'
import { pageOf } from './events/page-of.ts'
import type { EventPage } from './events/event-page.ts'
import { Journal } from './journal.ts'
import type { MetricValue } from './metrics/metric-value.ts'
import { Metrics } from './metrics/metrics.ts'
import { ClientMeters } from './quotas/client-meters.ts'
import type { SandboxChange, SandboxFacts, SandboxSpec } from './rpc.ts'
import { Runtime } from './runtime.ts'
import type { Commit, RuntimeParts } from './runtime.ts'
import { createTables } from './tables.ts'
import { isFirstVersion, upgradeStorage } from './upgrade-storage.ts'
import { clusterState } from './views/cluster-state-of.ts'
import type { ClusterState } from './views/cluster-state.ts'

export type HomeHooks = Pick<RuntimeParts, 'onCommit' | 'onBroken' | 'isConnected'> & {
  /** Whether somebody watches what happens: then what only tidies up happens in its time too. */
  readonly isWatched: () => boolean
}

type SandboxRow = { name: string; created_ms: number; expires_ms: number | null }

export class Home {
  readonly keys: AccessKeys
  readonly runtime: Runtime
  readonly journal: Journal
  readonly consumers: Consumers
  readonly meters = new ClientMeters()
  readonly #sql: SqlStorage
  readonly #store: BatchStore
  readonly #engine: Engine
  readonly #metrics: Metrics
  readonly #alarm: Alarm
  readonly #hooks: HomeHooks
  #row: SandboxRow
  #garbageSinceMs: number | null = null

  private constructor(storage: DurableObjectStorage, cluster: Cluster, journal: Journal, hooks: HomeHooks) {
    this.#sql = storage.sql
    this.#row = this.#sql.exec<SandboxRow>('SELECT name, created_ms, expires_ms FROM sandbox').one()
    this.keys = new AccessKeys(this.#sql)
    this.journal = journal
    this.#hooks = hooks
    this.#store = new BatchStore(this.#sql)
    this.#engine = new Engine(cluster, this.#store)
    this.#metrics = new Metrics(clusterNowMs(cluster.clock, nowMs()), cluster)
    this.runtime = new Runtime({
      engine: this.#engine,
      journal,
      metrics: this.#metrics,
      wallMs: nowMs,
      ...hooks,
      onCommit: (commit) => this.#onCommit(commit),
    })
    this.consumers = new Consumers(this.runtime)
    this.#alarm = new Alarm(storage)
  }

  /** Loads the sandbox as its last commit left it. */
  static open(storage: DurableObjectStorage, hooks: HomeHooks): Home {
    const journal = new Journal(storage.sql)
    const cluster = isFirstVersion(storage.sql) ? upgradeStorage(storage.sql, journal) : journal.load()
    return new Home(storage, cluster, journal, hooks)
  }

  /** Makes the sandbox's tables, its cluster and its first keys, in one transaction. */
  static async create(storage: DurableObjectStorage, spec: SandboxSpec, hooks: HomeHooks): Promise<Home> {
    createTables(storage.sql)
    const createdMs = nowMs()
    const insert = 'INSERT INTO sandbox (one, name, created_ms, expires_ms) VALUES (1, ?, ?, ?)'
    storage.sql.exec(insert, spec.name, createdMs, spec.expiresMs)
    const home = Home.open(storage, hooks)
    for (const key of spec.keys) home.keys.add(key)
    home.runtime.record(firstRecords(spec, createdMs), createdMs)
    await home.settleAlarm()
    return home
  }

  /** The stored batches, for who only looks. */
  get reader(): LogReader {
    return this.#store
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

  /** Everything about the cluster at this moment, with what is due by now. */
  state(): ClusterState {
    this.runtime.tick()
    return clusterState(this.#engine, this.runtime.nowMs, this.#engine.nextDueMs(true))
  }

  events(fromSequence: number, maxEvents: number): EventPage {
    this.runtime.tick()
    return pageOf(this.journal, this.runtime.cluster, fromSequence, maxEvents)
  }

  metrics(): MetricValue[] {
    this.runtime.tick()
    return this.#metrics.values(this.runtime.cluster, this.#engine.purgatory.sizes(), this.runtime.nowMs)
  }

  #onCommit(commit: Commit): void {
    this.#hooks.onCommit(commit)
    this.consumers.onCommit(commit)
  }

  /** Sets the object's alarm to whatever is due next. */
  async settleAlarm(): Promise<void> {
    await this.#alarm.moveTo(this.#dueMs())
  }

  /** Nothing is due for some time now that was due earlier. */
  async putOffAlarm(): Promise<void> {
    await this.#alarm.moveTo(this.#dueMs(), true)
  }

  /** What the alarm rings for, other than the end of the sandbox. */
  async onAlarm(): Promise<void> {
    this.#alarm.rang()
    this.#store.collectGarbage()
    this.runtime.tick()
    await this.settleAlarm()
  }

  /** By the world's clock. While the cluster's clock is held nothing in it comes due. */
  #dueMs(): number | null {
    const clusterDueMs = this.#engine.nextDueMs(this.#hooks.isWatched())
    const wakeMs = clusterDueMs === null ? null : wallMsOf(this.runtime.cluster.clock, clusterDueMs)
    this.#garbageSinceMs = this.#store.hasGarbage ? (this.#garbageSinceMs ?? nowMs()) : null
    return earliest([this.#row.expires_ms, wakeMs, this.#garbageSinceMs])
  }
}

function firstRecords(spec: SandboxSpec, createdMs: number): ClusterRecord[] {
  const { sandboxId: clusterId, brokers, brokerConfigs } = spec
  const records = createCluster({ clusterId, seed: spec.seed ?? drawSeed(), brokers, brokerConfigs, nowMs: createdMs })
  if (spec.clock === 'realtime') return records
  return [...records, { kind: 'clock.changed', clock: { mode: 'manual', offsetMs: 0, heldMs: createdMs } }]
}
