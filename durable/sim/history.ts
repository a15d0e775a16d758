// What happened to the partitions, remembered outside of the engine: who led in which epoch, what was committed, acknowledged and read, and which
// losses Kafka's own rules excuse. The invariants compare the engine's state with it after every step.
//
// When a loss is excused: a broker becomes the leader by an election that is logged as unclean or lastKnownLeader; or, without eligible leader
// replicas (KIP-966), a broker becomes the leader whose machine crashed before it had flushed. From then on the history is that of this leader's
// log: what it lacks is lost, and everything that it has counts as before. Nothing else excuses a loss.
import type { ClusterView, PartitionView } from '../engine/cluster.ts'
import { isInternalTopic } from '../engine/coordinator/internal-topics.ts'
import { present } from '../engine/assert.ts'
import type { ClusterRecord, RecordOf } from '../engine/record.ts'
import { replicaOf } from '../engine/replication/replica.ts'
import type { Excuse, Excuses, OffsetRange } from './anomalies/excuse.ts'
import { contentOf, firstDifference } from './content.ts'
import type { Content } from './content.ts'

export type Acknowledged = { readonly baseOffset: number; readonly values: readonly string[] }
export type Cut = { readonly offset: number; readonly code: string }

export type PartitionHistory = {
  readonly topic: string
  readonly topicId: string
  readonly partitionIndex: number
  leaderEpoch: number
  readonly leaderByEpoch: Map<number, number>
  /** The ISR after the last change of the registration. */
  isr: readonly number[]
  /** The log of the leader that last had the highest high watermark, and that high watermark. */
  committed: { readonly content: Content; readonly untilOffset: number } | null
  /** The first offset that an excused loss ever touched. */
  lostFromOffset: number
  /** Offsets that were deleted, and that the leader after an excused loss still has, maybe with something else there. */
  readonly revived: OffsetRange[]
  excusedLosses: number
  /** Brokers whose machine crashed, and where their log ended after it. They have it all again when they join the ISR. */
  readonly crashed: Map<number, number>
  /** Brokers that a reassignment took away and that Kafka's controller still counts as eligible, though their files are deleted. */
  readonly departed: Set<number>
  /** Where logs were cut in the entry that is being looked at, by broker. */
  readonly cuts: Map<number, Cut>
  /** What each broker had on its disk after the last entry. */
  readonly disks: Map<number, Content>
  acknowledged: Acknowledged[]
  /** Whether the leader changed since acknowledged records were last looked for. */
  isUnproven: boolean
  /** What consumers read, by offset. */
  readonly seen: Map<number, string>
  isCompacted: boolean
  /**
   * min.insync.replicas was changed while nobody led, which makes Kafka forget who is eligible: until an unclean election is asked for, nobody
   * can lead.
   */
  isLeaderForgotten: boolean
}

export class History {
  readonly #partitions = new Map<string, PartitionHistory>()
  readonly #eligibleLeaderReplicas: boolean
  readonly #byLeaderEpoch: boolean

  constructor(rules: { readonly eligibleLeaderReplicas: boolean; readonly truncationByLeaderEpoch: boolean }) {
    this.#eligibleLeaderReplicas = rules.eligibleLeaderReplicas
    this.#byLeaderEpoch = rules.truncationByLeaderEpoch
  }

  /** False with the truncation rule from before KIP-101, under which clean elections lose records: nothing is promised then. */
  get promisesRecords(): boolean {
    return this.#byLeaderEpoch
  }

  /** Whether coordinators may have forgotten what they decided, because an excused loss took it away. */
  get hasLostTransactions(): boolean {
    return [...this.#partitions.values()].some(({ topic, excusedLosses }) => isInternalTopic(topic) && excusedLosses > 0)
  }

  of(cluster: ClusterView, topicName: string, partitionIndex: number): PartitionHistory | null {
    const topic = cluster.topics.get(topicName)
    if (topic?.partitions[partitionIndex] === undefined) return null
    const key = `${topic.topicId}/${partitionIndex}`
    const known = this.#partitions.get(key) ?? newHistory(topicName, topic.topicId, partitionIndex)
    this.#partitions.set(key, known)
    known.isCompacted ||= topic.effectiveConfigs.cleanupPolicy.includes('compact')
    return known
  }

  /** What clients may not demand of the partitions that ever were. */
  excuses(cluster: ClusterView): Excuses {
    return new Map([...this.#partitions].map(([key, history]) => [key, excuseOf(history, cluster, this.hasLostTransactions)]))
  }

  /** Called after a record was applied to the copy of the cluster that follows the journal. */
  note(cluster: ClusterView, record: ClusterRecord): void {
    if (!('partitionIndex' in record)) return
    const history = this.of(cluster, record.topic, record.partitionIndex)
    const partition = cluster.topics.get(record.topic)?.partitions[record.partitionIndex]
    if (history === null || partition === undefined) return
    if (record.kind === 'partition.created') history.isr = partition.isr
    if (record.kind === 'partition.changed') this.#noteChange(history, partition, record, cluster)
    noteCut(history, partition, record)
  }

  #noteChange(
    history: PartitionHistory,
    partition: PartitionView,
    { change, reason }: RecordOf<'partition.changed'>,
    cluster: ClusterView,
  ): void {
    const { leader = -1, electionKind, replicas } = change
    for (const brokerId of history.disks.keys()) {
      if (replicas !== undefined && !replicas.includes(brokerId)) history.disks.delete(brokerId)
    }
    noteEligible(history, partition, leader, reason.code === 'reassignmentCancelled')
    history.isr = partition.isr
    if (reason.code === 'minIsrChanged') history.isLeaderForgotten = partition.isr.length === 0
    if (leader === -1) return
    history.isLeaderForgotten = false
    history.isUnproven = true
    const before = history.excusedLosses
    const isUnclean = electionKind === 'unclean' || electionKind === 'lastKnownLeader'
    // One that is still down may yet be found out when it comes back.
    const isUp = cluster.brokers.get(leader)?.process === 'running'
    if (isUnclean || history.departed.delete(leader) || (!this.#eligibleLeaderReplicas && isUp && history.crashed.has(leader)))
      excuseLoss(history, partition, leader)
    if (isUp && history.excusedLosses > before) history.crashed.delete(leader)
  }
}

/**
 * Where a loss is excused, nothing is promised from there on: a leader of the past that does not know of it may go on for a while, and tell its
 * clients what it likes.
 */
function excuseOf(history: PartitionHistory, { topics }: ClusterView, hasLostTransactions: boolean): Excuse {
  const { topic, topicId, partitionIndex, isCompacted, lostFromOffset, revived, excusedLosses } = history
  const living = topics.get(topic)
  const partition = living?.topicId === topicId ? living.partitions[partitionIndex] : undefined
  const lostRanges = [...revived, { fromOffset: lostFromOffset, untilOffset: Number.POSITIVE_INFINITY }]
  const logStartOffset = partition?.log.logStartOffset ?? Number.POSITIVE_INFINITY
  return { logStartOffset, isCompacted, lostRanges, forgetsTransactions: hasLostTransactions || excusedLosses > 0 }
}

/**
 * Whoever comes into the ISR without being elected has fetched all there is. Only where a reassignment is cancelled with nobody else in sync,
 * which needs the topic's consent to unclean elections, Kafka puts the first replica into the ISR whatever it has.
 */
function noteEligible(history: PartitionHistory, { isr, elr, replicas }: PartitionView, leader: number, isCancelled: boolean): void {
  for (const brokerId of isr) {
    if (history.isr.includes(brokerId)) continue
    if (isCancelled) history.departed.add(brokerId)
    else if (brokerId !== leader) history.departed.delete(brokerId)
    if (!isCancelled) history.crashed.delete(brokerId)
  }
  for (const brokerId of elr) if (!replicas.includes(brokerId)) history.departed.add(brokerId)
}

function newHistory(topic: string, topicId: string, partitionIndex: number): PartitionHistory {
  return {
    topic,
    topicId,
    partitionIndex,
    leaderEpoch: -1,
    leaderByEpoch: new Map(),
    isr: [],
    committed: null,
    lostFromOffset: Number.POSITIVE_INFINITY,
    revived: [],
    excusedLosses: 0,
    crashed: new Map(),
    departed: new Set(),
    cuts: new Map(),
    disks: new Map(),
    acknowledged: [],
    isUnproven: false,
    seen: new Map(),
    isCompacted: false,
    isLeaderForgotten: false,
  }
}

/** The new leader's log is the truth from here on. */
function excuseLoss(history: PartitionHistory, partition: PartitionView, leader: number): void {
  const content = contentOf(partition, present(replicaOf(partition, leader), 'the replica of the leader'))
  const { committed } = history
  const fromOffset = Math.max(content.logStartOffset, committed?.content.logStartOffset ?? 0)
  if (content.logStartOffset < fromOffset) history.revived.push({ fromOffset: content.logStartOffset, untilOffset: fromOffset })
  const untilOffset = committed?.untilOffset ?? 0
  const lostFrom = committed === null ? null : firstDifference(content, committed.content, fromOffset, untilOffset)
  history.excusedLosses += 1
  const keptUntil = Math.min(lostFrom ?? untilOffset, content.logEndOffset)
  history.committed = { content, untilOffset: keptUntil }
  history.lostFromOffset = Math.min(history.lostFromOffset, keptUntil)
  history.acknowledged = history.acknowledged.filter(({ baseOffset, values }) => {
    // What retention had deleted is promised by nobody, and the new leader may never have had it.
    return baseOffset >= fromOffset && baseOffset + values.length <= keptUntil
  })
  for (const offset of history.seen.keys()) if (offset < fromOffset || offset >= keptUntil) history.seen.delete(offset)
}

function noteCut(history: PartitionHistory, partition: PartitionView, record: ClusterRecord): void {
  if (record.kind === 'replica.truncated') noteCutOf(history, record.brokerId, record.logEndOffset, record.reason.code)
  if (record.kind !== 'log.changed') return
  const { change, brokerId = partition.logBrokerId, reason } = record
  if (change.kind === 'log.truncated') noteCutOf(history, brokerId, change.offset, reason?.code ?? 'unknown')
  if (change.kind === 'log.restarted') noteCutOf(history, brokerId, 0, reason?.code ?? 'unknown')
}

function noteCutOf({ cuts, crashed }: PartitionHistory, brokerId: number, offset: number, code: string): void {
  if ((cuts.get(brokerId)?.offset ?? Infinity) > offset) cuts.set(brokerId, { offset, code })
  if (code === 'unflushed') crashed.set(brokerId, Math.min(crashed.get(brokerId) ?? Infinity, offset))
}
