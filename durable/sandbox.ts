// The Durable Object of one sandbox. Every method is a door: who asks is checked, the work is done in shell/.
import { DurableObject } from 'cloudflare:workers'
import { CLOSE_PUT_BACK, putBackReason } from '../schema/close-codes.ts'
import type { AclBinding } from '../schema/kafka/acls/acl-binding.ts'
import type { KafkaApi, RequestOf } from '../schema/kafka/requests/apis.ts'
import { refuseBrokerConfigs } from './engine/config/effective-configs.ts'
import type { ClockChange, ClockFacts } from './shell/clock-change.ts'
import { nowMs } from './shell/clock.ts'
import type { ConsumerAnswer, ConsumerCall, ConsumerRef, ConsumerSpec } from './shell/consumers/consumer-call.ts'
import type { DiskListing, DiskPiece, DiskQuery, FileRange } from './shell/disk/disk.ts'
import { listDisk, readDiskFile } from './shell/disk/disk-view.ts'
import { viewIndexes } from './shell/disk/index-view.ts'
import type { IndexQuery, IndexView } from './shell/disk/index-view.ts'
import { readMetadataLog } from './shell/disk/metadata-page.ts'
import type { MetadataPage } from './shell/disk/metadata-page.ts'
import type { EventPage } from './shell/events/event-page.ts'
import { Home } from './shell/home.ts'
import type { HomeHooks, Past, PutBackAction } from './shell/home.ts'
import { ARCHIVE_PATIENCE_MS, ARCHIVE_RETRY_MS } from '../schema/snapshot-limits.ts'
import { logBroken, logFailedArchive } from './shell/logger.ts'
import { Registry } from './shell/registry.ts'
import type { MetricValue } from './shell/metrics/metric-value.ts'
import type {
  ActionAnswer,
  Archived,
  AtMoment,
  Caller,
  ClockAnswer,
  HistoryFacts,
  KeyFacts,
  Outcome,
  PutBack,
  SandboxAction,
  SandboxChange,
  SandboxFacts,
  SandboxRpc,
  SandboxSpec,
} from './shell/rpc.ts'
import { requestWithin } from './shell/quotas/request-within.ts'
import { PUT_BACK } from './shell/runtime.ts'
import type { Answered } from './shell/runtime.ts'
import { Sockets } from './shell/sockets/sockets.ts'
import { readArchiveNote, writeArchiveNote } from './shell/snapshots/archive.ts'
import type { ArchiveNote } from './shell/snapshots/archive.ts'
import { refusable, refusalOf } from './shell/snapshots/refusable.ts'
import type { SnapshotFacts, SnapshotFile, SnapshotOutcome, SnapshotReason, SnapshotWish } from './shell/snapshots/snapshot-rpc.ts'
import type { PackedPiece } from './shell/snapshots/snapshot-store.ts'
import { Snapshots } from './shell/snapshots/snapshots.ts'
import { adoptStaged } from './shell/snapshots/stage-snapshot.ts'
import type { Staged } from './shell/snapshots/stage-snapshot.ts'
import { ViewRoom } from './shell/snapshots/view-room.ts'
import type { Viewer } from './shell/snapshots/viewer.ts'
import { hasTables } from './shell/tables.ts'
import type { AppDelivery, ConsumerAppDelivery, AnyAppState } from './shell/views/app-state.ts'
import { appDelivery, appStates } from './shell/views/app-state-of.ts'
import type { ClusterState } from './shell/views/cluster-state.ts'
import { partitionDelivery } from './shell/views/partition-delivery.ts'
import type { DeliveryPage, DeliveryQuery } from './shell/views/partition-delivery.ts'

const NOT_FOUND = { ok: false, reason: 'SANDBOX_NOT_FOUND', message: 'There is no such sandbox.' } as const
const GONE = new Error('The sandbox was removed.')
/** What an upgrade to a socket is answered with. */
const SOCKET_REFUSALS = { KEY_REVOKED: 401, SANDBOX_NOT_FOUND: 404, SANDBOX_ARCHIVED: 410 } as const

export type SandboxEnv = { readonly DB: D1Database }

export class Sandbox extends DurableObject<SandboxEnv> implements SandboxRpc {
  readonly #registry: Registry
  readonly #hooks: HomeHooks
  readonly #sockets: Sockets
  readonly #snapshots: Snapshots
  /** For the object of a snapshot. */
  readonly #room: ViewRoom
  #home: Home | null
  #archiveNote: ArchiveNote | null
  #archiving: Promise<void> | null = null
  #archiveFailedMs = Number.NEGATIVE_INFINITY

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    super(ctx, env)
    this.#registry = new Registry(env.DB)
    this.#sockets = new Sockets(ctx)
    this.#hooks = {
      onCommit: (commit) => {
        void this.#home?.settleAlarm()
        this.#sockets.onCommit(commit)
      },
      onBroken: (cause) => {
        logBroken(cause)
        ctx.abort('The step could not be stored.')
      },
      isWatched: () => this.#sockets.isWatched,
      isConnected: (connectionId) => this.#sockets.isConnected(connectionId),
    }
    this.#home = hasTables(ctx.storage.sql) ? Home.open(ctx.storage, this.#hooks) : null
    this.#sockets.serve(this.#home)
    this.#snapshots = new Snapshots(env.DB, ctx.storage.sql)
    this.#room = new ViewRoom(ctx.storage, this.#snapshots)
    this.#archiveNote = this.#home === null ? readArchiveNote(ctx.storage.sql) : null
    // Before the first call: a crash may have come between a commit and its alarm, and who watches is known only now.
    if (this.#home !== null) void ctx.blockConcurrencyWhile(() => this.#home?.settleAlarm() ?? Promise.resolve())
  }

  async createSandbox(spec: SandboxSpec): Promise<Outcome<SandboxFacts, 'ALREADY_EXISTS' | 'INVALID_CONFIG' | SnapshotReason>> {
    if (this.#home !== null) return { ok: false, reason: 'ALREADY_EXISTS', message: 'The sandbox exists already.' }
    const refusal = refuseBrokerConfigs(new Map(spec.brokerConfigs))
    if (refusal !== null) return { ok: false, reason: 'INVALID_CONFIG', message: refusal }
    return refusable(async () => {
      const { fromSnapshot } = spec
      if (fromSnapshot === undefined) return { ok: true, value: await this.#move(spec, null) }
      return { ok: true, value: await this.#snapshots.withStaged(fromSnapshot, (staged) => this.#move(spec, staged)) }
    })
  }

  /** The sandbox moves in, with a cluster of its own or with that of a snapshot. */
  async #move(spec: SandboxSpec, staged: Staged | null): Promise<SandboxFacts> {
    await this.#registry.add({ sandboxId: spec.sandboxId, name: spec.name, createdMs: nowMs(), expiresMs: spec.expiresMs })
    const { storage } = this.ctx
    const home = staged === null ? Home.create(storage, spec, this.#hooks) : Home.createFrom(storage, spec, staged, this.#hooks)
    this.#home = await home
    this.#sockets.serve(this.#home)
    return this.#home.facts
  }

  async describeSandbox(caller: Caller): Promise<Outcome<SandboxFacts>> {
    return this.#inside(caller, (home) => home.facts)
  }

  async updateSandbox(caller: Caller, change: SandboxChange): Promise<Outcome<SandboxFacts>> {
    return this.#inside(caller, async (home) => {
      await home.change(change)
      await this.#registry.change(home.facts.sandboxId, change)
      return home.facts
    })
  }

  async deleteSandbox(caller: Caller): Promise<Outcome<null>> {
    return this.#inside(caller, async (home) => {
      await this.#remove(home)
      return null
    })
  }

  async listKeys(caller: Caller): Promise<Outcome<readonly KeyFacts[]>> {
    return this.#inside(caller, (home) => home.keys.list())
  }

  async addKey(caller: Caller, key: KeyFacts): Promise<Outcome<KeyFacts, 'TOO_MANY_KEYS'>> {
    const added = await this.#inside(caller, (home) => {
      if (!home.keys.hasRoom()) return false
      home.keys.add(key)
      return true
    })
    if (!added.ok) return added
    if (!added.value) return { ok: false, reason: 'TOO_MANY_KEYS', message: 'This sandbox has as many keys as it can have.' }
    return { ok: true, value: key }
  }

  async revokeKey(caller: Caller, keyId: string): Promise<Outcome<boolean>> {
    return this.#inside(caller, (home) => {
      const revoked = home.keys.revoke(keyId, nowMs())
      if (revoked) this.#sockets.closeOfKey(keyId)
      return revoked
    })
  }

  async kafka<Api extends KafkaApi>(
    caller: Caller,
    request: RequestOf<Api>,
    brokerId: number | null = null,
  ): Promise<Outcome<Answered<Api>, SnapshotReason>> {
    const { snapshotHash } = caller
    if (snapshotHash !== undefined) return this.#look(snapshotHash, (viewer) => viewer.kafka(request, brokerId))
    return this.#inside(caller, ({ runtime, meters }) => requestWithin({ runtime, meters, wallMs: nowMs }, caller, request, brokerId))
  }

  async acls(caller: Caller): Promise<Outcome<readonly AclBinding[]>> {
    return this.#inside(caller, ({ runtime }) => [...runtime.cluster.acls.values()])
  }

  async createConsumer(caller: Caller, spec: ConsumerSpec): Promise<Outcome<ConsumerAnswer>> {
    return this.#inside(caller, (home) => home.consumers.create(spec))
  }

  async callConsumer(caller: Caller, consumer: ConsumerRef, call: ConsumerCall): Promise<Outcome<ConsumerAnswer>> {
    return this.#inside(caller, (home) => home.consumers.call(consumer, call))
  }

  async act(caller: Caller, action: SandboxAction): Promise<Outcome<ActionAnswer>> {
    return this.#inside(caller, (home) => home.runtime.act(action))
  }

  async clock(caller: Caller): Promise<Outcome<ClockFacts>> {
    return this.#inside(caller, (home) => home.runtime.clock)
  }

  async changeClock(caller: Caller, change: ClockChange): Promise<Outcome<ClockAnswer>> {
    return this.#inside(caller, (home) => home.runtime.changeClock(change))
  }

  async state(caller: Caller): Promise<Outcome<ClusterState, SnapshotReason>> {
    const { snapshotHash } = caller
    if (snapshotHash !== undefined) return this.#look(snapshotHash, (viewer) => viewer.state())
    return this.#inside(caller, (home) => home.state())
  }

  async stateAt(caller: Caller, sequence: number): Promise<Outcome<AtMoment<ClusterState>, SnapshotReason>> {
    const { snapshotHash } = caller
    if (snapshotHash !== undefined) return this.#look(snapshotHash, (viewer) => viewer.stateAt(sequence))
    return this.#inside(caller, (home) => home.stateAt(sequence))
  }

  async history(caller: Caller): Promise<Outcome<HistoryFacts>> {
    return this.#inside(caller, (home) => home.history())
  }

  async rewind(caller: Caller, toSequence: number): Promise<Outcome<AtMoment<PutBack>>> {
    return this.#inside(caller, async (home) => {
      const { firstSequence, lastSequence } = home.history()
      if (toSequence < firstSequence || toSequence > lastSequence) return { isKept: false, firstSequence, lastSequence }
      const { history } = home.journal
      return { isKept: true, value: await this.#putBack(home, 'rewind', () => history.rewindTo(history.stepEnd(toSequence))) }
    })
  }

  async reset(caller: Caller): Promise<Outcome<PutBack>> {
    return this.#inside(caller, (home) =>
      this.#putBack(home, 'reset', ({ journal, store }) => {
        journal.empty()
        store.clear()
      }),
    )
  }

  async events(caller: Caller, fromSequence: number, maxEvents: number): Promise<Outcome<EventPage, SnapshotReason>> {
    const { snapshotHash } = caller
    if (snapshotHash !== undefined) return this.#look(snapshotHash, (viewer) => viewer.events(fromSequence, maxEvents))
    return this.#inside(caller, (home) => home.events(fromSequence, maxEvents))
  }

  async takeSnapshot(caller: Caller, wish: SnapshotWish): Promise<Outcome<AtMoment<SnapshotFacts>, SnapshotReason>> {
    return refusable(() => this.#inside(caller, (home) => this.#snapshots.take(home, wish, () => this.#home === home)))
  }

  async listSnapshots(caller: Caller): Promise<Outcome<readonly SnapshotFacts[]>> {
    return this.#inside(caller, (home) => this.#snapshots.list(home.facts.sandboxId))
  }

  async restoreSnapshot(caller: Caller, hash: string): Promise<Outcome<PutBack, SnapshotReason>> {
    const restore = (staged: Staged): Promise<PutBack> => {
      // It may have been put back, or have gone, while the snapshot was made ready.
      if (this.#home === null) throw GONE
      return this.#putBack(this.#home, 'restore', ({ journal }) => adoptStaged(this.ctx.storage.sql, journal, staged))
    }
    return refusable(() => this.#inside(caller, () => this.#snapshots.withStaged(hash, restore)))
  }

  async describeSnapshot(hash: string): Promise<SnapshotOutcome<SnapshotFile>> {
    return refusable(async () => ({ ok: true, value: await this.#snapshots.describe(hash) }))
  }

  async snapshotPiece(pieceHash: string): Promise<Uint8Array | null> {
    return this.#snapshots.store.piece(pieceHash)
  }

  async missingPieces(pieceHashes: readonly string[]): Promise<readonly string[]> {
    return [...(await this.#snapshots.store.missing(pieceHashes))]
  }

  async addPieces(pieces: readonly PackedPiece[]): Promise<void> {
    await this.#snapshots.store.addPieces(pieces)
  }

  async importSnapshot(hash: string, manifestText: string, title: string): Promise<SnapshotOutcome<SnapshotFacts>> {
    return refusable(async () => ({ ok: true, value: await this.#room.take(hash, manifestText, title) }))
  }

  async apps(caller: Caller): Promise<Outcome<readonly AnyAppState[], SnapshotReason>> {
    const { snapshotHash } = caller
    if (snapshotHash !== undefined) return this.#look(snapshotHash, (viewer) => viewer.apps())
    return this.#inside(caller, ({ runtime }) => {
      runtime.tick()
      return appStates(runtime.cluster)
    })
  }

  async appDelivery(caller: Caller, appId: number): Promise<Outcome<AppDelivery | ConsumerAppDelivery | null>> {
    return this.#inside(caller, ({ runtime }) => {
      runtime.tick()
      return appDelivery(runtime.cluster, appId)
    })
  }

  async partitionDelivery(caller: Caller, query: DeliveryQuery): Promise<Outcome<DeliveryPage | null>> {
    return this.#inside(caller, ({ runtime, reader }) => {
      runtime.tick()
      return partitionDelivery(runtime.cluster, reader, query)
    })
  }

  async metrics(caller: Caller): Promise<Outcome<readonly MetricValue[]>> {
    return this.#inside(caller, (home) => home.metrics())
  }

  async listDisk(caller: Caller, nodeId: number, query: DiskQuery): Promise<Outcome<DiskListing | null>> {
    return this.#inside(caller, ({ runtime, reader }) => listDisk(runtime.cluster, reader, nodeId, query))
  }

  async readDiskFile(caller: Caller, nodeId: number, path: string, range: FileRange): Promise<Outcome<DiskPiece | null>> {
    return this.#inside(caller, ({ runtime, reader }) => readDiskFile(runtime.cluster, reader, nodeId, path, range))
  }

  async viewIndexes(caller: Caller, nodeId: number, directory: string, query: IndexQuery): Promise<Outcome<IndexView | null>> {
    return this.#inside(caller, ({ runtime, reader }) => viewIndexes(runtime.cluster, reader, nodeId, directory, query))
  }

  async readMetadataLog(caller: Caller, fromOffset: number): Promise<Outcome<MetadataPage>> {
    return this.#inside(caller, ({ runtime, reader }) => readMetadataLog(runtime.cluster, reader, fromOffset))
  }

  /** Only upgrades to a WebSocket come this way: an RPC method cannot hand over a socket. */
  override async fetch(request: Request): Promise<Response> {
    const caller = { keyId: new URL(request.url).searchParams.get('keyId') ?? '' }
    const accepted = await this.#inside(caller, () => this.#sockets.accept(request, caller))
    return accepted.ok ? accepted.value : new Response(accepted.message, { status: SOCKET_REFUSALS[accepted.reason] })
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    await this.#sockets.onMessage(socket, message)
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#sockets.onClose(socket, code)
  }

  override webSocketError(socket: WebSocket): void {
    this.#sockets.onGone(socket)
  }

  override async alarm(): Promise<void> {
    if (this.#home === null) return this.#archiveNote === null ? this.#room.onAlarm() : undefined
    if (this.#home.isExpired) await this.#expire(this.#home)
    else await this.#home.onAlarm()
  }

  /** Runs work for a caller whose sandbox exists and whose key was not revoked. */
  async #inside<Value>(caller: Caller, work: (home: Home) => Value | Promise<Value>): Promise<Outcome<Value>> {
    const home = this.#home
    if (home?.isExpired === true) await this.#expire(home)
    if (home === null || home.isExpired) return this.#absence()
    if (home.keys.isRevoked(caller.keyId)) return { ok: false, reason: 'KEY_REVOKED', message: 'This key was revoked.' }
    try {
      return { ok: true, value: await work(home) }
    } catch (cause) {
      // Whoever waited for an answer while the sandbox was removed hears what everybody hears from now on.
      if (cause === GONE) return this.#absence()
      if (cause === PUT_BACK) return this.#inside(caller, work)
      throw cause
    }
  }

  /** What is said where there is no sandbox. */
  #absence(): typeof NOT_FOUND | Archived {
    if (this.#archiveNote === null) return NOT_FOUND
    return {
      ok: false,
      reason: 'SANDBOX_ARCHIVED',
      message: 'The sandbox has expired. It was archived as a snapshot.',
      ...this.#archiveNote,
    }
  }

  /** Looks at the snapshot that this object belongs to. */
  #look<Value>(hash: string, work: (viewer: Viewer) => Value): Promise<SnapshotOutcome<Value>> {
    return refusable(async () => ({ ok: true, value: work(await this.#room.viewer(hash)) }))
  }

  /** The time of the sandbox is over. It goes as soon as it is archived, or when that has failed for long enough. */
  #expire(home: Home): Promise<void> {
    this.#archiving ??= this.#archive(home).finally(() => {
      this.#archiving = null
    })
    return this.#archiving
  }

  async #archive(home: Home): Promise<void> {
    const { sandboxId } = home.facts
    const retryMs = this.#archiveFailedMs + ARCHIVE_RETRY_MS
    if (retryMs > nowMs()) return this.ctx.storage.setAlarm(retryMs)
    try {
      const { hash: snapshotHash } = await this.#snapshots.archive(home, () => this.#home === home)
      const archivedMs = nowMs()
      await this.#registry.archive(sandboxId, snapshotHash, archivedMs)
      await this.#empty(home)
      this.#archiveNote = { snapshotHash, archivedMs }
      writeArchiveNote(this.ctx.storage.sql, this.#archiveNote)
    } catch (cause) {
      logFailedArchive(sandboxId, cause)
      this.#archiveFailedMs = nowMs()
      // What is too large now is no smaller in a minute.
      const isHopeless = refusalOf(cause) !== null || this.#archiveFailedMs > (home.facts.expiresMs ?? 0) + ARCHIVE_PATIENCE_MS
      await (isHopeless ? this.#remove(home) : this.ctx.storage.setAlarm(this.#archiveFailedMs + ARCHIVE_RETRY_MS))
    }
  }

  /** All in one turn, up to the alarm: nobody meets the cluster in between. */
  async #putBack(before: Home, action: PutBackAction, change: (past: Past) => void): Promise<PutBack> {
    let home: Home
    try {
      home = before.putBack(this.ctx.storage, action, change)
    } catch (cause) {
      this.#hooks.onBroken(cause)
      throw cause
    }
    this.#home = home
    const { generation } = home
    const { recordSequence: sequence } = home.runtime.cluster
    this.#sockets.closeAll(putBackReason(action === 'reset' ? 1 : sequence), CLOSE_PUT_BACK)
    this.#sockets.serve(home)
    await home.settleAlarm()
    return { sequence, generation }
  }

  async #remove(home: Home): Promise<void> {
    const { sandboxId } = home.facts
    await this.#empty(home)
    await this.#registry.remove(sandboxId)
  }

  async #empty(home: Home): Promise<void> {
    this.#home = null
    this.#sockets.serve(null)
    home.runtime.close(GONE)
    this.#sockets.closeAll('The sandbox is gone.')
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }
}
