// A cluster with the object's own storage, in memory: what it does is journaled as the object does it, and can be gone back to. A test keeps beside
// it what the cluster was like behind every step, to hold the past against that.
import type { ClusterView } from '../../durable/engine/cluster.ts'
import { createCluster } from '../../durable/engine/create-cluster.ts'
import type { ActionOutcome } from '../../durable/engine/decision.ts'
import { Engine } from '../../durable/engine/engine.ts'
import type { EngineResult } from '../../durable/engine/engine.ts'
import type { ActionInput, NodeAction, RequestInput } from '../../durable/engine/input.ts'
import { batchesOf } from '../../durable/engine/log/walk.ts'
import { encodeCluster } from '../../durable/engine/snapshot.ts'
import { BatchStore } from '../../durable/shell/batch-store.ts'
import { Journal } from '../../durable/shell/journal.ts'
import type { HistoryLimits } from '../../durable/shell/journal.ts'
import { createTables } from '../../durable/shell/tables.ts'
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import { MemoryStorage } from './memory-storage.ts'

type WithoutTime<Input> = Input extends unknown ? Omit<Input, 'nowMs'> : never

/** The cluster behind a step, and the bytes that could be read then. */
export type Kept = { readonly sequence: number; readonly timeMs: number; readonly text: string; readonly bytes: string }

export class KeptCluster {
  readonly storage = new MemoryStorage()
  readonly steps: Kept[] = []
  /** Whether each step is remembered, which takes as long as the logs are. */
  remembersSteps = true
  readonly #limits: Partial<HistoryLimits>
  journal: Journal
  store: BatchStore
  engine: Engine
  nowMs = 1_700_000_000_000
  #requestId = 0

  constructor(limits: Partial<HistoryLimits> = {}) {
    this.#limits = limits
    createTables(this.storage.storage.sql)
    const opened = this.#open()
    this.journal = opened.journal
    this.store = opened.store
    this.engine = opened.engine
    const brokers = [1, 2, 3].map((brokerId) => ({ brokerId, rack: null }))
    const records = createCluster({ clusterId: 'kept', seed: 1, brokers, brokerConfigs: [], nowMs: this.nowMs })
    this.keep(this.engine.record(records, this.nowMs))
    this.journal.checkpoint(this.engine.cluster)
  }

  get cluster(): ClusterView {
    return this.engine.cluster
  }

  /** As after an eviction: everything comes from storage. */
  reopen(): void {
    Object.assign(this, this.#open())
  }

  #open(): Pick<KeptCluster, 'journal' | 'store' | 'engine'> {
    const { sql } = this.storage.storage
    const journal = new Journal(sql, this.#limits)
    const store = new BatchStore(sql, journal.garbage)
    return { journal, store, engine: new Engine(journal.load(), store) }
  }

  request<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request'], brokerId: number | null = null): KafkaApis[Api]['response'] {
    const response = this.send(api, request, brokerId)
    if (response === null) throw new Error(`${api} is not answered at once`)
    return response
  }

  /** The answer, or null when it comes later. */
  send<Api extends KafkaApi>(
    api: Api,
    request: KafkaApis[Api]['request'],
    brokerId: number | null = null,
  ): KafkaApis[Api]['response'] | null {
    const requestId = ++this.#requestId
    const result = this.engine.request({ kind: 'request', nowMs: this.nowMs, requestId, brokerId, api, request } as unknown as RequestInput)
    this.keep(result)
    const reply = result.replies.find((one) => one.requestId === requestId)
    return reply === undefined ? null : (reply.response as KafkaApis[Api]['response'])
  }

  act(action: WithoutTime<ActionInput>): ActionOutcome {
    const result = this.engine.action({ ...action, nowMs: this.nowMs } as ActionInput)
    this.keep(result)
    return result.outcome
  }

  node(nodeId: number, action: NodeAction): void {
    this.act({ kind: 'node', nodeId, action })
  }

  advance(ms: number): void {
    this.nowMs += ms
    this.keep(this.engine.tick(this.nowMs, 100_000))
  }

  /** Each input is a commit. */
  keep({ entries }: EngineResult): void {
    if (entries.length === 0) return
    this.journal.append(entries, this.cluster)
    if (this.remembersSteps) this.steps.push(this.now)
  }

  get now(): Kept {
    const { recordSequence: sequence } = this.cluster
    return { sequence, timeMs: this.journal.timeMs, text: encodeCluster(this.cluster), bytes: this.bytesOf(this.cluster) }
  }

  /** What can be read of the logs of a cluster, its own or one of its past. */
  bytesOf({ topics, metadataLog }: ClusterView): string {
    const logs = [...topics.values()].flatMap(({ partitions }) =>
      partitions.flatMap(({ log, replicaStates }) => [log, ...replicaStates.flatMap(({ ownLog }) => ownLog ?? [])]),
    )
    const texts = [metadataLog, ...logs].map((log) => {
      const from = log.segments[0]?.baseOffset ?? 0
      return [...batchesOf(log, this.store, from, log.logEndOffset)].map((batch) => Buffer.from(batch).toString('base64')).join(',')
    })
    return texts.join('\n')
  }

  /** Goes back, and opens what is stored then. */
  rewindTo(sequence: number): void {
    const { history } = this.journal
    history.rewindTo(history.stepEnd(sequence))
    this.reopen()
    this.nowMs = this.journal.timeMs
  }
}
