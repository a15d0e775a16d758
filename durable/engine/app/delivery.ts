// What became of an application's records, as only somebody sees who looks at both sides: what the application was told, and what is in the
// logs. A broker's batch is known again by partition, leader epoch and offset: no two batches ever had the same three.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { epochForOffset } from '../log/leader-epochs.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { lastStableOffset } from '../log/transactions.ts'

/** What the application knows of one of its records, and where brokers wrote it, which it does not. */
export type TracedRecord = {
  sequence: number
  topic: string
  /** -1 before it is known. */
  partitionIndex: number
  key: string | null
  madeMs: number
  /** How often it was in a request. */
  sends: number
  fate: ClientFate | 'dropped'
  error: KafkaErrorName | null
  /** The offset that the application was told; -1 where none was. */
  offset: number
  /** The broker that it was last sent to; -1 before. */
  brokerId: number
  /** When the application heard of its end; null before. */
  doneMs: number | null
  copies: Copy[]
  /** How often a log found that it has it already. */
  duplicatesDropped: number
}

export type TracedRecordView = DeepReadonly<TracedRecord>

/** What the application was told. */
export type ClientFate = 'pending' | 'acknowledged' | 'failed' | 'abandoned'

/** One writing of the record to a log. */
export type Copy = {
  readonly topicId: string
  readonly brokerId: number
  readonly leaderEpoch: number
  readonly offset: number
  /** -1 without idempotence. */
  readonly producerId: number
}

/**
 * `uncommitted` is in the leader's log above its high watermark, `open` in a transaction without an end; `deleted` went by retention, by
 * DeleteRecords or with its topic; `lost` was written and is in the partition's log no more; `neverStored` reached no log.
 */
export type LogFate = 'committed' | 'uncommitted' | 'open' | 'aborted' | 'deleted' | 'lost' | 'neverStored'

export type FateCounts = Record<LogFate, number>

export type DeliveryCounts = Record<ClientFate, FateCounts> & {
  /** Copies in the logs beside the first of each record. */
  duplicates: number
  /** Of records that were acknowledged and are not there: by the broker that had them last, or that they were sent to. */
  lostByBroker: Record<string, number>
}

export function emptyDelivery(): DeliveryCounts {
  return { pending: noFates(), acknowledged: noFates(), failed: noFates(), abandoned: noFates(), duplicates: 0, lostByBroker: {} }
}

function noFates(): FateCounts {
  return { committed: 0, uncommitted: 0, open: 0, aborted: 0, deleted: 0, lost: 0, neverStored: 0 }
}

/** What a copy is to a reader of its partition. */
export function fateOfCopy(cluster: ClusterView, { topic: name, partitionIndex }: TracedRecordView, copy: Copy): LogFate {
  const topic = cluster.topics.get(name)
  const log = topic?.partitions[partitionIndex]?.log
  if (topic?.topicId !== copy.topicId || log === undefined || copy.offset < log.logStartOffset) return 'deleted'
  const isThere = copy.offset < log.logEndOffset && epochForOffset(log.leaderEpochs, copy.offset) === copy.leaderEpoch
  return isThere ? fateInLog(log, copy.offset, copy.producerId) : 'lost'
}

/** Of an offset that the log holds. */
export function fateInLog(
  log: DeepReadonly<PartitionLog>,
  offset: number,
  producerId: number,
): 'committed' | 'uncommitted' | 'open' | 'aborted' {
  const covers = (transaction: { readonly producerId: number; readonly firstOffset: number; readonly lastOffset?: number }): boolean =>
    transaction.producerId === producerId && transaction.firstOffset <= offset && offset <= (transaction.lastOffset ?? Infinity)
  if (producerId >= 0 && log.abortedTransactions.some(covers)) return 'aborted'
  if (producerId >= 0 && log.ongoingTransactions.some(covers)) return 'open'
  if (offset >= log.highWatermark) return 'uncommitted'
  return offset >= lastStableOffset(log) && producerId >= 0 && log.unreplicatedTransactions.some(covers) ? 'open' : 'committed'
}

const STORED: readonly LogFate[] = ['committed', 'aborted', 'open', 'uncommitted']

export function isStored(fate: LogFate): boolean {
  return STORED.includes(fate)
}

export type RecordDelivery = { readonly fate: LogFate; readonly duplicates: number }

/** The best that can be said of all copies of a record, and how many there are too many. */
export function deliveryOf(cluster: ClusterView, traced: TracedRecordView): RecordDelivery {
  const fates = traced.copies.map((copy) => fateOfCopy(cluster, traced, copy))
  const fate = [...STORED, 'deleted' as const, 'lost' as const].find((candidate) => fates.includes(candidate)) ?? 'neverStored'
  return { fate, duplicates: Math.max(0, fates.filter(isStored).length - 1) }
}

/** The broker with which an acknowledged record was lost. */
export function lostWith({ copies, brokerId }: TracedRecordView): number {
  return copies.at(-1)?.brokerId ?? brokerId
}

/** Takes one more record into the counts. One that was dropped was never handed to the producer and counts nowhere. */
export function countDelivery(counts: DeliveryCounts, cluster: ClusterView, traced: TracedRecordView): void {
  if (traced.fate === 'dropped') return
  const { fate, duplicates } = deliveryOf(cluster, traced)
  counts[traced.fate][fate]++
  counts.duplicates += duplicates
  if (traced.fate !== 'acknowledged' || (fate !== 'lost' && fate !== 'neverStored')) return
  const brokerId = String(lostWith(traced))
  counts.lostByBroker[brokerId] = (counts.lostByBroker[brokerId] ?? 0) + 1
}

/** All records of an application: those that have left its trace, as they stood then, and the others as they stand now. */
export function auditOf(
  cluster: ClusterView,
  { settled, trace }: { readonly settled: DeepReadonly<DeliveryCounts>; readonly trace: readonly TracedRecordView[] },
): DeliveryCounts {
  const counts: DeliveryCounts = {
    pending: { ...settled.pending },
    acknowledged: { ...settled.acknowledged },
    failed: { ...settled.failed },
    abandoned: { ...settled.abandoned },
    duplicates: settled.duplicates,
    lostByBroker: { ...settled.lostByBroker },
  }
  for (const traced of trace) countDelivery(counts, cluster, traced)
  return counts
}
