// Looks at everything that happens and compares it with the history: cheap things after every record and every entry of the journal, whole walks
// over bytes and state when asked.
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import { CONSUMER_OFFSETS } from '../engine/coordinator/internal-topics.ts'
import type { Reply } from '../engine/decision.ts'
import type { JournalEntry } from '../engine/event.ts'
import { forEachPartition } from '../engine/partition-key.ts'
import type { ClusterRecord } from '../engine/record.ts'
import type { FetchResponse } from '../../schema/kafka/requests/fetch.ts'
import type { ProduceResponse } from '../../schema/kafka/requests/produce.ts'
import { placeOf } from './coordinated-group.ts'
import { GroupHistories } from './group-history.ts'
import type { History } from './history.ts'
import { checkAcknowledged } from './invariants/acknowledged.ts'
import { checkCommitted } from './invariants/committed.ts'
import { checkDeadlines } from './invariants/deadlines.ts'
import { checkDisks } from './invariants/disk.ts'
import { checkCommits } from './invariants/group-commits.ts'
import { checkGroupMemory } from './invariants/group-memory.ts'
import { GroupStates } from './invariants/group-states.ts'
import { checkInSyncReplicas } from './invariants/in-sync.ts'
import { checkLeadership } from './invariants/leadership.ts'
import { checkBatches, checkOffsets } from './invariants/log-shape.ts'
import { checkRead } from './invariants/reads.ts'
import { checkReplay } from './invariants/replay.ts'
import { checkStoredBytes } from './invariants/stored-bytes.ts'
import type { Observer, World } from './world.ts'

/** The client that asked; the answer reaches it once. */
export type Hear = (reply: Reply) => void

/** What was asked of partitions, and what has to be known of it when the answer comes. */
export type Sent =
  | { readonly kind: 'produce'; readonly acks: number; readonly batches: readonly SentBatch[] }
  | { readonly kind: 'fetch'; readonly brokerId: number | null; readonly places: readonly SentFetch[] }

export type SentBatch = {
  readonly topic: string
  readonly topicId: string
  readonly partitionIndex: number
  readonly values: readonly string[]
}
export type SentFetch = {
  readonly topic: string
  readonly partitionIndex: number
  readonly fetchOffset: number
  readonly excusedLosses: number
}

const ALL = -1

export class Audit implements Observer {
  readonly history: History
  readonly groups = new GroupHistories()
  readonly #groupStates = new GroupStates()
  readonly #asked = new Map<number, { readonly sent: Sent | null; readonly hear: Hear }>()

  constructor(history: History) {
    this.history = history
  }

  expect(requestId: number, sent: Sent | null, hear: Hear): void {
    this.#asked.set(requestId, { sent, hear })
  }

  afterRecord(copy: Cluster, record: ClusterRecord): void {
    const losses = this.#lossesOf(copy, record)
    this.history.note(copy, record)
    if (this.#lossesOf(copy, record) > losses) this.#forgetGroups(copy, record)
    if (this.history.promisesRecords) this.#checkGroups(copy, record)
    if (!('partitionIndex' in record)) return
    const history = this.history.of(copy, record.topic, record.partitionIndex)
    if (history !== null) checkLeadership(copy, record, history)
  }

  #lossesOf(copy: ClusterView, record: ClusterRecord): number {
    if (record.kind !== 'partition.changed' || record.topic !== CONSUMER_OFFSETS) return 0
    return this.history.of(copy, record.topic, record.partitionIndex)?.excusedLosses ?? 0
  }

  /** What was excused took away what their coordinator knew. */
  #forgetGroups(copy: ClusterView, record: ClusterRecord): void {
    for (const group of this.groups) {
      if ('partitionIndex' in record && placeOf(copy, group.groupId)?.partitionIndex === record.partitionIndex) group.beginAgain()
    }
  }

  #checkGroups(copy: ClusterView, record: ClusterRecord): void {
    if (record.kind === 'offsets.appended') checkCommits(copy, record, this.groups)
    this.#groupStates.check(copy, record, this.groups)
  }

  afterEntry({ copy, store }: World, { records }: JournalEntry): void {
    for (const [topic, partitionIndex] of touchedBy(copy, records)) {
      const partition = copy.topics.get(topic)?.partitions[partitionIndex]
      const history = this.history.of(copy, topic, partitionIndex)
      if (partition === undefined || history === null) continue
      checkOffsets(partition, history)
      checkDisks(partition, history, this.history.promisesRecords)
      if (!this.history.promisesRecords) continue
      checkCommitted(copy, partition, history)
      checkAcknowledged(copy, partition, history, store)
      checkInSyncReplicas(copy, partition, history)
    }
  }

  /** Only the first answer to a request reaches its client. */
  afterReply(world: World, reply: Reply): void {
    const { requestId, api, response } = reply
    const asked = this.#asked.get(requestId)
    if (asked === undefined) return
    this.#asked.delete(requestId)
    const { sent, hear } = asked
    if (sent?.kind === 'produce' && api === 'Produce') this.#acknowledge(world, sent, response)
    if (sent?.kind === 'fetch' && api === 'Fetch') this.#read(world, sent, response)
    hear(reply)
  }

  /** Nobody answers what was asked before. */
  afterEviction(): void {
    this.#asked.clear()
  }

  #acknowledge({ copy }: World, { acks, batches }: Extract<Sent, { kind: 'produce' }>, { responses }: ProduceResponse): void {
    if (acks !== ALL) return
    const results = responses.flatMap(({ partitionResponses }) => partitionResponses)
    for (const [index, { topic, topicId, partitionIndex, values }] of batches.entries()) {
      const result = results[index]
      const history = this.history.of(copy, topic, partitionIndex)
      if (result?.error !== 'NONE' || history?.topicId !== topicId) continue
      history.acknowledged.push({ baseOffset: result.baseOffset, values })
    }
  }

  #read({ copy }: World, { brokerId, places }: Extract<Sent, { kind: 'fetch' }>, { responses }: FetchResponse): void {
    if (!this.history.promisesRecords) return
    for (const { topic, partitionIndex, fetchOffset, excusedLosses } of places) {
      const answer = responses.find((response) => response.topic === topic)
      const data = answer?.partitions.find((each) => each.partitionIndex === partitionIndex)
      const history = this.history.of(copy, topic, partitionIndex)
      if (data === undefined || history?.topicId !== answer?.topicId || history === null) continue
      const leader = copy.topics.get(topic)?.partitions[partitionIndex]?.leader ?? -1
      const isFromLeader = (brokerId === null || brokerId === leader) && copy.brokers.get(leader)?.staleView === null
      checkRead(history, data, { fetchOffset, excusedLosses, isFromLeader })
    }
  }

  /** Requests that nobody has answered yet. */
  get unanswered(): number {
    return this.#asked.size
  }

  /** What costs little, after every step. */
  checkStep(world: World): void {
    checkDeadlines(world)
  }

  /** What walks over everything, now and then and at the end. */
  checkAll(world: World): void {
    const { cluster, copy, store } = world
    checkReplay(cluster, copy)
    checkStoredBytes(cluster, store)
    forEachPartition(cluster, (topic, partitionIndex) => {
      const partition = cluster.topics.get(topic)?.partitions[partitionIndex]
      const history = this.history.of(cluster, topic, partitionIndex)
      if (partition !== undefined && history !== null) checkBatches(partition, store, history)
    })
  }

  /** When all is mended. */
  checkGroups(world: World): void {
    if (this.history.promisesRecords) checkGroupMemory(world)
  }

  /** Makes the next look at each partition search for everything that was acknowledged. */
  proveAll({ cluster, store }: World): void {
    if (!this.history.promisesRecords) return
    forEachPartition(cluster, (topic, partitionIndex) => {
      const partition = cluster.topics.get(topic)?.partitions[partitionIndex]
      const history = this.history.of(cluster, topic, partitionIndex)
      if (partition === undefined || history === null) return
      history.isUnproven = true
      checkAcknowledged(cluster, partition, history, store)
    })
  }
}

type Place = readonly [topic: string, partitionIndex: number]

/** The partitions that records were about; all of them when a node or a fault changed. */
function touchedBy(cluster: ClusterView, records: readonly ClusterRecord[]): Place[] {
  const places = new Map<string, Place>()
  const isAboutAll = records.some(({ kind }) => kind === 'broker.changed' || kind === 'process.changed' || kind === 'broker.registered')
  if (isAboutAll) forEachPartition(cluster, (topic, index) => places.set(`${topic}/${index}`, [topic, index]))
  for (const record of records) {
    if ('partitionIndex' in record) places.set(`${record.topic}/${record.partitionIndex}`, [record.topic, record.partitionIndex])
  }
  return [...places.values()]
}
