// The shell's storage in memory, for tests of the pure engine: it keeps what decisions write and reads it back as a LogReader.
import { emptyCluster } from '../../durable/engine/cluster.ts'
import type { Cluster } from '../../durable/engine/cluster.ts'
import { createCluster } from '../../durable/engine/create-cluster.ts'
import type { ClusterSpec } from '../../durable/engine/create-cluster.ts'
import type { ActionOutcome, BatchRemoval, BatchWrite, Reply } from '../../durable/engine/decision.ts'
import { Engine } from '../../durable/engine/engine.ts'
import type { EngineResult } from '../../durable/engine/engine.ts'
import { eventsOf } from '../../durable/engine/event.ts'
import type { ClusterEvent, JournalEntry } from '../../durable/engine/event.ts'
import type { ActionInput, NodeAction, RequestInput } from '../../durable/engine/input.ts'
import type { LogReader, StoredHeader } from '../../durable/engine/log/log-reader.ts'
import type { ClusterRecord } from '../../durable/engine/record.ts'
import { laterPlaces } from '../../durable/shell/later-places.ts'
import type { PlaceRange } from '../../durable/shell/later-places.ts'
import { placeOf } from '../../durable/shell/place.ts'
import { replayEntries } from '../../durable/shell/replay.ts'
import { concatenate } from '../../schema/kafka/concatenate.ts'
import { decodeBatchHeader, RECORD_BATCH_HEADER_BYTES } from '../../schema/kafka/record-batch.ts'
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'

export class MemoryStore implements LogReader {
  readonly #extents = new Map<number, BatchWrite[]>()

  write(batch: BatchWrite): void {
    const batches = this.#extents.get(batch.extentId) ?? []
    // Copied, because the bytes of a request belong to whoever sent it once the step is over.
    if (batches.some(({ relativeOffset }) => relativeOffset === batch.relativeOffset)) throw new Error('a place is written once')
    batches.push({ ...batch, bytes: batch.bytes.slice() })
    this.#extents.set(batch.extentId, batches)
  }

  discard({ extentId, fromOffset, untilOffset }: BatchRemoval): void {
    const isGone = (offset: number) => offset >= fromOffset && (untilOffset === null || offset < untilOffset)
    const left = (this.#extents.get(extentId) ?? []).filter(({ relativeOffset }) => !isGone(relativeOffset))
    if (left.length === 0) this.#extents.delete(extentId)
    else this.#extents.set(extentId, left)
  }

  /** Forgets what lies in these places. */
  drop(ranges: readonly PlaceRange[]): void {
    const isGone = (place: number) => ranges.some(({ fromPlace, untilPlace }) => place >= fromPlace && place < untilPlace)
    for (const [extentId, batches] of this.#extents) {
      const left = batches.filter(({ relativeOffset }) => !isGone(placeOf(extentId, relativeOffset)))
      this.#extents.set(extentId, left)
    }
  }

  get batchCount(): number {
    return this.batchCountWithout(new Set())
  }

  batchCountWithout(extentIds: ReadonlySet<number>): number {
    return [...this.#extents].reduce((count, [extentId, batches]) => (extentIds.has(extentId) ? count : count + batches.length), 0)
  }

  read(extentId: number, fromOffset: number, untilOffset: number, maxBytes: number, atLeastOne: boolean): Uint8Array {
    const pieces: Uint8Array[] = []
    let sizeBytes = 0
    for (const { bytes } of this.#from(extentId, fromOffset, untilOffset)) {
      if (sizeBytes + bytes.length > maxBytes && !(atLeastOne && sizeBytes === 0)) break
      pieces.push(bytes)
      sizeBytes += bytes.length
      if (sizeBytes > maxBytes) break
    }
    return concatenate(pieces, sizeBytes).slice()
  }

  firstReaching(extentId: number, fromOffset: number, untilOffset: number, timestampMs: number): Uint8Array | null {
    return this.#from(extentId, fromOffset, untilOffset).find((batch) => batch.maxTimestamp >= timestampMs)?.bytes ?? null
  }

  headers(extentId: number, fromOffset: number, untilOffset: number): Iterable<StoredHeader> {
    return this.#from(extentId, fromOffset, untilOffset).map(({ bytes }) => ({
      header: bytes.slice(0, RECORD_BATCH_HEADER_BYTES),
      sizeBytes: bytes.length,
    }))
  }

  #from(extentId: number, fromOffset: number, untilOffset: number): BatchWrite[] {
    return (this.#extents.get(extentId) ?? []).filter(
      ({ relativeOffset, bytes }) =>
        relativeOffset + decodeBatchHeader(bytes).lastOffsetDelta >= fromOffset && relativeOffset < untilOffset,
    )
  }
}

/** A cluster in memory with a clock that only moves when told. Every entry of its journal is kept, so that a test can replay it. */
export class MemoryCluster {
  readonly store = new MemoryStore()
  cluster: Cluster = emptyCluster()
  readonly entries: JournalEntry[] = []
  /** Answers that came later than the call they belong to. */
  readonly late: Reply[] = []
  engine: Engine
  nowMs: number
  #requestId = 0

  constructor(spec: Partial<ClusterSpec> = {}) {
    const brokers = [1, 2, 3].map((brokerId) => ({ brokerId, rack: null }))
    this.nowMs = spec.nowMs ?? 1_700_000_000_000
    this.engine = new Engine(this.cluster, this.store)
    this.keep(
      this.engine.record(
        createCluster({ clusterId: 'test-cluster', seed: 1, brokers, brokerConfigs: [], nowMs: this.nowMs, ...spec }),
        this.nowMs,
      ),
    )
  }

  /** Stored batches of all topics: those of the metadata log do not count. */
  get topicBatchCount(): number {
    return this.store.batchCountWithout(new Set(this.cluster.metadataLog.extents.map(({ extentId }) => extentId)))
  }

  /** Of the request that was sent last: answers that come later name theirs. */
  get lastRequestId(): number {
    return this.#requestId
  }

  /** All records so far, in their order. */
  get records(): ClusterRecord[] {
    return this.entries.flatMap(({ records }) => records)
  }

  get events(): ClusterEvent[] {
    let sequence = 1
    return this.entries.flatMap((entry) => {
      const events = eventsOf(entry, sequence)
      sequence += events.length
      return events
    })
  }

  /** The answer, which must come at once. */
  request<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request'], brokerId: number | null = null): KafkaApis[Api]['response'] {
    const answered = this.send(api, request, brokerId)
    if (answered === null) throw new Error(`${api} is not answered at once`)
    return answered
  }

  /** The answer, or null when it comes later: see `late`. */
  send<Api extends KafkaApi>(
    api: Api,
    request: KafkaApis[Api]['request'],
    brokerId: number | null = null,
  ): KafkaApis[Api]['response'] | null {
    const requestId = ++this.#requestId
    const input = { kind: 'request', nowMs: this.nowMs, requestId, brokerId, api, request } as unknown as RequestInput
    this.keep(this.engine.request(input))
    const index = this.late.findIndex((reply) => reply.requestId === requestId)
    const [reply] = index === -1 ? [] : this.late.splice(index, 1)
    return reply === undefined ? null : (reply.response as KafkaApis[Api]['response'])
  }

  act(action: WithoutTime<ActionInput>): ActionOutcome {
    const result = this.engine.action({ ...action, nowMs: this.nowMs } as ActionInput)
    this.keep(result)
    return result.outcome
  }

  node(nodeId: number, action: NodeAction): ActionOutcome {
    return this.act({ kind: 'node', nodeId, action })
  }

  /** Applies records that no input causes, and lets the cluster come to rest. */
  record(records: readonly ClusterRecord[]): void {
    this.keep(this.engine.record(records, this.nowMs))
  }

  /** Moves the clock, and lets happen what is due on the way. */
  advance(ms: number): void {
    this.nowMs += ms
    const { isDone, ...result } = this.engine.tick(this.nowMs, 100_000)
    if (!isDone) throw new Error('more timers than a test needs')
    this.keep(result)
  }

  /** The cluster right behind a record, made of nothing but the journal. */
  at(sequence: number): Cluster {
    const cluster = emptyCluster()
    replayEntries(cluster, this.entries, { untilSequence: sequence })
    return cluster
  }

  /** Goes back to the end of the step that a record belongs to, as far as the batches of then are still there. */
  rewindTo(sequence: number): void {
    let end = 0
    const count = this.entries.findIndex(({ records }) => (end += records.length) >= sequence) + 1
    this.entries.splice(count)
    this.cluster = this.at(end)
    this.store.drop(laterPlaces(this.cluster))
    this.nowMs = this.entries.at(-1)?.nowMs ?? this.nowMs
    this.engine = new Engine(this.cluster, this.store)
  }

  /** What the engine did, for the journal of this cluster. */
  keep({ entries, replies }: EngineResult): void {
    this.entries.push(...entries)
    this.late.push(...replies)
  }
}

type WithoutTime<Input> = Input extends unknown ? Omit<Input, 'nowMs'> : never
