// The Worker without a platform: its app in front of objects that live in memory and run the real engine. For tests of the edge.
import type { ClockChange, ClockFacts } from '../../durable/shell/clock-change.ts'
import type { EventPage } from '../../durable/shell/events/event-page.ts'
import { pageOf } from '../../durable/shell/events/page-of.ts'
import type { MetricValue } from '../../durable/shell/metrics/metric-value.ts'
import { Metrics } from '../../durable/shell/metrics/metrics.ts'
import type {
  ActionAnswer,
  AtMoment,
  Caller,
  ClockAnswer,
  HistoryFacts,
  KeyFacts,
  Outcome,
  PutBack,
  Refused,
  SandboxAction,
  SandboxChange,
  SandboxFacts,
  SandboxRpc,
  SandboxSpec,
} from '../../durable/shell/rpc.ts'
import { Consumers } from '../../durable/shell/consumers/consumers.ts'
import type { ConsumerAnswer, ConsumerCall, ConsumerRef, ConsumerSpec } from '../../durable/shell/consumers/consumer-call.ts'
import { ClientMeters } from '../../durable/shell/quotas/client-meters.ts'
import { requestWithin } from '../../durable/shell/quotas/request-within.ts'
import type { SnapshotFacts, SnapshotFile, SnapshotOutcome, SnapshotReason } from '../../durable/shell/snapshots/snapshot-rpc.ts'
import { Runtime } from '../../durable/shell/runtime.ts'
import type { DiskListing, DiskPiece, DiskQuery, FileRange } from '../../durable/shell/disk/disk.ts'
import { listDisk, readDiskFile } from '../../durable/shell/disk/disk-view.ts'
import { viewIndexes } from '../../durable/shell/disk/index-view.ts'
import type { IndexQuery, IndexView } from '../../durable/shell/disk/index-view.ts'
import { readMetadataLog } from '../../durable/shell/disk/metadata-page.ts'
import type { MetadataPage } from '../../durable/shell/disk/metadata-page.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import { clusterState } from '../../durable/shell/views/cluster-state-of.ts'
import type { AnyAppState, AppDelivery, ConsumerAppDelivery } from '../../durable/shell/views/app-state.ts'
import { appDelivery, appStates } from '../../durable/shell/views/app-state-of.ts'
import type { ClusterState } from '../../durable/shell/views/cluster-state.ts'
import { partitionDelivery } from '../../durable/shell/views/partition-delivery.ts'
import type { DeliveryPage, DeliveryQuery } from '../../durable/shell/views/partition-delivery.ts'
import { wallMsOf } from '../../schema/kafka/cluster-clock.ts'
import type { AclBinding } from '../../schema/kafka/acls/acl-binding.ts'
import type { KafkaApi, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { Engine } from '../../durable/engine/engine.ts'
import { checkBrokerConfigs } from '../../durable/engine/config/broker-configs.ts'
import { createApp } from '../../worker/app.ts'
import { ENDPOINTS } from '../../worker/endpoints.ts'
import type { Env } from '../../worker/env.ts'
import { checkAnswer } from './described-answer.ts'
import { MemoryLines, noLine } from './memory-lines.ts'
import { MemoryCluster } from './memory-store.ts'
import { requestOf } from './request.ts'
import type { Asked } from './request.ts'

const NO_SNAPSHOT = { ok: false, reason: 'SNAPSHOT_NOT_FOUND', message: 'There is no such snapshot.' } as const

type Refusal = Refused<'SANDBOX_NOT_FOUND' | 'KEY_REVOKED'>
type Inside = {
  facts: SandboxFacts
  keys: KeyFacts[]
  cluster: MemoryCluster
  runtime: Runtime
  metrics: Metrics
  consumers: Consumers
  lines: MemoryLines
  meters: ClientMeters
}

export class MemorySandbox implements SandboxRpc {
  #inside: Inside | null = null
  #spec: SandboxSpec | null = null
  #generation = 0
  #alarm: ReturnType<typeof setTimeout> | undefined

  createSandbox(spec: SandboxSpec): Promise<Outcome<SandboxFacts, 'ALREADY_EXISTS' | 'INVALID_CONFIG'>> {
    const checked = checkBrokerConfigs(new Map(spec.brokerConfigs))
    if (!checked.ok) return Promise.resolve({ ok: false, reason: 'INVALID_CONFIG', message: checked.message })
    const { sandboxId, name, brokers, brokerConfigs, expiresMs } = spec
    const createdMs = Date.now()
    const facts = { sandboxId, name, brokers, expiresMs, createdMs }
    const cluster = new MemoryCluster({ clusterId: sandboxId, brokers, brokerConfigs, seed: spec.seed ?? 7, nowMs: createdMs })
    this.#spec = spec
    this.#open(cluster, facts, [...spec.keys])
    const clock = { mode: 'manual', offsetMs: 0, heldMs: createdMs } as const
    if (spec.clock === 'manual') this.#inside?.runtime.record([{ kind: 'clock.changed', clock }], createdMs)
    return Promise.resolve({ ok: true, value: facts })
  }

  #open(cluster: MemoryCluster, facts: SandboxFacts, keys: KeyFacts[]): void {
    const metrics = new Metrics(cluster.nowMs, cluster.cluster)
    const runtime: Runtime = new Runtime({
      engine: cluster.engine,
      journal: { append: (entries) => cluster.entries.push(...entries) },
      metrics,
      wallMs: () => Date.now(),
      isConnected: (connectionId) => lines.isConnected(connectionId),
      onCommit: (commit) => {
        this.#settleAlarm()
        lines.onCommit(commit)
        consumers.onCommit(commit)
      },
      onBroken: (cause) => {
        throw cause
      },
    })
    const consumers = new Consumers(runtime)
    const settleAlarm = (): Promise<void> => Promise.resolve(this.#settleAlarm())
    const lines: MemoryLines = new MemoryLines({ runtime, settleAlarm, putOffAlarm: settleAlarm })
    this.#inside = { facts, keys, cluster, runtime, metrics, consumers, lines, meters: new ClientMeters() }
  }

  /** What is behind the doors: for what no request can bring about. */
  get cluster(): MemoryCluster {
    if (this.#inside === null) throw new Error('There is a sandbox.')
    return this.#inside.cluster
  }

  get lines(): MemoryLines {
    if (this.#inside === null) throw new Error('There is a sandbox.')
    return this.#inside.lines
  }

  /** As the object does it, with a timer in the place of its alarm. */
  #settleAlarm(): void {
    clearTimeout(this.#alarm)
    if (this.#inside === null) return
    const { cluster, runtime } = this.#inside
    const dueMs = cluster.engine.nextDueMs(false)
    const wakeMs = dueMs === null ? null : wallMsOf(cluster.cluster.clock, dueMs)
    if (wakeMs !== null) this.#alarm = setTimeout(() => this.#onAlarm(runtime), Math.max(0, wakeMs - Date.now()))
  }

  #onAlarm(runtime: Runtime): void {
    runtime.tick()
    this.#settleAlarm()
  }

  describeSandbox(caller: Caller): Promise<Outcome<SandboxFacts>> {
    return this.#with(caller, ({ facts }) => facts)
  }

  updateSandbox(caller: Caller, change: SandboxChange): Promise<Outcome<SandboxFacts>> {
    return this.#with(caller, (inside) => {
      inside.facts = { ...inside.facts, ...change }
      return inside.facts
    })
  }

  deleteSandbox(caller: Caller): Promise<Outcome<null>> {
    return this.#with(caller, () => {
      this.#inside = null
      clearTimeout(this.#alarm)
      return null
    })
  }

  listKeys(caller: Caller): Promise<Outcome<readonly KeyFacts[]>> {
    return this.#with(caller, ({ keys }) => keys)
  }

  addKey(caller: Caller, key: KeyFacts): Promise<Outcome<KeyFacts, 'TOO_MANY_KEYS'>> {
    return this.#with(caller, ({ keys }) => {
      keys.push(key)
      return key
    })
  }

  revokeKey(caller: Caller, keyId: string): Promise<Outcome<boolean>> {
    return this.#with(caller, ({ keys }) => {
      const index = keys.findIndex((key) => key.keyId === keyId)
      if (index >= 0) keys[index] = { ...keys[index]!, revokedMs: Date.now() }
      return index >= 0
    })
  }

  kafka<Api extends KafkaApi>(caller: Caller, request: RequestOf<Api>, brokerId: number | null = null): Promise<Outcome<Answered<Api>>> {
    return this.#with(caller, ({ runtime, meters }) => requestWithin({ runtime, meters, wallMs: Date.now }, caller, request, brokerId))
  }

  acls(caller: Caller): Promise<Outcome<readonly AclBinding[]>> {
    return this.#with(caller, ({ runtime }) => [...runtime.cluster.acls.values()])
  }

  createConsumer(caller: Caller, spec: ConsumerSpec): Promise<Outcome<ConsumerAnswer>> {
    return this.#with(caller, ({ consumers }) => consumers.create(spec))
  }

  callConsumer(caller: Caller, consumer: ConsumerRef, call: ConsumerCall): Promise<Outcome<ConsumerAnswer>> {
    return this.#with(caller, ({ consumers }) => consumers.call(consumer, call))
  }

  act(caller: Caller, action: SandboxAction): Promise<Outcome<ActionAnswer>> {
    return this.#with(caller, ({ runtime }) => runtime.act(action))
  }

  clock(caller: Caller): Promise<Outcome<ClockFacts>> {
    return this.#with(caller, ({ runtime }) => runtime.clock)
  }

  changeClock(caller: Caller, change: ClockChange): Promise<Outcome<ClockAnswer>> {
    return this.#with(caller, ({ runtime }) => runtime.changeClock(change))
  }

  state(caller: Caller): Promise<Outcome<ClusterState>> {
    return this.#with(caller, ({ cluster: { engine }, runtime }) => {
      runtime.tick()
      return clusterState(engine, runtime.nowMs, engine.nextDueMs(true))
    })
  }

  stateAt(caller: Caller, sequence: number): Promise<Outcome<AtMoment<ClusterState>>> {
    return this.#with(caller, ({ cluster }) => {
      const { recordSequence: lastSequence } = cluster.cluster
      if (sequence < 1 || sequence > lastSequence) return { isKept: false, firstSequence: 1, lastSequence }
      const engine = new Engine(cluster.at(sequence), cluster.store)
      return { isKept: true, value: clusterState(engine, cluster.nowMs, engine.nextDueMs(true)) }
    })
  }

  history(caller: Caller): Promise<Outcome<HistoryFacts>> {
    return this.#with(caller, ({ cluster, facts }) => ({
      firstSequence: 1,
      firstTimeMs: facts.createdMs,
      lastSequence: cluster.cluster.recordSequence,
      lastTimeMs: cluster.entries.at(-1)?.nowMs ?? facts.createdMs,
      generation: this.#generation,
    }))
  }

  rewind(caller: Caller, toSequence: number): Promise<Outcome<AtMoment<PutBack>>> {
    return this.#with(caller, ({ cluster, facts, keys, runtime }) => {
      const { recordSequence: lastSequence } = cluster.cluster
      if (toSequence < 1 || toSequence > lastSequence) return { isKept: false, firstSequence: 1, lastSequence }
      runtime.end()
      cluster.rewindTo(toSequence)
      const clock = { mode: 'realtime', offsetMs: cluster.nowMs - Date.now(), heldMs: 0 } as const
      const trigger = { kind: 'action', action: 'rewind', nodeId: null } as const
      cluster.keep(cluster.engine.record([{ kind: 'clock.changed', clock }], cluster.nowMs, trigger))
      this.#open(cluster, facts, keys)
      return { isKept: true, value: { sequence: cluster.cluster.recordSequence, generation: ++this.#generation } }
    })
  }

  reset(caller: Caller): Promise<Outcome<PutBack>> {
    return this.#with(caller, async ({ keys, runtime }) => {
      runtime.end()
      if (this.#spec !== null) await this.createSandbox({ ...this.#spec, keys })
      return { sequence: this.cluster.cluster.recordSequence, generation: ++this.#generation }
    })
  }

  events(caller: Caller, fromSequence: number, maxEvents: number): Promise<Outcome<EventPage>> {
    return this.#with(caller, ({ cluster, runtime }) => {
      runtime.tick()
      const eventsFrom = (first: number, count: number) => cluster.events.slice(first - 1, first - 1 + count)
      return pageOf({ firstKeptSequence: () => 1, eventsFrom }, cluster.cluster, fromSequence, maxEvents)
    })
  }

  apps(caller: Caller): Promise<Outcome<readonly AnyAppState[]>> {
    return this.#with(caller, ({ cluster, runtime }) => {
      runtime.tick()
      return appStates(cluster.cluster)
    })
  }

  appDelivery(caller: Caller, appId: number): Promise<Outcome<AppDelivery | ConsumerAppDelivery | null>> {
    return this.#with(caller, ({ cluster, runtime }) => {
      runtime.tick()
      return appDelivery(cluster.cluster, appId)
    })
  }

  partitionDelivery(caller: Caller, query: DeliveryQuery): Promise<Outcome<DeliveryPage | null>> {
    return this.#with(caller, ({ cluster, runtime }) => {
      runtime.tick()
      return partitionDelivery(cluster.cluster, cluster.store, query)
    })
  }

  metrics(caller: Caller): Promise<Outcome<readonly MetricValue[]>> {
    return this.#with(caller, ({ metrics, cluster, runtime }) => {
      runtime.tick()
      return metrics.values(cluster.cluster, cluster.engine.purgatory.sizes(), runtime.nowMs)
    })
  }

  listDisk(caller: Caller, nodeId: number, query: DiskQuery): Promise<Outcome<DiskListing | null>> {
    return this.#with(caller, ({ cluster }) => listDisk(cluster.cluster, cluster.store, nodeId, query))
  }

  readDiskFile(caller: Caller, nodeId: number, path: string, range: FileRange): Promise<Outcome<DiskPiece | null>> {
    return this.#with(caller, ({ cluster }) => readDiskFile(cluster.cluster, cluster.store, nodeId, path, range))
  }

  viewIndexes(caller: Caller, nodeId: number, directory: string, query: IndexQuery): Promise<Outcome<IndexView | null>> {
    return this.#with(caller, ({ cluster }) => viewIndexes(cluster.cluster, cluster.store, nodeId, directory, query))
  }

  readMetadataLog(caller: Caller, fromOffset: number): Promise<Outcome<MetadataPage>> {
    return this.#with(caller, ({ cluster }) => readMetadataLog(cluster.cluster, cluster.store, fromOffset))
  }

  /** Snapshots need D1 and the object's storage, which are not here: the object's own tests have them. */
  takeSnapshot(caller: Caller): Promise<Outcome<AtMoment<SnapshotFacts>, SnapshotReason>> {
    return this.#without(caller)
  }

  listSnapshots(caller: Caller): Promise<Outcome<readonly SnapshotFacts[]>> {
    return this.#with(caller, () => [])
  }

  restoreSnapshot(caller: Caller): Promise<Outcome<PutBack, SnapshotReason>> {
    return this.#without(caller)
  }

  describeSnapshot(): Promise<SnapshotOutcome<SnapshotFile>> {
    return Promise.resolve(NO_SNAPSHOT)
  }

  snapshotPiece(): Promise<Uint8Array | null> {
    return Promise.resolve(null)
  }

  missingPieces(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  addPieces(): Promise<void> {
    return Promise.resolve()
  }

  importSnapshot(): Promise<SnapshotOutcome<SnapshotFacts>> {
    return Promise.resolve(NO_SNAPSHOT)
  }

  async #without<Value>(caller: Caller): Promise<Outcome<Value, SnapshotReason>> {
    const found = await this.#with(caller, () => null)
    return found.ok ? NO_SNAPSHOT : found
  }

  /** The lines of Kafka clients. There are no other sockets in memory. */
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/kafka') throw new Error(`There is no ${pathname} in memory.`)
    const accepted = await this.#with({ keyId: searchParams.get('keyId') ?? '' }, ({ lines }) => lines.accept(request))
    return accepted.ok ? accepted.value : noLine(accepted.message)
  }

  async #with<Value>(caller: Caller, work: (inside: Inside) => Value | Promise<Value>): Promise<Outcome<Value>> {
    const inside = this.#inside
    if (inside === null) return refuse('SANDBOX_NOT_FOUND')
    if (inside.keys.some((key) => key.keyId === caller.keyId && key.revokedMs !== null)) return refuse('KEY_REVOKED')
    return { ok: true, value: await work(inside) }
  }
}

function refuse(reason: Refusal['reason']): Refusal {
  return { ok: false, reason, message: 'Refused.' }
}

export type MadeSandbox = { readonly id: string; readonly owner: string; readonly observe: string }

/** The whole edge in memory. `http` is one request and its answer. */
export class MemoryEdge {
  readonly env: Env
  readonly #app = createApp(ENDPOINTS)
  readonly #sandboxes = new Map<string, MemorySandbox>()

  constructor(env: Partial<Env> = {}) {
    const get = (id: string): MemorySandbox => {
      const sandbox = this.#sandboxes.get(id) ?? new MemorySandbox()
      this.#sandboxes.set(id, sandbox)
      return sandbox
    }
    this.env = { SANDBOX: { idFromName: (name: string) => name, get }, SIGNING_SECRET: 'a secret for tests only', ...env } as unknown as Env
  }

  async http(method: string, path: string, asked: Asked = {}): Promise<Response> {
    const request = requestOf(`http://samsa.test${path}`, method, asked)
    const answer = await this.#app.fetch(request, this.env, { waitUntil: () => undefined } as unknown as ExecutionContext)
    if (method !== 'HEAD') await checkAnswer(method, new URL(request.url).pathname, answer.clone())
    return answer
  }

  async sandbox(json: object = {}): Promise<MadeSandbox> {
    const answer = await this.http('POST', '/v1/sandboxes', { json })
    if (answer.status !== 201) throw new Error(`No sandbox: ${await answer.text()}`)
    const { id, keys } = (await answer.json()) as { id: string; keys: { owner: string; observe: string } }
    return { id, ...keys }
  }

  clusterOf(id: string): MemoryCluster {
    return this.objectOf(id).cluster
  }

  objectOf(id: string): MemorySandbox {
    const sandbox = this.#sandboxes.get(id)
    if (sandbox === undefined) throw new Error(`There is no sandbox ${id}.`)
    return sandbox
  }
}
