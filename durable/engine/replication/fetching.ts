// A follower fetches from its leader, one round at a time, each decided from where everything stands. A fetch that finds nothing new waits at
// the leader, so a follower at rest needs no state and no timer. Over default links a round takes no time and all followers share one record;
// over slow ones the request and the answer are on their way for a while.
// Source: AbstractFetcherThread, ReplicaFetcherThread and Partition.fetchRecords of Kafka 4.3; KIP-101, KIP-279, KIP-320, KIP-595.
import type { PartitionView, TopicView } from '../cluster.ts'
import { canTalk, diskLatencyMs, linkOf } from '../network/links.ts'
import type { Link } from '../network/links.ts'
import type { ClusterRecord } from '../record.ts'
import type { Step } from '../step.ts'
import { isUpToDate } from './believed.ts'
import { isUnderMinIsr } from './high-watermark.ts'
import { fetchLimit } from './fetch-limit.ts'
import { nameOf } from './follower.ts'
import type { Follower } from './follower.ts'
import { replicaOffsets } from './replica.ts'
import type { Fetcher } from './replica.ts'

/** What a follower does next: records, or an answer that needs no time, or nothing but wait. */
type Move = readonly ClusterRecord[] | 'answered' | null

/** Moves each follower of a partition on by one round. False when all are at rest, or wait for time to pass or a fault to end. */
export function stepFollowers(step: Step, topic: TopicView, partition: PartitionView): boolean {
  if (partition.leader === -1) return false
  const before = step.records.length
  const answered: number[] = []
  for (const replica of partition.replicaStates) {
    if (replica.brokerId === partition.leader) continue
    const move = nextMove(step, { topic, partition, replica })
    if (move === 'answered') answered.push(replica.brokerId)
    else if (move !== null) step.records.push(...move)
  }
  if (answered.length > 0) fetchAtOnce(step, topic, partition, answered)
  return step.records.length > before
}

/**
 * Followers that need no time. When they are all there are, the next two rounds are certain and are decided with this one, because every healthy
 * produce takes them: what all have is committed, and that is what they hear next.
 */
function fetchAtOnce(step: Step, topic: TopicView, partition: PartitionView, brokerIds: readonly number[]): void {
  const { logEndOffset, highWatermark, logStartOffset } = partition.log
  const { partitionIndex } = partition
  const name = topic.name
  step.records.push({ kind: 'replica.fetched', topic: name, partitionIndex, brokerIds, logEndOffset, highWatermark, logStartOffset })
  const isAll = brokerIds.length === partition.replicaStates.length - 1
  if (!isAll || highWatermark === logEndOffset || isUnderMinIsr(topic, partition)) return
  const change = { kind: 'highWatermark.moved', highWatermark: logEndOffset } as const
  step.records.push({ kind: 'log.changed', topic: name, partitionIndex, change })
  const told = { logEndOffset, highWatermark: logEndOffset, logStartOffset }
  step.records.push({ kind: 'replica.fetched', topic: name, partitionIndex, brokerIds, ...told })
}

function nextMove(step: Step, follower: Follower): Move {
  const { fetcher } = follower.replica
  if (!mayFetch(step, follower)) return fetcher?.phase === 'blocked' ? null : [moved(follower, { phase: 'blocked', sinceMs: step.nowMs })]
  if (fetcher === null) return follower.replica.ownLog === null ? fromRest(step, follower) : step.rules.reconcile(step, follower)
  if (fetcher.phase === 'blocked') return [moved(follower, null)]
  return fetcher.dueMs <= step.nowMs ? arrived(follower, fetcher) : null
}

/** Whether the follower's fetches can reach a leader that takes itself for one, and their answers come back. */
function mayFetch({ cluster }: Step, { topic, partition, replica }: Follower): boolean {
  const follower = cluster.brokers.get(replica.brokerId)
  const leader = cluster.brokers.get(partition.leader)
  if (follower === undefined || leader === undefined || partition.logBrokerId !== partition.leader) return false
  if (!canTalk(cluster, follower.brokerId, leader.brokerId)) return false
  // While one of the two believes in another epoch, the leader answers FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH.
  if (!isUpToDate(follower, topic, partition) || !isUpToDate(leader, topic, partition)) return false
  for (const { spec } of cluster.faults.values()) {
    if (spec.kind !== 'pause_replication' || spec.brokerId !== replica.brokerId) continue
    if (spec.topic !== null && spec.topic !== topic.name) continue
    if (spec.partitionIndex === null || spec.partitionIndex === partition.partitionIndex) return false
  }
  return true
}

function fromRest(step: Step, follower: Follower): Move {
  const { partition, replica } = follower
  const { log } = partition
  const { logEndOffset, logStartOffset, highWatermark } = replicaOffsets(partition, replica)
  if (replica.known.logEndOffset !== logEndOffset) return ask(step, follower)
  if (logEndOffset < log.logStartOffset) return [beginAnew(follower)]
  // A leader of before may know of a higher watermark than the new one yet.
  const hasAll = logEndOffset === log.logEndOffset && highWatermark >= log.highWatermark && logStartOffset >= log.logStartOffset
  return hasAll ? null : receive(step, follower)
}

/** Sends the request: where the follower stands. */
function ask(step: Step, follower: Follower): Move {
  const { partition, replica } = follower
  const fetchOffset = replicaOffsets(partition, replica).logEndOffset
  const link = linkOf(step.cluster, replica.brokerId, partition.leader)
  if (isLost(step, link)) return [moved(follower, afterTimeout(step))]
  if (link.latencyMs > 0) return [moved(follower, { phase: 'request', dueMs: step.nowMs + link.latencyMs, fetchOffset })]
  return [asked(follower, fetchOffset)]
}

/** Sends the answer: what the leader has beyond that. */
function receive(step: Step, follower: Follower): Move {
  const { partition, replica } = follower
  const { cluster, nowMs } = step
  const link = linkOf(cluster, partition.leader, replica.brokerId)
  if (isLost(step, link)) return [moved(follower, afterTimeout(step))]
  const latencyMs = link.latencyMs + diskLatencyMs(cluster, replica.brokerId)
  if (latencyMs === 0) return 'answered'
  const { highWatermark, logStartOffset } = partition.log
  const maxBytes = cluster.effectiveBrokerConfigs.replicaFetchMaxBytes
  const untilOffset = fetchLimit(partition.log, step.reader, replicaOffsets(partition, replica).logEndOffset, maxBytes)
  const { leaderEpoch } = partition
  return [moved(follower, { phase: 'response', dueMs: nowMs + latencyMs, leaderEpoch, untilOffset, highWatermark, logStartOffset })]
}

/** What comes of a message, or of a wait, whose time has come. */
function arrived(follower: Follower, fetcher: Exclude<Fetcher, { phase: 'blocked' }>): readonly ClusterRecord[] {
  const atRest = moved(follower, null)
  switch (fetcher.phase) {
    case 'request':
      return [asked(follower, fetcher.fetchOffset), atRest]
    case 'response': {
      const { leaderEpoch, untilOffset, highWatermark, logStartOffset } = fetcher
      // An answer of an earlier epoch, or to a log that was cut meanwhile, is thrown away.
      const { logEndOffset } = replicaOffsets(follower.partition, follower.replica)
      const isOutdated = leaderEpoch !== follower.partition.leaderEpoch || untilOffset < logEndOffset || follower.replica.ownLog !== null
      if (isOutdated) return [atRest]
      return [{ kind: 'replica.appended', ...nameOf(follower), logEndOffset: untilOffset, highWatermark, logStartOffset }, atRest]
    }
    case 'backoff':
      return [atRest]
  }
}

/** The follower is behind what its leader still has: it drops everything and starts where the leader starts. */
function beginAnew(follower: Follower): ClusterRecord {
  const { logStartOffset, logEndOffset } = follower.partition.log
  const reason = { code: 'fetchOutOfRange', logStartOffset, logEndOffset } as const
  return { kind: 'replica.truncated', ...nameOf(follower), logEndOffset: logStartOffset, logStartOffset, reason }
}

function isLost(step: Step, { loss }: Link): boolean {
  return loss > 0 && step.random.below(LOSS_STEPS) < loss * LOSS_STEPS
}

/** How finely a chance of loss is told apart. */
const LOSS_STEPS = 1_000_000

function afterTimeout({ cluster, nowMs }: Step): Fetcher {
  return { phase: 'backoff', dueMs: nowMs + cluster.effectiveBrokerConfigs.replicaSocketTimeoutMs }
}

function asked(follower: Follower, fetchOffset: number): ClusterRecord {
  const { logStartOffset } = replicaOffsets(follower.partition, follower.replica)
  return { kind: 'replica.asked', ...nameOf(follower), fetchOffset, logStartOffset }
}

function moved(follower: Follower, fetcher: Fetcher | null): ClusterRecord {
  return { kind: 'fetcher.moved', ...nameOf(follower), fetcher }
}
