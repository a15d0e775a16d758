// A snapshot that somebody looks at: a cluster with its past, in an object of its own, at which time stands still. Nothing here changes anything:
// what is asked is answered with what the cluster would decide, and nothing of that happens.
import type { KafkaApi, KafkaRequest, RequestOf } from '../../../schema/kafka/requests/apis.ts'
import { assert } from '../../engine/assert.ts'
import type { Cluster } from '../../engine/cluster.ts'
import type { Decision } from '../../engine/decision.ts'
import { Engine } from '../../engine/engine.ts'
import { KAFKA_RULES } from '../../engine/rules.ts'
import { BatchStore } from '../batch-store.ts'
import type { EventPage } from '../events/event-page.ts'
import { pageOf } from '../events/page-of.ts'
import { Journal } from '../journal.ts'
import { onlyLooks } from '../only-looks.ts'
import type { AtMoment } from '../rpc.ts'
import type { Answered } from '../runtime.ts'
import { createHistoryTables } from '../tables.ts'
import type { AnyAppState } from '../views/app-state.ts'
import { appStates } from '../views/app-state-of.ts'
import { clusterState } from '../views/cluster-state-of.ts'
import type { ClusterState } from '../views/cluster-state.ts'
import { adoptStaged } from './stage-snapshot.ts'
import type { Staged } from './stage-snapshot.ts'

type ViewedRow = { hash: string; cluster_id: string; time_ms: number }

/** The id of a request that is never carried out. */
const FORESEEN = 0

export class Viewer {
  readonly hash: string
  readonly #timeMs: number
  readonly #journal: Journal
  readonly #store: BatchStore
  readonly #engine: Engine
  readonly #clusterId: string

  private constructor(sql: SqlStorage, { hash, cluster_id: clusterId, time_ms: timeMs }: ViewedRow) {
    this.hash = hash
    this.#timeMs = timeMs
    this.#clusterId = clusterId
    this.#journal = new Journal(sql)
    this.#store = new BatchStore(sql, this.#journal.garbage)
    this.#engine = this.#engineOf(this.#journal.load(), timeMs)
  }

  /** What this object holds; null when it holds no snapshot. */
  static open(sql: SqlStorage): Viewer | null {
    if (sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'viewed'").toArray().length === 0) return null
    return new Viewer(sql, sql.exec<ViewedRow>('SELECT hash, cluster_id, time_ms FROM viewed').one())
  }

  /** Makes an object that holds nothing the home of a snapshot that lies ready. */
  static adopt(storage: DurableObjectStorage, hash: string, staged: Staged): Viewer {
    const { sql } = storage
    return storage.transactionSync(() => {
      createHistoryTables(sql)
      adoptStaged(sql, new Journal(sql), staged)
      const { clusterId, timeMs } = staged.manifest
      sql.exec('CREATE TABLE viewed (one INTEGER PRIMARY KEY, hash TEXT NOT NULL, cluster_id TEXT NOT NULL, time_ms INTEGER NOT NULL)')
      sql.exec('INSERT INTO viewed VALUES (1, ?, ?, ?)', hash, clusterId, timeMs)
      return new Viewer(sql, { hash, cluster_id: clusterId, time_ms: timeMs })
    })
  }

  state(): ClusterState {
    return clusterState(this.#engine, this.#timeMs, this.#engine.nextDueMs(true))
  }

  /** The cluster as it was right behind an event. */
  stateAt(sequence: number): AtMoment<ClusterState> {
    const firstSequence = this.#journal.history.first.sequence
    const lastSequence = this.#engine.cluster.recordSequence
    if (sequence === lastSequence) return { isKept: true, value: this.state() }
    if (sequence < firstSequence || sequence > lastSequence) return { isKept: false, firstSequence, lastSequence }
    const { cluster, timeMs } = this.#journal.history.at(sequence)
    const engine = this.#engineOf(cluster, timeMs)
    return { isKept: true, value: clusterState(engine, timeMs, engine.nextDueMs(true)) }
  }

  apps(): readonly AnyAppState[] {
    return appStates(this.#engine.cluster)
  }

  events(fromSequence: number, maxEvents: number): EventPage {
    return pageOf(this.#journal, this.#engine.cluster, fromSequence, maxEvents)
  }

  kafka<Api extends KafkaApi>(request: RequestOf<Api>, brokerId: number | null): Answered<Api> {
    const asked = request as KafkaRequest
    assert(onlyLooks(asked), 'a snapshot is only looked at')
    const input = { kind: 'request', nowMs: this.#timeMs, requestId: FORESEEN, brokerId, mayWait: false, ...asked } as const
    // The answer is one to the request: decide's table sees to it.
    const { response } = this.#engine.foresee(input) as Decision<Api>
    return { response, sequence: null }
  }

  #engineOf(cluster: Cluster, timeMs: number): Engine {
    cluster.clusterId = this.#clusterId
    return new Engine(cluster, this.#store, KAFKA_RULES, timeMs)
  }
}
