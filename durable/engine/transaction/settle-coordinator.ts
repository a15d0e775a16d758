// What a partition of __transaction_state does by itself: the broker that leads it loads what the log says, transitions that are committed hold,
// and a transaction whose markers are all there is completed.
// Source: TransactionStateManager, TransactionMarkerChannelManager of Kafka 4.3.
import type { PartitionView, TopicView } from '../cluster.ts'
import { coordinates, isLed } from '../coordinator/leads.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Step } from '../step.ts'
import { appendTransition } from './append-transition.ts'
import type { CoordinatedTransaction, TransactionCoordinator } from './coordinator.ts'
import { loadTransactions } from './load-transactions.ts'
import { areMarkersWritten } from './markers.ts'

type CoordinatorView = DeepReadonly<TransactionCoordinator>

/** Does the next thing and says whether there was one. */
export function settleCoordinator(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { partitionIndex } = partition
  const coordinator = step.cluster.transactionCoordinators.get(partitionIndex)
  if (coordinator !== undefined && !coordinates(partition, coordinator)) {
    step.records.push({ kind: 'transactions.unloaded', topic: topic.name, partitionIndex, brokerId: coordinator.brokerId })
    return true
  }
  if (!isLed(step.cluster, partition)) return false
  if (coordinator !== undefined) return settleTransactions(step, topic, partition, coordinator)
  if (partition.log.logEndOffset === partition.log.logStartOffset) return false
  const { leader: brokerId, leaderEpoch: coordinatorEpoch } = partition
  const transactions = loadTransactions(partition.log, step.reader)
  step.records.push({ kind: 'transactions.loaded', topic: topic.name, partitionIndex, brokerId, coordinatorEpoch, transactions })
  return true
}

function settleTransactions(step: Step, topic: TopicView, partition: PartitionView, { transactions }: CoordinatorView): boolean {
  for (const [transactionalId, transaction] of transactions) {
    if (transaction.pending !== null && settleTransaction(step, topic, partition, transactionalId, transaction)) return true
  }
  return false
}

function settleTransaction(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  transactionalId: string,
  { metadata, pending }: DeepReadonly<CoordinatedTransaction>,
): boolean {
  if (pending === null) return false
  const { transition, requiredOffset } = pending
  if (requiredOffset === null) {
    return areMarkersWritten(metadata)
      ? appendTransition(step, topic, partition, { metadata, transition }).ok
      : forgetGoneTopics(step, topic, partition, metadata)
  }
  if (partition.log.highWatermark < requiredOffset) return false
  const { state, producerId, producerEpoch } = transition
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex }
  step.records.push({ kind: 'transaction.moved', ...name, transactionalId, from: metadata.state, state, producerId, producerEpoch })
  return true
}

/** Partitions of a topic that was deleted meanwhile need no marker. */
function forgetGoneTopics(step: Step, topic: TopicView, partition: PartitionView, metadata: CoordinatedTransaction['metadata']): boolean {
  const marker = metadata.partitions.find((one) => step.cluster.topics.get(one.topic)?.partitions[one.partitionIndex] === undefined)
  if (marker === undefined) return false
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex }
  step.records.push({ kind: 'marker.acknowledged', ...name, transactionalId: metadata.transactionalId, marker })
  return true
}
