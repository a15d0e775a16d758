// The whole cluster at one moment, taken from the engine. Nothing here is stored: it is worked out whenever somebody asks.
// The flags of a partition count as Kafka's metrics do. Source: Partition.isUnderReplicated, isUnderMinIsr, lowWatermarkIfLeader and
// OngoingReassignmentState.replicationFactor, ControllerMetricsChanges of Kafka 4.3.
import type { BrokerView, ClusterView, PartitionView, TopicView } from '../../engine/cluster.ts'
import { hasLeader } from '../../engine/controller/partition-registration.ts'
import type { Engine } from '../../engine/engine.ts'
import { lastStableOffset } from '../../engine/log/transactions.ts'
import { isUnderMinIsr, minIsrOf } from '../../engine/replication/high-watermark.ts'
import { recoveryPointOf, replicaLog, replicaOffsets, sharesLog } from '../../engine/replication/replica.ts'
import type { ReplicaView } from '../../engine/replication/replica.ts'
import type {
  BrokerState,
  ClusterState,
  ControllerState,
  FaultState,
  PartitionState,
  ReplicaLogState,
  TopicState,
} from './cluster-state.ts'
import { transactionViews } from './coordinator-states.ts'
import { groupViews } from './group-states.ts'

/** `nextDueMs` is when the next thing is due on the cluster's clock, null when nothing waits for time. */
export function clusterState(engine: Pick<Engine, 'cluster' | 'purgatory'>, nowMs: number, nextDueMs: number | null): ClusterState {
  const { cluster, purgatory } = engine
  const { clusterId, recordSequence, clock, storedBytes } = cluster
  const { produce, fetch } = purgatory.sizes()
  return {
    clusterId,
    sequence: recordSequence,
    clock: { mode: clock.mode, nowMs, nextDueMs },
    controller: controllerState(cluster),
    brokers: brokerStates(cluster),
    topics: [...cluster.topics.values()].map((topic) => topicState(cluster, topic)),
    transactions: transactionViews(cluster),
    groups: groupViews(cluster),
    faults: faultStates(cluster),
    purgatory: { produce, fetch },
    storedBytes,
  }
}

function controllerState({ activeController, controllerEpoch, controllers }: ClusterView): ClusterState['controller'] {
  const states = [...controllers.values()].map(({ nodeId, process, returnsMs }): ControllerState => ({
    nodeId,
    process,
    isActive: nodeId === activeController,
    returnsMs,
  }))
  return { activeController, controllerEpoch, controllers: states }
}

function brokerStates(cluster: ClusterView): BrokerState[] {
  const leaders = new Map<number, number>()
  const replicas = new Map<number, number>()
  for (const { partitions } of cluster.topics.values()) {
    for (const partition of partitions) {
      countOne(leaders, partition.leader)
      for (const brokerId of partition.replicas) countOne(replicas, brokerId)
    }
  }
  return [...cluster.brokers.values()].map((broker) =>
    brokerState(broker, leaders.get(broker.brokerId) ?? 0, replicas.get(broker.brokerId) ?? 0),
  )
}

function countOne(counts: Map<number, number>, brokerId: number): void {
  counts.set(brokerId, (counts.get(brokerId) ?? 0) + 1)
}

function brokerState(broker: BrokerView, leaderCount: number, replicaCount: number): BrokerState {
  const { brokerId, rack, process, brokerEpoch, fenced, inControlledShutdown, silentSinceMs, returnsMs, staleView } = broker
  // A broker that is down has no stale view to remember, and follows nothing all the same.
  const followsMetadata = process === 'running' && staleView === null
  const registration = { brokerId, rack, process, brokerEpoch, fenced, inControlledShutdown }
  return { ...registration, silentSinceMs, returnsMs, followsMetadata, leaderCount, replicaCount }
}

function topicState(cluster: ClusterView, topic: TopicView): TopicState {
  const { name, topicId, partitions } = topic
  return { name, topicId, partitions: partitions.map((partition) => partitionState(cluster, topic, partition)) }
}

function partitionState(cluster: ClusterView, topic: TopicView, partition: PartitionView): PartitionState {
  const { partitionIndex, leader, leaderEpoch, partitionEpoch, leaderRecoveryState } = partition
  const { replicas, isr, elr, lastKnownElr, addingReplicas, removingReplicas } = partition
  return {
    partitionIndex,
    leader,
    leaderEpoch,
    partitionEpoch,
    leaderRecoveryState,
    replicas: [...replicas],
    isr: [...isr],
    osr: replicas.filter((brokerId) => !isr.includes(brokerId)),
    elr: [...elr],
    lastKnownElr: [...lastKnownElr],
    addingReplicas: [...addingReplicas],
    removingReplicas: [...removingReplicas],
    minIsr: minIsrOf(topic, partition),
    isUnderReplicated: isUnderReplicated(partition),
    isUnderMinIsr: hasLeader(partition) && isUnderMinIsr(topic, partition),
    isOffline: !hasLeader(partition),
    lowWatermark: lowWatermarkOf(cluster, partition),
    logs: partition.replicaStates.map((replica) => replicaLogState(partition, replica)),
  }
}

/** Replicas that a reassignment adds are not missed while they catch up. Without a leader nobody counts: the partition is offline instead. */
function isUnderReplicated(partition: PartitionView): boolean {
  const { replicas, addingReplicas, isr } = partition
  const replicationFactor = replicas.filter((brokerId) => !addingReplicas.includes(brokerId)).length
  return hasLeader(partition) && isr.length < replicationFactor
}

/** Where no broker is alive there is no LW in Kafka; the lowest log start of all says at least what is kept. */
function lowWatermarkOf(cluster: ClusterView, partition: PartitionView): number {
  const isAlive = ({ brokerId }: ReplicaView) => cluster.brokers.get(brokerId)?.fenced === false
  const alive = partition.replicaStates.filter(isAlive)
  const counted = alive.length > 0 ? alive : partition.replicaStates
  return Math.min(...counted.map((replica) => replicaOffsets(partition, replica).logStartOffset))
}

function replicaLogState(partition: PartitionView, replica: ReplicaView): ReplicaLogState {
  const { brokerId, ownLog } = replica
  const { logStartOffset, logEndOffset, highWatermark } = replicaOffsets(partition, replica)
  const log = replicaLog(partition, replica)
  const isLeader = brokerId === partition.leader
  const segments = segmentsOf(partition, replica)
  // A follower that shares the leader's log knows of the same transactions, as far as its own high watermark lets it see.
  const stable = lastStableOffset({ ...log, logStartOffset, highWatermark })
  return {
    brokerId,
    role: isLeader ? 'leader' : 'follower',
    isInSync: partition.isr.includes(brokerId),
    logStartOffset,
    logEndOffset,
    highWatermark,
    lastStableOffset: stable,
    recoveryPoint: recoveryPointOf(partition, replica),
    leaderEpochs: epochsOf(partition, replica),
    segments,
    sizeBytes: sumOf(segments),
    isDiverged: ownLog !== null,
    fetcher: isLeader ? null : (replica.fetcher?.phase ?? 'at rest'),
    known: isLeader || !hasLeader(partition) ? null : knownOf(replica),
  }
}

function knownOf({ known }: ReplicaView): ReplicaLogState['known'] {
  const { logEndOffset, lastFetchMs, lastCaughtUpMs } = known
  return { logEndOffset, lastFetchMs, lastCaughtUpMs }
}

/** A follower learns of an epoch with the first batch written in it; a log that is known by itself has all its epochs. */
function epochsOf(partition: PartitionView, replica: ReplicaView): ReplicaLogState['leaderEpochs'] {
  const { logEndOffset } = replicaOffsets(partition, replica)
  const epochs = replicaLog(partition, replica).leaderEpochs
  const its = sharesLog(partition, replica) ? epochs.filter(({ startOffset }) => startOffset < logEndOffset) : epochs
  return its.map(({ epoch, startOffset }) => ({ epoch, startOffset }))
}

/** The last segment that a follower shares may be there only in part: how large that part is, only its bytes could say. */
function segmentsOf(partition: PartitionView, replica: ReplicaView): ReplicaLogState['segments'] {
  const { logEndOffset } = replicaOffsets(partition, replica)
  const { segments, logEndOffset: wholeEnd } = replicaLog(partition, replica)
  const isWhole = logEndOffset === wholeEnd
  const its = segments.filter(({ baseOffset }, index) => isWhole || index === 0 || baseOffset < logEndOffset)
  return its.map(({ baseOffset, sizeBytes, maxTimestamp }, index) => {
    const isCut = (segments[index + 1]?.baseOffset ?? wholeEnd) > logEndOffset
    return isCut ? partOf(baseOffset, logEndOffset) : { baseOffset, sizeBytes, maxTimestamp }
  })
}

/** Nothing of the segment, where the follower ends before the leader begins, or a part of it. */
function partOf(baseOffset: number, logEndOffset: number): ReplicaLogState['segments'][number] {
  if (logEndOffset <= baseOffset) return { baseOffset: logEndOffset, sizeBytes: 0, maxTimestamp: -1 }
  return { baseOffset, sizeBytes: null, maxTimestamp: null }
}

/** Null when a part of it is not known. */
function sumOf(segments: ReplicaLogState['segments']): number | null {
  let sum = 0
  for (const { sizeBytes } of segments) {
    if (sizeBytes === null) return null
    sum += sizeBytes
  }
  return sum
}

function faultStates({ faults }: ClusterView): FaultState[] {
  return [...faults.values()].map(({ faultId, spec, startedMs, endsMs, used }) => ({ faultId, spec: { ...spec }, startedMs, endsMs, used }))
}
