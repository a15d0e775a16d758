// A sandbox that exists, opened: its facts, its keys, its bytes and its running cluster. An object that holds no sandbox has no home.
import { clusterNowMs, wallMsOf } from '../../schema/kafka/cluster-clock.ts'
import type { Cluster } from '../engine/cluster.ts'
import { Engine } from '../engine/engine.ts'
import { KAFKA_RULES } from '../engine/rules.ts'
import type { LogReader } from '../engine/log/log-reader.ts'
import { AccessKeys } from './access-keys.ts'
import { Alarm, earliest } from './alarm.ts'
import { BatchStore } from './batch-store.ts'
import { nowMs } from './clock.ts'
import { Consumers } from './consumers/consumers.ts'
import { pageOf } from './events/page-of.ts'
import type { EventPage } from './events/event-page.ts'
import { goOn } from './go-on.ts'
import type { GoOnAction } from './go-on.ts'
import { Journal } from './journal.ts'
import type { MetricValue } from './metrics/metric-value.ts'
import { Metrics } from './metrics/metrics.ts'
import { ClientMeters } from './quotas/client-meters.ts'
import type { AtMoment, HistoryFacts, SandboxChange, SandboxFacts, SandboxSpec } from './rpc.ts'
import { Runtime } from './runtime.ts'
import type { Commit, RuntimeParts } from './runtime.ts'
import { firstRecords, planOf, readSandboxRow, writeSandboxRow } from './sandbox-row.ts'
import type { ClusterPlan, SandboxRow } from './sandbox-row.ts'
import { adoptStaged } from './snapshots/stage-snapshot.ts'
import type { Staged } from './snapshots/stage-snapshot.ts'
import { createTables } from './tables.ts'
import { upgradeStorage } from './upgrade-storage.ts'
import { clusterState } from './views/cluster-state-of.ts'
import type { ClusterState } from './views/cluster-state.ts'

/** What a cluster is put back in: everything of it that is stored. */
export type Past = { readonly journal: Journal; readonly store: BatchStore }

export type PutBackAction = GoOnAction | 'reset'

export type HomeHooks = Pick<RuntimeParts, 'onCommit' | 'onBroken' | 'isConnected'> & {
  /** Whether somebody watches what happens: then what only tidies up happens in its time too. */
  readonly isWatched: () => boolean
}

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
  #isOver = false

  private constructor(storage: DurableObjectStorage, cluster: Cluster, journal: Journal, hooks: HomeHooks) {
    this.#sql = storage.sql
    this.#row = readSandboxRow(this.#sql)
    this.keys = new AccessKeys(this.#sql)
    this.journal = journal
    this.#hooks = hooks
    this.#store = new BatchStore(this.#sql, journal.garbage)
    this.#engine = new Engine(cluster, this.#store, KAFKA_RULES, journal.timeMs)
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

  /** Loads the sandbox as its last commit left it. A cluster with another one's past goes by its own name. */
  static open(storage: DurableObjectStorage, hooks: HomeHooks): Home {
    const isUpgraded = upgradeStorage(storage.sql)
    const journal = new Journal(storage.sql)
    const cluster = journal.load()
    // Versions before this one could leave batches of a step that failed: in their place no other could ever be written.
    if (isUpgraded) journal.history.dropLater(cluster)
    // One that is still to be made gets its name with its first record.
    if (cluster.recordSequence > 0) cluster.clusterId = readSandboxRow(storage.sql).sandboxId
    return new Home(storage, cluster, journal, hooks)
  }

  /**
   * Puts the cluster back to another moment and goes on from there, in one transaction. `change` leaves the journal's tables, and the batches, as
   * they were then; it leaves an empty journal for the cluster to be made anew. What this home holds is wrong from now on, and does nothing any more.
   */
  putBack(storage: DurableObjectStorage, action: PutBackAction, change: (past: Past) => void): Home {
    this.#isOver = true
    this.runtime.end()
    return storage.transactionSync(() => {
      change({ journal: this.journal, store: this.#store })
      writeSandboxRow(this.#sql, { ...this.#row, generation: this.#row.generation + 1 })
      if (action !== 'reset') goOn(storage.sql, action)
      const home = Home.open(storage, this.#hooks)
      if (action === 'reset') home.begin(nowMs())
      return home
    })
  }

  /** Makes the sandbox's tables, its cluster and its first keys, in one transaction. */
  static async create(storage: DurableObjectStorage, spec: SandboxSpec, hooks: HomeHooks): Promise<Home> {
    createTables(storage.sql)
    const { sandboxId, name, expiresMs } = spec
    const createdMs = nowMs()
    writeSandboxRow(storage.sql, { sandboxId, name, createdMs, expiresMs, generation: 0, plan: planOf(spec) })
    const home = Home.open(storage, hooks)
    for (const key of spec.keys) home.keys.add(key)
    home.begin(createdMs)
    await home.settleAlarm()
    return home
  }

  /** As `create`, with the cluster and the past of a snapshot that lies ready: see snapshots/stage-snapshot.ts. */
  static async createFrom(storage: DurableObjectStorage, spec: SandboxSpec, staged: Staged, hooks: HomeHooks): Promise<Home> {
    const { sandboxId, name, expiresMs } = spec
    const home = storage.transactionSync(() => {
      createTables(storage.sql)
      writeSandboxRow(storage.sql, { sandboxId, name, createdMs: nowMs(), expiresMs, generation: 0, plan: staged.manifest.plan })
      adoptStaged(storage.sql, new Journal(storage.sql), staged)
      goOn(storage.sql, 'fork')
      return Home.open(storage, hooks)
    })
    for (const key of spec.keys) home.keys.add(key)
    await home.settleAlarm()
    return home
  }

  /** Makes the cluster as the sandbox's plan says. The kept history begins right behind that. */
  begin(atMs: number): void {
    this.runtime.record(firstRecords(this.#row.sandboxId, this.#row.plan, atMs), atMs)
    this.journal.checkpoint(this.runtime.cluster)
  }

  /** The stored batches, for who only looks. */
  get reader(): LogReader {
    return this.#store
  }

  get facts(): SandboxFacts {
    const { cluster } = this.runtime
    return {
      sandboxId: this.#row.sandboxId,
      name: this.#row.name,
      createdMs: this.#row.createdMs,
      expiresMs: this.#row.expiresMs,
      brokers: [...cluster.brokers.values()],
    }
  }

  get isExpired(): boolean {
    return this.#row.expiresMs !== null && this.#row.expiresMs <= nowMs()
  }

  /** What its first cluster was made of. */
  get plan(): ClusterPlan {
    return this.#row.plan
  }

  /** How often the cluster was rewound, restored or reset. */
  get generation(): number {
    return this.#row.generation
  }

  async change(change: SandboxChange): Promise<void> {
    this.#row = { ...this.#row, ...change }
    writeSandboxRow(this.#sql, this.#row)
    await this.settleAlarm()
  }

  /** Everything about the cluster at this moment, with what is due by now. */
  state(): ClusterState {
    this.runtime.tick()
    return clusterState(this.#engine, this.runtime.nowMs, this.#engine.nextDueMs(true))
  }

  /** The cluster as it was right behind an event. At the newest one it is as it is now, with what waits and what time has brought since. */
  stateAt(sequence: number): AtMoment<ClusterState> {
    const { firstSequence, lastSequence } = this.history()
    if (sequence === lastSequence) return { isKept: true, value: this.state() }
    if (sequence < firstSequence || sequence > lastSequence) return { isKept: false, firstSequence, lastSequence }
    const { cluster, timeMs } = this.journal.history.at(sequence)
    cluster.clusterId = this.#row.sandboxId
    const engine = new Engine(cluster, this.#store, KAFKA_RULES, timeMs)
    return { isKept: true, value: clusterState(engine, timeMs, engine.nextDueMs(true)) }
  }

  history(): HistoryFacts {
    this.runtime.tick()
    const { sequence: firstSequence, timeMs: firstTimeMs } = this.journal.history.first
    const { recordSequence: lastSequence } = this.runtime.cluster
    return { firstSequence, firstTimeMs, lastSequence, lastTimeMs: this.journal.timeMs, generation: this.#row.generation }
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
    if (!this.#isOver) await this.#alarm.moveTo(this.#dueMs())
  }

  /** Nothing is due for some time now that was due earlier. */
  async putOffAlarm(): Promise<void> {
    if (!this.#isOver) await this.#alarm.moveTo(this.#dueMs(), true)
  }

  /** What the alarm rings for, other than the end of the sandbox. */
  async onAlarm(): Promise<void> {
    this.#alarm.rang()
    this.journal.tidy(this.runtime.cluster)
    this.runtime.tick()
    await this.settleAlarm()
  }

  /** By the world's clock. While the cluster's clock is held nothing in it comes due. */
  #dueMs(): number | null {
    const clusterDueMs = this.#engine.nextDueMs(this.#hooks.isWatched())
    const wakeMs = clusterDueMs === null ? null : wallMsOf(this.runtime.cluster.clock, clusterDueMs)
    this.#garbageSinceMs = this.journal.garbage.hasWork ? (this.#garbageSinceMs ?? nowMs()) : null
    return earliest([this.#row.expiresMs, wakeMs, this.#garbageSinceMs])
  }
}
