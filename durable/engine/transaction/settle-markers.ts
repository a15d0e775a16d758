// The markers that end transactions on their way to a partition: sent by the coordinator's broker to the partition's leader, written as a control
// batch, replicated like everything else, and acknowledged when the high watermark has passed them. What gets lost is sent again.
// Source: TransactionMarkerChannelManager, TransactionMarkerRequestCompletionHandler, KafkaApis.handleWriteTxnMarkersRequest of Kafka 4.3.
import { present } from '../assert.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { appendMarker } from '../coordinator/append-as-broker.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import { isLed } from '../coordinator/leads.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { earliest } from '../earliest.ts'
import { areConnected, linkOf, processOf } from '../network/links.ts'
import { isUnderMinIsr } from '../replication/high-watermark.ts'
import type { Step } from '../step.ts'
import { openMarkersOf, transactionOf, UNSENT } from './coordinator.ts'
import type { MarkerProgress, OpenMarker, TransactionCoordinator } from './coordinator.ts'
import { markerOutcome } from './markers.ts'
import { resultOf } from './end-transaction.ts'
import { isPrepared } from './transaction-state.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'

type MarkerView = DeepReadonly<OpenMarker>

/** One marker on its way to one partition, with whom it concerns. */
type Delivery = {
  readonly step: Step
  readonly topic: TopicView
  readonly partition: PartitionView
  readonly marker: MarkerView
  readonly coordinator: DeepReadonly<TransactionCoordinator>
  readonly metadata: DeepReadonly<TransactionMetadata>
}

/** Does the next thing for the partition's markers and says whether there was one. */
export function settleMarkers(step: Step, topic: TopicView, partition: PartitionView): boolean {
  for (const marker of openMarkersOf(step.cluster, topic.name, partition.partitionIndex)) {
    const coordinator = present(step.cluster.transactionCoordinators.get(marker.coordinatorPartition), 'the coordinator of an open marker')
    const transaction = present(transactionOf(step.cluster, marker.coordinatorPartition, marker.transactionalId), 'its transaction')
    if (settleMarker({ step, topic, partition, marker, coordinator, metadata: transaction.metadata })) return true
  }
  return false
}

/** When a marker arrives, or is sent again, milliseconds. */
export function nextMarkerMs(cluster: ClusterView, topic: TopicView, { partitionIndex }: PartitionView): number | null {
  let dueMs: number | null = null
  for (const { progress } of openMarkersOf(cluster, topic.name, partitionIndex)) {
    if (progress.phase === 'sent') dueMs = earliest(dueMs, progress.dueMs)
    if (progress.phase === 'waiting') dueMs = earliest(dueMs, progress.retryMs)
  }
  return dueMs
}

function settleMarker(delivery: Delivery): boolean {
  const { marker, step } = delivery
  switch (marker.progress.phase) {
    case 'waiting':
      return (marker.progress.retryMs ?? step.nowMs) <= step.nowMs && sendOrWait(delivery, marker.progress.retryMs)
    case 'sent':
      return marker.progress.dueMs <= step.nowMs && arrive(delivery)
    case 'written':
      return followUp(delivery, marker.progress)
  }
}

/** A time that has come must not stay: where nothing can be sent, the marker waits for a change and not for the clock. */
function sendOrWait(delivery: Delivery, retryMs: number | null): boolean {
  return (canSend(delivery) && send(delivery)) || (retryMs !== null && moveTo(delivery, UNSENT))
}

/** Kafka's coordinator sends to a leader that cannot take it, again and again; here the marker waits until it can, and wakes nobody meanwhile. */
function canSend({ step: { cluster }, topic, partition, coordinator }: Delivery): boolean {
  const { leader } = partition
  if (processOf(cluster, coordinator.brokerId) !== 'running' || !isLed(cluster, partition) || isUnderMinIsr(topic, partition)) return false
  return leader === coordinator.brokerId || areConnected(cluster, coordinator.brokerId, leader)
}

function send(delivery: Delivery): boolean {
  const { step, partition, coordinator } = delivery
  const { cluster, nowMs } = step
  if (partition.leader === coordinator.brokerId || cluster.faults.size === 0) return write(delivery)
  const { latencyMs, loss } = linkOf(cluster, coordinator.brokerId, partition.leader)
  const isLost = loss > 0 && step.random.below(1_000_000) < loss * 1_000_000
  if (isLost) return moveTo(delivery, { phase: 'waiting', retryMs: nowMs + cluster.effectiveBrokerConfigs.replicaSocketTimeoutMs })
  return latencyMs === 0 ? write(delivery) : moveTo(delivery, { phase: 'sent', dueMs: nowMs + latencyMs })
}

/** The leader may have changed or gone while the marker was on its way. */
function arrive(delivery: Delivery): boolean {
  return (canSend(delivery) && write(delivery)) || moveTo(delivery, UNSENT)
}

function write(delivery: Delivery): boolean {
  const { step, topic, partition, coordinator, metadata } = delivery
  const { coordinatorEpoch } = coordinator
  const { producerId, producerEpoch, clientTransactionVersion } = metadata
  const type = resultOf(isCommit(metadata) ? 'PrepareCommit' : 'PrepareAbort')
  const written = { type, timestampMs: step.nowMs, producerId, producerEpoch, coordinatorEpoch }
  const appended = appendMarker(step, topic, partition, written, clientTransactionVersion)
  if (appended.ok) {
    const { leaderEpoch, requiredOffset } = appended.waiting
    return moveTo(delivery, { phase: 'written', leaderEpoch, requiredOffset })
  }
  // Another coordinator or a newer epoch has taken over: there is nothing left to do for this one.
  return markerOutcome(appended.error) === 'retry' ? false : acknowledge(delivery)
}

/** Written is not enough: a leader that dies takes with it what its followers do not have. */
function followUp(delivery: Delivery, { leaderEpoch, requiredOffset }: Extract<MarkerProgress, { phase: 'written' }>): boolean {
  const { step, topic, partition, coordinator, metadata } = delivery
  if (partition.leaderEpoch !== leaderEpoch) return moveTo(delivery, UNSENT)
  if (partition.leader === -1 || partition.log.highWatermark < requiredOffset) return false
  if (topic.name === CONSUMER_OFFSETS && holdsPending(step.cluster, partition.partitionIndex, metadata.producerId)) {
    const { partitionIndex } = partition
    const isCommitted = isCommit(metadata)
    step.records.push({ kind: 'offsets.settled', topic: topic.name, partitionIndex, producerId: metadata.producerId, isCommitted })
    return true
  }
  const isHeard = partition.leader === coordinator.brokerId || !linkOf(step.cluster, partition.leader, coordinator.brokerId).cut
  return isHeard && processOf(step.cluster, coordinator.brokerId) === 'running' && acknowledge(delivery)
}

function holdsPending({ groupCoordinators }: ClusterView, partitionIndex: number, producerId: number): boolean {
  for (const { pending } of groupCoordinators.get(partitionIndex)?.groups.values() ?? []) {
    if (pending.some((one) => one.producerId === producerId)) return true
  }
  return false
}

function isCommit({ state }: Pick<TransactionMetadata, 'state'>): boolean {
  return isPrepared(state) && resultOf(state) === 'COMMIT'
}

function moveTo(delivery: Delivery, progress: MarkerProgress): boolean {
  delivery.step.records.push({ kind: 'marker.moved', ...nameOf(delivery), progress, isCommit: isCommit(delivery.metadata) })
  return true
}

function acknowledge(delivery: Delivery): boolean {
  delivery.step.records.push({ kind: 'marker.acknowledged', ...nameOf(delivery) })
  return true
}

function nameOf({ topic, partition, marker }: Delivery) {
  return {
    topic: TRANSACTION_STATE,
    partitionIndex: marker.coordinatorPartition,
    transactionalId: marker.transactionalId,
    marker: { topic: topic.name, partitionIndex: partition.partitionIndex },
  }
}
