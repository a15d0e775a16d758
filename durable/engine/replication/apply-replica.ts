// What happens to a partition's registration, to its log and to its replicas. Part of apply.ts.
import { assert, present } from '../assert.ts'
import { viewKey } from '../cluster.ts'
import type { Cluster, Partition, Topic } from '../cluster.ts'
import { applyPartitionChange } from '../controller/partition-change.ts'
import type { PartitionRegistration } from '../controller/partition-registration.ts'
import { applyLogChange } from '../log/log-change.ts'
import type { LogChange } from '../log/log-change.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { producerOf } from '../log/producer-state.ts'
import type { RecordOf } from '../record.ts'
import { partitionBytes, partitionOf, partitionProducers, topicOf } from './partition-state.ts'
import { newReplica, replicaOf, replicaOffsets, sharesLog, startedWith, unknownReplica } from './replica.ts'
import type { Replica } from './replica.ts'

type ReplicaRecord = RecordOf<
  | 'partition.changed'
  | 'log.changed'
  | 'replica.fetched'
  | 'replica.asked'
  | 'replica.appended'
  | 'replica.truncated'
  | 'fetcher.moved'
  | 'replica.forked'
  | 'replica.joined'
  | 'log.handed'
  | 'isr.proposed'
  | 'log.flushed'
>

export function applyReplica(cluster: Cluster, record: ReplicaRecord, nowMs: number): void {
  const topic = topicOf(cluster, record.topic)
  const partition = partitionOf(topic, record.partitionIndex)
  switch (record.kind) {
    case 'log.changed':
      return changeLog(cluster, partition, record, nowMs)
    case 'replica.fetched':
      for (const brokerId of record.brokerIds) fetched(partition, stateOf(partition, brokerId), record, nowMs)
      return
    case 'replica.asked':
      return noteFetch(partition, stateOf(partition, record.brokerId), record.fetchOffset, record.logStartOffset, nowMs)
    case 'replica.appended':
      return append(partition, stateOf(partition, record.brokerId), record)
    case 'replica.truncated':
      return truncate(partition, stateOf(partition, record.brokerId), record)
    case 'fetcher.moved':
      return moveFetcher(partition, stateOf(partition, record.brokerId), record)
    case 'isr.proposed':
      partition.pendingIsr = record.isr === null ? null : [...record.isr]
      return
    case 'log.flushed':
      Object.assign(stateOf(partition, record.brokerId), { flushedOffset: record.flushedOffset, flushedMs: nowMs })
      return
    case 'partition.changed':
      return changePartition(cluster, topic, partition, record, nowMs)
    case 'replica.forked':
    case 'replica.joined':
    case 'log.handed':
      return weighed(cluster, partition, () => moveLogs(partition, record, nowMs))
  }
}

function stateOf(partition: Partition, brokerId: number): Replica {
  return present(replicaOf(partition, brokerId), `the replica of partition ${partition.partitionIndex} on broker ${brokerId}`)
}

/** Runs a change of what the logs hold, and keeps the sums of all bytes and all producers right. */
function weighed(cluster: Cluster, partition: Partition, change: () => void): void {
  const bytesBefore = partitionBytes(partition)
  const producersBefore = partitionProducers(partition)
  change()
  cluster.storedBytes += partitionBytes(partition) - bytesBefore
  cluster.producerCount += partitionProducers(partition) - producersBefore
}

function changeLog(cluster: Cluster, partition: Partition, { change, brokerId }: RecordOf<'log.changed'>, nowMs: number): void {
  const log = brokerId === undefined ? partition.log : present(stateOf(partition, brokerId).ownLog, 'a log of its own')
  // Summing segments and counting producers for every append would cost more than the append itself.
  if (change.kind === 'batch.appended') {
    cluster.storedBytes += change.sizeBytes
    if (change.producer !== undefined && producerOf(log, change.producer.producerId) === undefined) cluster.producerCount++
    if (brokerId === undefined) noteInSync(partition, nowMs)
    applyLogChange(log, change)
    return
  }
  if (changesWeight(change)) weighed(cluster, partition, () => applyLogChange(log, change))
  else applyLogChange(log, change)
  if (change.kind === 'log.truncated' || change.kind === 'log.restarted')
    forgetFlushed(partition, brokerId ?? partition.logBrokerId, change.offset)
  const losesBeginning = change.kind === 'segments.removed' || change.kind === 'log.restarted'
  if (losesBeginning && brokerId === undefined) dropSharedSegments(partition)
}

/** Until this append, a follower whose fetch waits for more was in sync all along, though nobody wrote that down. */
function noteInSync({ replicaStates, log }: Partition, nowMs: number): void {
  for (const { known, fetcher } of replicaStates) {
    if (fetcher?.phase === 'blocked' || fetcher?.phase === 'backoff' || known.logEndOffset < log.logEndOffset) continue
    known.lastCaughtUpMs = Math.max(known.lastCaughtUpMs, nowMs)
    known.lastFetchMs = Math.max(known.lastFetchMs, nowMs)
  }
}

function changesWeight({ kind }: LogChange): boolean {
  return kind !== 'highWatermark.moved' && kind !== 'segment.rolled' && kind !== 'epoch.started' && kind !== 'extent.opened'
}

/** Whoever shares the log shares what was removed of it, also while it cannot hear of it: Kafka's brokers each delete by their own clock. */
function dropSharedSegments(partition: Partition): void {
  const firstOffset = partition.log.segments[0]?.baseOffset ?? 0
  for (const replica of partition.replicaStates) {
    if (!sharesLog(partition, replica) || replica.offsets.logStartOffset >= firstOffset) continue
    const { offsets } = replica
    offsets.logStartOffset = Math.min(firstOffset, offsets.logEndOffset)
    offsets.highWatermark = Math.max(offsets.highWatermark, offsets.logStartOffset)
  }
}

/** What is written again where the log was cut is not on the disk yet. */
function forgetFlushed(partition: Partition, brokerId: number, offset: number): void {
  const replica = replicaOf(partition, brokerId)
  if (replica !== undefined) replica.flushedOffset = Math.min(replica.flushedOffset, offset)
}

/** The answer to the fetch that waited, and the next fetch at once. */
function fetched(partition: Partition, replica: Replica, record: RecordOf<'replica.fetched'>, nowMs: number): void {
  append(partition, replica, record)
  noteFetch(partition, replica, record.logEndOffset, record.logStartOffset, nowMs)
}

/** Kafka's Replica.updateFetchStateOrThrow. */
function noteFetch(partition: Partition, { known }: Replica, fetchOffset: number, logStartOffset: number, nowMs: number): void {
  const { logEndOffset } = partition.log
  if (fetchOffset >= logEndOffset) known.lastCaughtUpMs = Math.max(known.lastCaughtUpMs, nowMs)
  else if (fetchOffset >= known.lastFetchLeaderLogEndOffset) known.lastCaughtUpMs = Math.max(known.lastCaughtUpMs, known.lastFetchMs)
  known.logEndOffset = fetchOffset
  known.logStartOffset = logStartOffset
  known.lastFetchLeaderLogEndOffset = logEndOffset
  known.lastFetchMs = nowMs
}

type Appended = { readonly logEndOffset: number; readonly highWatermark: number; readonly logStartOffset: number }

function append(partition: Partition, replica: Replica, appended: Appended): void {
  const { logEndOffset, highWatermark } = appended
  assert(sharesLog(partition, replica), 'only a follower that agrees with the leader appends what the leader has')
  assert(logEndOffset <= partition.log.logEndOffset, 'a follower never has more than its leader')
  const { offsets } = replica
  // An answer that was under way for long may name a start that is behind the follower's own by now.
  const logStartOffset = Math.max(offsets.logStartOffset, appended.logStartOffset)
  offsets.logEndOffset = logEndOffset
  offsets.logStartOffset = logStartOffset
  offsets.highWatermark = Math.max(logStartOffset, Math.min(logEndOffset, Math.max(offsets.highWatermark, highWatermark)))
}

function truncate(partition: Partition, replica: Replica, record: RecordOf<'replica.truncated'>): void {
  assert(sharesLog(partition, replica), 'a log of its own is truncated by log.changed')
  const { offsets } = replica
  offsets.logEndOffset = record.logEndOffset
  offsets.logStartOffset = record.logStartOffset
  offsets.highWatermark = Math.max(record.logStartOffset, Math.min(offsets.highWatermark, record.logEndOffset))
  replica.flushedOffset = Math.min(replica.flushedOffset, record.logEndOffset)
}

/** Until it was blocked, a follower with everything was in sync all along, though nobody wrote that down. */
function moveFetcher(partition: Partition, replica: Replica, { fetcher }: RecordOf<'fetcher.moved'>): void {
  const { known } = replica
  const hasAll = known.logEndOffset >= partition.log.logEndOffset
  if (fetcher?.phase === 'blocked' && replica.fetcher?.phase !== 'blocked' && hasAll) known.lastCaughtUpMs = fetcher.sinceMs
  replica.fetcher = fetcher
}

function moveLogs(partition: Partition, record: RecordOf<'replica.forked' | 'replica.joined' | 'log.handed'>, nowMs: number): void {
  switch (record.kind) {
    case 'replica.forked':
      stateOf(partition, record.brokerId).ownLog = copyOf(record.log)
      return
    case 'replica.joined':
      return join(partition, stateOf(partition, record.brokerId))
    case 'log.handed':
      return handOver(partition, stateOrNew(partition, record.brokerId, nowMs), record.log === null ? null : copyOf(record.log))
  }
}

/** Who gets the log may become a replica only with the next record. */
function stateOrNew(partition: Partition, brokerId: number, nowMs: number): Replica {
  const known = replicaOf(partition, brokerId)
  if (known !== undefined) return known
  const replica = newReplica(brokerId, nowMs)
  partition.replicaStates.push(replica)
  return replica
}

/** Records are kept by whoever reads the journal, so the state must not share objects with them. */
function copyOf(log: unknown): PartitionLog {
  return JSON.parse(JSON.stringify(log)) as PartitionLog
}

function join(partition: Partition, replica: Replica): void {
  const { logStartOffset, logEndOffset, highWatermark } = replicaOffsets(partition, replica)
  assert(logEndOffset <= partition.log.logEndOffset, 'what joins is not longer than the partition’s log')
  replica.ownLog = null
  // What lies before the leader's start it has no more than the leader.
  replica.offsets = startedWith(partition.log, { logStartOffset, logEndOffset, highWatermark: Math.min(highWatermark, logEndOffset) })
  dropSharedSegments(partition)
}

/**
 * The partition's log becomes that of `to`. The broker that had it keeps its log: as its own when it has more than `to`, else as the
 * beginning of the same log. Whoever shares it and has more than `to` was forked before (see leadership.ts).
 */
function handOver(partition: Partition, to: Replica, shorter: PartitionLog | null): void {
  if (to.brokerId === partition.logBrokerId) {
    partition.log = shorter ?? partition.log
    return
  }
  const from = replicaOf(partition, partition.logBrokerId)
  const before = partition.log
  const next = to.ownLog ?? shorter ?? { ...before, ...startedWith(before, to.offsets) }
  const isShorter = to.ownLog !== null || shorter !== null
  if (from !== undefined) {
    const { logStartOffset, logEndOffset, highWatermark } = before
    from.offsets = { logStartOffset, logEndOffset, highWatermark }
    from.ownLog = isShorter ? before : null
  }
  to.ownLog = null
  partition.log = next
  partition.logBrokerId = to.brokerId
}

function changePartition(cluster: Cluster, topic: Topic, partition: Partition, record: RecordOf<'partition.changed'>, nowMs: number): void {
  rememberInStaleViews(cluster, topic, partition)
  const { leader, leaderEpoch } = partition
  applyPartitionChange(partition, record.change)
  partition.pendingIsr = null
  partition.changedMs = nowMs
  if (record.change.replicas !== undefined) {
    weighed(cluster, partition, () => keepReplicas(partition, nowMs))
    disillusion(cluster, topic, partition)
  }
  if (partition.leader !== leader || partition.leaderEpoch !== leaderEpoch) forgetFollowers(partition, nowMs)
}

/** A broker that cannot follow the metadata log goes on believing what held when it last could. */
function rememberInStaleViews(cluster: Cluster, { topicId }: Topic, partition: Partition): void {
  for (const { staleView } of cluster.brokers.values()) {
    const key = viewKey(topicId, partition.partitionIndex)
    if (staleView !== null && staleView[key] === undefined) staleView[key] = registrationOf(partition)
  }
}

/** A broker whose files are deleted may be a replica again before it hears of anything; with an empty log it must not take itself for the leader. */
function disillusion(cluster: Cluster, { topicId }: Topic, partition: Partition): void {
  for (const { brokerId, staleView } of cluster.brokers.values()) {
    const isReplica = partition.replicas.includes(brokerId)
    if (staleView !== null && !isReplica) staleView[viewKey(topicId, partition.partitionIndex)] = registrationOf(partition)
  }
}

function registrationOf(partition: Partition): PartitionRegistration {
  const { replicas, isr, elr, lastKnownElr, addingReplicas, removingReplicas } = partition
  const { leader, leaderEpoch, partitionEpoch, leaderRecoveryState } = partition
  const lists = { replicas, isr, elr, lastKnownElr, addingReplicas, removingReplicas }
  // The lists of a registration are replaced and never changed in place, so sharing them is safe.
  return { ...lists, leader, leaderEpoch, partitionEpoch, leaderRecoveryState }
}

/** New replicas begin empty; a broker that is no replica any more deletes its files. */
function keepReplicas(partition: Partition, nowMs: number): void {
  partition.replicaStates = partition.replicas.map((brokerId) => replicaOf(partition, brokerId) ?? newReplica(brokerId, nowMs))
}

/** A new leader, or the same one in a new epoch, starts with no knowledge of its followers; whoever is in the ISR was in sync just now. */
function forgetFollowers(partition: Partition, nowMs: number): void {
  for (const replica of partition.replicaStates) {
    replica.known = unknownReplica(partition.isr.includes(replica.brokerId) ? nowMs : 0)
    if (replica.fetcher !== null && replica.fetcher.phase !== 'blocked') replica.fetcher = null
  }
}
